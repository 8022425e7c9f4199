#!/usr/bin/env bash
# The daemon under its unit, started by a real systemd that is booted in a container: a copy of this machine's files, a
# network of its own. What is tried there stands in nspawn/proof. Needs root; fails where no container can be booted.
# ATLOGIN_BIN and SMALL_WORLD_BIN name what to start, if it is not to be built.
if [ "$(id -u)" -ne 0 ]; then
  echo 'nspawn: only root can boot a container' >&2
  exit 1
fi
# What is mounted here is seen by nobody else, and gone when this ends.
if [ -z "${ATLOGIN_NSPAWN_ALONE:-}" ]; then ATLOGIN_NSPAWN_ALONE=yes exec unshare --mount --propagation private "$0" "$@"; fi

. "$(dirname "$0")/checks"
target=${CARGO_TARGET_DIR:-target}
if [ -z "${ATLOGIN_BIN:-}" ]; then cargo build --locked --quiet; fi
if [ -z "${SMALL_WORLD_BIN:-}" ]; then cargo build --locked --quiet --example small-world; fi

# All that the container writes is in memory.
memory=$scratch/memory root=$scratch/memory/root machine=atlogin-proof-$$
mkdir "$memory"
trap 'umount --recursive --lazy "$memory"; rm -rf --one-file-system "$scratch"' EXIT
mount -t tmpfs -o mode=0755 atlogin-proof "$memory"
mkdir "$memory/upper" "$memory/work" "$root"
mount -t overlay -o "lowerdir=/,upperdir=$memory/upper,workdir=$memory/work" overlay "$root"

# This machine's own services stay at home.
rm -rf "$root"/etc/systemd/system
mkdir -p "$root"/etc/systemd/system "$root"/usr/local/bin "$root"/proof
install -m 0755 "${ATLOGIN_BIN:-$target/debug/atlogin}" "$root/usr/local/bin/atlogin"
install -m 0755 "${SMALL_WORLD_BIN:-$target/debug/examples/small-world}" "$root/proof/small-world"
install -m 0644 docs/systemd/atlogin.service docs/systemd/atlogin.socket "$root/etc/systemd/system/"
install -m 0644 nix/tests/nspawn/proof.service "$root/etc/systemd/system/"
install -m 0755 nix/tests/nspawn/proof nix/tests/checks nix/tests/nspawn/sign_in.py "$root/proof/"
# Where the unit lets programs be run, unlike anything else that could speak for it.
rustc --edition 2024 -o "$root/usr/lib/atlogin-probe" nix/tests/nspawn/probe.rs

# Container and machine see the same clock, so this bounds all that waits in there.
timeout --kill-after=5 150 systemd-nspawn --quiet --boot --register=no --keep-unit --private-network --machine="$machine" \
  --directory="$root" -- systemd.unit=proof.service systemd.show_status=no >"$scratch/console" 2>&1 </dev/null || true
rmdir "/run/systemd/nspawn/propagate/$machine" 2>/dev/null || true
cat "$root/proof/output" 2>/dev/null || true
if ! grep --quiet '^1\.\.' "$root/proof/output" 2>/dev/null; then
  echo 'not ok - the container boots, and all is tried in it'
  sed 's/^/  /' "$scratch/console"
fi
[ "$(cat "$root/proof/status" 2>/dev/null)" = 0 ]
