"""What a check looks at and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from workflows.documents import Document, Place
from workflows.errors import Problem
from workflows.model import FactSpec, Workflow
from workflows.shapes import LOST


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The names that another workflow, or one of its variants, declares."""

    facts: Mapping[str, str | None] = field(default_factory=dict)  # name -> type, where that could be read
    tasks: frozenset[str] = frozenset()


Neighbours = Mapping[str, Neighbour | None]  # None: not readable, so that nothing is said of it


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


@dataclass(frozen=True, slots=True)
class Draft:
    """A definition that may still be wrong. neighbours: None when the other workflows are not known."""

    workflow: Workflow
    document: Document
    neighbours: Neighbours | None = None

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
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.75)
    return near[0] if near else None


def unknown(kind: str, name: str, known: set[str], place: Place) -> list[Finding]:
    if name in known or name == LOST:
        return []
    near = meant(name, known)
    hint = f"; did you mean '{near}'?" if near else ""
    return [Finding(place, f"unknown_{kind}", f"unknown {kind} '{name[:40]}'{hint}")]
