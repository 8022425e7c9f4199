# shellcheck shell=bash disable=SC2034  # it sets variables for whoever sources it
# What an operator may say about a world, judged alike on the host (start.sh) and in the machine (prepare.sh).
# Sourced. Whatever passes holds no character that sed, nginx, JSON, YAML or TOML could take for its own.

refuse() {
  printf '%s\n' "$*" >&2
  exit 2
}

readonly label='[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'

# The name that a machine has in its tailnet, whole.
check_tailscale_hostname() {
  [[ $1 =~ ^($label\.){2,}ts\.net$ && ${#1} -le 253 ]] ||
    refuse "TAILSCALE_HOSTNAME must be the whole name that the machine will have in your tailnet, in lower case, like atlogin.tail1234.ts.net. The second part is shown at the top of the admin console's page \"DNS\"."
}

# The value itself is never repeated: it is a secret.
check_tailscale_authkey() {
  [[ $1 =~ ^tskey-[A-Za-z0-9_?=\&-]+$ && ${#1} -le 512 ]] ||
    refuse "TAILSCALE_AUTHKEY is not an auth key: those begin with tskey- and have no blanks. The admin console makes one under \"Keys\"."
}

# Where a tunnel makes ATLogin public. What every PDS would refuse is refused here, where it can be told.
check_atlogin_url() {
  [[ $1 =~ ^https://($label\.)+[a-z]([a-z0-9-]*[a-z0-9])?(/[A-Za-z0-9._~-]+)*$ && ${#1} -le 253 ]] ||
    refuse "ATLOGIN_URL must be the https:// address that your tunnel shows, in lower case: a domain name without a port, perhaps with a path, and nothing behind it, like https://abc123.ngrok.app."
  local host=${1#https://}
  host=${host%%/*}
  case .$host in
    *.test | *.local | *.localhost | *.invalid | *.example)
      refuse "ATLOGIN_URL names $host, which nobody but you can reach: people's servers refuse such names. It must be the public address of a tunnel."
      ;;
  esac
  case $1/ in
    */./* | */../*) refuse "ATLOGIN_URL must not have . or .. as a part of its path." ;;
  esac
}

# Sets `mode` to none, tailscale or url out of TAILSCALE_HOSTNAME, TAILSCALE_AUTHKEY and ATLOGIN_URL, or refuses.
# $1 says whether the world is offline (yes or no).
judge_values() {
  TAILSCALE_HOSTNAME=${TAILSCALE_HOSTNAME:-}
  TAILSCALE_AUTHKEY=${TAILSCALE_AUTHKEY:-}
  # Most people copy the slash too.
  ATLOGIN_URL=${ATLOGIN_URL:-}
  ATLOGIN_URL=${ATLOGIN_URL%/}

  if [[ $1 == yes && -n $TAILSCALE_HOSTNAME$TAILSCALE_AUTHKEY$ATLOGIN_URL ]]; then
    refuse "The offline world has accounts whose passwords everybody knows, so it never goes through a tunnel. Unset TAILSCALE_HOSTNAME, TAILSCALE_AUTHKEY and ATLOGIN_URL, or start .#vm or .#vm-mas."
  fi
  if [[ -n $ATLOGIN_URL && -n $TAILSCALE_HOSTNAME$TAILSCALE_AUTHKEY ]]; then
    refuse "ATLOGIN_URL and TAILSCALE_HOSTNAME are two ways to one end. Set one of them."
  fi
  if [[ -n $TAILSCALE_AUTHKEY && -z $TAILSCALE_HOSTNAME ]]; then
    refuse "TAILSCALE_AUTHKEY alone does not say how the machine is to be called. Set TAILSCALE_HOSTNAME too."
  fi

  mode=none
  if [[ -n $TAILSCALE_HOSTNAME ]]; then
    check_tailscale_hostname "$TAILSCALE_HOSTNAME"
    [[ -z $TAILSCALE_AUTHKEY ]] || check_tailscale_authkey "$TAILSCALE_AUTHKEY"
    mode=tailscale
  elif [[ -n $ATLOGIN_URL ]]; then
    check_atlogin_url "$ATLOGIN_URL"
    mode=url
  fi
}
