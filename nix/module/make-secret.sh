#!/bin/sh
# make-secret.sh DIRECTORY NAME GROUP: makes a secret of 64 hexadecimal characters that root and GROUP may read,
# unless there is one. It appears whole or not at all, and never changes again: two services have read it.
set -eu
umask 077
directory=$1 name=$2 group=$3

[ ! -s "$directory/$name" ] || exit 0

# Left behind by a start that was interrupted; it was nobody's secret yet.
rm -f "$directory/.$name"
od -An -N32 -v -tx1 /dev/urandom | tr -d ' \n' >"$directory/.$name"
[ "$(wc -c <"$directory/.$name")" -eq 64 ]

chgrp "$group" "$directory/.$name"
[ "$group" = root ] || chmod 0640 "$directory/.$name"
mv "$directory/.$name" "$directory/$name"
