"""The numbers that clients, households and cases have in the system that a list comes from, as they are known again.

Private values, as such a number names somebody to whoever has that system.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from trajectories.history import events as ev
from trajectories.history.codec import decode
from trajectories.people.references import canonical_ref
from trajectories.repository.among import among
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT, HOUSEHOLD, PERSON, PRIVATE, TRAJECTORY, opening_stands

FIELD = "number_elsewhere"


def numbers_elsewhere(uow: UnitOfWork, letters: str = "pht") -> dict[str, str]:
    """The number by the client, household or case that has one now, as it is compared. letters: of these kinds.

    What was taken back has none any more.
    """
    rows = uow.connection.execute(
        select(PRIVATE.c.id, PRIVATE.c.subject, PRIVATE.c.value).where(PRIVATE.c.field == FIELD)
    )
    values, subjects = {}, set()
    for row in rows:
        if row.subject[0] in letters:
            values[row.id] = canonical_ref(row.value)
            subjects.add(row.subject)
    if not subjects:
        return {}
    found = _told(uow, subjects, values)
    standing = _standing(uow, found)
    return {key: number for key, number in found.items() if key in standing}


def _told(uow: UnitOfWork, subjects: set[str], values: Mapping[str, str]) -> dict[str, str]:
    """The last that each was told to have, without what was voided."""
    kinds = (ev.KnownElsewhere.__name__, ev.EventVoided.__name__)
    columns = (EVENT.c.stream, EVENT.c.version, EVENT.c.type, EVENT.c.data)
    query = select(*columns).where(among(EVENT.c.stream, subjects), EVENT.c.type.in_(kinds))
    by_stream: dict[str, dict[int, str]] = {}
    for row in uow.connection.execute(query.order_by(EVENT.c.stream, EVENT.c.version)):
        event: Any = decode(row.type, row.data)
        told = by_stream.setdefault(row.stream, {})
        if isinstance(event, ev.EventVoided):
            told.pop(event.version, None)
        else:
            kept = event.number_elsewhere
            told[row.version] = values.get(str(kept["private"]), "") if kept else ""
    return {key: number for key, told in by_stream.items() if told and (number := told[max(told)])}


def _standing(uow: UnitOfWork, keys: Mapping[str, str]) -> set[str]:
    queries = (
        select(PERSON.c.id).where(among(PERSON.c.id, keys), PERSON.c.status != "void"),
        select(HOUSEHOLD.c.id).where(among(HOUSEHOLD.c.id, keys), ~HOUSEHOLD.c.ref.like("void:%")),
        select(TRAJECTORY.c.id).where(among(TRAJECTORY.c.id, keys), opening_stands()),
    )
    return {str(key) for query in queries for key in uow.connection.execute(query).scalars()}
