#!/bin/sh
# as-service.sh CONFIG CREDENTIALS PROGRAM ARGUMENT…: runs a command of ATLogin as its service runs. For root.
#
# The service has a user of the moment, and a state directory that nobody else may enter. systemd gives the same of both
# to whoever asks by the same names, so that nothing is left in there that the service cannot open.
# CREDENTIALS are the service's own (NAME:FILE …), for the configuration names them.
set -eu
config=$1 credentials=$2
shift 2

# These two name a file of root's, which the service could neither read nor write. They leave all that is in the state
# directory to its owner.
case ${2:-} in
  backup | restore) exec env ATLOGIN_CONFIG="$config" STATE_DIRECTORY=/var/lib/atlogin "$@" ;;
esac

properties=
for credential in $credentials; do properties="$properties --property=LoadCredential=$credential"; done
# shellcheck disable=SC2086  # words, each of them
exec systemd-run --quiet --collect --wait --pipe --service-type=exec \
  --property=DynamicUser=yes --property=User=atlogin \
  --property=StateDirectory=atlogin --property=StateDirectoryMode=0700 \
  $properties --setenv=ATLOGIN_CONFIG="$config" -- "$@"
