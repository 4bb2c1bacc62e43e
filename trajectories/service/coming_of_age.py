"""Birthdays to come, and what the cases of a household would then open and ask. Nothing is written."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from trajectories.casework import follow
from trajectories.history import events as ev
from trajectories.people.birthdays import Birthday, every_birthday
from trajectories.people.circle import circle_of, member_seen
from trajectories.people.clients import person_by_id
from trajectories.people.households import households_of
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import Dossiers, had, open_of


class ComingOfAge(NamedTuple):
    """age: in years. case: of the household, and who looks after it: a staff id, or empty.

    opens: kinds of trajectories that nobody had yet. asks: tasks of the case that come with that age.
    """

    person: str
    on: date
    age: int
    case: str
    coordinator: str
    opens: list[str]
    asks: list[str]


def coming_of_age(uow: UnitOfWork, dossiers: Dossiers, today: date, until: date) -> list[ComingOfAge]:
    """After today, up to and including the other day, where anything follows from it; by day. As things stand now."""
    found = [each for one in every_birthday(uow, today, until) for each in _of_one(uow, dossiers, one, today)]
    return sorted(found, key=lambda each: each.on)


def _of_one(uow: UnitOfWork, dossiers: Dossiers, birthday: Birthday, today: date) -> Iterator[ComingOfAge]:
    person, on = birthday.person, birthday.on
    seen = member_seen(person_by_id(uow, person), on)
    for key in open_of(uow, households_of(uow, person, today)):
        written = dossiers.load(uow, key)
        now = written.trajectory
        if person not in now.members:
            continue
        circle = circle_of(uow, now.subject, on)
        one = follow.Followed(on, seen, circle, came_later=not follow.was_there(written.history, person))
        decision = follow.decide_change(written.compiled, now, one, written.calendar)
        opens = [wish.workflow for wish in decision.starts if not had(uow, wish.workflow, person)]
        asks = [
            task["task"]
            for event in decision.events
            if isinstance(event, ev.MemberChanged)
            for task in (*event.tasks, *event.settling)
        ]
        if opens or asks:
            yield ComingOfAge(person, on, birthday.age, key, now.assigned.get("coordinator", ""), opens, asks)
