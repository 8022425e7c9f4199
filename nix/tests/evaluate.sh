#!/usr/bin/env bash
# Evaluates the flake, the module and all worlds on both architectures, with a stand-in for nixpkgs, and compares what
# comes out with what it should be. What other tests start (settings of the worlds) is left in target/nix/evaluated.
#
# NIXPKGS_LIB is the path of nixpkgs' own `lib`, which is not ours to commit. Where there is none,
# ATLOGIN_WITHOUT_NIXPKGS_LIB=yes admits it: then this says what was not looked at, and succeeds.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=${ATLOGIN_NIX_DIR:-$root/target/nix}
lib=${NIXPKGS_LIB:-}

if [ ! -f "$lib/default.nix" ]; then
  if [ "${ATLOGIN_WITHOUT_NIXPKGS_LIB:-}" != yes ]; then
    echo "evaluate: NIXPKGS_LIB must be the path of nixpkgs' lib, the directory with its default.nix;" \
      "or ATLOGIN_WITHOUT_NIXPKGS_LIB=yes leaves all of this out" >&2
    exit 1
  fi
  echo "evaluate: NOT EVALUATED, because NIXPKGS_LIB is not set: flake, module and worlds"
  exit 0
fi

standin=$out/standin
rm -rf "$standin"
mkdir -p "$standin" "$out/evaluated"
cp -r "$here/standin/." "$standin/"
cp -r "$lib" "$standin/lib"
chmod -R u+w "$standin"
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
  nix eval --impure --offline --json --expr "
    let standin = builtins.getFlake \"path:$standin\"; in
    import $here/module.nix {
      inherit (standin) lib;
      module = { imports = [ $root/nix/module ]; nixpkgs.overlays = [ (import $root/nix/overlay.nix) ]; };
      system = \"$system\";
    }" >"$out/evaluated/module-$system.json"
  python3 "$here/judge_module.py" "$out/evaluated/module-$system.json" "$root"
done

echo "evaluate: worlds, to be judged by nix/tests/worlds.sh and booted by nix/tests/machines.sh"
for system in x86_64-linux aarch64-linux x86_64-darwin aarch64-darwin; do
  nix eval --impure --offline --json --expr "
    let standin = builtins.getFlake \"path:$standin\"; in
    import $here/worlds.nix {
      inherit (standin) lib;
      pkgs = standin.legacyPackages.$system;
      worlds = import $root/nix/worlds {
        nixpkgs = standin;
        system = \"$system\";
        module = { imports = [ $root/nix/module ]; nixpkgs.overlays = [ (import $root/nix/overlay.nix) ]; };
      };
    }" >"$out/evaluated/worlds-$system.json"
done
