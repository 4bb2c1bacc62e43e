"""A client who leaves, or was added by mistake: their households end with them."""

from datetime import date

from sqlalchemy import select

from trajectories.history import events as ev
from trajectories.people.clients import person_by_id
from trajectories.people.households import households_of
from trajectories.people.references import subject_ref
from trajectories.people.rows import write
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.repository.tables import TRAJECTORY, opening_stands
from workflows.errors import Refused
from workflows.words import Words


def void_person(uow: UnitOfWork, key: str, on: date, stamp: Stamp) -> None:
    """For a client added by mistake: out of every household; the reference may be used again.

    Raises Refused once there is a trajectory, of the client or of a household the client is in. One of which the
    opening was taken back is none.
    """
    homes = households_of(uow, key, on)
    query = select(TRAJECTORY.c.id).where(TRAJECTORY.c.subject.in_([key, *homes]), opening_stands())
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


def _leave_homes(uow: UnitOfWork, key: str, homes: list[str], on: date, stamp: Stamp) -> None:
    for household in homes:
        write(uow, household, [(ev.HouseholdLeft(key), on)], stamp)
