#!/usr/bin/env bash
# In the machine of an offline world: makes its two accounts at the PDS, unless they are there.
# The passwords are published; nothing beyond the host's loopback reaches them.
set -euo pipefail
pds=${WORLD_PDS:-http://localhost:2583}

# Minutes, if the machine is emulated.
for _ in $(seq 900); do
  curl -sf "$pds/xrpc/_health" >/dev/null && break
  sleep 1
done

for name in alice bob; do
  handle=$name.pds.test
  if curl -sf "$pds/xrpc/com.atproto.identity.resolveHandle?handle=$handle" >/dev/null; then
    continue
  fi
  account=$(jq -n --arg handle "$handle" --arg name "$name" \
    '{handle: $handle, email: ($name + "@example.org"), password: "correct-horse-battery"}' |
    curl -sSf --json @- "$pds/xrpc/com.atproto.server.createAccount")
  # alice has a profile and bob has none: both are usual.
  [[ $name == alice ]] || continue
  jq -n --argjson account "$account" '{repo: $account.did, collection: "app.bsky.actor.profile", rkey: "self",
      record: {"$type": "app.bsky.actor.profile", displayName: "Alice Example"}}' |
    curl -sSf --json @- -H "authorization: Bearer $(jq -r .accessJwt <<<"$account")" -o /dev/null \
      "$pds/xrpc/com.atproto.repo.putRecord"
done
