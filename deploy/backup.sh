#!/bin/sh
# backup.sh FOLDER: one copy of TRAJECT_DATABASE there, named after the day of the week; says which. While all goes on.
# The address stands in the environment alone, and so does its password: `ps` shows neither.
# What does not verify takes the place of no earlier copy: then this exits 8.
set -eu
umask 077
name=$1/traject-$(date +%u)

case $TRAJECT_DATABASE in
postgresql://* | postgresql+*://*) file=$name.dump ;;
*) file=$name.db ;;
esac
"${PYTHON:-python3}" -m cli.start backup --replace "$file" >/dev/null
echo "$file"
