"""What was removed leaves no byte behind in the files of the database, as far as they are ours to rewrite."""

import sqlite3
from contextlib import closing

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from trajectories.repository.backup import BUSY_SECONDS
from trajectories.repository.connect import sqlite_path
from trajectories.repository.store import Store
from trajectories.repository.tables import HOUSEHOLD, PERSON, PRIVATE, RUNG
from workflows.words import Words

OURS = "SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class"
REWRITTEN = (PRIVATE, PERSON, HOUSEHOLD, RUNG)


def wipe(store: Store) -> list[Words]:
    """After the transaction that removed it. What could not be done, each as a sentence."""
    path = sqlite_path(store.url)
    if path is None:
        return _on_postgres(store)
    store.close()  # whoever reads keeps the log
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")  # also what an earlier release removed without overwriting it
            is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error:
        is_busy = 1
    return [LOG_KEPT] if is_busy else []


def _on_postgres(store: Store) -> list[Words]:
    names = ", ".join(each.name for each in REWRITTEN)
    listed = ", ".join(f"'{each.name}'::regclass" for each in REWRITTEN)
    try:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.execute(text(f"{OURS} WHERE oid IN ({listed})")).scalar():
                return [NOT_REWRITTEN]  # PostgreSQL would pass them over, and only warn
            connection.execute(text(f"SET lock_timeout = '{BUSY_SECONDS}s'"))
            connection.execute(text(f"VACUUM FULL {names}"))
            connection.execute(text("RESET lock_timeout"))
    except DBAPIError:
        return [NOT_REWRITTEN]
    return []


LOG_KEPT = Words(
    "wat gewist is staat nog in het bestand of zijn logboek (-wal), omdat iemand de database leest of de schijf vol "
    "is: ‘traject client erase’ van een volgende, of een ‘VACUUM’ als niemand werkt, ruimt dat op",
    "what was erased still stands in the file or its log (-wal), as someone reads the database or the disk is full: "
    "the next 'traject client erase', or a 'VACUUM' when nobody works, clears it",
)
NOT_REWRITTEN = Words(
    "wat gewist is staat nog in de bestanden van de server: laat wie de tabellen bezit ‘VACUUM FULL private, person, "
    "household, delivery_rung’ doen",
    "what was erased still stands in the files of the server: have whoever owns the tables do 'VACUUM FULL private, "
    "person, household, delivery_rung'",
)
