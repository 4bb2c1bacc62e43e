"""Birthdays on which something else counts: no young child any more, of school age, of age."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select

from trajectories.people.circle import ADULT, SCHOOL, YOUNG
from trajectories.people.clients import person_in
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import PERSON
from workflows.ages import birthday

SEEN_UNTIL = "birthdays_seen_until"  # the setting: the last day of which every birthday was seen
AGES = (YOUNG, SCHOOL, ADULT)


class Birthday(NamedTuple):
    person: str
    on: date
    age: int


def birthdays(uow: UnitOfWork, after: date, until: date) -> list[Birthday]:
    """The last of each client among all of those days."""
    return list({each.person: each for each in every_birthday(uow, after, until)}.values())


def every_birthday(uow: UnitOfWork, after: date, until: date) -> list[Birthday]:
    """Those that matter after the one day, up to and including the other; of clients who are here, by client."""
    ranges = [PERSON.c.born.between(_years_before(after, age), _years_before(until, age)) for age in AGES]
    query = select(PERSON).where(PERSON.c.status == "present", or_(*ranges)).order_by(PERSON.c.number)
    found: list[Birthday] = []
    for row in uow.connection.execute(query):
        person = person_in(row._asdict())
        days = [(birthday(person.born, age), age) for age in AGES] if person.born else []
        found += [Birthday(person.id, day, age) for day, age in sorted(days) if after < day <= until]
    return found


def _years_before(day: date, years: int) -> str:
    """As text, also where that year has no such day."""
    return f"{day.year - years:04}-{day.month:02}-{day.day:02}"
