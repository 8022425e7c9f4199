#!/usr/bin/env bash
# On the host: judges what was asked for, says what will be where, and starts the machine.
#
# Environment: WORLD_NAME (vm, vm-mas, vm-offline, vm-offline-mas), WORLD_OFFLINE and WORLD_MAS (yes or no),
# WORLD_MACHINE (the program that runs the machine).
set -euo pipefail
. "$(dirname "$0")/values.sh"

usage() {
  cat <<TEXT
Usage: nix run .#$WORLD_NAME

Starts a machine with Element Web, Synapse and ATLogin$([[ $WORLD_MAS != yes ]] || echo " behind Matrix Authentication Service")$([[ $WORLD_OFFLINE != yes ]] || echo ", with a PDS and two accounts: no network is needed").

TEXT
  [[ $WORLD_OFFLINE == yes ]] || cat <<TEXT
For this computer only, or through a tunnel:
  TAILSCALE_HOSTNAME=atlogin.tail1234.ts.net TAILSCALE_AUTHKEY=tskey-… nix run .#$WORLD_NAME
  ATLOGIN_URL=https://abc123.ngrok.app nix run .#$WORLD_NAME      (while "ngrok http 9411" runs)

TEXT
  cat <<TEXT
The machine's disk is kept in ${XDG_STATE_HOME:-\$HOME/.local/state}/atlogin/worlds; NIX_DISK_IMAGE names another one.
TEXT
}

case ${1:-} in
  -h | --help)
    usage
    exit 0
    ;;
  '') ;;
  *)
    usage >&2
    refuse "Unknown argument: $1"
    ;;
esac

judge_values "$WORLD_OFFLINE"

disk=${NIX_DISK_IMAGE:-${XDG_STATE_HOME:-$HOME/.local/state}/atlogin/worlds/$WORLD_NAME.qcow2}
if [[ $mode == tailscale && -z $TAILSCALE_AUTHKEY && ! -e $disk ]]; then
  refuse "TAILSCALE_AUTHKEY is missing: this machine has not been in your tailnet yet. The admin console makes a key under \"Keys\"; afterwards it is not needed again."
fi

ports=(8080 8008 9411)
[[ $WORLD_MAS != yes ]] || ports+=(8090)
[[ $WORLD_OFFLINE != yes ]] || ports+=(2582 2583)
for port in "${ports[@]}"; do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    refuse "Port $port of this computer is taken; the machine needs ${ports[*]}. Perhaps another world is still running."
  fi
done

# A Mac has another way, which needs nothing.
if [[ $(uname) == Linux && ! -w ${WORLD_KVM:-/dev/kvm} ]]; then
  echo "Note: /dev/kvm cannot be used, so the machine is emulated and may take ten minutes to start. If this computer can do better, join the group \"kvm\" or switch virtualisation on in its firmware."
fi

umask 077
mkdir -p "$(dirname "$disk")"
shared=$(mktemp -d)
# What QEMU needs beside it; its program would leave a folder behind for each start.
own=$(mktemp -d)
trap 'rm -rf "$shared" "$own"' EXIT
{
  [[ -z $TAILSCALE_HOSTNAME ]] || printf 'TAILSCALE_HOSTNAME=%s\n' "$TAILSCALE_HOSTNAME"
  [[ -z $TAILSCALE_AUTHKEY ]] || printf 'TAILSCALE_AUTHKEY=%s\n' "$TAILSCALE_AUTHKEY"
  [[ -z $ATLOGIN_URL ]] || printf 'ATLOGIN_URL=%s\n' "$ATLOGIN_URL"
} >"$shared/world.env"

case $mode in
  none) open=http://localhost:8080 atlogin=http://127.0.0.1:9411 ;;
  url) open=http://localhost:8080 atlogin=$ATLOGIN_URL ;;
  tailscale) open=https://$TAILSCALE_HOSTNAME atlogin=https://$TAILSCALE_HOSTNAME/atlogin/ ;;
esac
echo
[[ $mode != tailscale || $WORLD_MAS == yes ]] ||
  printf '  Element X cannot sign in here. For it, start "nix run .#vm-mas" instead.\n\n'
echo "  Open      $open     (once the machine is up: a minute, longer the first time)"
echo "  ATLogin   $atlogin"
case $WORLD_OFFLINE-$mode in
  yes-*) echo '  Sign in   as alice.pds.test or bob.pds.test, password "correct-horse-battery"' ;;
  no-none) echo "  Sign in   with your own account, at Bluesky or elsewhere" ;;
  no-url) echo "  Tunnel    must lead to port 9411 of this computer, like \"ngrok http 9411\"" ;;
  no-tailscale)
    if [[ $WORLD_MAS == yes ]]; then
      echo "  Phone     in Element X, enter $TAILSCALE_HOSTNAME as your server"
    else
      echo "  Phone     open the address above in its browser"
    fi
    ;;
esac
echo "  Quit      Ctrl+A, then X"
echo "  Disk      $disk (delete it to begin anew)"
echo

# The key went into the file; neither QEMU nor its environment needs it.
unset TAILSCALE_AUTHKEY
status=0
TMPDIR=$own USE_TMPDIR=1 SHARED_DIR=$shared NIX_DISK_IMAGE=$disk "$WORLD_MACHINE" || status=$?
exit "$status"
