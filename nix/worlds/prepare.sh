#!/usr/bin/env bash
# In the machine, before all services: says to each of them where it is reached.
#
# What start.sh on the host was told comes in a file of the shared folder. It is judged again, and removed, for there may
# be a key in it. Without it, or with nothing in it, the world is for the host only.
#
# Environment: WORLD_TEMPLATES, a directory of checked settings for a world without a tunnel (atlogin.toml,
# homeserver.json, element.json, well-known.json, and mas.json if there is MAS); WORLD_OFFLINE, yes or no;
# WORLD_ENV, WORLD_RUN: files that tests put elsewhere; WORLD_ATLOGIN, the daemon, which judges its own configuration.
set -euo pipefail
. "$(dirname "$0")/values.sh"

env_file=${WORLD_ENV:-/tmp/shared/world.env}
run=${WORLD_RUN:-/run/world}
templates=$WORLD_TEMPLATES

# Read, not sourced: it is data.
TAILSCALE_HOSTNAME='' TAILSCALE_AUTHKEY='' ATLOGIN_URL='' unknown=''
if [[ -e $env_file ]]; then
  while IFS='=' read -r key value || [[ -n $key ]]; do
    case $key in
      '') ;;
      TAILSCALE_HOSTNAME | TAILSCALE_AUTHKEY | ATLOGIN_URL) printf -v "$key" %s "$value" ;;
      *) unknown=$key ;;
    esac
  done <"$env_file"
  # The key is of no more use in there. The rest stays, for the machine may be started again by itself.
  grep -v '^TAILSCALE_AUTHKEY=' "$env_file" >"$env_file.new" || true
  mv "$env_file.new" "$env_file"
fi

mkdir -p "$run"
rm -f "$run"/*.* "$run/tailscale"
if ! ([[ -z $unknown ]] || refuse "world.env has a setting that no world knows." && judge_values "$WORLD_OFFLINE") 2>"$run/refused.txt"; then
  cat "$run/refused.txt" >&2
  exit 2
fi
rm "$run/refused.txt"
judge_values "$WORLD_OFFLINE"

# The addresses without a tunnel, as the templates have them.
element=http://localhost:8080
synapse=http://localhost:8008
atlogin=http://127.0.0.1:9411
mas=http://localhost:8090
case $mode in
  none) is=("$element" "$synapse" "$atlogin" "$mas") ;;
  # Only ATLogin is at the tunnel; the rest stays at the computer in front of you.
  url) is=("$element" "$synapse" "$ATLOGIN_URL" "$mas") ;;
  # One name for all of it: nginx at 8080 tells them apart by path. MAS has /auth/ in every mode.
  tailscale)
    all=https://$TAILSCALE_HOSTNAME
    is=("$all" "$all" "$all/atlogin" "$all")
    ;;
esac

# The tunnel's program runs on the host, and says for whom it asks. What it forwards comes from QEMU's address of the host.
trusted='"127.0.0.1"'
[[ $mode != url ]] || trusted='"127.0.0.1", "10.0.2.2"'

# http on this machine is all that makes Synapse and MAS less strict.
strict=()
[[ ${is[2]} == "$atlogin" ]] || strict=(
  -e 's|"skip_verification": *true|"skip_verification":false|'
  -e 's|"discovery_mode": *"insecure"|"discovery_mode":"oidc"|'
)

render() {
  sed "${strict[@]}" -e "s|$element|${is[0]}|g" -e "s|$synapse|${is[1]}|g" -e "s|$atlogin|${is[2]}|g" -e "s|$mas|${is[3]}|g" \
    -e "s|\${CREDENTIALS_DIRECTORY}|/run/credentials/matrix-authentication-service.service|g" \
    "$templates/$1" >"$run/$2"
  chmod 0644 "$run/$2"
}
render atlogin.toml atlogin.toml
# In ATLogin's file only its proxies are named by the bare address.
sed -i "s|\"127.0.0.1\"|$trusted|" "$run/atlogin.toml"
render homeserver.json homeserver.yaml
render element.json element.json
render well-known.json well-known.json
[[ ! -e $templates/mas.json ]] || render mas.json mas.yaml

# Which names nginx answers to beside those of this computer.
hosts=
[[ $mode != tailscale ]] || hosts="$TAILSCALE_HOSTNAME 0;"
printf '%s\n' "$hosts" >"$run/hosts.map"
chmod 0644 "$run/hosts.map"

if [[ $mode == tailscale ]]; then
  mkdir -p "$run/keys"
  chmod 0700 "$run/keys"
  [[ -z $TAILSCALE_AUTHKEY ]] || (umask 077 && printf '%s' "$TAILSCALE_AUTHKEY" >"$run/keys/tailscale")
  printf '%s\n' "$TAILSCALE_HOSTNAME" >"$run/tailscale"
fi

# Its own word on what was written. The secrets are elsewhere and no part of this.
if [[ -n ${WORLD_ATLOGIN:-} ]]; then
  "$WORLD_ATLOGIN" --config "$run/atlogin.toml" check-config --no-files >"$run/checked.txt" 2>&1 || {
    cat "$run/checked.txt" >&2
    refuse "ATLogin does not accept its configuration: see above."
  }
fi

{
  printf '\n  Element    %s/\n  Synapse    %s/\n  ATLogin    %s/\n' "${is[0]}" "${is[1]}" "${is[2]}"
  [[ ! -e $templates/mas.json ]] || printf '  MAS        %s/auth/\n' "${is[3]}"
  [[ $WORLD_OFFLINE != yes ]] || printf '  PDS        http://localhost:2583\n\n  Accounts   alice.pds.test and bob.pds.test, password "correct-horse-battery"\n'
  printf '\n  journalctl -u atlogin -f    shows what happens\n  Ctrl+A X                    ends this machine\n\n'
} >"$run/welcome.txt"
chmod 0644 "$run/welcome.txt"
