#!/usr/bin/env bash
# What docs/mas.md gives people to paste: MAS's own source knows all that `atlogin config mas` prints and that the guide adds, and
# either proxy leads everybody to whom they want.
. "$(dirname "$0")/checks"
if [ -z "${ATLOGIN_BIN:-}" ]; then
  cargo build --locked --quiet
  ATLOGIN_BIN=${CARGO_TARGET_DIR:-target}/debug/atlogin
fi

cat >"$scratch/atlogin.toml" <<'END'
public_url = "https://login.example.org"
state_dir = "/nowhere"
[[clients]]
client_id = "mas"
client_secret = "not-a-secret-but-long-enough-to-pass-for-one"
redirect_uris = ["https://account.example.org/upstream/callback/01KATPR0T00000000000000000"]
localpart = "{handle}"
END
printed() { "$ATLOGIN_BIN" --config "$scratch/atlogin.toml" config mas mas; }
known() { python3 nix/tests/mas_keys.py nix/tests/mas-keys.txt; }
knows_what_is_printed() { printed | known; }
misses_what_is_misspelt() { printed | sed s/human_name/humane_name/ | fails known 2>&1 | grep 'does not know.*humane_name'; }
check 'MAS knows all that is printed for it' knows_what_is_printed
check 'what it does not know would be found' misses_what_is_misspelt

# blocks LANGUAGE HEADING: the blocks of a language below a heading.
blocks() {
  awk -v language="$1" -v heading="$2" '/^#/ { here = $0 ~ heading } /^```$/ { print ""; inside = 0 } inside { print } here && $0 == "```" language { inside = 1 }' docs/mas.md
}
qr_is_known() {
  blocks yaml 'QR code' | tee /dev/stderr | awk '/^oauth:/ { it = 1 } /^[a-z]/ && !/^oauth:/ { it = 0 } it' >"$scratch/oauth"
  [ -s "$scratch/oauth" ]
  { cat "$scratch/oauth"; printed; } | known
}
check 'MAS knows what the guide adds for QR codes' qr_is_known

# The second block of nginx goes into the site that Synapse has.
sites_of_nginx() {
  blocks nginx 'The proxy' | awk '/^location/ { print "server { listen 443 ssl; server_name matrix.example.org;" } { print }
    END { for (n = split("/_matrix/ /_synapse/client/", path, " "); n; n--) print "location " path[n] " { proxy_pass http://127.0.0.1:8008; proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr; }"; print "}" }'
}
sites_of_caddy() { blocks caddy 'The proxy'; }
leads_right() {
  "sites_of_$1" >"$scratch/sites"
  python3 nix/tests/who_answers.py "$1" "$scratch/sites" || { cat "$scratch/sites"; return 1; }
}
check 'nginx leads everybody to whom they want' leads_right nginx
check 'Caddy leads everybody to whom they want' leads_right caddy
conclude
