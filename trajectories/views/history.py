"""An event as `history` gives it."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from trajectories.history.codec import encode
from trajectories.history.corrections import replaced_in, voided_in
from trajectories.history.events import Recorded
from trajectories.history.taken_back import is_undone
from trajectories.views.moment import MomentView
from workflows.documents import ABSENT, Absent
from workflows.words import Words

ERASED = Words("gewist", "erased")  # a private text of which the row is gone


class EventView(NamedTuple):
    """data: as it is stored. reason: the key of a private text. taken_back: it is of an opening that was taken back.

    voided_by: the version that voids it, also of a correction, as far as that was not taken back; replaced_by: the
    versions that give it another day or value. values: what stands behind the private keys in data and the reason, as
    the field is called; `erased` where it was removed. clock_ahead: it was recorded by a clock that was ahead, and was
    repaired since. seat: at which it was typed.
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
    voided_by: int | None
    replaced_by: list[int]
    clock_ahead: bool
    values: dict[str, str]
    moment: MomentView | Absent = ABSENT


class Marked(NamedTuple):
    """What the other events of its stream made of it, and a clock that was repaired since."""

    taken_back: bool = False
    voided_by: int | None = None
    replaced_by: tuple[int, ...] = ()
    clock_ahead: bool = False


UNMARKED = Marked()


def marks(
    history: Sequence[Recorded], undone: Recorded | None = None, ahead: Collection[tuple[str, int]] = ()
) -> dict[tuple[str, int], Marked]:
    """By stream and version. history: as known at the moment that is asked about, of any number of streams. undone:
    the event that took an opening back. ahead: what was written by a clock that was ahead.
    """
    found: dict[tuple[str, int], Marked] = {}
    for stream in dict.fromkeys(each.stream for each in history):
        own = [each for each in history if each.stream == stream]
        voided, replaced = voided_in(own), replaced_in(own)
        for each in own:
            key = stream, each.version
            by = tuple(one.version for one in replaced.get(each.version, ()))
            found[key] = Marked(is_undone(each, undone), voided.get(each.version), by, key in ahead)
    return found


def private_fields(recorded: Recorded) -> dict[str, str]:
    """The ids of the private values that this event and its reason point at, by what each is."""
    found = {"reason": recorded.reason} if recorded.reason else {}
    fields: Iterable[tuple[str, Any]] = zip(recorded.event._fields, recorded.event, strict=True)
    return {**found, **{name: str(each["private"]) for name, each in fields if is_private_ref(each)}}


def is_private_ref(value: object) -> bool:
    return isinstance(value, dict) and "private" in value


def event_view(recorded: Recorded, marked: Marked = UNMARKED, private: Mapping[str, str] = {}) -> EventView:
    """private: values by id, without those erased."""
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
        taken_back=marked.taken_back,
        voided_by=marked.voided_by,
        replaced_by=list(marked.replaced_by),
        clock_ahead=marked.clock_ahead,
        values={name: private.get(key, "erased") for name, key in private_fields(recorded).items()},
    )
