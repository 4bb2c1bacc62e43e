"""An event as `history` gives it."""

import json
from datetime import date, datetime
from typing import NamedTuple

from trajectories.history.codec import encode
from trajectories.history.events import Recorded
from workflows.words import Words

ERASED = Words("gewist", "erased")  # a private text of which the row is gone


class EventView(NamedTuple):
    """data: as it is stored. reason: the key of a private text. taken_back: it is of an opening that was taken back.
    clock_ahead: it was recorded by a clock that was ahead, and was repaired since. seat: at which it was typed.
    """

    stream: str
    version: int
    type: str
    occurred_on: date
    recorded_at: datetime
    actor: str
    role: str
    reason: str | None
    data: object
    definition: str
    seat: str | None
    hash: str
    taken_back: bool
    clock_ahead: bool


def event_view(recorded: Recorded, *, taken_back: bool = False, clock_ahead: bool = False) -> EventView:
    kind, data = encode(recorded.event)
    return EventView(
        stream=recorded.stream,
        version=recorded.version,
        type=kind,
        occurred_on=recorded.occurred_on,
        recorded_at=recorded.recorded_at,
        actor=recorded.actor,
        role=recorded.role,
        reason=recorded.reason or None,
        data=json.loads(data),
        definition=recorded.definition,
        seat=recorded.seat or None,
        hash=recorded.hash,
        taken_back=taken_back,
        clock_ahead=clock_ahead,
    )
