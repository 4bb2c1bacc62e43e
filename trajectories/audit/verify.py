"""Does the history verify? Hashes the stored bytes, and never stops at text it cannot read.

The events are read once, in the order of the chains; each subject looks at every stream that goes by, asks the database
about some at once, and says what is wrong. Memory does not grow with the history. Of a large one two processes read
half of the streams each; see halves.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, select

from trajectories.audit import seats
from trajectories.audit.accepted_losses import AcceptedLosses, accepted_losses
from trajectories.audit.cases import beside_the_history
from trajectories.audit.erased import recorded_as_erased, there_again
from trajectories.audit.found import Found
from trajectories.audit.halves import LARGE, in_halves
from trajectories.audit.office_rows import office_rows
from trajectories.audit.private_values import PrivateValues, named_nowhere
from trajectories.audit.reading import Progress, SeenStreams, StreamReading, checked_by, seen_in
from trajectories.audit.rows_beyond import judged, losses, not_recorded
from trajectories.audit.said import unheard_of
from trajectories.audit.scratch import Scratch, scratch
from trajectories.audit.texts import NamedTexts
from trajectories.repository.store import Store, UnitOfWork
from trajectories.repository.tables import EVENT
from workflows.errors import HistoryBroken
from workflows.words import Words

SCRATCH = "scratch"


class Verdict(NamedTuple):
    """losses: events that are gone, as an administrator recorded; no problem any more, and told for ever."""

    streams: int
    events: int
    problems: list[Found]
    losses: list[Found] = []

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(
    uow: UnitOfWork, progress: Progress | None = None, store: Store | None = None, large: int = LARGE
) -> Verdict:
    """Everything that docs/auditor.md says that is checked.

    Without a witness outside, a removed tail or a removed stream cannot be seen. store: whose transaction it is, where
    another process may read half of a history of so many events.
    """
    with scratch() as place:
        here = partial(seen_in, uow, place)
        with in_halves(uow, store, here, seen_apart, progress, large) as seen:
            return verdict_of(uow, place, seen)


def verdict_of(uow: UnitOfWork, place: Scratch, seen: Sequence[SeenStreams]) -> Verdict:
    """What it comes to, of streams that were seen in parts; place: of the first."""
    for each in seen:
        if each.scratch:
            place.join(each.scratch)
    gone = accepted_losses(uow)
    problems = [*_of_all(uow, place, seen, gone), *seats.problems(uow, gone), *office_rows(uow)]
    events = sum(each.events for each in seen)
    return Verdict(sum(each.streams for each in seen), events, judged(uow, problems), losses(uow))


def seen_apart(uow: UnitOfWork, where: Any, progress: Progress | None, folder: Path) -> SeenStreams:
    """In another process. folder: where it writes down what it saw."""
    path = folder / SCRATCH
    with scratch(path) as place:
        return seen_in(uow, place, where, progress)._replace(scratch=path)


def _of_all(uow: UnitOfWork, place: Scratch, seen: Sequence[SeenStreams], gone: AcceptedLosses) -> Iterator[Found]:
    broken = {key for each in seen for key in each.broken}
    for each in seen:
        yield from each.chains
    yield from NamedTexts.of_all(each.texts for each in seen).problems(uow)
    for each in seen:
        yield from each.checked
    if not broken:  # an event that cannot be read may name it
        yield from named_nowhere(uow, place, gone)
    yield from beside_the_history(uow)
    for each in seen:
        yield from (wrong for to, wrong in each.pointing if to not in broken)
    yield from unheard_of(uow, place)
    yield from there_again(uow, recorded_as_erased(uow))


def missing_values(uow: UnitOfWork) -> list[str]:
    """The ids of the private values that events name and that are not there, each once."""
    values = PrivateValues(uow)
    checked_by([values], StreamReading(), uow)
    return list(values.missing)


def event_count(uow: UnitOfWork) -> int:
    """How many there are to verify."""
    return int(uow.connection.execute(select(func.count()).select_from(EVENT)).scalar_one())


def must_verify(uow: UnitOfWork) -> None:
    """Raises HistoryBroken, naming the first event: nothing is made from a history that was tampered with.

    Chains, texts and private values: what a rebuild rests on.
    """
    reading = StreamReading()
    checked = checked_by([PrivateValues(uow)], reading, uow)
    problems = not_recorded(uow, [*reading.problems, *reading.texts.problems(uow), *checked])
    if problems:
        first = problems[0]
        raise HistoryBroken(
            Words(
                f"de geschiedenis klopt niet: {first.stream} {first.version}; ‘traject audit verify’ zegt meer",
                f"the history does not verify: {first.stream} {first.version}; 'traject audit verify' says more",
            )
        )
