"""Private values that no event names, as they are left of events that are gone."""

from collections.abc import Iterable

from sqlalchemy import select

from trajectories.audit.accepted_losses import may_have_named
from trajectories.audit.mentions import keys_in
from trajectories.audit.scratch import scratch
from trajectories.audit.stored import DATA, REASON, stored_events
from trajectories.history.events import EventsGone
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import PRIVATE


def left_of(uow: UnitOfWork, gone: Iterable[EventsGone]) -> list[str]:
    """The ids of those whose subject they are of, in order."""
    gone = list(gone)
    with scratch() as place:
        for row in stored_events(uow):
            place.mention(keys_in(row[DATA], row[REASON]))
        subjects = {str(row[0]): str(row[1]) for row in uow.connection.execute(select(PRIVATE.c.id, PRIVATE.c.subject))}
        return sorted(key for key in place.not_mentioned(subjects) if may_have_named(gone, subjects[key]))
