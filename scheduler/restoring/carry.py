"""What the replaced database had said since the copy, carried into the copy: nobody hears it a second time.

Its ledger takes the place of the copy's own: it is about what was really handed over, and knows all that the copy's
does. What was said comes into the history too, each under its own day and as said by the replaced database, since what
is still to be said follows from the history alone.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from scheduler.bootstrap import SCHEDULER
from scheduler.outbox.after_restore import known_trajectories, take_ledger
from trajectories.history import events as ev
from trajectories.history.codec import decode
from trajectories.history.streams import OFFICE, said_stream
from trajectories.repository.replaced_file import Gone, Replaced
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.recording import By


class CannotBeRead(Exception):
    """What the replaced database had said is not in a form that this release knows."""


Said = ev.ReminderSent | ev.ReminderFolded | ev.MessageBounced | ev.DigestSent
CARRIED = get_args(Said)


def carry(uow: UnitOfWork, casework: Casework, replaced: Replaced, by: By) -> int:
    """How many reminders it had said, to whom they were, that count as said from now on."""
    known = known_trajectories(uow) | {OFFICE}
    said: dict[str, list[tuple[ev.Event, date]]] = {}
    told: set[str] = set()
    for gone in replaced.gone:
        key = gone.stream.partition("/")[0]
        if is_carried(gone) and key in known:
            event = _told(_decoded(gone), replaced.private)
            if not isinstance(event, ev.ReminderFolded):
                told.add(event.message)
            said.setdefault(key, []).append((event, date.fromisoformat(gone.occurred_on)))
    take_ledger(uow, replaced.ledger, told)
    stamp = as_said(by)
    uow.append(said_stream(OFFICE), said.pop(OFFICE, []), stamp)
    for key, events in said.items():
        casework.say(uow, key, events, stamp)
    return sum(isinstance(event, ev.ReminderSent) for events in said.values() for event, _ in events)


def as_said(by: By) -> Stamp:
    """The scheduler said it; who put the copy back, or told that it was said, stands in the event of the office."""
    return Stamp(by.now, SCHEDULER, SCHEDULER)


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


def _told(event: Any, private: Mapping[str, str]) -> Said:
    """As it was said, with the day and the receipt that stood apart; what was erased is empty."""
    if isinstance(event, ev.MessageBounced | ev.DigestSent):
        return event
    found: dict[str, object] = {"replaced": True}
    if isinstance(event.due_on, dict):
        found["due_on"] = private.get(event.due_on["private"], "")
    if isinstance(event, ev.ReminderSent) and set(event.receipt) == {"private", "hash"}:
        found["receipt"] = json.loads(private.get(str(event.receipt["private"]), "{}"))
    told: Said = event._replace(**found)
    return told
