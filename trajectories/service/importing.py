"""What bringing in a list came to, row by row; and how a row that depends on a bad one is bad too."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from trajectories.history.events import Recorded
from trajectories.imports.cells import BadCell
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.recording import By, Done
from workflows.words import Words

Progress = Callable[[int, int], None]


class NumberedCases(NamedTuple):
    """Rows of cases with a number elsewhere. known: the case by row. numbered: the rows. of_key: the number that a case
    has here. found: the case that a row came to, as they are gone through.
    """

    known: Mapping[int, str]
    numbered: Collection[int]
    of_key: Mapping[str, str]
    found: dict[int, str]

    def among(self, row: int, there: Sequence[str]) -> str:
        """Which of the cases that a client has of this kind, the oldest first, a row is about; empty for a new one."""
        if row in self.known:
            return self.known[row]
        return next((key for key in reversed(there) if row not in self.numbered or key not in self.of_key), "")


NO_NUMBERS = NumberedCases({}, (), {}, {})


class Bringing(NamedTuple):
    """The transaction in which a list is brought in. day: on which it counts; sure: unlikely values are right."""

    uow: UnitOfWork
    casework: Casework
    by: By
    day: date
    update: bool = False
    sure: bool = False
    leaving_out: Collection[int] = ()  # rows that were refused before
    progress: Progress = lambda done, total: None
    cases: NumberedCases = NO_NUMBERS


class SaysOtherwise(NamedTuple):
    """A row that says something else than is recorded. changed: it was followed."""

    row: int
    about: str
    words: Words
    changed: bool


class Alike(NamedTuple):
    """A client of the list that reads much like another, known or in the list."""

    row: int
    ref: str
    other: str
    why: Words


class BroughtIn(NamedTuple):
    """added: how many of each kind, by plain name. unchanged: rows that say what is recorded.

    opened: trajectories that began by it. written: events in streams that were there before, `t17@5`. refused: rows
    that the casework itself refused; what else was written along may rest on them, so that nothing of it counts.
    """

    added: dict[str, int]
    unchanged: int
    bad: list[BadCell]
    differing: list[SaysOtherwise] = []
    alike: list[Alike] = []
    opened: list[str] = []
    written: list[str] = []
    refused: list[BadCell] = []

    @property
    def is_news(self) -> bool:
        return any(self.added.values()) or any(each.changed for each in self.differing)


def names_of_events(recorded: Iterable[Recorded]) -> list[str]:
    return [f"{each.stream}@{each.version}" for each in recorded]


def opened_by(done: Done) -> list[str]:
    return [done.trajectory.id, *(each.trajectory for each in done.started)]


def depends_on(sheet: str, row: int, what: Words, bad_row: int) -> BadCell:
    """A row that cannot be taken because another one is bad."""
    return BadCell(
        sheet,
        row,
        "",
        "",
        Words(
            f"hangt af van {what.nl}, en daarvan is regel {bad_row} fout; verbeter die regel",
            f"depends on {what.say('en')}, of which row {bad_row} is bad; mend that row",
        ),
    )
