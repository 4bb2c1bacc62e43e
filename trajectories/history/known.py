"""By when an event was surely written down."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from trajectories.history.events import Recorded


def dated(history: Sequence[Recorded]) -> list[tuple[Recorded, datetime]]:
    """The events of one stream with the instant by which each was written down: recorded_at, or that of one behind it
    where that is earlier. Only a clock that was ahead, and was repaired, makes that differ.
    """
    found: list[tuple[Recorded, datetime]] = []
    for recorded in reversed(history):
        found.append((recorded, min(recorded.recorded_at, found[-1][1]) if found else recorded.recorded_at))
    return found[::-1]


def known_by(history: Iterable[Recorded], instant: datetime | None) -> list[Recorded]:
    """Those that were written down by then, that instant included; None: all. Of any number of streams, each in its
    own order.
    """
    history = list(history)
    if instant is None:
        return history
    streams: dict[str, list[Recorded]] = {}
    for each in history:
        streams.setdefault(each.stream, []).append(each)
    kept = {(each.stream, each.version) for own in streams.values() for each, at in dated(own) if at <= instant}
    return [each for each in history if (each.stream, each.version) in kept]
