"""Compares the options that the stand-in for nixpkgs declares with those that anybody sets or reads.

Reads the JSON of nix/tests/options.nix; the argument is the checkout.
"""

import json
import sys

# Those that nobody sets, and who reads them.
READ = {
    "services.caddy.group": "nix/module/proxy.nix",
    "services.caddy.virtualHosts.<name>.hostName": "nix/tests/judge_module.py",
    "services.caddy.virtualHosts.<name>.serverAliases": "nix/tests/judge_module.py",
    "services.matrix-authentication-service.package": "nix/worlds/mas.nix",
    # Of what MAS is told in a world, which is all of `settings`.
    "services.matrix-authentication-service.settings.database.uri": "nix/tests/mas-keys.txt",
    "services.matrix-authentication-service.settings.http.listeners.*.proxy_protocol": "nix/tests/mas-keys.txt",
    "services.nginx.group": "nix/module/proxy.nix",
    "system.build": "nix/worlds/default.nix",
    "system.name": "nix/worlds/default.nix",
    "systemd.package": "nix/module/default.nix",
    "systemd.services.<name>.preStart": "nix/tests/worlds.nix",
    "users.groups": "nix/tests/worlds.nix",
    "users.users": "nix/tests/worlds.nix",
    "users.users.<name>.group": "nix/tests/worlds.nix",
    "users.users.<name>.home": "nix/tests/worlds.nix",
}

evaluated = json.load(sys.stdin)
root = sys.argv[1]
declared, were_set = ([path.split("\t") for path in evaluated[what]] for what in ("declared", "set"))


def is_set(option):
    return any(len(path) == len(option) and all(a == b or a.startswith("<") for a, b in zip(option, path)) for path in were_set)


unset = {".".join(option) for option in declared if not is_set(option)}
wrong = [f"{option} is declared, and nobody sets or reads it" for option in sorted(unset - set(READ))]
wrong += [f"{option} is set, or not declared: nix/tests/judge_options.py need not tell who reads it" for option in sorted(set(READ) - unset)]
for option, file in READ.items():
    if option.rpartition(".")[2] not in open(f"{root}/{file}").read():
        wrong.append(f"{option} is not read by {file}")

if wrong or len(declared) < 100:
    sys.exit("\n".join(wrong) or "hardly any option is declared")
print(f"{len(declared)} options declared, {len(READ)} of them only read")
