#!/bin/sh
# atlogin-report [FILE]: gathers what helps to find a fault in a machine with ATLogin, for whoever shall look at it, and leaves
# secrets out. For root. FILE is `-` for standard output.
#
# Two things keep secrets out. What is known to be one, because it lies in the file of a secret or of a credential, is
# hidden wherever it stands; and what looks like one is hidden by its shape or by the name before it. In the end the
# report is searched for what is known, and deleted if any of it is there.
set -u
umask 077
export LC_ALL=C
lines=${ATLOGIN_REPORT_LINES:-300}
case ${1:-} in
  -h | --help)
    sed -n '2,3s/^# //p' "$0"
    exit 0
    ;;
  '') file=atlogin-report-$(date -u +%Y%m%d-%H%M%S).txt ;;
  *) file=$1 ;;
esac
if [ "$(id -u)" -ne 0 ]; then
  echo "atlogin-report: only root can read all of it" >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

units='atlogin.service atlogin.socket atlogin-secrets.service matrix-synapse.service matrix-authentication-service.service nginx.service
caddy.service postgresql.service postgresql-setup.service bluesky-pds.service tailscaled.service systemd-resolved.service
systemd-networkd.service world-prepare.service world-tailscale.service world-plc.service world-accounts.service'
there=$(for unit in $units; do
  [ "$(systemctl show --value --property=LoadState "$unit" 2>/dev/null)" = loaded ] && echo "$unit"
done)

# --- What is secret.

# The files of secrets: ours, those of the units, and what their settings name.
secret_files() {
  find /var/lib/atlogin-secrets /var/lib/mas-secrets /run/world/keys /run/credentials -type f 2>/dev/null
  for unit in $there; do
    systemctl cat "$unit" | sed -nE 's/^(LoadCredential(Encrypted)?|EnvironmentFile)=[^/]*//p'
  done
  settings_files | while read -r settings; do
    grep -oE '_(file|path)"?[ :=]+"?/[^", ]+' "$settings" 2>/dev/null | grep -E 'secret|key|password|token' | grep -oE '/[^", ]+'
  done
}
# Each line of each of them, and what stands behind the = of an environment's file. Short ones would hide half of the report.
secret_values() {
  secret_files | sort -u | while read -r secret; do
    [ -f "$secret" ] && [ "$(wc -c <"$secret")" -lt 65536 ] || continue
    tr -d '\r' <"$secret"
    echo
    sed -nE 's/^[A-Za-z_][A-Za-z0-9_]*="?([^"]*)"?$/\1/p' "$secret"
  done | sed -E 's/^[[:space:]]+|[[:space:]]+$//g' | grep -vE '^-----|^.{0,7}$' | sort -u
}

