#!/usr/bin/env bash
# The daemon under its unit, started by a real systemd in a container. What is tried there stands in nspawn/proof.
# ATLOGIN_BIN and SMALL_WORLD_BIN name what to start, if it is not to be built.
. "$(dirname "$0")/container"

target=${CARGO_TARGET_DIR:-target}
if [ -z "${ATLOGIN_BIN:-}" ]; then cargo build --locked --quiet; fi
if [ -z "${SMALL_WORLD_BIN:-}" ]; then cargo build --locked --quiet --example small-world; fi

mkdir -p "$root/usr/local/bin" "$root/proof"
install -m 0755 "${ATLOGIN_BIN:-$target/debug/atlogin}" "$root/usr/local/bin/atlogin"
install -m 0755 "${SMALL_WORLD_BIN:-$target/debug/examples/small-world}" "$root/proof/small-world"
install -m 0644 docs/systemd/atlogin.service docs/systemd/atlogin.socket "$root/etc/systemd/system/"
install -m 0755 nix/tests/nspawn/proof nix/tests/nspawn/sign_in.py nix/module/as-service.sh nix/module/backup.sh "$root/proof/"
# The unit of the module that copies the database, keeping two; and the way back, as the guide says it.
nix eval --json --file nix/unit.nix backup | jq --raw-output '
  "[Service]\nEnvironment=ATLOGIN_CONFIG=/etc/atlogin/atlogin.toml\nExecStart=/bin/sh /proof/backup.sh /var/backup/atlogin 2 /usr/local/bin/atlogin",
  (to_entries[] | "\(.key)=\(.value | if type == "array" then join(" ") else . end)")' >"$root/etc/systemd/system/atlogin-backup.service"
awk '/^## /{ is = $0 == "## A backup, and the way back" } is && /^```$/ { sh = 0 } sh { print } is && /^```sh$/ { sh = 1 }' docs/nixos.md >"$root/proof/backup-commands"
# Where the unit lets programs be run, unlike anything else that could speak for it.
rustc --edition 2024 -o "$root/usr/lib/atlogin-probe" nix/tests/nspawn/probe.rs

boot /proof proof
