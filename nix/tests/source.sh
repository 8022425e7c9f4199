#!/usr/bin/env bash
# Whether the files that nix/source-files.nix names are all that building and the unit tests need: compiles them, and
# nothing but them, with this machine's own cargo; and runs the unit tests where there is as little as in Nix's sandbox:
# no network, no name server, no home, and no authorities but those of `cacert`. Needs root.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
source=${ATLOGIN_NIX_DIR:-$root/target/nix}/source

rm -rf "$source"
mkdir -p "$source"
cd "$root"
nix eval --json --file nix/source-files.nix | python3 -c 'import json, sys; print("\n".join(json.load(sys.stdin)))' |
  # Only what is committed, or about to be: what git does not know, a flake does not see.
  xargs git ls-files -z -- | xargs -0 cp --parents --target-directory="$source"

cd "$source"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target}
touch "$source.began"
cargo check --locked --quiet --lib --bins --examples
tests=$(cargo test --locked --quiet --lib --no-run --message-format=json |
  python3 -c 'import json, sys; print(*{m["executable"] for m in map(json.loads, sys.stdin) if m.get("executable")})')
echo "source: builds from the files that the package takes"

bare=$source.bare
rm -rf "$bare"
mkdir -p "$bare"
cp -L /etc/ssl/certs/ca-certificates.crt "$bare/authorities.crt"
# shellcheck disable=SC2016  # expanded inside
unshare --mount --net bash -euc '
  ip link set lo up
  mount --bind /dev/null /etc/resolv.conf
  mount -t tmpfs none /etc/ssl
  exec env --ignore-environment HOME=/homeless-shelter TMPDIR="$1" SSL_CERT_FILE="$1/authorities.crt" "$2" --quiet
' bare "$bare" "$tests" >"$bare/output" 2>&1 || {
  tail -n 60 "$bare/output"
  echo "source: FAILED: the unit tests pass in Nix's sandbox" >&2
  exit 1
}
echo "source: the unit tests pass in Nix's sandbox: $(grep '^test result' "$bare/output")"
# What was built of the copy is of the same name as what is built of the tree. Without this, cargo would watch the
# copy for changes from now on, and run yesterday's tests on today's tree.
find "$CARGO_TARGET_DIR/debug/.fingerprint" -maxdepth 1 -name 'atlogin-*' -newer "$source.began" -exec rm -rf {} +
