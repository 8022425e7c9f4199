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

units='atlogin.service atlogin.socket atlogin-secrets.service atlogin-backup.service atlogin-backup.timer matrix-synapse.service matrix-authentication-service.service nginx.service
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
# What stands behind the name of a secret: the rest of the line, and the lines that belong to it. Those are further to the
# right, or lie before the end of a quotation, of a bracket, of a key in PEM, or of a line that a backslash continues. A line
# of the journal and the head of a part end each of them, so that what is never closed hides no more than its own part.
hide_blocks() {
  awk '
    BEGIN {
      strong = "(secret|password|passwd|passphrase|pepper|token|auth[_-]?key|key|credential|encryption|macaroon|jwt)"
      more = "s?([_-]?(key|secret|hex|hash|value|base|base64|pem|[0-9]+))*"
      strong = "[a-z0-9_.-]*" strong more
      name = "[a-z0-9_.-]*(secret|password|passwd|passphrase|pass|pwd|pw|pepper|token|key|credential|encryption|macaroon|jwt|authorization|cookie)" more
      # Without what stands before it: a long line of words would be looked through once for each of its letters.
      named = substr(name, length("[a-z0-9_.-]*") + 1) "[]\"\047\\\\]*[ \t]*(=>|:=|[:=])[ \t]*"
      option = "(^|[^a-z0-9_.-])--?" name "[\"\047]*[ \t,=]+"
      directive = "^[ \t]*((set|export|env|setenv|fastcgi_param|uwsgi_param|scgi_param)[ \t]+)?[$]?" strong "[ \t]+"
      proxy = "(^|[ \t{;])([a-z]+_set_header|header_up|header_down|request_header|acme_dns|dns)[ \t]+[^ \t]+([ \t]+|$)"
      login = "(^|[ \t{;])(basic_auth|basicauth)[ \t]+"
      variable = "^\"?([$][a-z_]+|[{][a-z_.]+[}])\"?[ \t]*;?[ \t]*}?$"
    }
    # Where the value begins that is secret, or 0.
    function secret_at(line,   low, from, at, word, found, passed) {
      low = tolower(line)
      found = 0
      if (low ~ /^[ \t]*environment=/ && low ~ (name "[ \t]*=")) return index(low, "=") + 1
      for (from = 1; match(substr(low, from), named); from = at) {
        passed++
        at = from + RSTART - 1 + RLENGTH
        word = substr(low, 1, from + RSTART - 2)
        sub(/.*[ \t"\047(]/, "", word)
        # `atlogin::token::new` is a place in the source; `/run/key: denied` and `https://host/token: refused` tell of a fault.
        if (passed < 20 && (substr(low, at - 1, 2) ~ /^:[:]/ || (word ~ /^(\/|[a-z]+:\/\/[^@,;{}?]*\/)([^@,;{}?]*\/)?[a-z0-9_.-]*$/ && substr(low, at - 2, 2) == ": "))) { if (substr(low, at, 1) == ":") at++; continue }
        found = at
        break
      }
      if (match(low, option)) found = sooner(found)
      if (low !~ /^[ \t]*ssl_certificate_key / && match(low, directive) && substr(low, RSTART + RLENGTH) !~ /^[:=]/) found = sooner(found)
      if (match(low, login)) found = sooner(found)
      if (match(line, proxy) && substr(low, RSTART + RLENGTH) !~ variable) found = sooner(found)
      return found
    }
    function sooner(found) { return found && found < RSTART + RLENGTH ? found : RSTART + RLENGTH }
    function count(text, what) { return gsub(what, "", text) }
    # Without the quotation marks that belong to the text.
    function bare(text, quote) {
      if (quote == "\"") gsub(/\\./, "", text)
      if (quote == "\047") gsub(/\047\047/, "", text)
      return text
    }
    # What the value leaves open.
    function opens(value,   quote) {
      ending = ""; depth = 0
      if (value ~ /-----BEGIN/ && value !~ /-----END/) { ending = "-----END"; return }
      if (count(value, "\"\"\"") % 2) { ending = "\"\"\""; return }
      if (count(value, "\047\047\047") % 2) { ending = "\047\047\047"; return }
      sub(/^([&!][^ ]* +)*/, "", value)
      quote = substr(value, 1, 1)
      if ((quote == "\"" || quote == "\047") && !index(bare(substr(value, 2), quote), quote)) ending = quote
      if (value ~ /^[[{]/ || value ~ /[[{][ \t]*$/) depth = count(value, "[[{]") - count(value, "[]}]")
    }
    function continues(   column, line) {
      if ($0 ~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T|^===== |^--- [\/a-z]/) return 0
      column = match($0, /[^ \t]/)
      line = $0
      if (ending != "") {
        if (index(bare(line, ending), ending)) ending = ""
        return 1
      }
      if (depth > 0) {
        depth += count(line, "[[{]") - count(line, "[]}]")
        return 1
      }
      if (slash) { slash = line ~ /\\$/; return 1 }
      if (!column) { blank = 1; return 1 }
      return column > left || empty && (column == left && line ~ /^[ \t]*- / || line ~ /^[ \t]*("[^"]*"|\047[^\047]*\047),?$/)
    }
    inside && continues() {
      if (empty && !told && $0 ~ /[^ \t]/) { told = 1; print "  [hidden]" }
      next
    }
    inside && blank { print "" }
    { inside = blank = 0 }
    # These name the file of a secret, and nothing of it.
    /^[ \t]*(LoadCredential|LoadCredentialEncrypted|ImportCredential|EnvironmentFile)=/ { print; next }
    (at = secret_at($0)) {
      value = substr($0, at)
      match($0, /^[ \t]*(- +)*/)
      inside = 1; left = RLENGTH + 1; empty = value == ""; told = 0; slash = value ~ /\\$/
      opens(value)
      print substr($0, 1, at - 1) (tolower(value) ~ /^(true|false|null)?[,;]?$/ ? value : "[hidden]")
      next
    }
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
    -e 's/\b(bearer|basic|dpop) +[A-Za-z0-9._~+/=-]{6,}/\1 [hidden]/Ig' \
    -e 's/([?&#;"(, ]|%3F|%26|%23)((code|state|nonce|iss_state|session_state|request|request_uri|token|access_token|refresh_token|id_token|id_token_hint|logout_token|logintoken|login_token|client_secret|client_assertion|code_verifier|code_challenge|device_code|user_code|csrf|sid|key|sig|signature)(=|%3D))[^&#; "<>)%,]*(%[0-9A-F][0-9A-F][^&#; "<>)%,]*)*/\1\2[hidden]/Ig' \
    -e 's#:(\\?/\\?/)[^[:space:]"]*@#:\1[hidden]@#g' \
    -e 's/((^|[[:space:]"'\''])(-u|--user|--proxy-user)[ =]["'\'']?[^:[:space:]]+:)[^[:space:]]+/\1[hidden]/g' \
    -e 's/(%3A%2F%2F)[^[:space:]"&]*%40/\1[hidden]%40/Ig' \
    -e 's/\$(2[abxy]?|argon2[a-z]*|scrypt|pbkdf2[a-z0-9-]*|y|gy|7|6|5|1|apr1)\$[^[:space:]"'\'';]+/[hash of a password]/g' \
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
  # A new file, always: what has that name already may be a link of somebody else, or open to all.
  if [ -e "$file" ] || [ -L "$file" ] || ! (set -C && cat "$work/report" >"$file"); then
    echo "atlogin-report: $file exists already, or cannot be written" >&2
    exit 1
  fi
  printf '%s: %s lines\nNames of people, addresses and hosts are in it. Read it before you give it to anybody.\n' "$file" "$(wc -l <"$file")" >&2
fi
