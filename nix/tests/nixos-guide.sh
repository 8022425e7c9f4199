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
without_mas() { sed -i '/\.\/mas\.nix/d' "$1/flake.nix" && sed -i "s|^ *openFirewall = true;|&\n$(grep -xE ' +matrix-synapse.enable = true;' docs/nixos.md)|" "$1/matrix.nix"; }
with_caddy() { sed -i 's|\./nginx\.nix|./caddy.nix|' "$1/flake.nix"; }
with_backup() { sed -i 's|\./mas\.nix|& ./backup.nix|' "$1/flake.nix"; }
with_qr() { sed -i 's|\./mas\.nix|& ./qr.nix|' "$1/flake.nix"; }
moving() { sed -i 's|\./mas\.nix|& ./moving.nix|' "$1/flake.nix"; }
for change in with_caddy without_mas with_backup with_qr moving; do
  cp -r "$machine" "$scratch/$change"
  $change "$scratch/$change"
done

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
      nginx = config.services.nginx.virtualHosts;
      caddy = config.services.caddy.virtualHosts;
      besides = config.services.caddy.extraConfig;
      script = config.services.postgresql.initialScript.text;
      unit = config.systemd.services.matrix-authentication-service or null;
      backup = config.systemd.services.atlogin-backup or null;
      timer = config.systemd.timers.atlogin-backup or null;
    }'
}
# holds FILE EXPRESSION: whether jq finds it true.
holds() { [ -s "$1" ] && jq --exit-status "$2" "$1" >/dev/null || { jq . "$1"; return 1; }; }

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
check 'it evaluates with Synapse alone' evaluates "$scratch/without_mas" "$synapse"
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

# The proxies, with everything that they lead to.
sites_of_nginx() {
  jq --raw-output '.nginx | to_entries[] | select(.key != "login.example.org") |
    "server {\nlisten 443 ssl;\nserver_name \(.key);\n\(.value.extraConfig)\n" + ([.value.locations | to_entries[] | "location \(.key) {\n" +
      (if .value.proxyPass then "proxy_pass \(.value.proxyPass);\n" else "" end) + (if .value.return then "return \(.value.return);\n" else "" end) +
      "\(.value.extraConfig)\n}\n"] | add) + "}\n"' "$1"
}
sites_of_caddy() { jq --raw-output '.besides, (.caddy[] | "\(.hostName) {\n\(.extraConfig)\n}")' "$1"; }
leads_right() {
  "sites_of_$1" "$2" >"$scratch/sites"
  python3 nix/tests/who_answers.py "$1" "$scratch/sites" || { cat "$scratch/sites"; return 1; }
}
leads_wrong() {
  jq '.caddy["matrix.example.org"].extraConfig |= sub("route"; "handle")' "$1" >"$scratch/wrong.json"
  fails leads_right caddy "$scratch/wrong.json"
}
caddy=$scratch/caddy.json
check 'with Caddy it evaluates, too' evaluates "$scratch/with_caddy" "$caddy"
check 'with Caddy nothing is refused' holds "$caddy" '.refused == [] and .hosts == []'
check 'nginx leads everybody to whom they want' leads_right nginx "$mas"
check 'Caddy is told of a site for all other names' holds "$caddy" '.besides | contains("respond 421")'
check 'Caddy leads everybody to whom they want' leads_right caddy "$caddy"
check 'a proxy that leads elsewhere would be found' leads_wrong "$caddy"

backup=$scratch/backup.json
# The rest of that section is done by nix/tests/nspawn/proof.
check 'with backups it evaluates' evaluates "$scratch/with_backup" "$backup"
check 'without them there are none' holds "$mas" '.backup == null and .timer == null'
check 'every night a copy is made, where the guide says and as many as it says' holds "$backup" \
  '.refused == [] and (.timer.timerConfig.OnCalendar == "daily") and (.backup.serviceConfig.ExecStart | test("backup.sh /var/backup/atlogin 14 "))'

