"""Compares the worlds, as they evaluate, with what they promise and nix/tests/machines.sh cannot show.

Arguments: the JSON that nix/tests/worlds.nix evaluates to, and the checkout.
"""

import json
import re
import sys

evaluated = json.load(open(sys.argv[1]))
root = sys.argv[2]
worlds, tests, apps = evaluated["worlds"], evaluated["tests"], evaluated["apps"]
NAMES = {"vm", "vm-mas", "vm-offline", "vm-offline-mas"}
failures = 0


def check(says, holds):
    global failures
    if not holds:
        failures += 1
        print(f"worlds: FAILED: {says}", file=sys.stderr)


def keys(value, path=""):
    """Each setting by its path, with its value."""
    if isinstance(value, dict):
        yield path, value
        for key, one in value.items():
            yield from keys(one, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        yield path, value
        for one in value:
            yield from keys(one, path + "[]")
    else:
        yield path, value


table = dict(
    line.rstrip("\n").split("\t") for line in open(f"{root}/nix/tests/mas-keys.txt") if not line.startswith("#")
)
TYPES = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}


def fits(value, kind):
    if kind.startswith("one of "):
        return value in kind.split()[2:]
    return kind == "any" or any(type(value) is TYPES[name] for name in kind.split())


def judge_mas(name, settings):
    freely = [path for path, kind in table.items() if kind == "any"]
    looked_at = 0
    for path, value in keys(settings):
        if path == "" or any(path.startswith(known + ".") for known in freely):
            continue
        looked_at += 1
        # In a table whose keys are free, each key is known.
        known = path if path in table else path.rpartition(".")[0] + ".*"
        check(f"{name}: MAS knows {path}", known in table)
        check(f"{name}: MAS takes {path} = {value!r}", known not in table or fits(value, table[known]))
    check(f"{name}: MAS's settings were looked at", looked_at > 40)


def no_secrets(name, settings):
    """A secret of Matrix, MAS or the PDS is never a value, only a path."""
    for path, value in keys(settings):
        if re.search(r"secret|encryption$|jwt|password$|admin|rotation_key", path, re.I) and isinstance(value, str):
            is_path = re.search(r"_(file|path)$", path) and value.startswith(("/var/lib/", "${CREDENTIALS_DIRECTORY}/", "client-"))
            check(f"{name}: {path} is no secret", is_path or path.endswith("auth_method"))


check("there are four worlds, each with its command", set(worlds) == NAMES == set(apps))
check("both tests boot a machine", {name: list(one["nodes"]) for name, one in tests.items()} == {"synapse": ["machine"], "mas": ["machine"]})

for name, world in worlds.items():
    offline, mas = name.startswith("vm-offline"), name.endswith("mas")
    ports = {8080: 8080, 8008: 8008, 9411: 9411}
    ports |= {8090: 8090} if mas else {}
    ports |= {2582: 2592, 2583: 2593} if offline else {}

    machine = world["machine"]
    check(f"{name}: the ports of the host, of its loopback address only", world["ports"] == {f"127.0.0.1:{host}": guest for host, guest in ports.items()})
    check(f"{name}: the firewall lets in those and no others", sorted(machine["firewall"]) == sorted(ports.values()))
    check(f"{name}: a console with root on it", machine["graphics"] is False and machine["console"] == "root")
    # Tailscale names servers to resolved, and so must DHCP's client, or public names are left to chance.
    check(f"{name}: resolved hears of DHCP's servers", (machine["resolved"], machine["networkd"]) == (not offline, not offline))
    check(f"{name}: only a world for anybody joins a tailnet", ("world-tailscale" in world["services"]) != offline)
    check(f"{name}: one relying party", [one["client_id"] for one in world["atlogin"]["clients"]] == ["mas" if mas else "synapse"])

    texts = {path.rpartition("/")[2].split("-", 1)[-1]: text for path, text in world["texts"].items()}
    settings = [world["atlogin"], json.loads(texts["homeserver.yaml"]), *(json.loads(text) for text in world["templates"].values())]
    for one in settings:
        no_secrets(name, one)
    if mas:
        judge_mas(name, json.loads(world["templates"]["mas.json"]))

told = {int(port) for port in re.findall(r"^\| (\d{4}) \|", open(f"{root}/docs/worlds.md").read(), re.M)}
check("docs/worlds.md tells every port", told == {int(port.rpartition(":")[2]) for world in worlds.values() for port in world["ports"]})

if failures:
    sys.exit(f"worlds: {failures} promises do not hold")
print(f"worlds: {len(worlds)} worlds as promised, {len(table)} settings of MAS known")
