"""Who is to hear that a message ended uncertain, after three lost answers: its reader, and the administrators.

Each hears it once, in their next daily message.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, literal_column, select, update

from trajectories.repository.among import among
from trajectories.repository.store import Prepared, UnitOfWork
from trajectories.repository.tables import DEADLINE, DELIVERY, NOTICE, RUNG, TRAJECTORY


class Notice(NamedTuple):
    """A message that may have arrived. on: the day it belongs to. reminders: those that it told itself."""

    message: str
    recipient: str
    on: str
    reminders: tuple[str, ...]


class Told(NamedTuple):
    """What an open trajectory is about. over: its deadlines that ended."""

    subject: str
    definition: str
    over: frozenset[str]


def write(uow: UnitOfWork, message: str, staff: Iterable[str]) -> None:
    rows = [{"message": message, "staff": each, "told_in": ""} for each in sorted(set(staff))]
    if rows:
        uow.connection.execute(insert(NOTICE), rows)


def take_back(uow: UnitOfWork, message: str) -> None:
    """It came back: whoever did not read yet that it may have arrived is not to read it."""
    uow.connection.execute(delete(NOTICE).where(NOTICE.c.message == message, NOTICE.c.told_in == ""))


def whom(uow: UnitOfWork) -> frozenset[str]:
    """Who has not heard all of it yet."""
    return frozenset(uow.connection.execute(select(NOTICE.c.staff).where(NOTICE.c.told_in == "")).scalars())


def unheard_of(uow: UnitOfWork, works_here: Collection[str]) -> list[str]:
    """The messages of which not everyone who should has heard; of whoever left nothing more is waited for."""
    query = select(NOTICE.c.message, NOTICE.c.staff).where(NOTICE.c.told_in == "").order_by(NOTICE.c.message)
    return list(dict.fromkeys(row.message for row in uow.connection.execute(query) if row.staff in works_here))


OF = Prepared(
    select(DELIVERY.c.message, DELIVERY.c.recipient, DELIVERY.c.day)
    .select_from(NOTICE.join(DELIVERY, NOTICE.c.message == DELIVERY.c.message))
    .where(NOTICE.c.staff == bindparam("staff"), NOTICE.c.told_in == literal_column("''"))
    .order_by(DELIVERY.c.ended_at, DELIVERY.c.message)
)


def ask_ahead(uow: UnitOfWork, staff: str) -> None:
    """What `of` will ask."""
    uow.ask_ahead(OF, staff=staff)


def of(uow: UnitOfWork, staff: str) -> list[Notice]:
    """What someone is to hear, the oldest first."""
    return [Notice(key, to, day, _told_by(uow, key)) for key, to, day in uow.fetch(OF, staff=staff)]


def _told_by(uow: UnitOfWork, message: str) -> tuple[str, ...]:
    query = select(RUNG.c.reminder).where(RUNG.c.message == message, RUNG.c.folded_into == "")
    return tuple(uow.connection.execute(query.order_by(RUNG.c.reminder)).scalars())


def told_of(uow: UnitOfWork, trajectory: str) -> Told | None:
    """None for one that was closed."""
    its = TRAJECTORY.c
    query = select(its.subject, its.definition).where(its.id == trajectory, its.closed_on == "")
    row = uow.connection.execute(query).first()
    over = select(DEADLINE.c.id).where(DEADLINE.c.trajectory == trajectory, DEADLINE.c.standing.in_(("met", "lapsed")))
    return Told(row.subject, row.definition, frozenset(uow.connection.execute(over).scalars())) if row else None


def settle(uow: UnitOfWork, messages: Sequence[str], staff: str, told_in: str) -> None:
    """They heard of these, by that message."""
    if messages:
        ours = update(NOTICE).where(among(NOTICE.c.message, messages), NOTICE.c.staff == staff)
        uow.connection.execute(ours.values(told_in=told_in))
