"""The events as the bytes that are stored: nothing is read as text before it is known to be text."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import LargeBinary, Text, cast, func, select

from trajectories.audit.found import Found, found
from trajectories.history.events import Recorded
from trajectories.repository.store import COLUMNS, UnitOfWork, read_row
from trajectories.repository.tables import EVENT
from workflows.words import Words

Row = tuple[bytes, ...]
PLACES = {column.name: place for place, column in enumerate((*COLUMNS, EVENT.c.position))}
STREAM, VERSION, TYPE, REASON = (PLACES[name] for name in ("stream", "version", "type", "reason"))
UNDER, DATA, SEAT, HASH, POSITION = (PLACES[name] for name in ("definition", "data", "seat", "hash", "position"))
NUMBER = re.compile(rb"[1-9][0-9]*")
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)


class PlacedEvent(NamedTuple):
    """An event and its position in the store."""

    recorded: Recorded
    position: int


def stored_events(uow: UnitOfWork, where: Any = None) -> Iterator[Row]:
    """In the order of the chains."""
    yield from stored_rows(uow, (*COLUMNS, EVENT.c.position), EVENT.c.stream, EVENT.c.version, where=where)


def stored_rows(
    uow: UnitOfWork, columns: Any, *order: Any, where: Any = None, group_by: Sequence[Any] = ()
) -> Iterator[Row]:
    """Rows as the bytes that are stored; SQLite would refuse to read broken text as text."""
    query = select(*(_as_bytes(column, is_sqlite=uow.is_sqlite) for column in columns)).order_by(*order)
    query = (query if where is None else query.where(where)).group_by(*group_by)
    with uow.connection.execute(query.execution_options(stream_results=True, yield_per=500)) as found:
        for piece in found.partitions():
            yield from map(tuple, piece)


def _as_bytes(column: Any, *, is_sqlite: bool) -> Any:
    if is_sqlite:
        return cast(cast(column, Text), LargeBinary)
    return func.convert_to(cast(column, Text), "UTF8")


def text_of(value: bytes) -> str:
    return value.decode(errors="replace")


def version_of(row: Row) -> int:
    """0 where it has none that is a number."""
    return int(row[VERSION]) if NUMBER.fullmatch(row[VERSION]) else 0


def found_at(row: Row, words: Words) -> Found:
    return found(text_of(row[STREAM]), version_of(row), words)


def placed(row: Row) -> PlacedEvent:
    """The event of a stored row. Raises one of UNREADABLE."""
    texts: list[Any] = [value.decode() for value in row[: HASH + 1]]
    texts[VERSION] = int(row[VERSION])
    return PlacedEvent(read_row(texts), int(row[POSITION]))


class Stream(NamedTuple):
    """A stream as it could be read, or a piece of one of what was said, which may be long.

    is_whole: its chain is right, but for events recorded as gone, and every event in it can be read; only then is it
    asked what it means. unread: the events that cannot be read. gaps: the versions before which events are gone.
    """

    key: str
    events: list[PlacedEvent]
    unread: list[Row]
    gaps: list[int]
    is_whole: bool
