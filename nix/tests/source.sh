#!/usr/bin/env bash
# Whether the files that nix/source-files.nix names are all that building and the unit tests need: compiles them,
# and nothing but them, with this machine's own cargo.
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
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target} cargo check --locked --quiet --lib --bins --examples --tests
echo "source: builds from the files that the package takes"
