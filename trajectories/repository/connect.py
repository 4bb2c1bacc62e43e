"""A database by its URL, made ready."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy import event as sa_event
from sqlalchemy.pool import ConnectionPoolEntry

from trajectories.own_files import make_file
from trajectories.repository.failures import no_database, of_another_release, translated
from trajectories.repository.place import shown_place, sqlite_path
from trajectories.repository.round_trips import ask_the_idle, without_what_a_pooler_forgets
from trajectories.repository.sqlite_pool import OPENED, InARow, opened
from workflows.errors import UsageError
from workflows.words import Words

__all__ = ["make_engine", "no_database", "of_another_release", "shown_place", "sqlite_path", "translated"]

# Seconds, for a PostgreSQL that does not answer; what stands in the URL goes before.
PATIENCE = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
OURS = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('event', 'setting')"


def make_engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except Exception as error:
        raise UsageError(
            Words(
                "dit is geen databaseadres; geef een bestand of postgresql://gebruiker@machine/naam",
                "this is no database address; give a file or postgresql://user@host/name",
            )
        ) from error
    if parsed.drivername.startswith("sqlite"):
        engine = create_engine(parsed, hide_parameters=True, poolclass=InARow)  # what is private stays out of errors
        sa_event.listen(engine, "connect", _prepare_sqlite(sqlite_path(url)))
        return engine
    if not parsed.drivername.startswith("postgresql"):
        raise UsageError(Words("alleen SQLite en PostgreSQL worden ondersteund", "only SQLite and PostgreSQL serve"))
    return _postgres(parsed)


def _postgres(parsed: URL) -> Engine:
    patience = {name: value for name, value in PATIENCE.items() if name not in parsed.query}
    engine = create_engine(parsed.set(drivername="postgresql+psycopg"), hide_parameters=True, connect_args=patience)
    sa_event.listen(engine, "connect", without_what_a_pooler_forgets)
    ask_the_idle(engine)
    return engine


PRAGMAS = ("busy_timeout=10000", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON", "secure_delete=ON")


def _prepare_sqlite(path: Path | None) -> Callable[[sqlite3.Connection, ConnectionPoolEntry], None]:
    """path: of its file."""

    def prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if connection.execute(OURS).fetchone() == (2,):  # a file of someone else is not changed by looking into it
            connection.execute("PRAGMA journal_mode=WAL")
        if path is not None:
            record.info[OPENED] = opened(path)

    return prepare


def make_sqlite_file(path: Path) -> None:
    """A new one for its owner alone, that keeps a write-ahead log from its first transaction on; one that holds
    anything is left as it is. Raises sqlite3.Error and OSError.
    """
    if path.exists() and (not path.is_file() or path.stat().st_size):
        return
    make_file(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA busy_timeout=10000")
        connection.execute("PRAGMA journal_mode=WAL")
