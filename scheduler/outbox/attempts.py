"""What the history tells of one message: each time that it was handed over, or was refused otherwise than the time
before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from scheduler.planning.batching import Carried
from trajectories.history import events as ev
from trajectories.history.streams import OFFICE, said_stream
from trajectories.repository.store import UnitOfWork
from workflows.words import Words

CAME_BACK = Words("het bericht kwam terug", "the message came back")
FROM_REPLACED = Words("uit de vervangen database", "from the replaced database")  # what it had handed over


class Attempt(NamedTuple):
    """at: aware UTC, on the product's clock. problem: empty where the server took it."""

    at: datetime
    problem: str


def attempts(uow: UnitOfWork, message: str, carried: Sequence[Carried]) -> list[Attempt]:
    """The oldest first. A tick that died over it left no word here: the ledger counts that one too."""
    streams = {said_stream(rung.trajectory) for rung in carried} or {said_stream(OFFICE)}
    found = {
        Attempt(each.recorded_at, _problem(each.event))
        for stream in streams
        for each in uow.history(stream)
        if isinstance(each.event, ev.ReminderSent | ev.DeliveryFailed | ev.DigestSent | ev.MessageBounced)
        if each.event.message == message and not _is_doubtful(each.event)
    }
    return sorted(found)


def _problem(event: ev.Event) -> str:
    if isinstance(event, ev.MessageBounced):
        return CAME_BACK.en
    return event.problem if isinstance(event, ev.DeliveryFailed) else ""


def _is_doubtful(event: ev.Event) -> bool:
    """What only counts as told: the attempt that it comes from stands beside it."""
    return isinstance(event, ev.ReminderSent) and not event.is_certain
