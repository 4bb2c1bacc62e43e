"""Does the history verify? Hashes the stored bytes, and never stops at text it cannot read.

The events are read once, in the order of the chains; each subject looks at every stream that goes by, asks the database
about some at once, and says what is wrong. Memory does not grow with the history.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import func, select

from trajectories.audit import seats
from trajectories.audit.accepted_losses import accepted_losses
from trajectories.audit.actors import Actors
from trajectories.audit.cases import Cases
from trajectories.audit.chains import Link, is_gap, next_link
from trajectories.audit.found import Found
from trajectories.audit.office_rows import office_rows
from trajectories.audit.order import Order
from trajectories.audit.private_values import PrivateValues
from trajectories.audit.references import References
from trajectories.audit.rows_beyond import judged, losses, not_recorded
from trajectories.audit.said import SaidMessages
from trajectories.audit.scratch import scratch
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
from trajectories.repository.tables import EVENT
from workflows.errors import HistoryBroken
from workflows.words import Words

PIECE = 1000  # events of what was said, of which there may be millions in one stream


class Verdict(NamedTuple):
    """losses: events that are gone, as an administrator recorded; no problem any more, and told for ever."""

    streams: int
    events: int
    problems: list[Found]
    losses: list[Found] = []

    @property
    def ok(self) -> bool:
        return not self.problems


class AuditCheck(Protocol):
    """One subject. see: a stream, or a piece of one of what was said; end: once everything was seen."""

    def see(self, stream: Stream) -> Iterator[Found]: ...

    def end(self) -> Iterator[Found]: ...


def verify(uow: UnitOfWork, progress: Callable[[int], None] | None = None) -> Verdict:
    """Everything that docs/auditor.md says that is checked.

    Without a witness outside, a removed tail or a removed stream cannot be seen.
    """
    with scratch() as place:
        gone = accepted_losses(uow)
        actors = Actors(uow, gone)
        checks: list[AuditCheck] = [
            PrivateValues(uow, place, gone),
            Order(uow),
            actors,
            Cases(uow, actors),
            References(uow, gone),
            SaidMessages(uow, place),
        ]
        verdict = _verdict(uow, checks, progress)
    found = [*verdict.problems, *seats.problems(uow, gone), *office_rows(uow)]
    return verdict._replace(problems=judged(uow, found), losses=losses(uow))


def missing_values(uow: UnitOfWork) -> list[str]:
    """The ids of the private values that events name and that are not there, each once."""
    values = PrivateValues(uow)
    _verdict(uow, [values])
    return list(values.missing)


def event_count(uow: UnitOfWork) -> int:
    """How many there are to verify."""
    return int(uow.connection.execute(select(func.count()).select_from(EVENT)).scalar_one())


def must_verify(uow: UnitOfWork) -> None:
    """Raises HistoryBroken, naming the first event: nothing is made from a history that was tampered with.

    Chains, texts and private values: what a rebuild rests on.
    """
    problems = not_recorded(uow, _verdict(uow, [PrivateValues(uow)]).problems)
    if problems:
        first = problems[0]
        raise HistoryBroken(
            Words(
                f"de geschiedenis klopt niet: {first.stream} {first.version}; ‘traject audit verify’ zegt meer",
                f"the history does not verify: {first.stream} {first.version}; 'traject audit verify' says more",
            )
        )


def _verdict(uow: UnitOfWork, checks: Sequence[AuditCheck], progress: Callable[[int], None] | None = None) -> Verdict:
    reading = _Reading(progress)
    later: list[Found] = []
    for stream in reading.streams(uow):
        for check in checks:
            later += check.see(stream)
    problems = reading.problems + reading.texts.problems(uow) + later
    problems += [each for check in checks for each in check.end()]
    return Verdict(reading.count_of_streams, reading.count, problems)


class _Reading:
    """The events as they are stored, stream by stream: their chains, and what can be read of them."""

    def __init__(self, progress: Callable[[int], None] | None) -> None:
        self.problems: list[Found] = []
        self.texts = NamedTexts()
        self.count = 0
        self.count_of_streams = 0
        self._progress = progress

    def streams(self, uow: UnitOfWork) -> Iterator[Stream]:
        last, stream = Link(b""), Stream("", [], [], [], is_whole=True)
        for row in stored_events(uow):
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
