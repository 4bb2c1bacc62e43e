"""Who is at which message, and until when: what a tick takes over, holds on to, and gives back.

A lease ends on real time. Of what failed, and of what may have arrived, it ends when it is tried again.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, or_, select, update

from scheduler.outbox.ledger import Delivery, carried_of, wait
from scheduler.planning.open_messages import Lapsed
from scheduler.planning.pace import LOST_PACE
from trajectories.local_time import write_instant
from trajectories.repository.among import among
from trajectories.repository.held import is_free
from trajectories.repository.store import Prepared, UnitOfWork
from trajectories.repository.tables import DELIVERY, RUNG

INSTANT = timedelta(microseconds=1)
LONGEST = timedelta(hours=1)  # no lease lies further ahead, or the clock that it was written by went back since

Mark = Callable[[str], str]  # of the address of someone by id, and of the settings of the mail, as they are now


def has_ended(lease: ColumnElement[str], real_now: datetime, longest: timedelta = LONGEST) -> ColumnElement[bool]:
    """A lease that was never taken has ended too."""
    return or_(lease < write_instant(real_now), lease > write_instant(real_now + longest))


def lapsed(uow: UnitOfWork, today: str, real_now: datetime, mark: Mark) -> list[Lapsed]:
    """Those of a tick that died, those that may have arrived, and those of today that failed, when their time came;
    for what failed it has come as soon as the address or the settings with which it failed are others.
    """
    its = DELIVERY.c
    failed_today = (its.state == "failed") & (its.day == today)
    is_over = or_(
        has_ended(its.leased_until, real_now, LONGEST + LOST_PACE[-1]),
        (its.token > "") & has_ended(its.leased_until, real_now),
    )
    query = select(its.message, its.recipient, its.state, its.kind, its.tried_with, is_over.label("is_over")).where(
        or_((its.state.in_(("claimed", "unknown")) & is_over), failed_today),
        its.leased_until > "",
        is_free(its.claimed_at),
    )
    every = uow.connection.execute(query.order_by(its.message)).all()
    rows = [row for row in every if row.is_over or row.tried_with != mark(row.recipient)]
    carried = carried_of(uow, [row.message for row in rows])
    due_days = {message: [rung.due_on for rung in rungs] for message, rungs in carried.items()}
    return [Lapsed(row.message, row.recipient, row.state, row.kind, due_days[row.message]) for row in rows]


def let_go_on(uow: UnitOfWork, recipient: str, real_now: datetime) -> int:
    """Makes what failed due at once, to one person or to everyone; how many messages."""
    failed = update(DELIVERY).where(DELIVERY.c.state == "failed", DELIVERY.c.leased_until > "")
    ours = failed.where(DELIVERY.c.recipient == recipient) if recipient else failed
    return uow.connection.execute(ours.values(leased_until=write_instant(real_now - INSTANT))).rowcount


def take_over(
    uow: UnitOfWork, lapsed: Sequence[Lapsed], channel: str, token: str, at: datetime, leased_until: datetime
) -> list[Delivery]:
    """Holds these messages from now on. One that was claimed, and not ended, is unknown: it may have arrived."""
    lost = _take(uow, [each for each in lapsed if each.state != "failed"], "unknown", channel, token, at, leased_until)
    failed = _take(
        uow, [each for each in lapsed if each.state == "failed"], "claimed", channel, token, at, leased_until
    )
    carried = carried_of(uow, [row.message for row in [*lost, *failed]])
    return [
        Delivery(
            row.message,
            row.recipient,
            carried[row.message],
            row.attempts,
            was_unknown,
            row.kind,
            row.day,
            lost=row.lost,
            problem=row.problem,
        )
        for rows, was_unknown in ((lost, True), (failed, False))
        for row in rows
    ]


def _take(
    uow: UnitOfWork,
    lapsed: Sequence[Lapsed],
    state: str,
    channel: str,
    token: str,
    at: datetime,
    leased_until: datetime,
) -> list[Any]:
    """In the state in which they were found, or not at all: their holder may have ended one just now."""
    if not lapsed:
        return []
    statement = (
        update(DELIVERY)
        .where(
            among(DELIVERY.c.message, (each.message for each in lapsed)),
            DELIVERY.c.state.in_({each.state for each in lapsed}),
            DELIVERY.c.leased_until > "",
        )
        .values(
            state=state,
            attempts=DELIVERY.c.attempts + 1,
            channel=channel,
            token=token,
            leased_until=write_instant(leased_until),
            claimed_at=write_instant(at),
        )
        .returning(
            DELIVERY.c.message,
            DELIVERY.c.recipient,
            DELIVERY.c.attempts,
            DELIVERY.c.kind,
            DELIVERY.c.day,
            DELIVERY.c.lost,
            DELIVERY.c.problem,
        )
    )
    return sorted(uow.connection.execute(statement))


def renew(uow: UnitOfWork, token: str, leased_until: datetime) -> None:
    """Holds on to what this tick has still under way."""
    ours = update(DELIVERY).where(DELIVERY.c.token == token, DELIVERY.c.state.in_(("claimed", "unknown")))
    uow.connection.execute(ours.values(leased_until=write_instant(leased_until)))


HELD = Prepared(
    select(DELIVERY.c.message).where(DELIVERY.c.message == bindparam("message"), DELIVERY.c.token == bindparam("token"))
)


def is_held(uow: UnitOfWork, message: str, token: str) -> bool:
    """False when the lease ended and another tick took the message over."""
    return bool(uow.fetch(HELD, message=message, token=token))


def give_back(uow: UnitOfWork, untried: Sequence[Delivery], token: str, at: datetime, real_now: datetime) -> None:
    """What a stopped tick did not hand over is free again at once, and no attempt; what nobody ever tried to say
    waits.
    """
    new = [each for each in untried if each.attempts == 1 and is_held(uow, each.message, token)]
    for table in (RUNG, DELIVERY):
        uow.connection.execute(delete(table).where(among(table.c.message, (each.message for each in new))))
    for each in new:
        if each.carried:
            wait(uow, each.message, each.recipient, each.carried, at, at)
    for state, was_unknown in (("unknown", True), ("failed", False)):
        again = [each.message for each in untried if each.was_unknown == was_unknown]
        ours = update(DELIVERY).where(among(DELIVERY.c.message, again), DELIVERY.c.token == token)
        free = {"state": state, "token": "", "leased_until": write_instant(real_now)}
        uow.connection.execute(ours.values(free | {"attempts": DELIVERY.c.attempts - 1}))