qr=$scratch/qr.json moving=$scratch/moving.json
check 'with QR codes it evaluates' evaluates "$scratch/with_qr" "$qr"
check 'MAS knows that setting, too' known_to_mas "$qr"
check 'Synapse passes on what devices say' holds "$qr" '.refused == [] and .synapse.experimental_features.msc4108_enabled'
check 'while people are moved it evaluates' evaluates "$scratch/moving" "$moving"
check 'meanwhile MAS knows its settings' known_to_mas "$moving"
check 'meanwhile Synapse lets people in by ATLogin' holds "$moving" '.refused == [] and .synapse.matrix_authentication_service.enabled == false and [.synapse.oidc_providers[].idp_id] == ["atlogin"]'
check 'meanwhile MAS is not started, and starts no Synapse' holds "$moving" '.unit.wantedBy == [] and (.unit.wants | contains(["matrix-synapse.service"]) | not)'
check 'meanwhile the proxy leads nobody to MAS' holds "$moving" '[.nginx["matrix.example.org"].locations | keys[] | select(contains("login"))] == [] and .hosts == ["login.example.org", "matrix.example.org"]'
check 'MAS finds whom Synapse knew' holds "$moving" '"oidc-" + .synapse.oidc_providers[0].idp_id == .mas.upstream_oauth2.providers[0].synapse_idp_id'

# The database of Synapse, in a real PostgreSQL whose own order of letters and encoding are others.
postgres=${POSTGRES:-$(echo /usr/lib/postgresql/*/bin)}
cluster=$(mktemp -d)
chown postgres "$cluster"
as_postgres() { (cd / && PATH=$postgres:$PATH PGHOST=$cluster runuser -u postgres -- "$@"); }
trap 'as_postgres pg_ctl --pgdata="$cluster/data" --mode=immediate stop >/dev/null; rm -rf --one-file-system "$cluster" "$scratch"' EXIT
starts() {
  as_postgres initdb --pgdata="$cluster/data" --locale=C.UTF-8 --encoding=UTF8 --auth=trust
  as_postgres pg_ctl --pgdata="$cluster/data" --options="-k $cluster -h ''" --log="$cluster/log" --wait start
}
# As Synapse looks at it: UTF-8, and C.
is_for_synapse() {
  as_postgres psql --no-align --tuples-only --command="SELECT pg_encoding_to_char(encoding), datcollate, datctype, pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'matrix-synapse'" |
    tee /dev/stderr | grep -x 'UTF8|C|C|matrix-synapse'
  as_postgres psql --username=matrix-synapse --dbname=matrix-synapse --command='CREATE TABLE people (name text)'
}
by_script() { jq --raw-output .script "$mas" | as_postgres psql --set=ON_ERROR_STOP=1 && is_for_synapse; }
by_hand() {
  as_postgres dropdb matrix-synapse
  as_postgres dropuser matrix-synapse
  grep -E '^runuser .*(createuser|createdb)' docs/nixos.md | sed 's/^runuser -u postgres -- //' >"$scratch/commands"
  while read -ra words; do as_postgres "${words[@]}" </dev/null; done <"$scratch/commands"
  [ "$(wc -l <"$scratch/commands")" -eq 2 ] && is_for_synapse
}
check 'a PostgreSQL starts' starts
check 'the script makes the database that Synapse wants' by_script
check 'so do the commands for one that is there already' by_hand
# For the time of syn2mas, as the guide says it.
tell_postgres() { grep -oE "^runuser -u postgres -- psql -c '$1 .*'" docs/nixos.md | grep -oE "'.*'" | tr -d "'" | as_postgres psql --set=ON_ERROR_STOP=1; }
reads_people() { as_postgres psql --username=matrix-authentication-service --dbname=matrix-synapse --command='SELECT name FROM people'; }
may_read() {
  as_postgres createuser matrix-authentication-service
  fails reads_people
  tell_postgres GRANT
  reads_people
  tell_postgres REVOKE
  fails reads_people
}
check 'syn2mas may read what Synapse has, as long as it is said' may_read
check 'Synapse is told to use it' holds "$mas" '.synapse.database.name == "psycopg2"'

# The blocks are as `nix fmt` would have them, and have nothing in them that is not used.
check 'the blocks are formatted' nixfmt -c "$machine"/*.nix
check 'nothing in them is unused' deadnix --fail "$machine"
conclude
