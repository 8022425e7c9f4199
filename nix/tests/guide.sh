#!/usr/bin/env bash
# Follows docs/debian.md, command by command, in a container with a real systemd. What a step should have led to is looked
# at by guide/follow. ATLOGIN_BIN names what is installed, if it is not to be built.
. "$(dirname "$0")/container"
if [ -z "${ATLOGIN_BIN:-}" ]; then
  cargo build --locked --quiet
  ATLOGIN_BIN=${CARGO_TARGET_DIR:-target}/debug/atlogin
fi

mkdir -p "$root"/guide/steps "$root"/guide/checkout
cp -r docs "$root/guide/checkout/"
cp -r nix/tests/guide/. "$root/guide/"
install -m 0755 "$ATLOGIN_BIN" "$root/guide/atlogin"

# One file for each block of commands, by the heading above it and its number there: steps/the-proxy-nginx-1.
awk -v steps="$root/guide/steps" '
  /^#+ / { heading = tolower($0); gsub(/[^a-z]+/, "-", heading); gsub(/^-|-$/, "", heading); number = 0 }
  /^```$/ { close(step); step = "" }
  step { print > step }
  /^```sh$/ { step = steps "/" heading "-" ++number }
' docs/debian.md

boot /guide follow
