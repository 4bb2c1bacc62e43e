"""What an SQLite file that a copy takes the place of knows, and the copy does not. Read as any release left it."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine, func, select

from trajectories.history.streams import OFFICE
from trajectories.repository.tables import DELIVERY, EVENT, MAIL, NOTICE, RUNG, SETTING

LEDGER = (DELIVERY, RUNG, MAIL, NOTICE)
SINCE = """SELECT position, stream, version, type, occurred_on, recorded_at, actor, data FROM event AS its
           WHERE NOT EXISTS (
               SELECT 1 FROM copy.event AS kept WHERE kept.position = its.position AND kept.hash = its.hash
           )
           ORDER BY position"""
FIRST = "SELECT hash FROM {}.event WHERE stream = ? AND version = 1"


class Gone(NamedTuple):
    """An event that the copy does not hold, as it was stored."""

    position: int
    stream: str
    version: int
    type: str
    occurred_on: str
    recorded_at: str
    actor: str
    data: str


class Replaced(NamedTuple):
    """gone: in the order of writing. private: values by id. names: of the staff, by id. refs: of clients and
    households, by id; subjects: whom a trajectory is about. ledger: the rows of each of its tables, by name. clock: of
    a sandbox, as text.
    """

    gone: list[Gone]
    private: dict[str, str]
    names: dict[str, str]
    refs: dict[str, str]
    subjects: dict[str, str]
    ledger: dict[str, list[dict[str, Any]]]
    clock: str


class LooksLike(NamedTuple):
    """A database of any release. position: of the last event. form: in which its rows are kept."""

    position: int
    events: int
    form: str


def looks_like(engine: Engine) -> LooksLike:
    """Without asking whether it is of this release."""
    with engine.connect() as connection:
        last, count = connection.execute(select(func.max(EVENT.c.position), func.count(EVENT.c.position))).one()
        form = connection.execute(select(SETTING.c.value).where(SETTING.c.key == "projections")).scalar()
    return LooksLike(int(last or 0), int(count), form or "")


class OtherDatabase(Exception):
    """It began otherwise than the copy did."""


def read_since(held: sqlite3.Connection, copy: Path) -> Replaced:
    """Raises OtherDatabase, or sqlite3.Error where not all of it can be read."""
    if held.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("damaged")
    held.execute("ATTACH ? AS copy", [f"{copy.absolute().as_uri()}?mode=ro"])
    try:
        begun = [held.execute(FIRST.format(name), [OFFICE]).fetchone() for name in ("main", "copy")]
        if begun[0] != begun[1]:
            raise OtherDatabase
        gone = [_gone(row) for row in held.execute(SINCE)]
    finally:
        held.execute("DETACH copy")
    return Replaced(
        gone,
        _pairs(held, "SELECT id, value FROM private"),
        _pairs(held, "SELECT id, name FROM staff"),
        _pairs(held, "SELECT id, ref FROM person") | _pairs(held, "SELECT id, ref FROM household"),
        _pairs(held, "SELECT id, subject FROM trajectory"),
        {table.name: _rows(held, table.name, table.c.keys()) for table in LEDGER},
        _pairs(held, "SELECT key, value FROM setting").get("clock", ""),
    )


def _gone(row: tuple[Any, ...]) -> Gone:
    gone = Gone(*row)
    try:
        json.loads(gone.data)
    except ValueError as error:
        raise sqlite3.DatabaseError("no JSON") from error
    return gone


def _pairs(held: sqlite3.Connection, query: str) -> dict[str, str]:
    return {str(key): str(value) for key, value in held.execute(query)}


def _rows(held: sqlite3.Connection, table: str, wanted: Iterable[str]) -> list[dict[str, Any]]:
    """With the columns that both releases know; none where the table is not known there."""
    there = [row[1] for row in held.execute(f"PRAGMA table_info({table})")]
    names = [name for name in wanted if name in there]
    if not names:
        return []
    return [dict(zip(names, row, strict=True)) for row in held.execute(f"SELECT {', '.join(names)} FROM {table}")]
