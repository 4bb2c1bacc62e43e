"""What clients and households are called, for colleagues who read a list; never for what leaves the office."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from trajectories.people.clients import Person, person_in
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import HOUSEHOLD, MEMBERSHIP, PERSON, TRAJECTORY, lasts_on

AT_ONCE = 500  # ids in one statement; databases stop at some tens of thousands


class CalledClient(NamedTuple):
    """ref: the office's own reference. name: of a household that of who was entered first, with how many others."""

    ref: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.ref} ({self.name})" if self.name else self.ref


def called(uow: UnitOfWork, subjects: Iterable[str], on: date) -> dict[str, CalledClient]:
    """By id; of a household with its members of that day."""
    wanted = sorted(set(subjects))
    found = {row.id: CalledClient(row.ref, row.name) for row in _persons(uow, wanted)}
    members: dict[str, list[str]] = {}
    for row in _members(uow, wanted, on):
        members.setdefault(row.household, []).append(row.name)
    for row in _households(uow, wanted):
        found[row.id] = CalledClient(row.ref, _of_household(members.get(row.id, [])))
    return found


def called_in(uow: UnitOfWork, trajectories: Iterable[str], on: date) -> dict[str, CalledClient]:
    """By the id of a trajectory, whom it is of."""
    whose: dict[str, str] = {}
    for some in _in_parts(sorted(set(trajectories))):
        query = select(TRAJECTORY.c.id, TRAJECTORY.c.subject).where(TRAJECTORY.c.id.in_(some))
        whose |= {row.id: row.subject for row in uow.connection.execute(query)}
    names = called(uow, whose.values(), on)
    return {key: names[subject] for key, subject in whose.items() if subject in names}


def every_client(uow: UnitOfWork) -> list[Person]:
    """In order of reference; without those that were voided."""
    rows = uow.connection.execute(select(PERSON).where(PERSON.c.status != "void").order_by(PERSON.c.ref))
    return [person_in(row._asdict()) for row in rows]


def _of_household(names: list[str]) -> str:
    """`Amal Haddad +3`; empty where no name was given."""
    first = next(filter(None, names), "")
    return f"{first} +{len(names) - 1}" if first and len(names) > 1 else first


def _persons(uow: UnitOfWork, wanted: list[str]) -> Iterator[Any]:
    for some in _in_parts(wanted):
        yield from uow.connection.execute(select(PERSON.c.id, PERSON.c.ref, PERSON.c.name).where(PERSON.c.id.in_(some)))


def _households(uow: UnitOfWork, wanted: list[str]) -> Iterator[Any]:
    for some in _in_parts(wanted):
        yield from uow.connection.execute(select(HOUSEHOLD.c.id, HOUSEHOLD.c.ref).where(HOUSEHOLD.c.id.in_(some)))


def _members(uow: UnitOfWork, wanted: list[str], on: date) -> Iterator[Any]:
    for some in _in_parts(wanted):
        query = (
            select(MEMBERSHIP.c.household, PERSON.c.name)
            .join(PERSON, PERSON.c.id == MEMBERSHIP.c.person)
            .where(MEMBERSHIP.c.household.in_(some), lasts_on(MEMBERSHIP, on.isoformat()))
            .order_by(PERSON.c.number)
        )
        yield from uow.connection.execute(query)


def _in_parts(wanted: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(wanted), AT_ONCE):
        yield wanted[start : start + AT_ONCE]
