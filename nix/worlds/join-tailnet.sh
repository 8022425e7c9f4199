#!/usr/bin/env bash
# In the machine: joins the tailnet, gets the certificate, and puts nginx at the machine's one name, for everybody.
# WORLD_RUN is where prepare.sh has left the name and, the first time, the key.
set -euo pipefail
run=${WORLD_RUN:-/run/world}
name=$(cat "$run/tailscale")
key=$run/keys/tailscale
# The key is of no more use, whatever comes.
trap 'rm -f "$key"' EXIT

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# From a file: arguments are read by everybody.
auth=()
[[ ! -s $key ]] || auth=("--auth-key=file:$key")
tailscale up "${auth[@]}" --hostname="${name%%.*}" --timeout=90s &
joining=$!
# Without a key it must be a machine that the tailnet still knows. For any other, Tailscale waits for a person who opens an
# address, and says so in its status at once.
until [[ ${#auth[@]} -gt 0 ]] || ! kill -0 $joining 2>/dev/null; do
  if [[ -n $(tailscale status --json | jq -r '.AuthURL // empty') ]]; then
    kill $joining
    fail "The tailnet does not know this machine any more: its key was ephemeral or has expired, or the machine was removed there. Start again with a new key in TAILSCALE_AUTHKEY; the admin console makes one under \"Keys\"."
  fi
  sleep 0.5
done
wait $joining ||
  fail "The machine could not join the tailnet. The auth key may be used up or expired; then start again with a new one."

is=$(tailscale status --json | jq -r '.Self.DNSName | rtrimstr(".")')
[[ $is == "$name" ]] ||
  fail "The tailnet calls this machine $is, not $name. Start again with TAILSCALE_HOSTNAME=$is, or remove the old machine of that name in the admin console."

# Asked for now and not at the first visit, so that a refusal is seen.
certificate=$(mktemp -d)
trap 'rm -rf "$key" "$certificate"' EXIT
timeout 180 tailscale cert --cert-file="$certificate/cert" --key-file="$certificate/key" "$name" ||
  fail "Tailscale gave no certificate for $name. In the admin console, under \"DNS\", MagicDNS and HTTPS certificates must be switched on."

timeout 60 tailscale funnel --bg --https=443 http://127.0.0.1:8080 ||
  fail "Tailscale would not make https://$name public, and people's servers must reach ATLogin there. Let this machine use Funnel (the admin console, \"Access controls\", nodeAttrs: funnel), and start again."
echo "https://$name is public."
