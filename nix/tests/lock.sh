#!/usr/bin/env bash
# What is pinned fits together.
. "$(dirname "$0")/checks"

# rustc of the nixpkgs that flake.lock names.
rustc_of_nixpkgs=1.95

# Cargo.toml does not ask for more than nixpkgs has.
rust_is_there() {
  local asked
  asked=$(sed -nE 's/^rust-version = "([0-9.]+)"$/\1/p' Cargo.toml)
  [ -n "$asked" ]
  printf '%s\n' "$asked" "$rustc_of_nixpkgs" | sort --version-sort --check
}

# Fails when flake.nix asks for what flake.lock does not have, without looking at either's source.
lock_and_flake_agree() { nix flake metadata --offline --no-update-lock-file --json "git+file://$1" >/dev/null; }

# The judge is awake: the same lock beside a flake that asks for another branch.
another_flake() {
  git init --quiet "$scratch/flake"
  cp flake.lock "$scratch/flake/"
  sed 's,github:NixOS/nixpkgs/[^"]*,github:NixOS/nixpkgs/another,' flake.nix >"$scratch/flake/flake.nix"
  git -C "$scratch/flake" add .
  fails lock_and_flake_agree "$scratch/flake" 2>&1 | tee /dev/stderr | grep --quiet 'updating the lock file'
}

one_input() { jq --exit-status '.nodes | keys == ["nixpkgs", "root"]' flake.lock; }

check 'flake.lock is that of flake.nix' lock_and_flake_agree "$PWD"
check 'it would be noticed if it were not' another_flake
check 'nixpkgs is all that is pinned' one_input
check "Rust $rustc_of_nixpkgs, which nixpkgs has, is new enough" rust_is_there
conclude
