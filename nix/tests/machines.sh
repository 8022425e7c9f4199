#!/usr/bin/env bash
# The worlds, booted: the units that they evaluate to, under a real systemd in a container, with the real ATLogin, Synapse,
# nginx, PDS and PLC directory; a browser outside signs in through the forwarded ports. Needs root, and what nix/tests/install brings.
#
#   nix/tests/machines.sh [nix/tests/machines/NAME.test.mjs…]
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ "$(id -u)" -ne 0 ]; then
  echo "$0: only root can boot a container" >&2
  exit 1
fi
if [ -z "${ATLOGIN_ALONE:-}" ]; then
  tests/stack/install
  if [ -z "${ATLOGIN_BIN:-}" ] || [ -z "${ATLOGIN_SMALL_WORLD:-}" ]; then
    cargo build --locked --quiet --bin atlogin --example small-world
  fi
  built=${CARGO_TARGET_DIR:-$PWD/target}/debug
  ATLOGIN_BIN=$(realpath "${ATLOGIN_BIN:-$built/atlogin}")
  ATLOGIN_SMALL_WORLD=$(realpath "${ATLOGIN_SMALL_WORLD:-$built/examples/small-world}")
  export ATLOGIN_BIN ATLOGIN_SMALL_WORLD ATLOGIN_ALONE=yes
  # What is mounted here is seen by nobody else, and gone when this ends; and the network has loopback alone.
  exec unshare --mount --net --propagation private "$0" "$@"
fi

STACK=$(realpath "${ATLOGIN_STACK_DIR:-target/stack}")
MACHINES=$(mktemp -d)
export STACK MACHINES PYTHON=$STACK/python/bin/python PATH=$STACK/node/bin:$PATH
trap 'rm -rf --one-file-system "$MACHINES"' EXIT
# Names of its network, unseen by the computer.
mkdir -p /run/netns
mount -t tmpfs atlogin-netns /run/netns
ip link set lo up
[ $# -gt 0 ] || set -- nix/tests/machines/*.test.mjs
node --test --test-reporter=tap --test-concurrency=1 --test-timeout=300000 "$@"
