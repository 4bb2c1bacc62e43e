"""What a check looks at and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel

from workflows.errors import Problem
from workflows.format.references import parts
from workflows.format.validation import LOST
from workflows.format.yaml_document import Document, Place
from workflows.language.deadlines import Legal
from workflows.language.facts import FactSpec
from workflows.language.names import Scalar
from workflows.language.terms import Term
from workflows.language.workflow import Workflow

if TYPE_CHECKING:
    from workflows.calendar import Reckoning, WorkCalendar


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a variant declares besides its base, for intakes from `first` until `last`. declared: table -> names."""

    municipality: str
    first: date
    last: date
    declared: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What a workflow and its variants, taken together, declare.

    facts: name -> type, where that could be read. asked: tasks that a stage of it lists.
    given: (workflow, task) that it signals. parameters: name -> every value that it or a variant sets.
    named: every word that stands for something in what a variant changes. opening: what it starts when it opens.
    of_person: facts that are left to the person.
    """

    facts: Mapping[str, str | None] = field(default_factory=dict)
    tasks: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    given: frozenset[tuple[str, str]] = frozenset()
    parameters: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)
    variants: tuple[Agreed, ...] = ()
    named: frozenset[str] = frozenset()
    opening: frozenset[str] = frozenset()
    of_person: frozenset[str] = frozenset()


SHORT = 4  # letters: of so short a name two letters may be wrong
Neighbours = Mapping[str, Neighbour | None]  # None: not readable, so that nothing is said of it


class Days(Protocol):
    """What a check needs of a calendar."""

    def is_working_day(self, day: date) -> bool: ...

    def knows_decree_days(self, year: int) -> bool: ...

    def due(self, day: date, term: Term, legal: Legal) -> "Reckoning": ...


@dataclass(frozen=True, slots=True)
class Almanac:
    """A calendar, and the day on which is asked. others: those that a definition may name; None: not known."""

    calendar: Days
    today: date
    others: "Mapping[str, WorkCalendar] | None" = None


@dataclass(frozen=True, slots=True)
class Finding:
    """place: path in the data, also to a key that is absent; then its parent is pointed at."""

    place: Place
    code: str
    text: str
    severity: str = "error"
    key: bool = False  # point at the key rather than at what stands under it

    def problem(self, document: Document) -> Problem:
        return document.problem(self.place, self.code, self.text, self.severity, key=self.key)


@dataclass(frozen=True)
class Draft:
    """A definition that may still be wrong. neighbours, almanac: None when they are not known."""

    workflow: Workflow
    document: Document
    neighbours: Neighbours | None = None
    almanac: Almanac | None = None

    @cached_property
    def parts(self) -> tuple[tuple[Place, BaseModel], ...]:
        """The workflow and every model inside it; many checks walk through them."""
        return tuple(parts(self.workflow))

    @property
    def own(self) -> Neighbour | None:
        """The workflow with all its variants."""
        return (self.neighbours or {}).get(self.workflow.workflow)

    def is_lost(self, *place: str | int) -> bool:
        """Whether something stood there that could not be read: then nothing is concluded from its absence."""
        return place in self.document.lost

    def lost_below(self, *place: str | int) -> bool:
        return any(lost[: len(place)] == place for lost in self.document.lost)

    def fact(self, name: str) -> FactSpec | None:
        """The fact as declared; None when it is not, or its type could not be read."""
        return None if self.is_lost("facts", name, "type") else self.workflow.facts.get(name)


def meant(word: str, known: set[str]) -> str | None:
    """The name that a misspelt one most likely stands for."""
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.75 if len(word) > SHORT else 0.6)
    return near[0] if near else None


def unknown(kind: str, name: str, known: set[str], place: Place) -> list[Finding]:
    if name in known or name == LOST:
        return []
    near = meant(name, known)
    hint = f"; did you mean '{near}'?" if near else ""
    return [Finding(place, f"unknown_{kind}", f"unknown {kind} '{name[:40]}'{hint}")]
