"""What the office has recorded of private values that are gone."""

import json
from collections.abc import Iterator

from sqlalchemy import select

from trajectories.audit.found import Found, found
from trajectories.history import events as ev
from trajectories.history.streams import OFFICE
from trajectories.repository.among import among
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT, PRIVATE
from workflows.words import Words

KINDS = (ev.Erased.__name__, ev.MissingFound.__name__)


def recorded_as_erased(uow: UnitOfWork) -> frozenset[str]:
    """What the office says of it; read as it is stored, as the rest of verification does."""
    query = select(EVENT.c.data).where(EVENT.c.stream == OFFICE, EVENT.c.type.in_(KINDS))
    found_in: set[str] = set()
    for data in uow.connection.execute(query).scalars():
        try:
            found_in.update(map(str, json.loads(data)["values"]))
        except (KeyError, TypeError, ValueError):
            continue  # its chain says that it was changed
    return frozenset(found_in)


def there_again(uow: UnitOfWork, erased: frozenset[str]) -> Iterator[Found]:
    """One of each value that was recorded as gone and is there."""
    if erased:
        there = uow.connection.execute(select(PRIVATE.c.id).where(among(PRIVATE.c.id, erased))).scalars()
        yield from (found(OFFICE, 0, AGAIN) for _ in there)


def was_looked_at(uow: UnitOfWork) -> bool:
    """Whether it was recorded what was missing when this was first looked at."""
    query = select(EVENT.c.version).where(EVENT.c.stream == OFFICE, EVENT.c.type == ev.MissingFound.__name__)
    return uow.connection.execute(query.limit(1)).first() is not None


AGAIN = Words("een waarde die gewist was is er weer", "a value that was erased is there again")
