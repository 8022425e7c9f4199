#!/usr/bin/env bash
# Follows docs/debian.md, command by command, in a container with a real systemd: a copy of this machine's files, a network
# of its own. What a step should have led to is looked at by guide/follow. Needs root. ATLOGIN_BIN names what is installed,
# if it is not to be built.
if [ "$(id -u)" -ne 0 ]; then
  echo 'guide: only root can boot a container' >&2
  exit 1
fi
# What is mounted here is seen by nobody else, and gone when this ends.
if [ -z "${ATLOGIN_GUIDE_ALONE:-}" ]; then ATLOGIN_GUIDE_ALONE=yes exec unshare --mount --propagation private "$0" "$@"; fi

. "$(dirname "$0")/checks"
if [ -z "${ATLOGIN_BIN:-}" ]; then
  cargo build --locked --quiet
  ATLOGIN_BIN=${CARGO_TARGET_DIR:-target}/debug/atlogin
fi

# All that the container writes is in memory.
memory=$scratch/memory root=$scratch/memory/root machine=atlogin-guide-$$
mkdir "$memory"
trap 'umount --recursive --lazy "$memory"; rm -rf --one-file-system "$scratch"' EXIT
mount -t tmpfs -o mode=0755 atlogin-guide "$memory"
mkdir "$memory/upper" "$memory/work" "$root"
mount -t overlay -o "lowerdir=/,upperdir=$memory/upper,workdir=$memory/work" overlay "$root"

# This machine's own services stay at home.
rm -rf "$root"/etc/systemd/system
mkdir -p "$root"/etc/systemd/system "$root"/guide/steps "$root"/guide/checkout
cp -r docs "$root/guide/checkout/"
cp -r nix/tests/guide/. nix/tests/checks "$root/guide/"
install -m 0644 nix/tests/guide/guide.service "$root/etc/systemd/system/"
install -m 0755 "$ATLOGIN_BIN" "$root/guide/atlogin"

# One file for each block of commands, by the heading above it and its number there: steps/the-proxy-nginx-1.
awk -v steps="$root/guide/steps" '
  /^#+ / { heading = tolower($0); gsub(/[^a-z]+/, "-", heading); gsub(/^-|-$/, "", heading); number = 0 }
  /^```$/ { close(step); step = "" }
  step { print > step }
  /^```sh$/ { step = steps "/" heading "-" ++number }
' docs/debian.md

# Container and machine see the same clock, so this bounds all that waits in there.
timeout --kill-after=5 150 systemd-nspawn --quiet --boot --register=no --keep-unit --private-network --machine="$machine" \
  --directory="$root" -- systemd.unit=guide.service systemd.show_status=no >"$scratch/console" 2>&1 </dev/null || true
rmdir "/run/systemd/nspawn/propagate/$machine" 2>/dev/null || true
cat "$root/guide/output" 2>/dev/null || true
if [ "$(cat "$root/guide/status" 2>/dev/null)" != 0 ]; then
  [ -e "$root/guide/status" ] || { echo 'not ok - the container boots and the guide comes to its end'; sed 's/^/  /' "$scratch/console"; }
  exit 1
fi
