#!/usr/bin/env bash
# The package in a clean Debian 12 with a real systemd: installed, used, upgraded, taken back, removed, purged. What is tried
# there stands in debian/proof.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(id -u)" = 0 ] || { echo "$0: only root can boot a container" >&2; exit 1; }
# What is mounted here is seen by nobody else, and gone when this ends.
if [ -z "${ATLOGIN_ALONE:-}" ]; then ATLOGIN_ALONE=yes exec unshare --mount --propagation private "$0" "$@"; fi

clean=$PWD/target/packages-debian
if [ ! -e "$clean/.made" ]; then
  rm -rf "$clean"
  debootstrap --variant=minbase --include=systemd-sysv,ca-certificates,curl bookworm "$clean" >/dev/null
  touch "$clean/.made"
fi

memory=$(mktemp -d)
mount -t tmpfs -o mode=0755 atlogin-package "$memory"
trap 'umount --recursive --lazy "$memory"; rmdir "$memory"' EXIT
mkdir "$memory/upper" "$memory/work" "$memory/root"
root=$memory/root
mount -t overlay -o "lowerdir=$clean,upperdir=$memory/upper,workdir=$memory/work" overlay "$root"

mkdir -p "$root/proof"
# The version before is the same program under a lower number, for as long as there is no other.
DEB_VERSION=0.0.9-1 PARTS=debian packaging/build "$root/proof/before" >/dev/null
PARTS=debian packaging/build "$root/proof/now" >/dev/null
install -m 0755 packaging/tests/debian/proof "$root/proof/"
install -m 0644 nix/tests/checks "$root/proof/"
cat >"$root/etc/systemd/system/proof.service" <<'END'
[Unit]
Requires=basic.target
After=basic.target
SuccessAction=poweroff-force
FailureAction=poweroff-force

[Service]
Type=oneshot
ExecStart=/bin/bash -c '/proof/proof; echo $? >/proof/status'
StandardOutput=file:/proof/output
StandardError=inherit
END
timeout --kill-after=5 240 systemd-nspawn --quiet --boot --register=no --keep-unit --private-network --machine="atlogin-package-$$" \
  --directory="$root" -- systemd.unit=proof.service systemd.show_status=no >"$memory/console" 2>&1 </dev/null || true
rmdir "/run/systemd/nspawn/propagate/atlogin-package-$$" 2>/dev/null || true
cat "$root/proof/output" 2>/dev/null || true
if [ "$(cat "$root/proof/status" 2>/dev/null)" != 0 ]; then
  echo 'not ok - the package in a clean Debian'
  sed 's/^/  /' "$memory/console"
  exit 1
fi
