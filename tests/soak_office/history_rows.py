"""The history as it lies in the database, row by row. Nothing of the product reads here."""

import contextlib
import json
import sqlite3
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import psycopg

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Row(NamedTuple):
    """known_at: aware, in Amsterdam."""

    stream: str
    version: int
    type: str
    occurred_on: str
    known_at: datetime
    definition: str
    data: dict[str, Any]


class Book(NamedTuple):
    """All that was ever written down, in the order of writing; the definitions by hash; the decree days."""

    rows: list[Row]
    definitions: dict[str, dict[str, Any]]
    decree: frozenset[str]


def read_book(url: str) -> Book:
    events = _table(
        url, "select stream, version, type, occurred_on, recorded_at, definition, data from event order by 1, 2"
    )
    rows = [
        Row(stream, version, kind, on, datetime.fromisoformat(at).astimezone(AMSTERDAM), definition, json.loads(data))
        for stream, version, kind, on, at, definition, data in events
    ]
    definitions = {key: json.loads(text) for key, text in _table(url, "select hash, text from definition")}
    calendars = [json.loads(text) for (text,) in _table(url, "select text from calendar")]
    decree = frozenset(day for each in calendars for group in each["decree_days"] for day in group["days"])
    return Book(sorted(rows, key=lambda row: row.known_at), definitions, decree)


def _table(url: str, query: str) -> list[tuple[Any, ...]]:
    if url.startswith("sqlite:///"):
        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            return connection.execute(query).fetchall()
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(query).fetchall()
