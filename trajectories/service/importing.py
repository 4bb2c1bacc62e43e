"""A list on its way in: checked whole, then written in pieces that are each written whole; and what came of it."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar

from trajectories.history.events import Recorded
from trajectories.imports.cells import BadCell
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.errors import CaseworkError, StepRefused
from workflows.words import Words

ROWS_AT_ONCE = 200  # in a transaction, and what belongs with them
Item = TypeVar("Item")


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
    """The transaction in which a list is checked, or a piece of it written. day: on which it counts; sure: unlikely
    values are right. leaving_out: rows that were refused before.
    """

    uow: UnitOfWork
    casework: Casework
    by: By
    day: date
    update: bool = False
    sure: bool = False
    leaving_out: Collection[int] = ()
    cases: NumberedCases = NO_NUMBERS


class SaysOtherwise(NamedTuple):
    """A row that says something else than is recorded. changed: it was followed."""

    row: int
    about: str
    words: Words
    changed: bool


SAME_BIRTH = ("zelfde geboortedatum, en", "the same birth date, and")
UNKNOWN_BIRTH = ("van een van beiden geen geboortedatum bekend, en", "no birth date known of one of them, and")
KNOWN_HERE = ("is al bekend", "is known already")
IN_LIST = ("staat in de lijst", "is in the list")


class Alike(NamedTuple):
    """A client of the list that reads much like another, known or in the list. is_born_alike: on the same day; else of
    one of them no birth date is known.
    """

    row: int
    ref: str
    other: str
    is_known: bool
    is_born_alike: bool

    @property
    def why(self) -> Words:
        nl, en = SAME_BIRTH if self.is_born_alike else UNKNOWN_BIRTH
        here_nl, here_en = KNOWN_HERE if self.is_known else IN_LIST
        return Words(
            f"{nl} bijna dezelfde naam; {self.other} {here_nl}", f"{en} nearly the same name; {self.other} {here_en}"
        )


@dataclass(slots=True)
class BroughtIn:
    """added: how many of each kind, by plain name. unchanged: rows that say what is recorded.

    opened: trajectories that began by it. written: events in streams that were there before, `t17@5`. refused: rows
    that the casework itself refused; what else was written along may rest on them, so that nothing of it counts.
    unread: by column, rows of which its cell says nothing to their workflow.
    """

    added: dict[str, int] = field(default_factory=dict)
    unchanged: int = 0
    bad: list[BadCell] = field(default_factory=list)
    differing: list[SaysOtherwise] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    refused: list[BadCell] = field(default_factory=list)
    unread: dict[str, list[int]] = field(default_factory=dict)

    @property
    def is_news(self) -> bool:
        return any(self.added.values()) or any(each.changed for each in self.differing)

    @property
    def wrong(self) -> list[BadCell]:
        return [*self.bad, *self.refused]

    def count(self, kind: str, more: int = 1) -> None:
        self.added[kind] = self.added.get(kind, 0) + more

    def take_in(self, piece: "BroughtIn") -> None:
        """What the rows of a piece came to, without what only its own transaction needs."""
        for kind, more in piece.added.items():
            self.count(kind, more)
        self.unchanged += piece.unchanged
        self.differing += piece.differing
        self.alike += piece.alike


class Piece(NamedTuple):
    """Rows that are written together or not at all. what: the rows as their kind knows them. adds: what comes of it,
    where only what someone else does meanwhile can stand in its way; None where that has to be tried.
    """

    rows: tuple[int, ...]
    what: Any
    adds: dict[str, int] | None = None


class ListPlan(NamedTuple):
    """A list beside what is recorded. said: what is clear beforehand. write: one piece, in the transaction given."""

    said: BroughtIn
    pieces: list[Piece]
    write: Callable[[Bringing, Piece, BroughtIn], None]


Planning = Callable[[Bringing], ListPlan]


def together(items: Iterable[Item], keys_of: Callable[[Item], Iterable[Hashable]]) -> list[list[Item]]:
    """Items that share a key, directly or by way of others, in one group; in the order of their first."""
    place_of: dict[Hashable, int] = {}
    stands_for: list[int] = []
    every = list(items)

    def first(place: int) -> int:
        while stands_for[place] != place:
            stands_for[place] = place = stands_for[stands_for[place]]
        return place

    for place, item in enumerate(every):
        stands_for.append(place)
        for key in keys_of(item):
            one, other = sorted((first(place_of.setdefault(key, place)), first(place)))
            stands_for[other] = one
    groups: dict[int, list[Item]] = {}
    for place, item in enumerate(every):
        groups.setdefault(first(place), []).append(item)
    return list(groups.values())


def in_transactions(pieces: Iterable[Piece], most: int = ROWS_AT_ONCE) -> Iterator[list[Piece]]:
    """The pieces of each transaction: of so many rows, and no more than one piece beyond that."""
    some: list[Piece] = []
    count = 0
    for piece in pieces:
        some.append(piece)
        count += len(piece.rows)
        if count >= most:
            yield some
            some, count = [], 0
    if some:
        yield some


def names_of_events(recorded: Iterable[Recorded]) -> list[str]:
    return [f"{each.stream}@{each.version}" for each in recorded]


def refusal_of(error: CaseworkError) -> Words:
    """With what is missing, where the refusal itself only says that something is."""
    if not isinstance(error, StepRefused) or not error.missing:
        return error.words
    missing = error.missing[0].text
    return Words(f"{error.words.nl}: {missing.nl}", f"{error.words.say('en')}: {missing.say('en')}")


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
