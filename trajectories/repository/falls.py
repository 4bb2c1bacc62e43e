"""Where recorded_at may fall: a clock was ahead and was repaired, which an event of the office names."""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, literal_column, select

from trajectories.repository.prepared import Prepared
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT

REPAIRS = Prepared(
    select(EVENT.c.position, EVENT.c.recorded_at, EVENT.c.data)
    .where(EVENT.c.stream == literal_column("'office'"), EVENT.c.type == literal_column("'ClockRepaired'"))
    .order_by(EVENT.c.version)
)
WRITTEN = Prepared(
    select(EVENT.c.stream, EVENT.c.version, EVENT.c.position, EVENT.c.recorded_at).where(
        EVENT.c.stream.in_((bindparam("stream"), bindparam("other")))
    )
)


class Fall(NamedTuple):
    """A repair at that position of the store. since: the instant of the repair, by the clock that is right; ahead: the
    furthest that the wrong clock wrote, that instant included. Both as they are stored.
    """

    position: int
    since: str
    ahead: str


class WrittenAt(NamedTuple):
    """Where an event stands in the store, and its recorded_at as it is stored."""

    position: int
    recorded_at: str


def falls(uow: UnitOfWork) -> list[Fall]:
    """Nearly always none. Raises ValueError or KeyError for a repair whose data cannot be read."""
    return [Fall(position, since, json.loads(data)["ahead"]) for position, since, data in uow.fetch(REPAIRS)]


def is_named(found: Iterable[Fall], earlier: WrittenAt, later: WrittenAt) -> bool:
    """Whether a repair names that recorded_at falls between two events that follow each other in a stream, or in the
    store: the repair stands after the one, and is the other or stands before it.
    """
    return any(
        each.position <= later.position and each.since <= later.recorded_at and is_ahead([each], earlier)
        for each in found
    )


def is_ahead(found: Iterable[Fall], event: WrittenAt) -> bool:
    """Whether it was written by a clock that was repaired since."""
    return any(each.position > event.position and each.since < event.recorded_at <= each.ahead for each in found)


def written_ahead(uow: UnitOfWork, stream: str, other: str = "") -> frozenset[tuple[str, int]]:
    """The events of one or two streams, as stream and version, that were written by a clock that was repaired since."""
    found: Sequence[Fall] = falls(uow)
    if not found:
        return frozenset()
    rows = uow.fetch(WRITTEN, stream=stream, other=other)
    return frozenset((key, version) for key, version, *at in rows if is_ahead(found, WrittenAt(*at)))
