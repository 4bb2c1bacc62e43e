"""A private value that is not there any more was erased, and the office has recorded that; else it is missing."""

import json
import re
from collections.abc import Collection, Iterable

from sqlalchemy import select

from trajectories.audit.found import Found, found
from trajectories.audit.stored import DATA, REASON, STREAM, Row, stored_events, text_of, version_of
from trajectories.history import events as ev
from trajectories.history.streams import OFFICE
from trajectories.repository.among import among
from trajectories.repository.store import PRIVATE_KEY, UnitOfWork
from trajectories.repository.tables import EVENT, PRIVATE
from workflows.words import Words

AT_ONCE = 1000
NAMED = re.compile(rb'"private":"([0-9a-f]{%d})"' % PRIVATE_KEY)
NAME = b'"private":'
KINDS = (ev.Erased.__name__, ev.MissingFound.__name__)
Place = tuple[str, int]


class NamedValues:
    """Every private value that an event names, by the bytes that are stored: also of an event that cannot be read."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._named: list[tuple[Place, str]] = []
        self._missing: list[tuple[Place, str]] = []

    def see(self, row: Row) -> None:
        keys = NAMED.findall(row[DATA]) if NAME in row[DATA] else []
        if row[REASON]:
            keys.append(row[REASON])
        if keys:
            place = text_of(row[STREAM]), version_of(row)
            self._named += [(place, text_of(key)) for key in keys]
        if len(self._named) >= AT_ONCE:
            self._look()

    def missing(self) -> list[tuple[Place, str]]:
        """Those that are not there, each with the event that names it."""
        self._look()
        return self._missing

    def _look(self) -> None:
        named, self._named = self._named, []
        there = _there(self._uow, {key for _, key in named})
        self._missing += [each for each in named if each[1] not in there]


def unrecorded(uow: UnitOfWork, missing: Iterable[tuple[Place, str]]) -> list[Found]:
    """Every event that names a value that is missing and was not recorded as erased, and each such that is there."""
    erased = recorded_as_erased(uow)
    problems = [found(*place, MISSING) for place, key in missing if key not in erased]
    return [*dict.fromkeys(problems), *(found(OFFICE, 0, AGAIN) for _ in _there(uow, erased))]


def missing_values(uow: UnitOfWork) -> list[str]:
    """The ids of the private values that events name and that are not there, each once."""
    named = NamedValues(uow)
    for row in stored_events(uow):
        named.see(row)
    return list(dict.fromkeys(key for _, key in named.missing()))


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


def _there(uow: UnitOfWork, keys: Collection[str]) -> set[str]:
    if not keys:
        return set()
    return set(uow.connection.execute(select(PRIVATE.c.id).where(among(PRIVATE.c.id, keys))).scalars())


MISSING = Words(
    "een persoonlijke waarde is er niet meer, en niemand heeft vastgelegd dat zij gewist is",
    "a private value is missing, and nobody recorded that it was erased",
)
AGAIN = Words("een waarde die gewist was is er weer", "a value that was erased is there again")
