"""What does not fit where a log is replayed, each of one kind; and how many of each there are."""

from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

from trajectories.imports.cells import value_shown
from workflows.words import Words

DeviationKind = Literal[
    "not_here",
    "unknown_step",
    "refused",
    "not_judged",
    "twice",
    "backwards",
    "ended_early",
    "bad_value",
    "ahead",
    "case_again",
]
KINDS: tuple[DeviationKind, ...] = get_args(DeviationKind)
MAY_BE_STORED: frozenset[DeviationKind] = frozenset(("ended_early", "not_judged"))
EXAMPLES = 3
MOST_GROUPS = 500  # further ones are counted by their kind alone


class Deviation(NamedTuple):
    """place: of the step in the file. of: what it is counted by, beside its kind. words: of this one."""

    kind: DeviationKind
    case: str
    place: int
    step: str
    of: str
    words: Words


class Example(NamedTuple):
    case: str
    place: int
    words: Words


class DeviationGroup:
    """Deviations of one kind, of one step, for one reason; the first few as examples."""

    def __init__(self, kind: DeviationKind, step: str) -> None:
        self.kind = kind
        self.step = step
        self.events = 0
        self.cases = 0
        self.examples: list[Example] = []
        self._last = ""

    def add(self, found: Deviation) -> None:
        self.events += 1
        if found.case == self._last:
            return
        self.cases += 1
        self._last = found.case
        if len(self.examples) < EXAMPLES:
            self.examples.append(Example(value_shown(found.case), found.place, found.words))


class Conformance:
    """What a whole log came to. fitting: cases that reach an end, every step of them possible; running: those that
    stand on the way; not_judged: those of which a step hangs on who the people are, and the rest fits.
    """

    def __init__(self) -> None:
        self.cases = self.events = self.fitting = self.running = self.not_judged = 0
        self._groups: dict[tuple[DeviationKind, str, str], DeviationGroup] = {}

    def add(self, events: int, deviations: Iterable[Deviation]) -> None:
        """One case. Whoever ended early fits as far as it goes."""
        found = list(deviations)
        kinds = {each.kind for each in found}
        self.cases += 1
        self.events += events
        self.fitting += not kinds
        self.running += kinds == {"ended_early"}
        self.not_judged += "not_judged" in kinds and kinds <= MAY_BE_STORED
        for each in found:
            key = (each.kind, value_shown(each.step), each.of)
            if key not in self._groups and len(self._groups) >= MOST_GROUPS:
                key = (each.kind, "", "")
            self._groups.setdefault(key, DeviationGroup(each.kind, key[1])).add(each)

    @property
    def deviating(self) -> int:
        return self.cases - self.fitting - self.running - self.not_judged

    @property
    def storable(self) -> int:
        return self.cases - self.deviating

    @property
    def groups(self) -> list[DeviationGroup]:
        """By kind, the most frequent first."""
        return sorted(self._groups.values(), key=lambda each: (KINDS.index(each.kind), -each.events, each.step))
