#!/usr/bin/env bash
# Evaluates the configurations that docs/nixos.md shows, as they stand there, with the stand-in for nixpkgs, and looks at what
# comes out.
. "$(dirname "$0")/checks"
. nix/tests/library
root=$PWD
can_evaluate nixos-guide || exit 0

standin=$scratch/standin machine=$scratch/machine
make_standin "$standin"
guide_modules "$machine"
# As the guide says for a Synapse without MAS.
mkdir "$machine/without-mas"
cp "$machine/configuration.nix" "$machine/without-mas/"
sed 's|./mas.nix||' "$machine/flake.nix" >"$machine/without-mas/flake.nix"
line=$(grep -F 'matrix-synapse.enable = true;' docs/nixos.md)
sed "s|^ *openFirewall = true;|&\n$line|" "$machine/matrix.nix" >"$machine/without-mas/matrix.nix"

# evaluated FLAKE: what matters of its machine, as JSON.
evaluated() {
  nix eval --impure --offline --no-write-lock-file --override-input nixpkgs "path:$standin" \
    --override-input atlogin "git+file://$root" --json "path:$1#nixosConfigurations.matrix.config" --apply '
    config: {
      refused = map (one: one.message) (builtins.filter (one: !one.assertion) config.assertions);
      clients = config.services.atlogin.settings.clients;
      proxies = config.services.atlogin.settings.trusted_proxies;
      file = config.services.atlogin.configFile.env.settings.text;
      synapse = config.services.matrix-synapse.settings;
      mas = config.services.matrix-authentication-service.settings;
      ports = config.networking.firewall.allowedTCPPorts;
      hosts = builtins.attrNames config.services.nginx.virtualHosts;
    }'
}
# holds FILE EXPRESSION: whether jq finds it true.
holds() { jq --exit-status "$2" "$1" >/dev/null || { jq . "$1"; return 1; }; }

# judged FILE: the configuration file as the real program judges it while a system is built.
judged() {
  jq --raw-output .file "$1" | PYTHONPATH=nix/tests python3 -c 'import json, sys, toml_text; print(toml_text.toml_text(json.load(sys.stdin)))' >"$1.toml"
  "$ATLOGIN_BIN" --config "$1.toml" check-config --no-files | tee /dev/stderr | grep "$2"
}
if [ -z "${ATLOGIN_BIN:-}" ]; then
  cargo build --locked --quiet
  ATLOGIN_BIN=${CARGO_TARGET_DIR:-target}/debug/atlogin
fi

synapse=$scratch/synapse.json mas=$scratch/mas.json
evaluates() { evaluated "$1" >"$2"; }
check 'it evaluates with Synapse alone' evaluates "$machine/without-mas" "$synapse"
check 'nothing of it is refused' holds "$synapse" '.refused == []'
check 'ATLogin knows Synapse' holds "$synapse" '[.clients[].redirect_uris[]] == ["https://matrix.example.org/_synapse/client/oidc/callback"]'
check 'Synapse knows ATLogin' holds "$synapse" '[.synapse.oidc_providers[] | .issuer] == ["https://login.example.org"]'
check 'the configuration file of ATLogin is good' judged "$synapse" 'synapse (Matrix), with a secret'
check 'the ports of the web are open' holds "$synapse" '(.ports | sort) == [80, 443]'
check 'both names are served' holds "$synapse" '.hosts == ["login.example.org", "matrix.example.org"]'
check 'the visitors are told apart' holds "$synapse" '.proxies == ["127.0.0.1", "::1"]'

check 'the flake of the guide evaluates with its modules for Synapse and MAS' evaluates "$machine" "$mas"
check 'with MAS nothing is refused' holds "$mas" '.refused == []'
check 'ATLogin knows MAS, and Synapse no more' holds "$mas" '[.clients[].redirect_uris[]] == ["https://account.example.org/upstream/callback/" + .mas.upstream_oauth2.providers[0].id]'
check 'with MAS too the configuration file is good' judged "$mas" 'mas (Matrix), with a secret'
check 'Synapse asks MAS and not ATLogin' holds "$mas" '.synapse.matrix_authentication_service.enabled and (.synapse.oidc_providers // []) == []'
known_to_mas() { jq .mas "$1" | python3 nix/tests/mas_keys.py nix/tests/mas-keys.txt; }
check 'MAS knows all of its settings' known_to_mas "$mas"
check 'all three names are served' holds "$mas" '.hosts == ["account.example.org", "login.example.org", "matrix.example.org"]'

# The blocks are as `nix fmt` would have them, and have nothing in them that is not used.
check 'the blocks are formatted' nixfmt -c "$machine/flake.nix" "$machine/matrix.nix" "$machine/mas.nix"
check 'nothing in them is unused' deadnix --fail "$machine/flake.nix" "$machine/matrix.nix" "$machine/mas.nix"
conclude
