#!/usr/bin/env bash
# The secrets that the NixOS module makes at the first start: who may read them, and that they stay. Needs root.
set -euo pipefail
script=$(cd "$(dirname "$0")/../module" && pwd)/make-secret.sh
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
make() { sh "$script" "$place" "$@"; }
check() { eval "$2" || { echo "secrets: FAILED: $1" >&2; exit 1; }; }

make synapse daemon
make mas root
check 'it is 64 hexadecimal characters' 'grep -qxE "[0-9a-f]{64}" "$place/synapse"'
check 'its reader may read it, nobody else' '[ "$(stat -c "%a %U %G" "$place/synapse")" = "640 root daemon" ]'
check 'without a reader it is for root' '[ "$(stat -c "%a %U %G" "$place/mas")" = "600 root root" ]'
check 'no two are the same' '! cmp -s "$place/synapse" "$place/mas"'

before=$(cat "$place/synapse")
make synapse daemon
check 'the next start keeps it' '[ "$(cat "$place/synapse")" = "$before" ]'

: >"$place/empty" && printf half >"$place/.empty"
make empty daemon
check 'an interrupted start is made good' 'grep -qxE "[0-9a-f]{64}" "$place/empty" && [ ! -e "$place/.empty" ]'

make key.pem root openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256
check 'a command may print it' '[ "$(stat -c %a "$place/key.pem")" = 600 ] && openssl pkey -in "$place/key.pem" -noout -text | grep -q P-256'
check 'one that fails leaves nothing behind that counts' '! make failed root false && [ ! -e "$place/failed" ]'
check 'nor does one that prints too little' '! make short root echo x && [ ! -e "$place/short" ]'
check 'a group that is not there leaves nothing behind that counts' '! make lost no-such-group 2>/dev/null && [ ! -e "$place/lost" ]'
echo "secrets: made once, readable by their reader alone"
