"""Ledger and agenda after a copy was put back: what the replaced database handed over, and what waits for an answer."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from scheduler.outbox import ledger
from scheduler.outbox.attempts import FROM_REPLACED
from scheduler.outbox.leases import LONGEST
from scheduler.outbox.ledger import UNDER_WAY
from scheduler.planning.batching import Carried
from trajectories.local_time import write_instant
from trajectories.repository.held import held_until
from trajectories.repository.replaced_file import LEDGER
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import AGENDA, DELIVERY, NOTICE, RUNG, STAFF, TRAJECTORY

HELD = ("claimed", "unknown")
ENDED = ("sent", "uncertain", "bounced", "dropped")


def known_trajectories(uow: UnitOfWork) -> set[str]:
    return set(uow.connection.execute(select(TRAJECTORY.c.id)).scalars())


def take_ledger(uow: UnitOfWork, rows: Mapping[str, list[dict[str, Any]]], told: Collection[str]) -> None:
    """In the place of our own, which it knows all of; of what ended since only what the history tells too. Whoever we
    do not know is told nothing; nor is anybody told of a trajectory that we do not know.

    told: the messages of which the history tells from now on that they were handed over, or came back.
    """
    staff, trajectories = set(uow.connection.execute(select(STAFF.c.id)).scalars()), known_trajectories(uow)
    ended = select(DELIVERY.c.message).where(DELIVERY.c.state.in_(ENDED), DELIVERY.c.leased_until == "")
    before = set(uow.connection.execute(ended).scalars())
    messages = []
    for row in rows[DELIVERY.name]:
        has_ended = row["state"] in ENDED and not row["leased_until"]
        if has_ended and row["message"] in told:
            messages.append(row | {"problem": row["problem"] or FROM_REPLACED.en})
        elif row["message"] in before if has_ended else row["recipient"] in staff:
            messages.append(row)
    ours = {row["message"] for row in messages}
    for table in LEDGER:
        uow.connection.execute(delete(table))
        kept = messages if table is DELIVERY else [row for row in rows[table.name] if row["message"] in ours]
        if table is RUNG:
            kept = [row for row in kept if row["trajectory"] in trajectories]
        if table is NOTICE:
            kept = [row for row in kept if row["staff"] in staff]
        if kept:
            uow.connection.execute(insert(table), [_whole(table, row) for row in kept])


def at_work_until(rows: Mapping[str, list[dict[str, Any]]], real_now: datetime) -> str:
    """Until when a tick holds a message that it hands over; empty where none does. rows: of the replaced ledger."""
    now, longest = write_instant(real_now), write_instant(real_now + LONGEST)
    leases = (row["leased_until"] for row in rows[DELIVERY.name] if row["token"] and row["state"] in HELD)
    return max((lease for lease in leases if now < lease <= longest), default="")


def _whole(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """With what a release before did not know yet."""
    blank = {each.name: 0 if each.type.python_type is int else "" for each in table.c}
    return blank | row


def due_by(uow: UnitOfWork, until: str) -> dict[str, str]:
    """The reminders on the agenda whose hour had come by then, each with its trajectory."""
    query = select(AGENDA.c.id, AGENDA.c.trajectory).where(AGENDA.c.send_at <= until)
    return {row.id: row.trajectory for row in uow.connection.execute(query)}


def under_way_by(uow: UnitOfWork, until: str) -> dict[tuple[str, str], list[Carried]]:
    """Of what was begun by then and has no end: by message and recipient what it carries."""
    is_open = DELIVERY.c.state.in_(UNDER_WAY) & (DELIVERY.c.leased_until > "") & (DELIVERY.c.claimed_at <= until)
    rows = list(uow.connection.execute(select(DELIVERY.c.message, DELIVERY.c.recipient).where(is_open)))
    carried = ledger.carried_of(uow, [row.message for row in rows])
    return {(row.message, row.recipient): carried[row.message] for row in rows}


def count_held(uow: UnitOfWork) -> int:
    """The reminders that wait for the answer, on the agenda or in a message that was under way."""
    until = held_until(uow)
    if not until:
        return 0
    under_way = {rung.reminder for carried in under_way_by(uow, until).values() for rung in carried}
    return len(under_way.union(due_by(uow, until)))


def count_as_told(uow: UnitOfWork, message: str, ended_at: str) -> None:
    """It ends, and may have arrived."""
    ended = {"state": "uncertain", "leased_until": "", "token": "", "problem": FROM_REPLACED.en, "ended_at": ended_at}
    uow.connection.execute(update(DELIVERY).where(DELIVERY.c.message == message).values(ended))
    ledger.forget_days(uow, [message])


def write_told(uow: UnitOfWork, message: str, to: str, channel: str, carried: Iterable[Carried], at: str) -> None:
    """A message of which only the replaced database knew more: what it carried counts as told."""
    row = _whole(DELIVERY, {"message": message, "recipient": to, "channel": channel, "state": "uncertain"})
    row |= {"claimed_at": at, "ended_at": at, "attempts": 1, "problem": FROM_REPLACED.en}
    uow.connection.execute(insert(DELIVERY), [row])
    rungs = [{"message": message, **rung._asdict(), "due_on": ""} for rung in carried]
    uow.connection.execute(insert(RUNG), rungs)
