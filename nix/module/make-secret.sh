#!/bin/sh
# make-secret.sh DIRECTORY NAME GROUP [COMMAND…]: makes a secret that root and GROUP may read, unless there is one: what
# COMMAND prints, or 64 hexadecimal characters. It appears whole or not at all, and never changes again: two services have
# read it.
set -eu
umask 077
directory=$1 name=$2 group=$3
shift 3

[ ! -s "$directory/$name" ] || exit 0

# 64 exactly: Matrix Authentication Service would take the line's end for another one.
hexadecimal() { od -An -N32 -v -tx1 /dev/urandom | tr -d ' \n'; }
[ $# -gt 0 ] || set -- hexadecimal

# Left behind by a start that was interrupted; it was nobody's secret yet.
rm -f "$directory/.$name"
"$@" >"$directory/.$name"
[ "$(wc -c <"$directory/.$name")" -ge 64 ]

chgrp "$group" "$directory/.$name"
[ "$group" = root ] || chmod 0640 "$directory/.$name"
mv "$directory/.$name" "$directory/$name"
