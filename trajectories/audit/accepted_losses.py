"""What an administrator recorded as gone (`LossAccepted`), for those checks that rest on what those events said."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from trajectories.history import events as ev
from trajectories.history.events import EventsGone
from trajectories.history.office import is_recorded
from trajectories.history.streams import OFFICE
from trajectories.repository.counters import NUMBERED
from trajectories.repository.office_rows import deciding
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT


class AcceptedLosses(NamedTuple):
    """office_until: the position up to which nobody can say any more who was on the staff, as events of the office are
    gone; of the last event that was recorded together with that loss. 0 where none are.
    """

    gone: list[EventsGone]
    office_until: int = 0

    def covers(self, stream: str, version: int) -> bool:
        """Whether that event, which is not there, is among them."""
        return is_recorded(self.gone, stream, version)

    def may_have_named(self, subject: str) -> bool:
        """Whether a private value of this subject, that no event names, may be of an event that is gone."""
        kind = NUMBERED.fullmatch(subject)
        of_office = subject == OFFICE or (kind is not None and kind[1] == "s")
        return any(each["stream"] == subject or (of_office and each["stream"] == OFFICE) for each in self.gone)


NO_LOSSES = AcceptedLosses([])


def accepted_losses(uow: UnitOfWork) -> AcceptedLosses:
    """None where the office's events cannot be read: its chain says so."""
    try:
        recorded = deciding(uow, ev.LossAccepted)
    except (SQLAlchemyError, KeyError, TypeError, ValueError):
        return NO_LOSSES
    gone = [each for one in recorded for each in _missing(one.event)]
    of_office = [one for one in recorded if any(_is_of_office(each) for each in _missing(one.event))]
    if not of_office:
        return AcceptedLosses(gone)
    last = of_office[-1]
    together = (EVENT.c.stream == OFFICE) & (EVENT.c.version >= last.version) & (EVENT.c.actor == last.actor)
    query = select(EVENT.c.position, EVENT.c.recorded_at, EVENT.c.version).where(together).order_by(EVENT.c.version)
    rows = uow.connection.execute(query).all()
    until = max(row.position for row in rows if row.recorded_at == rows[0].recorded_at)
    return AcceptedLosses(gone, until)


def _missing(event: ev.Event) -> Iterable[EventsGone]:
    return event.missing if isinstance(event, ev.LossAccepted) else ()


def _is_of_office(each: EventsGone) -> bool:
    kind = NUMBERED.fullmatch(each["stream"])
    return each["stream"] == OFFICE or (kind is not None and kind[1] == "s")
