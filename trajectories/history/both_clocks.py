"""The lines of a history that make what replay makes of a day, as known at an instant."""

from collections.abc import Sequence
from datetime import date, datetime

from trajectories.history.corrections import replaced_in, subject_of
from trajectories.history.events import Recorded
from trajectories.history.known import known_by
from trajectories.history.replay import mended


def lines_of(history: Sequence[Recorded], as_of: date | None, known_at: datetime | None) -> list[Recorded]:
    """What was known by then, of all that happened by that day: an event by its day as corrected, a correction with
    the event that it mends, whenever it was written down. history: of any number of streams, in any order.
    """
    known = known_by(history, known_at)
    if as_of is None:
        return known
    kept = set()
    for stream in {each.stream for each in known}:
        own = sorted((each for each in known if each.stream == stream), key=lambda each: each.version)
        replaced, days = replaced_in(own), dict[int, date]()
        for each in own:
            about = subject_of(own, each.version)
            days[each.version] = days[about] if about != each.version else mended(each, replaced).occurred_on
        kept |= {(stream, version) for version, day in days.items() if day <= as_of}
    return [each for each in known if (each.stream, each.version) in kept]