hide_known() {
  awk -v values="$work/values" '
    BEGIN { while ((getline value < values) > 0) known[++count] = value }
    {
      for (i = 1; i <= count; i++)
        while ((at = index($0, known[i])) > 0) $0 = substr($0, 1, at - 1) "[hidden]" substr($0, at + length(known[i]))
      print
    }'
}
# A block of YAML below the name of a secret: all that is further to the right.
hide_blocks() {
  awk '
    { column = match($0, /[^ ]/) - 1 }
    inside && (column > left || column < 0) { next }
    { inside = 0 }
    tolower($0) ~ /(secret|password|pepper|token|key|encryption)[a-z0-9_]*"?: *[|>][-+0-9]* *$/ { inside = 1; left = column; sub(/[|>][-+0-9]* *$/, "[hidden]") }
    { print }'
}
hide_shapes() {
  # Lines that name the file of a secret, and nothing of it; and "code=exited", how systemd says that a process has ended.
  sed -E \
    -e '/^(LoadCredential|LoadCredentialEncrypted|EnvironmentFile)=/b' \
    -e 's/\bcode=(exited|killed|dumped)\b/code\x01\1/g' \
    -e 's/-----BEGIN [A-Z ]*PRIVATE KEY-----.*-----END [A-Z ]*PRIVATE KEY-----/[private key]/g' \
    -e '/-----BEGIN [A-Z ]*PRIVATE KEY-----/,/-----END [A-Z ]*PRIVATE KEY-----/c [private key]' \
    -e 's/((authorization|proxy-authorization|cookie|set-cookie|dpop)"?[]: =]+).*/\1[hidden]/Ig' \
    -e 's/^(SetCredential[A-Za-z]*=[^:]*:).*/\1[hidden]/' \
    -e 's/\b(bearer|basic|dpop) +[A-Za-z0-9._~+/=-]{6,}/\1 [hidden]/Ig' \
    -e 's/([?&#;"(, ]|%3F|%26|%23)((code|state|nonce|iss_state|session_state|request|request_uri|token|access_token|refresh_token|id_token|id_token_hint|logout_token|logintoken|login_token|client_secret|client_assertion|code_verifier|code_challenge|device_code|user_code|csrf|sid|key|sig|signature)(=|%3D))[^&#; "<>)%,]*(%[0-9A-F][0-9A-F][^&#; "<>)%,]*)*/\1\2[hidden]/Ig' \
    -e 's/\b(([a-z0-9]+[_-])*(secret|secrets|password|passwd|passphrase|pepper|authtoken|auth[_-]?key|api[_-]?key|apikey|token|private[_-]?key|encryption|macaroon|jwt|credential)(_?(key|secret|hex|value))*"?'\''?)( *[:=] *)("[^"]*"|'\''[^'\'']*'\''|[^][{},"[:space:]][^,[:space:]]*)/\1\6[hidden]/Ig' \
    -e 's,(://[^/:@ ]+:)[^@/ ]+@,\1[hidden]@,g' \
    -e 's/\beyJ[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*)+/[token]/g' \
    -e 's/\btskey-[A-Za-z0-9_?=&-]+/[key of a tailnet]/g' \
    -e 's/\b(syt|syr|syl|mat|mar|mct|mcr)_[A-Za-z0-9_]{6,}/[token of Matrix]/g' \
    -e 's/\b[0-9a-fA-F]{40,}\b/[long number]/g' \
    -e 's#(^|[^A-Za-z0-9_/+.-])[A-Za-z0-9_+-][A-Za-z0-9_+/-]{42,}={0,2}($|[^A-Za-z0-9_/+.=-])#\1[long word]\2#g' \
    -e 's/\x01/=/g'
}
hide() { hide_known | hide_blocks | hide_shapes; }

# --- What is gathered.

has() { command -v "$1" >/dev/null 2>&1; }
part() { printf '\n===== %s\n' "$*"; }
# shown COMMAND…: the command and what it says, if there is such a command.
shown() {
  has "$1" || return 0
  printf '\n$ %s\n' "$*"
  timeout 20 "$@" 2>&1 </dev/null || echo "[ended with $?]"
}
of_unit() { systemctl show --value --property="$2" "$1"; }
config=$(of_unit atlogin.service Environment | tr ' ' '\n' | sed -n 's/^"\{0,1\}ATLOGIN_CONFIG=\([^"]*\)"\{0,1\}$/\1/p' | head -n 1)
[ -n "$config" ] || config=$(of_unit atlogin.service ExecStart | grep -oE -- '--config[ =][^ ]+' | sed 's/^--config[ =]//' | head -n 1)
program=$(of_unit atlogin.service ExecStart | grep -oE 'path=[^ ;]+' | cut -d= -f2 | head -n 1)
setting() { sed -nE "s/^\"?$1\"? *= *\"([^\"]*)\".*/\1/p" "$config" 2>/dev/null | head -n 1; }

