#!/usr/bin/env bash
# Every committed *.nix parses, is formatted, and has no dead code.
. "$(dirname "$0")/checks"

mapfile -t files < <(git ls-files '*.nix')

parses() { for file in "${files[@]}"; do nix-instantiate --parse "$file" >/dev/null; done; }
formatted() { nixfmt -c "${files[@]}"; }
all_of_it_used() { deadnix --fail "${files[@]}"; }

check 'there are Nix files' test "${#files[@]}" -gt 0
check 'they parse' parses
check 'they are formatted (nixfmt FILE… does it)' formatted
check 'they have no dead code' all_of_it_used
conclude
