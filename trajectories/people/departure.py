"""A client who leaves, or was added by mistake: their households end with them."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from trajectories.history import events as ev
from trajectories.people.clients import person_by_id
from trajectories.people.households import households_of
from trajectories.people.merging import must_be_nobodys_alias
from trajectories.people.references import subject_ref
from trajectories.people.rows import write
from trajectories.repository.among import among
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.repository.tables import MEMBERSHIP, TRAJECTORY, opening_stands
from workflows.errors import Refused
from workflows.words import Words


def void_person(uow: UnitOfWork, key: str, on: date, stamp: Stamp) -> None:
    """For a client added by mistake: out of every household; the reference may be used again.

    Raises Refused once there is a trajectory, of the client or of a household the client is in. One of which the
    opening was taken back is none.
    """
    must_be_nobodys_alias(uow, key)
    homes = households_of(uow, key, on)
    query = select(TRAJECTORY.c.id).where(among(TRAJECTORY.c.subject, [key, *homes]), opening_stands())
    rest_on_it = list(uow.connection.execute(query.order_by(TRAJECTORY.c.number)).scalars())
    if rest_on_it:
        listing = ", ".join(rest_on_it)
        raise Refused(
            Words(
                f"{subject_ref(uow, key)} heeft trajecten ({listing}); gebruik ‘traject client leave’",
                f"{subject_ref(uow, key)} has trajectories ({listing}); use 'traject client leave'",
            )
        )
    _leave_homes(uow, key, homes, on, stamp)
    write(uow, key, [(ev.PersonVoided(), on)], stamp)


def person_left(uow: UnitOfWork, key: str, on: date, stamp: Stamp) -> None:
    """The person leaves the programme, once, and every household."""
    _leave_homes(uow, key, households_of(uow, key, on), on, stamp)
    if person_by_id(uow, key).status == "present":
        write(uow, key, [(ev.PersonLeft(), on)], stamp)


def person_returned(uow: UnitOfWork, key: str, on: date, stamp: Stamp) -> date:
    """The person is in the programme again; returns the day of leaving. Raises Refused for one who never left."""
    left = [each.occurred_on for each in uow.history(key) if isinstance(each.event, ev.PersonLeft)]
    ref = subject_ref(uow, key)
    if person_by_id(uow, key).status != "left" or not left:
        raise Refused(
            Words(
                f"{ref} is niet vertrokken; bij een huishouden komen gaat met ‘traject household join’",
                f"{ref} did not leave; joining a household takes 'traject household join'",
            )
        )
    if on < left[-1]:
        raise Refused(
            Words(
                f"{ref} vertrok op {left[-1]}; kies die dag of een latere",
                f"{ref} left on {left[-1]}; choose that day or a later one",
            )
        )
    write(uow, key, [(ev.PersonReturned(), on)], stamp)
    return left[-1]


def last_home(uow: UnitOfWork, key: str) -> str:
    """The household that someone was in last; empty where in none."""
    query = select(MEMBERSHIP.c.household).where(MEMBERSHIP.c.person == key).order_by(MEMBERSHIP.c.from_on.desc())
    return str(uow.connection.execute(query.limit(1)).scalar() or "")


class Closed(NamedTuple):
    id: str
    subject: str
    workflow: str
    municipality: str
    outcome: str


def closed_by_leaving(uow: UnitOfWork, subject: str, since: date) -> list[Closed]:
    """The last case of each kind that was closed since that day, where none of its kind runs."""
    columns = [TRAJECTORY.c[name] for name in (*Closed._fields, "closed_on")]
    query = select(*columns).where(TRAJECTORY.c.subject == subject).order_by(TRAJECTORY.c.number)
    last = {row.workflow: row for row in uow.connection.execute(query)}
    return [Closed(*row[:-1]) for row in last.values() if row.closed_on and row.closed_on >= since.isoformat()]


def _leave_homes(uow: UnitOfWork, key: str, homes: list[str], on: date, stamp: Stamp) -> None:
    for household in homes:
        write(uow, household, [(ev.HouseholdLeft(key), on)], stamp)
