"""What decisions may know of people: yes or no, and nothing that names anyone."""

from datetime import date

from trajectories.casework.tasks import Circle
from trajectories.history.events import MemberSeen
from trajectories.people.clients import Person, person_by_id
from trajectories.people.households import homes_of, members_at_first
from trajectories.repository.aliases import stands_for
from trajectories.repository.store import UnitOfWork
from workflows.ages import age_on

ADULT, SCHOOL, YOUNG = 18, 5, 4  # years; leerplicht from 5, kwalificatieplicht until 18


def circle_of(uow: UnitOfWork, subject: str, on: date) -> Circle:
    """The people around a subject on that day, as results that identify nobody.

    A household that was formed later than that day counts as it was formed: late entries must not lose anyone.
    """
    if subject.startswith("h"):
        return Circle(tuple(member_seen(each, on) for each in members_at_first(uow, subject, on)))
    one = seen_as(uow, subject, on)
    households = homes_of(uow, subject, on)
    members = members_at_first(uow, households[0], on) if households else []
    return Circle(tuple(member_seen(each, on) for each in members) or (one,), one)


def born_of(uow: UnitOfWork, subject: str, on: date) -> date | None:
    """The birth date; of a household that of the eldest, where all of them are known. For nobody to read."""
    if not subject.startswith("h"):
        return person_by_id(uow, stands_for(uow, subject)).born
    born = [each.born for each in members_at_first(uow, subject, on)]
    known = [each for each in born if each is not None]
    return min(known) if known and len(known) == len(born) else None


def seen_as(uow: UnitOfWork, member: str, on: date) -> MemberSeen:
    """On that day, under the name by which a trajectory knows them: a client that was merged stands for another."""
    return {**member_seen(person_by_id(uow, stands_for(uow, member)), on), "member": member}


def member_seen(person: Person, on: date) -> MemberSeen:
    if person.born is None:
        return {"member": person.id, "adult": None, "school_age": None, "young_child": None}
    age = age_on(person.born, on)
    return {
        "member": person.id,
        "adult": age >= ADULT,
        "school_age": SCHOOL <= age < ADULT,
        "young_child": age < YOUNG,
    }
