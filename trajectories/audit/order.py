"""What is written down later stands later, and nothing is written down before it happened."""

from collections.abc import Iterator
from datetime import UTC, datetime

from trajectories.audit.found import Found, found
from trajectories.audit.stored import Stream
from trajectories.local_time import local_day
from workflows.words import Words

SINCE_EVER = datetime.min.replace(tzinfo=UTC)


class Order:
    """Within a stream positions rise and instants never fall; the day of an event is not after that of its writing."""

    def __init__(self) -> None:
        self._last = ("", 0, SINCE_EVER)

    def see(self, stream: Stream) -> Iterator[Found]:
        for recorded, position in stream.events if stream.is_whole else ():
            key, version, at = stream.key, recorded.version, recorded.recorded_at
            before, last_at = self._last[1:] if self._last[0] == key else (0, SINCE_EVER)
            if position <= before:
                yield found(key, version, MISPLACED)
            if at < last_at:
                yield found(key, version, FELL)
            if recorded.occurred_on > local_day(at):
                yield found(key, version, AHEAD)
            self._last = (key, position, at)

    def end(self) -> Iterator[Found]:
        yield from ()


MISPLACED = Words(
    "haar plaats in de database ligt voor die van de gebeurtenis ervoor",
    "its position in the database lies before that of the event before it",
)
FELL = Words(
    "vastgelegd voor de gebeurtenis die ervoor staat",
    "it was written down before the event that stands before it",
)
AHEAD = Words(
    "gebeurd na de dag waarop het is vastgelegd",
    "it happened after the day on which it was written down",
)
