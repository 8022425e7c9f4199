#!/usr/bin/env bash
# The same commit gives the same bytes: all is made once more from a clone in another folder, and compared.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -n "$(git status --porcelain)" ]; then
  echo 'packaging/tests/twice.sh compares commits: commit what is changed here, or put it aside' >&2
  exit 1
fi
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
git clone --quiet . "$elsewhere/another/folder"
packaging/build "$elsewhere/first" >/dev/null
(cd "$elsewhere/another/folder" && packaging/build "$elsewhere/second" >/dev/null)
if diff "$elsewhere/first/SHA256SUMS" "$elsewhere/second/SHA256SUMS"; then
  echo "ok - $(wc -l <"$elsewhere/first/SHA256SUMS") files are the same, byte for byte, from two folders"
else
  echo 'not ok - two folders give different files'
  exit 1
fi
# Nothing tells where it was made.
program=$(find "$elsewhere/second" -name 'atlogin-*' ! -name '*.*' -o -name 'atlogin-[0-9]*-x86_64' | head -n 1)
if grep --quiet --fixed-strings -e "$elsewhere" -e "$PWD" -e "${CARGO_HOME:-$HOME/.cargo}/registry" "$program"; then
  echo 'not ok - the program names folders of the machine that built it'
  exit 1
fi
echo 'ok - the program names no folder of the machine that built it'
