#!/usr/bin/env bash
# Evaluates the flake, the module and all worlds on both architectures, with a stand-in for nixpkgs, and compares what
# comes out with what it should be. What other tests start (settings of the worlds) is left in target/nix/evaluated.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=${ATLOGIN_NIX_DIR:-$root/target/nix}
. "$here/library"
can_evaluate evaluate || exit 0

standin=$out/standin
make_standin "$standin"
mkdir -p "$out/evaluated"
offline=(--offline --no-write-lock-file --override-input nixpkgs "path:$standin")

echo "evaluate: flake, all systems"
nix flake check --no-build --all-systems --quiet "${offline[@]}" "git+file://$root"

if [ -z "${ATLOGIN_BIN:-}" ]; then
  cargo build --locked --quiet --manifest-path "$root/Cargo.toml"
  export ATLOGIN_BIN=$root/target/debug/atlogin
fi

echo "evaluate: the package, with a Rust that is too old for Cargo.toml"
said=$(nix eval --impure --offline --raw --expr "
  let standin = builtins.getFlake \"path:$standin\"; in
  ((standin.legacyPackages.x86_64-linux.extend (import $root/nix/overlay.nix)).extend
    (_: before: { rustc = before.rustc // { version = \"1.80.1\"; }; })).atlogin.version" 2>&1) &&
  { echo "evaluate: FAILED: it is built all the same: $said" >&2; exit 1; }
grep -q 'ATLogin needs Rust .*, and this nixpkgs has 1.80.1: take a newer nixpkgs' <<<"$said" ||
  { printf 'evaluate: FAILED: it does not say why:\n%s\n' "$said" >&2; exit 1; }

echo "evaluate: module, each way of using it"
for system in x86_64-linux aarch64-linux; do
  evaluated_module "$root" "$standin" $system >"$out/evaluated/module-$system.json"
  python3 "$here/judge_module.py" "$out/evaluated/module-$system.json" "$root"
done

echo "evaluate: worlds, to be judged by nix/tests/worlds.sh and booted by nix/tests/machines.sh"
for system in x86_64-linux aarch64-linux x86_64-darwin aarch64-darwin; do
  evaluated_worlds "$root" "$standin" $system >"$out/evaluated/worlds-$system.json"
done
