"""What an administrator recorded as gone (`LossAccepted`), for those checks that rest on what those events said."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.exc import SQLAlchemyError

from trajectories.history import events as ev
from trajectories.history.events import EventsGone, Recorded
from trajectories.history.office import is_recorded
from trajectories.history.streams import OFFICE
from trajectories.repository.counters import NUMBERED
from trajectories.repository.failures import is_unreadable
from trajectories.repository.office_rows import deciding
from trajectories.repository.seats import SUBJECT as SEATS
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT


class Untold(NamedTuple):
    """From which position up to which nobody can say any more who was on the staff, both inclusive: from the first
    that events of the office may have had which are gone, up to the last recorded together with that loss.

    staff: only of this one, where no more is gone than their own joining; else empty.
    """

    first: int
    last: int
    staff: str


class AcceptedLosses(NamedTuple):
    """values: the ids of private values that were left of what is gone."""

    gone: list[EventsGone]
    untold: list[Untold] = []
    values: frozenset[str] = frozenset()

    def covers(self, stream: str, version: int) -> bool:
        """Whether that event, which is not there, is among them."""
        return is_recorded(self.gone, stream, version)

    def is_untold(self, staff: str, position: int) -> bool:
        """Whether nobody can say any more if someone was on the staff then, and in which roles."""
        return any(each.first <= position <= each.last and each.staff in ("", staff) for each in self.untold)


NO_LOSSES = AcceptedLosses([])


def may_have_named(gone: Iterable[EventsGone], subject: str) -> bool:
    """Whether a private value of this subject, that no event names, may be of an event that is gone."""
    kind = NUMBERED.fullmatch(subject)
    of_office = subject in (OFFICE, SEATS) or (kind is not None and kind[1] == "s")
    return any(each["stream"].partition("/")[0] == subject or (of_office and _is_of_office(each)) for each in gone)


def accepted_losses(uow: UnitOfWork) -> AcceptedLosses:
    """None where the office's events cannot be read: its chain says so."""
    try:
        recorded = deciding(uow, ev.LossAccepted)
    except SQLAlchemyError as error:
        if not is_unreadable(error):
            raise
        return NO_LOSSES
    except (KeyError, TypeError, ValueError):
        return NO_LOSSES
    said: list[tuple[Recorded, ev.LossAccepted]] = [
        (one, one.event) for one in recorded if isinstance(one.event, ev.LossAccepted)
    ]
    return AcceptedLosses(
        [each for _, event in said for each in event.missing],
        [each for one, event in said for each in _untold(uow, one, event)],
        frozenset(key for _, event in said for key in event.values),
    )


def _untold(uow: UnitOfWork, recorded: Recorded, event: ev.LossAccepted) -> Iterator[Untold]:
    of_office = [each for each in event.missing if _is_of_office(each)]
    if not of_office:
        return
    last = _recorded_together(uow, recorded)
    for each in of_office:
        stream = each["stream"]
        yield Untold(_first_gone(uow, each["after"]), last, "") if stream == OFFICE else Untold(0, last, stream)


def _recorded_together(uow: UnitOfWork, loss: Recorded) -> int:
    """The last position of what was written down with it."""
    together = (EVENT.c.stream == OFFICE) & (EVENT.c.version >= loss.version) & (EVENT.c.actor == loss.actor)
    query = select(EVENT.c.position, EVENT.c.recorded_at, EVENT.c.version).where(together).order_by(EVENT.c.version)
    rows = uow.connection.execute(query).all()
    return max(int(row.position) for row in rows if row.recorded_at == rows[0].recorded_at)


def _first_gone(uow: UnitOfWork, version: int) -> int:
    """The first position behind that event of the office that no event has: what is gone stood there, or later."""
    own = select(EVENT.c.position).where(EVENT.c.stream == OFFICE, EVENT.c.version == version)
    before, behind = int(uow.connection.execute(own).scalar() or 0), EVENT.alias()
    if before == 0 and uow.connection.execute(select(EVENT.c.version).where(EVENT.c.position == 1)).first() is None:
        return 1
    is_last = ~exists().where(behind.c.position == EVENT.c.position + 1)
    query = select(EVENT.c.position).where(EVENT.c.position >= before, is_last).order_by(EVENT.c.position).limit(1)
    return int(uow.connection.execute(query).scalar() or 0) + 1


def _is_of_office(each: EventsGone) -> bool:
    kind = NUMBERED.fullmatch(each["stream"])
    return each["stream"] == OFFICE or (kind is not None and kind[1] == "s")
