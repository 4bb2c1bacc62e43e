"""What is written down later stands later, and nothing is written down before it happened."""

from collections.abc import Iterator
from datetime import UTC, datetime

from trajectories.audit.found import Found, found
from trajectories.audit.stored import UNREADABLE, Stream
from trajectories.local_time import local_day, write_instant
from trajectories.repository.falls import WrittenAt, falls, is_named
from trajectories.repository.store import UnitOfWork
from workflows.words import Words

SINCE_EVER = datetime.min.replace(tzinfo=UTC)


class Order:
    """Within a stream positions rise, and instants fall only where the repair of a clock names it; the day of an event
    is not after that of its writing.
    """

    def __init__(self, uow: UnitOfWork) -> None:
        try:
            self._falls = falls(uow)
        except UNREADABLE:
            self._falls = []  # its chain says so
        self._last = ("", 0, SINCE_EVER)

    def see(self, stream: Stream) -> Iterator[Found]:
        for recorded, position in stream.events if stream.is_whole else ():
            key, version, at = stream.key, recorded.version, recorded.recorded_at
            before, last_at = self._last[1:] if self._last[0] == key else (0, SINCE_EVER)
            if position <= before:
                yield found(key, version, MISPLACED)
            if at < last_at and not is_named(
                self._falls, WrittenAt(before, write_instant(last_at)), WrittenAt(position, write_instant(at))
            ):
                yield found(key, version, FELL)
            if recorded.occurred_on > local_day(at):
                yield found(key, version, AHEAD)
            self._last = (key, position, at)

    def rest(self) -> Iterator[Found]:
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
