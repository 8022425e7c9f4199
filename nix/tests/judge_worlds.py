"""Compares the worlds, as they evaluate, with what they promise.

Arguments: the JSON that nix/tests/worlds.nix evaluates to, the checkout, a directory to leave templates in: what
prepare.sh gets in each machine, for others to start. ATLOGIN_BIN is the daemon that judges its configuration.
"""

import json
import os
import re
import subprocess
import sys

from toml_text import toml_text

evaluated = json.load(open(sys.argv[1]))
root, out = sys.argv[2], sys.argv[3]
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


check("there are four worlds, each with its command", set(worlds) == NAMES == set(apps))
check("both tests boot a machine", {name: list(one["nodes"]) for name, one in tests.items()} == {"synapse": ["machine"], "mas": ["machine"]})

for name, world in worlds.items():
    offline, mas = name.startswith("vm-offline"), name.endswith("mas")
    ports = {8080: 8080, 8008: 8008, 9411: 9411}
    ports |= {8090: 8090} if mas else {}
    ports |= {2582: 2592, 2583: 2593} if offline else {}

    machine = world["machine"]
    forwarded = {one["host"]["port"]: one["guest"]["port"] for one in machine["forwardPorts"]}
    check(f"{name}: the ports of the host", forwarded == ports)
    check(f"{name}: of its loopback address only", {one["host"]["address"] for one in machine["forwardPorts"]} == {"127.0.0.1"})
    check(f"{name}: the firewall lets in those and no others", sorted(world["firewall"]) == sorted(ports.values()))
    check(f"{name}: a console with root on it", machine["graphics"] is False and world["console"] == "root")

    atlogin, synapse = world["atlogin"], world["synapse"]
    check(f"{name}: the name of the Matrix server never changes", synapse["server_name"] == "atlogin.localhost")
    check(f"{name}: ATLogin listens beyond loopback", atlogin["listen"] == "0.0.0.0:9411")
    check(f"{name}: and is called by it", atlogin["public_url"] == "http://127.0.0.1:9411")
    check(f"{name}: ATLogin reads what prepare.sh wrote", world["configFile"] == "/run/world/atlogin.toml")
    check(f"{name}: Synapse too", world["synapseExtra"] == ["/run/world/homeserver.yaml"])
    check(f"{name}: Synapse is behind nginx", [(one["bind_addresses"], one["port"], one["x_forwarded"]) for one in synapse["listeners"]] == [(["127.0.0.1"], 8009, True)])
    check(f"{name}: the network of ATLogin", atlogin.get("network", "public") == ("loopback" if offline else "public"))

    client = "mas" if mas else "synapse"
    check(f"{name}: one relying party", [one["client_id"] for one in atlogin["clients"]] == [client])
    check(f"{name}: its secret is a credential", world["credentials"] == {f"client-{client}-secret": f"/var/lib/atlogin-secrets/{client}"})
    if mas:
        check(f"{name}: Synapse leaves signing in to MAS", synapse["matrix_authentication_service"]["enabled"] and "oidc_providers" not in synapse)
        check(f"{name}: both have one secret", synapse["matrix_authentication_service"]["secret_path"] == world["masCredentials"]["matrix-secret"])
        check(f"{name}: MAS reads one file", world["units"]["matrix-authentication-service"]["start"].endswith("server --config /run/world/mas.yaml"))
        judge_mas(name, json.loads(world["templates"]["mas.json"]))
    else:
        check(f"{name}: Synapse asks ATLogin", synapse["oidc_providers"][0]["issuer"] == atlogin["public_url"])

    prepare = world["units"]["world-prepare"]
    needed = {"atlogin.service", "matrix-synapse.service", "nginx.service"}
    needed |= {"matrix-authentication-service.service"} if mas else set()
    needed |= {"bluesky-pds.service"} if offline else set()
    check(f"{name}: nothing starts before it is told where it is", needed == set(prepare["requiredBy"]) <= set(prepare["before"]))
    check(f"{name}: nobody is logged in before the console can say it", set(prepare["before"]) - needed == {"systemd-user-sessions.service"})
    check(f"{name}: prepare.sh knows whether a tunnel may be", prepare["environment"]["WORLD_OFFLINE"] == ("yes" if offline else "no"))
    check(f"{name}: the shared folder is there by then", prepare["unitConfig"]["RequiresMountsFor"] == "/tmp/shared")
    check(f"{name}: only a world for anybody joins a tailnet", ("world-tailscale" in world["units"]) != offline)

    # Tailscale names servers to resolved, and so must DHCP's client, or public names are left to chance.
    check(f"{name}: resolved hears of DHCP's servers", world["names"] == {"resolved": not offline, "networkd": not offline})

    # A secret of Matrix, MAS or the PDS is never a value, only a path.
    for path, value in [*keys(atlogin), *keys(synapse), *keys(world["mas"] or {}), *keys(world["pds"] or {})]:
        if re.search(r"secret|encryption$|jwt|password$|admin|rotation_key", path, re.I) and isinstance(value, str):
            check(f"{name}: {path} is no secret", re.search(r"_(file|path)$", path) and (value.startswith(("/var/lib/", "${CREDENTIALS_DIRECTORY}/", "client-"))) or path.endswith("auth_method"))

    folder = f"{out}/{name}"
    os.makedirs(folder, exist_ok=True)
    texts = world["templates"] | {"atlogin.toml": toml_text(atlogin)}
    for file, text in texts.items():
        open(f"{folder}/{file}", "w").write(text)
    run = subprocess.run([os.environ["ATLOGIN_BIN"], "--config", f"{folder}/atlogin.toml", "check-config", "--no-files"], capture_output=True, text=True)
    check(f"{name}: check-config: {run.stdout}{run.stderr}", run.returncode == 0)

told = {int(port) for port in re.findall(r"^\| (\d{4}) \|", open(f"{root}/docs/worlds.md").read(), re.M)}
check("docs/worlds.md tells every port", told == {one["host"]["port"] for world in worlds.values() for one in world["machine"]["forwardPorts"]})

if failures:
    sys.exit(f"worlds: {failures} promises do not hold")
print(f"worlds: {len(worlds)} worlds as promised, {len(table)} settings of MAS known")
