"""The events as they are stored, stream by stream: their chains, what can be read of them, what checks make of it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from trajectories.audit.accepted_losses import accepted_losses
from trajectories.audit.actors import Actors
from trajectories.audit.cases import Cases
from trajectories.audit.chains import Link, is_gap, next_link
from trajectories.audit.found import Found
from trajectories.audit.order import Order
from trajectories.audit.private_values import PrivateValues
from trajectories.audit.references import References
from trajectories.audit.rows_beyond import not_recorded
from trajectories.audit.said import SaidMessages
from trajectories.audit.scratch import Scratch
from trajectories.audit.stored import (
    STREAM,
    TYPE,
    UNREADABLE,
    Row,
    Stream,
    found_at,
    placed,
    stored_events,
    text_of,
    version_of,
)
from trajectories.audit.texts import NamedTexts
from trajectories.history.codec import TYPES, UPCASTERS
from trajectories.history.streams import said_stream
from trajectories.repository.store import UnitOfWork
from workflows.words import Words

PIECE = 1000  # events of what was said, of which there may be millions in one stream
Progress = Callable[[int], None]


class AuditCheck(Protocol):
    """One subject. see: a stream, or a piece of one of what was said; rest: what is left to say of those."""

    def see(self, stream: Stream) -> Iterator[Found]: ...

    def rest(self) -> Iterator[Found]: ...


class SeenStreams(NamedTuple):
    """What one process found in its streams, and what only all streams together can settle.

    chains: of single events; checked: of what they mean. broken: streams that are no whole ones. pointing: problems of
    pointing at a stream, which are none where that is broken. scratch: where it wrote down what it saw, if that was
    another process.
    """

    streams: int
    events: int
    chains: list[Found]
    texts: NamedTexts
    checked: list[Found]
    broken: set[str]
    pointing: list[tuple[str, Found]]
    scratch: Path | None = None


def seen_in(uow: UnitOfWork, place: Scratch, where: Any, progress: Progress | None) -> SeenStreams:
    """In the streams for which that condition holds; None for all."""
    gone = accepted_losses(uow)
    actors, references = Actors(uow, gone), References(uow, gone)
    checks: list[AuditCheck] = [
        PrivateValues(uow, place),
        Order(uow),
        actors,
        Cases(uow, actors),
        references,
        SaidMessages(uow, place),
    ]
    reading = StreamReading(progress)
    checked = checked_by(checks, reading, uow, where)
    place.end()
    return SeenStreams(
        reading.count_of_streams,
        reading.count,
        reading.problems,
        reading.texts,
        checked,
        reading.broken,
        references.wrong,
    )


def checked_by(
    checks: Sequence[AuditCheck], reading: "StreamReading", uow: UnitOfWork, where: Any = None
) -> list[Found]:
    checked: list[Found] = []
    for stream in reading.streams(uow, where):
        for check in checks:
            checked += check.see(stream)
    return checked + [each for check in checks for each in check.rest()]


class StreamReading:
    def __init__(self, progress: Progress | None = None) -> None:
        self.problems: list[Found] = []
        self.texts = NamedTexts()
        self.broken: set[str] = set()
        self.count = 0
        self.count_of_streams = 0
        self._progress = progress

    def streams(self, uow: UnitOfWork, where: Any = None) -> Iterator[Stream]:
        last, stream = Link(b""), Stream("", [], [], [], is_whole=True)
        for row in stored_events(uow, where):
            if row[STREAM] != last.stream:
                if stream.events or self.count:
                    yield stream
                self.count_of_streams += 1
                stream = Stream(text_of(row[STREAM]), [], [], [], is_whole=True)
            elif len(stream.events) >= PIECE and stream.key.endswith(said_stream("")):
                yield stream
                stream = stream._replace(events=[], unread=[], gaps=[])
            last, wrong = next_link(last, row)
            self.texts.see(row)
            if is_gap(wrong) and not not_recorded(uow, wrong):
                stream.gaps.append(version_of(row))
                self.problems += wrong
                wrong = []
            if not self._read(row, stream, wrong):
                stream = stream._replace(is_whole=False)
                self.broken.add(stream.key)
            self.count += 1
            if self._progress and self.count % 500 == 0:
                self._progress(self.count)
        if self.count:
            yield stream

    def _read(self, row: Row, stream: Stream, wrong: list[Found]) -> bool:
        """Adds the event to the stream, where it can be read; True where nothing is wrong with it."""
        self.problems += wrong
        try:
            stream.events.append(placed(row))
        except UNREADABLE:
            stream.unread.append(row)
            if not wrong:
                self.problems.append(found_at(row, _unreadable(row)))
            return False
        return not wrong


def _unreadable(row: Row) -> Words:
    kind = text_of(row[TYPE])
    if kind not in TYPES and kind not in UPCASTERS:
        return Words(f"een gebeurtenis die traject niet kent: {kind}", f"an event that traject does not know: {kind}")
    return Words("deze gebeurtenis is niet te lezen", "this event cannot be read")
