#!/usr/bin/env bash
# What `atlogin config mas` prints for people to paste, as docs/mas.md says: MAS's own source knows all of it.
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
conclude
