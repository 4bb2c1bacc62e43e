"""What is kept of a client apart from the history, found, counted and removed for good."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import delete, select, update

from trajectories.history.events import Recorded
from trajectories.people.rows import read_again
from trajectories.repository.aliases import the_same
from trajectories.repository.among import among
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT, MEMBERSHIP, PRIVATE, RUNG, TRAJECTORY


class KeptOf(NamedTuple):
    """persons: the client under every name. households: in which nobody else ever was. homes: the others. own: the
    trajectories of these. values: ids of private values; counts: how many of each field. plain: events that hold
    gender or nationality themselves.
    """

    persons: list[str]
    households: list[str]
    homes: list[str]
    own: list[str]
    values: list[str]
    counts: dict[str, int]
    plain: int


def kept_of(uow: UnitOfWork, person: str) -> KeptOf:
    persons = the_same(uow, [person])
    joined = among(MEMBERSHIP.c.person, persons)
    lived = list(uow.connection.execute(select(MEMBERSHIP.c.household).where(joined).distinct()).scalars())
    rows = uow.connection.execute(
        select(MEMBERSHIP.c.household).where(among(MEMBERSHIP.c.household, lived), ~joined).distinct()
    )
    shared = set(rows.scalars())
    alone = [each for each in lived if each not in shared]
    own = _trajectories(uow, [*persons, *alone])
    whose = among(PRIVATE.c.subject, [*persons, *alone, *own])
    found = list(uow.connection.execute(select(PRIVATE.c.id, PRIVATE.c.field).where(whose).order_by(PRIVATE.c.id)))
    counts = dict(sorted(Counter(str(row.field) for row in found).items()))
    homes = [each for each in lived if each in shared]
    return KeptOf(persons, alone, homes, own, [str(row.id) for row in found], counts, _plain(uow, persons))


def _trajectories(uow: UnitOfWork, subjects: Iterable[str]) -> list[str]:
    query = select(TRAJECTORY.c.id).where(among(TRAJECTORY.c.subject, subjects)).order_by(TRAJECTORY.c.number)
    return list(uow.connection.execute(query).scalars())


def _plain(uow: UnitOfWork, persons: Iterable[str]) -> int:
    """How many of their events, of before gender and nationality were private values, hold one of the two."""
    query = select(EVENT.c.data).where(
        among(EVENT.c.stream, persons), EVENT.c.type.in_(("PersonAdded", "PersonChanged"))
    )
    marks = ('"gender":"', '"nationality":"', '"field":"gender","value":"', '"field":"nationality","value":"')
    return sum(any(mark in data for mark in marks) for data in uow.connection.execute(query).scalars())


def still_open(uow: UnitOfWork, kept: KeptOf) -> list[str]:
    """Their own trajectories that run."""
    query = select(TRAJECTORY.c.id).where(among(TRAJECTORY.c.id, kept.own), TRAJECTORY.c.closed_on == "")
    return list(uow.connection.execute(query.order_by(TRAJECTORY.c.number)).scalars())


class ReadElsewhere(NamedTuple):
    """A trajectory of a household of theirs that reads one of the values."""

    trajectory: str
    is_open: bool


def read_elsewhere(uow: UnitOfWork, kept: KeptOf) -> list[ReadElsewhere]:
    values = set(kept.values)
    query = select(TRAJECTORY.c.id, TRAJECTORY.c.closed_on).where(among(TRAJECTORY.c.subject, kept.homes))
    rows = list(uow.connection.execute(query.order_by(TRAJECTORY.c.number)))
    return [ReadElsewhere(row.id, not row.closed_on) for row in rows if _names(uow.history(row.id), values)]


def _names(history: Iterable[Recorded], values: Collection[str]) -> bool:
    told = (value for each in history for value in each.event if isinstance(value, dict))
    return any(value.get("private") in values for value in told)


def remove(uow: UnitOfWork, kept: KeptOf) -> None:
    """The values with their salts, the days in the ledger that may tell one, and what rows show of them."""
    uow.connection.execute(delete(PRIVATE).where(among(PRIVATE.c.id, kept.values)))
    uow.connection.execute(update(RUNG).where(among(RUNG.c.trajectory, kept.own)).values(due_on=""))
    for key in (*kept.persons, *kept.households):
        read_again(uow, key)
