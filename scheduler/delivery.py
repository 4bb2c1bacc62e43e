"""The ledger: which message goes to whom, who is at it, and how it ended. Never rebuilt: history does not know it all.

A message is under way as long as it has a lease: claimed (someone is at it), unknown (someone was, and may have handed
it over) or failed (the lease ends when it is tried again). Once sent, or no longer needed, it has none.
Only who holds its token may record how it ended.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import Select, Table, delete, func, insert, select, update

from trajectories.clock import write_instant
from trajectories.store import UnitOfWork
from trajectories.tables import DeliveryRow, DeliveryRungRow

DELIVERY: Table = DeliveryRow.__table__  # type: ignore[attr-defined]
RUNG: Table = DeliveryRungRow.__table__  # type: ignore[attr-defined]
BACK_OFF = (timedelta(minutes=5), timedelta(hours=1), timedelta(days=1))  # after the first, second and later attempts

Ended = Literal["sent", "failed", "unknown", "dropped"]


class Carried(NamedTuple):
    """A rung in a message. folded_into: told through that reminder of the same message; empty when told itself."""

    reminder: str
    due_on: str
    trajectory: str
    as_role: str
    folded_into: str = ""


class Delivery(NamedTuple):
    """One message to one recipient. attempts: this one included. was_unknown: it may have arrived before."""

    message: str
    recipient: str
    carried: list[Carried]
    attempts: int = 1
    was_unknown: bool = False


class Entry(NamedTuple):
    """A message as the ledger has it. ended_at: empty while it is under way."""

    message: str
    recipient: str
    channel: str
    state: str
    attempts: int
    claimed_at: str
    ended_at: str
    problem: str
    rung_count: int


def ledger(uow: UnitOfWork) -> list[Entry]:
    """Every message, in the order in which they were written down."""
    columns = [DELIVERY.c[name] for name in Entry._fields[:-1]]
    joined = DELIVERY.outerjoin(RUNG, RUNG.c.message == DELIVERY.c.message)
    query = select(*columns, func.count(RUNG.c.reminder)).select_from(joined).group_by(*columns)
    rows = uow.connection.execute(query.order_by(DELIVERY.c.claimed_at, DELIVERY.c.message))
    return [Entry._make(row) for row in rows]


def begin(
    uow: UnitOfWork, deliveries: Sequence[Delivery], channel: str, token: str, at: datetime, leased_until: datetime
) -> None:
    """Writes the messages down with the rungs they carry, before any is handed over. at: the product's clock."""
    rows = [
        {
            "message": each.message,
            "recipient": each.recipient,
            "channel": channel,
            "state": "claimed",
            "attempts": each.attempts,
            "token": token,
            "leased_until": write_instant(leased_until),
            "claimed_at": write_instant(at),
            "ended_at": "",
            "problem": "",
            "kind": "",
            "day": "",
            "open_at": "",
        }
        for each in deliveries
    ]
    rungs = [{"message": each.message, **rung._asdict()} for each in deliveries for rung in each.carried]
    if rows:
        uow.connection.execute(insert(DELIVERY), rows)
        uow.connection.execute(insert(RUNG), rungs)


def take_over(
    uow: UnitOfWork, channel: str, token: str, at: datetime, real_now: datetime, leased_until: datetime
) -> list[Delivery]:
    """The messages whose lease has ended: those of a tick that died, and failed ones whose time has come again."""
    lost = _take(uow, ("claimed", "unknown"), "unknown", channel, token, at, real_now, leased_until)
    failed = _take(uow, ("failed",), "claimed", channel, token, at, real_now, leased_until)
    carried = _carried(uow, [row[0] for row in [*lost, *failed]])
    return [
        Delivery(message, recipient, carried[message], attempts, was_unknown)
        for rows, was_unknown in ((lost, True), (failed, False))
        for message, recipient, attempts in rows
    ]


def _take(
    uow: UnitOfWork,
    states: tuple[str, ...],
    state: str,
    channel: str,
    token: str,
    at: datetime,
    real_now: datetime,
    leased_until: datetime,
) -> list[tuple[str, str, int]]:
    ended = select(DELIVERY.c.message).where(
        DELIVERY.c.state.in_(states), DELIVERY.c.leased_until > "", DELIVERY.c.leased_until < write_instant(real_now)
    )
    statement = (
        update(DELIVERY)
        .where(DELIVERY.c.message.in_(ended.with_for_update(skip_locked=True)))
        .values(
            state=state,
            attempts=DELIVERY.c.attempts + 1,
            channel=channel,
            token=token,
            leased_until=write_instant(leased_until),
            claimed_at=write_instant(at),
        )
        .returning(DELIVERY.c.message, DELIVERY.c.recipient, DELIVERY.c.attempts)
    )
    return sorted((row[0], row[1], row[2]) for row in uow.connection.execute(statement))


