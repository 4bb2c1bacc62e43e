"""A database by its URL, made ready; its troubles in a caseworker's words."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Engine,
    create_engine,
    make_url,
)
from sqlalchemy import event as sa_event
from sqlalchemy.exc import DBAPIError, OperationalError

from trajectories.repository.round_trips import ask_the_idle
from workflows.errors import CaseworkError, NotFound, Refused, UsageError, VersionConflict
from workflows.words import Words

# Seconds, for a PostgreSQL that does not answer; what stands in the URL goes before.
PATIENCE = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


HELD_UP_SECONDS = 300
FIRST = ("setting", "event")  # the tables that every release had
LACKING = re.compile(
    r"no such table: (?P<table>\w+)|no such column: (?P<column>\S+)"
    r'|relation "(?P<relation>\w+)" does not exist|column "?(?P<field>[\w.]+)"?( of relation \S+)? does not exist'
)


@cache
def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite URL; None for any other database."""
    parsed = make_url(url)
    if not parsed.drivername.startswith("sqlite") or not parsed.database:
        return None
    return Path(parsed.database)


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
        engine = create_engine(parsed, hide_parameters=True)  # what is private stays out of errors
        sa_event.listen(engine, "connect", _prepare_sqlite)
        return engine
    if not parsed.drivername.startswith("postgresql"):
        raise UsageError(Words("alleen SQLite en PostgreSQL worden ondersteund", "only SQLite and PostgreSQL serve"))
    patience = {name: value for name, value in PATIENCE.items() if name not in parsed.query}
    engine = create_engine(parsed.set(drivername="postgresql+psycopg"), hide_parameters=True, connect_args=patience)
    sa_event.listen(engine, "connect", _prepare_postgres)
    ask_the_idle(engine)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "busy_timeout=10000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgres(connection: Any, _: object) -> None:
    """A node that is stopped, or loses its network, in the middle of a transaction does not hold up the others."""
    connection.autocommit = True
    connection.execute(f"SET idle_in_transaction_session_timeout = '{HELD_UP_SECONDS}s'")
    connection.autocommit = False


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Database trouble in a caseworker's words; no password is ever printed."""
    try:
        yield
    except OperationalError as error:
        text = str(error.orig)
        if "locked" in text:
            raise VersionConflict(
                Words("de database is bezet; probeer het zo nog eens", "the database is busy; try again in a moment")
            ) from error
        if (path := sqlite_path(url)) is not None and path.is_dir():
            raise _no_database_file(path) from error
        if "unable to open" in text:
            raise no_database(url) from error
        raise _lacking(url, text) or _unreachable(url) from error
    except DBAPIError as error:
        if lacking := _lacking(url, str(error.orig)):
            raise lacking from error
        path = sqlite_path(url)
        if path is not None and "not a database" in str(error.orig):
            raise _no_database_file(path) from error
        raise


def _no_database_file(path: Path) -> NotFound:
    return NotFound(
        Words(
            f"{path} is geen database van traject; geef met --database een ander bestand",
            f"{path} is no database of traject; give another file with --database",
        )
    )


def _lacking(url: str, text: str) -> CaseworkError | None:
    """Where a table or a column is not there: nothing was made yet, or another release made it."""
    if found := LACKING.search(text):
        table, column = found["table"] or found["relation"], found["column"] or found["field"]
        return no_database(url) if not column and table in FIRST else of_another_release()
    return None


def of_another_release() -> Refused:
    return Refused(
        Words(
            "deze database is van een andere versie; ‘traject init’ werkt haar bij en zegt wat daardoor weer loopt",
            "this database is of another release; 'traject init' upgrades it, and says what runs again by that",
        )
    )


def no_database(url: str) -> NotFound:
    shown = make_url(url).render_as_string(hide_password=True)
    return NotFound(
        Words(
            f"er is nog geen database op {shown}; maak er een met ‘traject init’",
            f"there is no database at {shown} yet; make one with 'traject init'",
        )
    )


def _unreachable(url: str) -> CaseworkError:
    shown = make_url(url).render_as_string(hide_password=True)
    return CaseworkError(
        Words(
            f"de database {shown} is niet bereikbaar; controleer het adres en of de server draait",
            f"the database {shown} cannot be reached; check the address and whether the server runs",
        )
    )
