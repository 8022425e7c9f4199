"""Makes files of what the worlds evaluate to: units, settings and links, as a machine has them.

    rendered.py EVALUATED FOLDER

EVALUATED is the JSON of nix/tests/worlds.nix. FOLDER gets one folder for each set of worlds that have a file in common,
called after them (`vm+vm-offline`), and in it the file at its place in the machine. What would differ from store to store
is left out of paths: /nix/store/HASH-name.
"""

import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(__file__)))
from toml_text import toml_text

# Those that are started. vm-mas is vm with what vm-offline-mas has.
STARTED = ["vm", "vm-offline", "vm-offline-mas"]
# nixos/modules/system/boot/systemd.nix: what each service finds beside its own `path`.
USUAL = ["coreutils", "findutils", "gnugrep", "gnused", "systemd"]
BASH = "/nix/store/HASH-bash/bin/bash"


def unit(name, service):
    """The text of a unit, as nixos/lib/systemd-lib.nix writes it; and the scripts that it names."""
    scripts = {}

    def script(part, text):
        path = f"/nix/store/HASH-unit-script-{name}-{part}/bin/{name}-{part}"
        scripts[path] = f"#!{BASH}\nset -e\n{text}"
        return path

    section = dict(service["service"])
    if service["script"]:
        section["ExecStart"] = script("start", service["script"])
    if service["preStart"]:
        before = section.get("ExecStartPre", [])
        section["ExecStartPre"] = [script("pre-start", service["preStart"]), *([before] if isinstance(before, str) else before)]
    path = service["path"] + [f"/nix/store/HASH-{usual}" for usual in USUAL]
    environment = service["environment"] | {"PATH": ":".join(f"{one}/bin" for one in path)}

    order = {key.capitalize(): " ".join(service[key]) for key in ("requires", "wants", "after", "before") if service[key]}
    about = {"Description": service["description"]} if service["description"] else {}
    lines = ["[Unit]", *settings(about | order | service["unit"]), "", "[Service]"]
    lines += [f'Environment="{key}={value}"' for key, value in sorted(environment.items())]
    lines += settings(section)
    # NixOS makes links itself; `systemctl enable` makes the same out of these.
    install = {key: " ".join(service[key[0].lower() + key[1:]]) for key in ("WantedBy", "RequiredBy")}
    lines += ["", "[Install]", *settings({key: value for key, value in install.items() if value})] if any(install.values()) else []
    return "\n".join(lines) + "\n", scripts


def settings(section):
    for key, value in sorted(section.items()):
        for one in value if isinstance(value, list) else [value]:
            yield f"{key}={one}"


def files(world):
    """Each file of a machine, by its path."""
    for name, service in world["services"].items():
        text, scripts = unit(name, service)
        # Debian's own is there; it is told no more than what NixOS tells it otherwise.
        yield f"/etc/systemd/system/{name}.service" + (".d/nixos.conf" if name == "console-getty" else ""), text
        yield from scripts.items()
    yield from world["texts"].items()
    for name, text in world["templates"].items():
        yield f"/nix/store/HASH-world-templates/{name}", text
    yield "/nix/store/HASH-world-templates/atlogin.toml", toml_text(world["atlogin"])
    for name, source in world["etc"].items():
        yield f"/etc/{name}", f"-> {source}\n"
    yield "/etc/profile.d/nixos.sh", world["login"]
    yield "/etc/sysusers.d/nixos.conf", "".join(
        [f"g {group} -\n" for group in world["groups"]]
        + [f"u {user} -:{about['group']} - {about['home']}\n" for user, about in world["users"].items()]
    )
    yield "/ports.json", json.dumps(world["ports"])


def anywhere(text):
    """The same for each store."""
    return re.sub(r"(/[\w.-]+)+/[0-9a-z]{32}-", "/nix/store/HASH-", text)


def readable(text):
    """JSON over several lines, so that a change of it is seen where it is."""
    try:
        return json.dumps(json.loads(text), indent=1, sort_keys=True) + "\n"
    except ValueError:
        return text


def main(evaluated, folder):
    worlds = json.load(open(evaluated))["worlds"]
    having = {}
    for name in STARTED:
        for path, content in files(worlds[name]):
            having.setdefault((anywhere(path), readable(anywhere(content))), []).append(name)
    for (path, content), names in having.items():
        place = f"{folder}/{'+'.join(names)}{path}"
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w") as file:
            file.write(content)


main(*sys.argv[1:])