def _carried(uow: UnitOfWork, messages: Iterable[str]) -> dict[str, list[Carried]]:
    found: dict[str, list[Carried]] = {message: [] for message in messages}
    query = select(RUNG).where(RUNG.c.message.in_(list(found))).order_by(RUNG.c.message, RUNG.c.reminder)
    for row in uow.connection.execute(query):
        found[row.message].append(Carried(row.reminder, row.due_on, row.trajectory, row.as_role, row.folded_into))
    return found


def renew(uow: UnitOfWork, token: str, leased_until: datetime) -> None:
    """Holds on to what this tick has still under way."""
    ours = update(DELIVERY).where(DELIVERY.c.token == token, DELIVERY.c.state.in_(("claimed", "unknown")))
    uow.connection.execute(ours.values(leased_until=write_instant(leased_until)))


def is_held(uow: UnitOfWork, message: str, token: str) -> bool:
    """False when the lease ended and another tick took the message over."""
    query = select(DELIVERY.c.message).where(DELIVERY.c.message == message, DELIVERY.c.token == token)
    return uow.connection.execute(query).first() is not None


def finish(
    uow: UnitOfWork,
    message: str,
    token: str,
    state: Ended,
    at: datetime,
    problem: str = "",
    again_at: datetime | None = None,
) -> bool:
    """Writes how it ended; False, and nothing written, when another tick took it over. again_at: on real time."""
    statement = update(DELIVERY).where(DELIVERY.c.message == message, DELIVERY.c.token == token)
    done = uow.connection.execute(
        statement.values(
            state=state,
            token="",
            leased_until=write_instant(again_at) if again_at else "",
            ended_at=write_instant(at),
            problem=problem,
        )
    )
    if again_at is None and done.rowcount == 1:  # the history has the days; here one may tell a private date
        uow.connection.execute(update(RUNG).where(RUNG.c.message == message).values(due_on=""))
    return done.rowcount == 1


def give_back(uow: UnitOfWork, untried: Sequence[Delivery], token: str, real_now: datetime) -> None:
    """What a stopped tick did not hand over is free again at once; a message that nobody ever tried is undone."""
    new = [each.message for each in untried if each.attempts == 1 and is_held(uow, each.message, token)]
    for table in (RUNG, DELIVERY):
        uow.connection.execute(delete(table).where(table.c.message.in_(new)))
    for state, was_unknown in (("unknown", True), ("failed", False)):
        again = [each.message for each in untried if each.was_unknown == was_unknown]
        ours = update(DELIVERY).where(DELIVERY.c.message.in_(again), DELIVERY.c.token == token)
        uow.connection.execute(ours.values(state=state, token="", leased_until=write_instant(real_now)))


def again_at(attempts: int, real_now: datetime) -> datetime:
    """When a failed message is tried again."""
    return real_now + BACK_OFF[min(attempts, len(BACK_OFF)) - 1]


def count_waiting(uow: UnitOfWork) -> int:
    """The messages that failed and will be tried again."""
    waiting = select(func.count()).where(DELIVERY.c.state == "failed", DELIVERY.c.leased_until > "")
    return int(uow.connection.execute(waiting).scalar_one())


def under_way() -> Select[Any]:
    """The reminders, with their due days, that stand in a message without an end: it goes out again by itself."""
    joined = RUNG.join(DELIVERY, RUNG.c.message == DELIVERY.c.message)
    query = select(RUNG.c.reminder, RUNG.c.due_on).select_from(joined)
    return query.where(DELIVERY.c.state != "sent", DELIVERY.c.leased_until > "")


def recipients_under_way(uow: UnitOfWork) -> set[tuple[str, str, str]]:
    """Recipient, reminder and due day of everything that is under way."""
    rows = uow.connection.execute(under_way().add_columns(DELIVERY.c.recipient))
    return {(recipient, reminder, due_on) for reminder, due_on, recipient in rows}
