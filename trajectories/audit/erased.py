"""A private value that is not there any more was erased, and the office has recorded that; else it is missing."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import LargeBinary, Text, cast, func, select

from trajectories.audit.found import Found, found
from trajectories.history import events as ev
from trajectories.history.streams import OFFICE
from trajectories.repository.among import among
from trajectories.repository.store import PRIVATE_KEY, UnitOfWork
from trajectories.repository.tables import EVENT, PRIVATE
from workflows.words import Words

AT_ONCE = 500
NAMED = re.compile(rb'"private":"([0-9a-f]{%d})"' % PRIVATE_KEY)
NUMBER = re.compile(rb"[1-9][0-9]*")
KINDS = (ev.Erased.__name__, ev.MissingFound.__name__)
Place = tuple[str, int]


def unrecorded(uow: UnitOfWork) -> list[Found]:
    """Every event that names a value that is missing and was not recorded as erased, or one that was and is there."""
    erased = recorded_as_erased(uow)
    problems = [found(*place, MISSING) for place, key in _missing(uow) if key not in erased]
    return [*dict.fromkeys(problems), *(found(OFFICE, 0, AGAIN) for _ in _there(uow, erased))]


def missing_values(uow: UnitOfWork) -> list[str]:
    """The ids of the private values that events name and that are not there, each once."""
    return list(dict.fromkeys(key for _, key in _missing(uow)))


def recorded_as_erased(uow: UnitOfWork) -> frozenset[str]:
    """What the office says of it; read as it is stored, as the rest of verification does."""
    query = select(EVENT.c.data).where(EVENT.c.stream == OFFICE, EVENT.c.type.in_(KINDS))
    found_in: set[str] = set()
    for data in uow.connection.execute(query).scalars():
        try:
            found_in.update(map(str, json.loads(data)["values"]))
        except (KeyError, TypeError, ValueError):
            continue  # its chain says that it was changed
    return frozenset(found_in)


def was_looked_at(uow: UnitOfWork) -> bool:
    """Whether it was recorded what was missing when this was first looked at."""
    query = select(EVENT.c.version).where(EVENT.c.stream == OFFICE, EVENT.c.type == ev.MissingFound.__name__)
    return uow.connection.execute(query.limit(1)).first() is not None


def _missing(uow: UnitOfWork) -> Iterator[tuple[Place, str]]:
    """Piece by piece, by position, so that no more than some events are held."""
    last = 0
    while rows := _piece(uow, last):
        named = [(_place(row), key) for row in rows for key in _named(row)]
        keys = {key for _, key in named}
        there = set(uow.connection.execute(select(PRIVATE.c.id).where(among(PRIVATE.c.id, keys))).scalars())
        yield from ((place, key) for place, key in named if key not in there)
        last = rows[-1].position


class StoredEvent(NamedTuple):
    position: int
    stream: bytes
    version: bytes
    reason: bytes
    data: bytes


def _piece(uow: UnitOfWork, after: int) -> list[StoredEvent]:
    """As bytes: SQLite would refuse to read broken text as text."""
    columns = (_as_bytes(EVENT.c[name], is_sqlite=uow.is_sqlite) for name in StoredEvent._fields[1:])
    query = select(EVENT.c.position, *columns).where(EVENT.c.position > after)
    rows = uow.connection.execute(query.order_by(EVENT.c.position).limit(AT_ONCE))
    return [StoredEvent(row[0], *map(bytes, row[1:])) for row in rows]


def _as_bytes(column: Any, *, is_sqlite: bool) -> Any:
    if is_sqlite:
        return cast(cast(column, Text), LargeBinary)
    return func.convert_to(cast(column, Text), "UTF8")


def _place(row: StoredEvent) -> Place:
    return row.stream.decode(errors="replace"), int(row.version) if NUMBER.fullmatch(row.version) else 0


def _named(row: StoredEvent) -> Iterator[str]:
    for key in (*NAMED.findall(row.data), row.reason):
        if key:
            yield key.decode(errors="replace")


def _there(uow: UnitOfWork, erased: frozenset[str]) -> list[str]:
    if not erased:
        return []
    return list(uow.connection.execute(select(PRIVATE.c.id).where(among(PRIVATE.c.id, erased))).scalars())


MISSING = Words(
    "een persoonlijke waarde is er niet meer, en niemand heeft vastgelegd dat zij gewist is",
    "a private value is missing, and nobody recorded that it was erased",
)
AGAIN = Words("een waarde die gewist was is er weer", "a value that was erased is there again")
