#!/usr/bin/env bash
# In the machine, at its first start: makes the secrets that services of the world share. None is in the store.
# Arguments: which of them, mas or pds. WORLD_SECRETS is their directory; WORLD_GROUP may read what Synapse reads.
set -euo pipefail
umask 077
cd "${WORLD_SECRETS:-/var/lib/world-secrets}"

# A secret appears whole or not at all.
put() { cat >".$1" && mv ".$1" "$1"; }
missing() { [[ ! -s $1 ]]; }

for what in "$@"; do
  case $what in
    mas)
      missing matrix && openssl rand -hex 32 | put matrix
      chown "root:${WORLD_GROUP:-matrix-synapse}" matrix
      chmod 0640 matrix
      # MAS takes exactly 64 digits: a line end would be one character too many.
      missing mas-encryption && openssl rand -hex 32 | tr -d '\n' | put mas-encryption
      missing mas-rsa.pem && openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 | put mas-rsa.pem
      missing mas-ec.pem && openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 | put mas-ec.pem
      ;;
    pds)
      missing pds.env && put pds.env <<TEXT
PDS_JWT_SECRET=$(openssl rand -hex 32)
PDS_ADMIN_PASSWORD=$(openssl rand -hex 32)
PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX=$(openssl rand -hex 32)
TEXT
      ;;
    *)
      echo "no secrets for $what" >&2
      exit 2
      ;;
  esac
done
exit 0
