#!/bin/sh
# backup.sh FOLDER: one copy of TRAJECT_DATABASE there, named after the day of the week; says which. While all goes on.
set -eu
umask 077
folder=$1
name=$folder/traject-$(date +%u)

case $TRAJECT_DATABASE in
postgresql://*)
    pg_dump --format=custom --no-owner --file="$name.part" "$TRAJECT_DATABASE"
    mv "$name.part" "$name.dump"
    echo "$name.dump"
    ;;
*)
    rm -f "$name.part"
    "${PYTHON:-python3}" - "${TRAJECT_DATABASE#sqlite:///}" "$name.part" <<'END'
import sqlite3
import sys

source = sqlite3.connect(f"file:{sys.argv[1]}?mode=rw", uri=True)  # never makes a database by looking for it
copy = sqlite3.connect(sys.argv[2])
source.backup(copy)
copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
copy.close()
END
    mv "$name.part" "$name.db"
    echo "$name.db"
    ;;
esac
