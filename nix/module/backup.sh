#!/bin/sh
# backup.sh FOLDER KEEP PROGRAM: copies ATLogin's database into a new file of FOLDER that is named for this moment, and then
# removes all of that kind but the KEEP newest. If the copy fails, nothing is removed.
set -eu
export LC_ALL=C
umask 077
folder=$1 keep=$2 program=$3

mkdir -p "$folder"
"$program" backup "$folder/atlogin-$(date --utc +%Y-%m-%dT%H%M%SZ).db"
# By their names the oldest comes first.
set -- "$folder"/atlogin-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z.db
while [ $# -gt "$keep" ]; do
  rm -- "$1"
  shift
done