# What the services read: ATLogin's, Synapse's, MAS's, those of the proxies, and a world's.
settings_files() {
  {
    echo "$config"
    for unit in matrix-synapse nginx caddy; do
      of_unit $unit.service ExecStart | grep -oE "(--config(-path)?|-c)[ =]'?[^ ';]+" | sed -E "s/^[^ =]+[ =]'?//"
    done
    echo /run/matrix-authentication-service/config.yaml
    find /run/world -maxdepth 1 -type f 2>/dev/null
    ls /etc/atlogin-world/*.conf 2>/dev/null
  } | sort -u | while read -r one; do [ -f "$one" ] && echo "$one"; done
}

versions() {
  part Versions
  shown date -u
  shown nixos-version
  [ ! -e /etc/os-release ] || grep -E '^(PRETTY_NAME|BUILD_ID)=' /etc/os-release
  shown uname -srm
  systemctl --version | head -n 1
  [ -z "$program" ] || shown "$program" --version
  for unit in $there; do printf '%s  %s\n' "$unit" "$(of_unit "$unit" ExecStart | grep -oE 'path=[^ ;]+' | head -n 1)"; done
}
states() {
  part Units
  shown systemctl is-system-running
  shown systemctl --no-pager --plain --failed
  for unit in $there; do
    printf '\n%s: ' "$unit"
    systemctl show --property=ActiveState,SubState,Result,ExecMainCode,ExecMainStatus,NRestarts,ActiveEnterTimestamp,ConditionResult,UnitFileState "$unit" | paste -sd' ' -
  done
  shown systemctl --no-pager cat atlogin.service
  # Who may read what; never what is in it.
  shown ls -ln /var/lib/atlogin-secrets /var/lib/private/atlogin
}
network() {
  part Network
  shown resolvectl --no-pager status
  shown cat /etc/resolv.conf
  shown ip -brief address
  shown ip route
  shown ss -lntu
  shown timedatectl
  shown tailscale status --self --peers=false
  listen=$(setting listen)
  public=$(setting public_url)
  case ${listen:=127.0.0.1:9411} in
    unix:*) shown curl --silent --show-error --max-time 10 --unix-socket "${listen#unix:}" http://localhost/readyz ;;
    *) shown curl --silent --show-error --max-time 10 "http://127.0.0.1:${listen##*:}/readyz" ;;
  esac
  for document in .well-known/openid-configuration client-metadata.json; do
    shown curl --silent --show-error --max-time 10 --output /dev/null --write-out '%{http_code} from %{remote_ip}' "${public:-http://127.0.0.1:9411}/$document"
  done
}
resources() {
  part Resources
  shown df -h /var/lib /nix/store
  shown free -m
  shown uptime
}
settings() {
  part Settings
  [ -z "$program" ] || [ -z "$config" ] || shown "$program" --config "$config" check-config --no-files
  settings_files | while read -r one; do
    printf '\n--- %s\n' "$one"
    head -c 200000 "$one"
    echo
  done
}
journals() {
  part Journal
  for unit in $there; do
    printf '\n--- %s\n' "$unit"
    journalctl --no-pager --boot --unit="$unit" --lines="$lines" --output=short-iso-precise 2>&1
  done
  printf '\n--- warnings of all others\n'
  journalctl --no-pager --boot --priority=warning --lines=100 --output=short-iso-precise 2>&1
}

secret_values >"$work/values"
{
  echo "Report of a machine with ATLogin. Secrets are left out: [hidden]."
  versions
  states
  network
  resources
  settings
  journals
} | hide >"$work/report"

if [ ! -s "$work/report" ]; then
  echo "atlogin-report: secrets could not be left out, so there is no report" >&2
  exit 1
fi
if [ -s "$work/values" ] && grep -qFf "$work/values" "$work/report"; then
  echo "atlogin-report: a secret would be in it, so there is no report" >&2
  exit 1
fi
if [ "$file" = - ]; then
  cat "$work/report"
else
  cat "$work/report" >"$file"
  printf '%s: %s lines\nNames of people, addresses and hosts are in it. Read it before you give it to anybody.\n' "$file" "$(wc -l <"$file")" >&2
fi
