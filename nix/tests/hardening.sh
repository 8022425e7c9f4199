#!/usr/bin/env bash
# systemd judges the unit: that it knows every key, and how exposed the service is. `hardening.sh --write` writes
# docs/systemd/ anew. What the keys do to the daemon is seen in nspawn.sh.
. "$(dirname "$0")/checks"

# The most that `systemd-analyze security` may find, of 100.
most_exposed=15
units=(atlogin.service atlogin.socket)

render() { nix eval --raw --file nix/unit.nix "files.\"$1\""; }

if [ "${1:-}" = --write ]; then
  for unit in "${units[@]}"; do render "$unit" >"docs/systemd/$unit"; done
  exit
fi

as_committed() { for unit in "${units[@]}"; do diff -u "docs/systemd/$unit" <(render "$unit"); done; }

# unit NAME [SED…]: puts the units, with a program that is there and changed by sed, into a folder of their own.
unit() {
  local folder=$scratch/$1
  shift
  mkdir -p "$folder"
  for unit in "${units[@]}"; do sed "$@" -e 's,^ExecStart=/[^ ]*,ExecStart=/bin/true,' "docs/systemd/$unit" >"$folder/$unit"; done
}

# systemd 252 returns 0 even when it does not know a key: what counts is that it has nothing to say.
verdict() { (cd "$scratch/$1" && systemd-analyze verify "${units[@]/#/./}" 2>&1); }
known() {
  local said
  said=$(verdict "$1")
  printf '%s' "$said"
  [ -z "$said" ]
}
unknown() { verdict "$1" | grep "Unknown key.* '$2' in section"; }

exposure() { systemd-analyze security --no-pager --offline=yes --threshold="$1" "$scratch/$2/atlogin.service" | tail -n 1; }
# The last line says that it was judged at all.
too_exposed() {
  fails exposure "$most_exposed" "$1"
  exposure 100 "$1" | grep '^→ Overall exposure level'
}

unit strong -e ''
check 'docs/systemd is what nix/unit.nix says (nix/tests/hardening.sh --write)' as_committed
check "systemd $(systemctl --version | sed -n '1s/systemd \([0-9]*\).*/\1/p') knows every key" known strong
check "the exposure is at most $most_exposed of 100" exposure "$most_exposed" strong

# The judges are awake.
unit misspelt -e 's/^ProtectClock=/ProtectClocks=/'
check 'a key that systemd does not know is found' unknown misspelt ProtectClocks
unit unfiltered -e '/^SystemCall/d'
check 'without the filter of system calls it is too exposed' too_exposed unfiltered
unit capable -e '/^CapabilityBoundingSet=/d'
check 'with capabilities it is too exposed' too_exposed capable
unit plain -e '/^# What the service may do/,/^$/d'
check 'without nix/hardening.nix it is too exposed' too_exposed plain
conclude
