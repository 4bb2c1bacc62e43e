"""What is recorded of a person whatever is followed for them, read from the person's own history."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import bindparam, select

from trajectories.casework.person_copies import KnownFacts, PersonFact, copies_named, facts_in
from trajectories.history.codec import decode
from trajectories.history.events import FactSet
from trajectories.history.known import known_by
from trajectories.repository.aliases import stands_for, the_same
from trajectories.repository.store import Prepared, UnitOfWork
from trajectories.repository.tables import EVENT, PERSON, TRAJECTORY

LOCK = Prepared(select(PERSON.c.id).where(PERSON.c.id == bindparam("key")).with_for_update())


def lock_people(uow: UnitOfWork, people: Collection[str]) -> None:
    """Makes other writers of these people's facts wait; in id order, and before any of their trajectories."""
    if not (uow.is_sqlite or uow.is_reading):
        for each in sorted(people, key=lambda key: (len(key), key)):
            uow.fetch(LOCK, key=each)


def streams_of(uow: UnitOfWork, person: str) -> list[str]:
    """Of the person and of every other name that they have; none for a household."""
    return the_same(uow, [person]) if person.startswith("p") else []


def with_own_answers(uow: UnitOfWork, names: Collection[str]) -> list[str]:
    """The clients for whom something is open in which one of these facts was ever recorded as its own, oldest first."""
    open_ = select(TRAJECTORY.c.id, TRAJECTORY.c.subject).where(TRAJECTORY.c.closed_on == "")
    subjects = {row.id: row.subject for row in uow.connection.execute(open_.order_by(TRAJECTORY.c.number))}
    query = select(EVENT.c.stream, EVENT.c.data).where(EVENT.c.type == FactSet.__name__, EVENT.c.stream.like("t%"))
    found = set()
    for stream, data in uow.connection.execute(query):
        event = decode(FactSet.__name__, data)
        if isinstance(event, FactSet) and event.name in names and not event.origin.startswith("p"):
            found.add(stream)
    people = [stands_for(uow, subject) for key, subject in subjects.items() if key in found and subject[:1] == "p"]
    return list(dict.fromkeys(people))


def known_of(uow: UnitOfWork, person: str) -> KnownFacts:
    streams = streams_of(uow, person)
    told = sorted(
        (each for stream in reversed(streams) for each in uow.history(stream)), key=lambda each: each.recorded_at
    )
    return KnownFacts(facts_of(uow, person), streams, copies_named(told))


def facts_of(
    uow: UnitOfWork, person: str, as_of: date | None = None, known_at: datetime | None = None
) -> list[PersonFact]:
    """In force, whichever name they were recorded under: by day, then as they were written down, as in every copy.

    What another name had at the same moment comes first: after a merge only who goes on is written of. as_of,
    known_at: both inclusive.
    """
    found = []
    for stream in reversed(streams_of(uow, person)):
        history = known_by(uow.history(stream), known_at)
        found += [each for each in facts_in(history) if as_of is None or each.on <= as_of]
    return sorted(found, key=lambda each: (each.on, each.at))
