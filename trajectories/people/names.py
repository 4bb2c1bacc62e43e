"""What clients and households are called, for colleagues who read a list; never for what leaves the office."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from trajectories.people.clients import Person, person_in
from trajectories.people.references import as_called
from trajectories.repository.aliases import merged
from trajectories.repository.among import among, as_list
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import HOUSEHOLD, MEMBERSHIP, PERSON, TRAJECTORY, lasts_on


class CalledClient(NamedTuple):
    """ref: the office's own reference. name: of a household that of who was entered first, with how many others."""

    ref: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.ref} ({self.name})" if self.name else self.ref


def called(uow: UnitOfWork, subjects: Iterable[str], on: date) -> dict[str, CalledClient]:
    """By id; of a household with its members of that day. A client that was merged is called as the one it is."""
    goes_on = merged(uow)
    meant = {subject: goes_on.get(subject, subject) for subject in subjects}
    wanted = as_list(meant.values())
    columns = PERSON.c.id, PERSON.c.ref, PERSON.c.name
    people = uow.connection.execute(select(*columns).where(among(PERSON.c.id, wanted)))
    found = {row.id: CalledClient(row.ref, row.name) for row in people}
    members = _members(uow, wanted, on)
    households = uow.connection.execute(select(HOUSEHOLD.c.id, HOUSEHOLD.c.ref).where(among(HOUSEHOLD.c.id, wanted)))
    found |= {row.id: CalledClient(row.ref, _of_household(members.get(row.id, []))) for row in households}
    refs = as_called(uow, {key: each.ref for key, each in found.items()})
    return {subject: found[into]._replace(ref=refs[into]) for subject, into in meant.items() if into in found}


def called_in(uow: UnitOfWork, trajectories: Iterable[str], on: date) -> dict[str, CalledClient]:
    """By the id of a trajectory, whom it is of."""
    query = select(TRAJECTORY.c.id, TRAJECTORY.c.subject).where(among(TRAJECTORY.c.id, as_list(trajectories)))
    whose = {row.id: row.subject for row in uow.connection.execute(query)}
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


def _members(uow: UnitOfWork, households: str, on: date) -> dict[str, list[str]]:
    """Names by household, who was entered first first. households: a list as `as_list` writes it."""
    query = (
        select(MEMBERSHIP.c.household, PERSON.c.name)
        .join(PERSON, PERSON.c.id == MEMBERSHIP.c.person)
        .where(among(MEMBERSHIP.c.household, households), lasts_on(MEMBERSHIP, on.isoformat()))
        .order_by(PERSON.c.number)
    )
    found: dict[str, list[str]] = {}
    for row in uow.connection.execute(query):
        found.setdefault(row.household, []).append(row.name)
    return found
