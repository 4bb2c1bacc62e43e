"""What the replaced database had said since the copy, carried into the copy: nobody hears it a second time.

Its ledger takes the place of the copy's own: it is about what was really handed over, and knows all that the copy's
does. What was said comes into the history too, each under its own day and as said by the replaced database, since what
is still to be said follows from the history alone.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, insert, select

from scheduler.outbox.attempts import FROM_REPLACED
from trajectories.history import events as ev
from trajectories.history.codec import decode
from trajectories.history.streams import said_stream
from trajectories.repository.replaced_file import LEDGER, Gone, Replaced
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import DELIVERY, NOTICE, RUNG, STAFF, TRAJECTORY
from trajectories.service.casework import Casework
from trajectories.service.recording import By


class CannotBeRead(Exception):
    """What the replaced database had said is not in a form that this release knows."""


CARRIED = (ev.ReminderSent, ev.ReminderFolded, ev.MessageBounced)
ENDED = ("sent", "uncertain", "bounced", "dropped")


def carry(uow: UnitOfWork, casework: Casework, replaced: Replaced, by: By) -> int:
    """How many reminders it had said, to whom they were, that count as said from now on."""
    _take_ledger(uow, replaced.ledger)
    known = set(uow.connection.execute(select(TRAJECTORY.c.id)).scalars())
    said: dict[str, list[tuple[ev.Event, date]]] = {}
    for gone in replaced.gone:
        key = gone.stream.partition("/")[0]
        if is_carried(gone) and key in known:
            event = _told(_decoded(gone), replaced.private)
            said.setdefault(key, []).append((event, date.fromisoformat(gone.occurred_on)))
    for key, events in said.items():
        casework.say(uow, key, events, casework.stamp(uow, by))
    return sum(isinstance(event, ev.ReminderSent) for events in said.values() for event, _ in events)


def _decoded(gone: Gone) -> ev.Event:
    try:
        return decode(gone.type, gone.data)
    except (KeyError, TypeError, ValueError) as error:
        raise CannotBeRead from error


def is_carried(gone: Gone) -> bool:
    """Whether it comes along, so that nobody need record it again."""
    return gone.stream == said_stream(gone.stream.partition("/")[0]) and gone.type in {
        kind.__name__ for kind in CARRIED
    }


def _told(event: Any, private: Mapping[str, str]) -> ev.Event:
    """As it was said, with the day and the receipt that stood apart; what was erased is empty."""
    if isinstance(event, ev.MessageBounced):
        return event
    found: dict[str, object] = {"replaced": True}
    if isinstance(event.due_on, dict):
        found["due_on"] = private.get(event.due_on["private"], "")
    if isinstance(event, ev.ReminderSent) and set(event.receipt) == {"private", "hash"}:
        found["receipt"] = json.loads(private.get(str(event.receipt["private"]), "{}"))
    told: ev.Event = event._replace(**found)
    return told


def _take_ledger(uow: UnitOfWork, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    """Whoever the copy does not know is told nothing; nor is anybody told of a trajectory that it does not know."""
    staff = set(uow.connection.execute(select(STAFF.c.id)).scalars())
    trajectories = set(uow.connection.execute(select(TRAJECTORY.c.id)).scalars())
    ended = DELIVERY.c.state.in_(ENDED) & (DELIVERY.c.leased_until == "")
    before = _ids(uow, ended)
    messages = [row for row in rows[DELIVERY.name] if row["recipient"] in staff]
    ours = {row["message"] for row in messages}
    for row in messages:
        if row["message"] not in before and row["state"] in ENDED and not row["leased_until"]:
            row["problem"] = row["problem"] or FROM_REPLACED.en
    for table in LEDGER:
        uow.connection.execute(delete(table))
        kept = messages if table is DELIVERY else [row for row in rows[table.name] if row["message"] in ours]
        if table is RUNG:
            kept = [row for row in kept if row["trajectory"] in trajectories]
        if table is NOTICE:
            kept = [row for row in kept if row["staff"] in staff]
        if kept:
            uow.connection.execute(insert(table), [_whole(table, row) for row in kept])


def _ids(uow: UnitOfWork, which: ColumnElement[bool]) -> set[str]:
    return set(uow.connection.execute(select(DELIVERY.c.message).where(which)).scalars())


def _whole(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """With what a release before did not know yet."""
    blank = {each.name: 0 if each.type.python_type is int else "" for each in table.c}
    return blank | row
