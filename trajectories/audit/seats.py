"""Does every event name a seat that was seen, since seats are kept?"""

from typing import NamedTuple

from sqlalchemy import false, func, or_, select

from trajectories.audit.accepted_losses import NO_LOSSES, AcceptedLosses
from trajectories.audit.found import Found, found
from trajectories.history import events as ev
from trajectories.history.streams import OFFICE
from trajectories.repository import seats
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT
from workflows.words import Words


def problems(uow: UnitOfWork, losses: AcceptedLosses = NO_LOSSES) -> list[Found]:
    """Each event that names none, or one that nobody was seen at; but for a seat that was seen in events of the office
    which are recorded as gone.
    """
    gone = [EVENT.c.position.between(each.first, each.last) for each in losses.untold if not each.staff]
    since = select(func.min(EVENT.c.position)).where(EVENT.c.stream == OFFICE, EVENT.c.type == ev.SeatsKept.__name__)
    known = ["", *(each.number for each in seats.seating(uow).seats)]
    query = select(EVENT.c.stream, EVENT.c.version, EVENT.c.seat).order_by(EVENT.c.position)
    late = query.where(EVENT.c.position >= since.scalar_subquery(), EVENT.c.seat == "")
    strange = query.where(EVENT.c.seat.not_in(known), ~or_(false(), *gone))
    return [
        *(found(stream, version, NO_SEAT) for stream, version, _ in uow.connection.execute(late)),
        *(found(stream, version, UNKNOWN) for stream, version, _ in uow.connection.execute(strange)),
    ]


NO_SEAT = Words("noemt geen plek, en dat doet elke gebeurtenis dan", "it names no seat, which every event does by then")
UNKNOWN = Words("noemt een plek waar niemand is gezien", "it names a seat at which nobody was seen")


class TypedAt(NamedTuple):
    """What was recorded in the name of someone at one seat. first_at, last_at: as they are stored."""

    actor: str
    seat: str
    events: int
    first_at: str
    last_at: str


def typed_at(uow: UnitOfWork) -> list[TypedAt]:
    """By actor and seat, of all that names a seat; the latest first."""
    last = func.max(EVENT.c.recorded_at)
    query = select(EVENT.c.actor, EVENT.c.seat, func.count(), func.min(EVENT.c.recorded_at), last)
    rows = uow.connection.execute(query.where(EVENT.c.seat != "").group_by(EVENT.c.actor, EVENT.c.seat))
    return sorted((TypedAt(*row) for row in rows), key=lambda each: (each.last_at, each.actor, each.seat), reverse=True)
