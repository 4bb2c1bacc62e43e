"""One difference between two definitions, in words and as data."""

from dataclasses import dataclass

from workflows.describe.field_words import (
    Plain,
    plain,
)
from workflows.describe.phrases import (
    both,
)
from workflows.words import Words

ENDS = {"added": "+", "removed": "-"}


SECTIONS = {  # what a difference is about -> the heading it is read under, in reading order
    "workflow": Words("De workflow zelf", "The workflow itself"),
    "stage": Words("Stadia", "Stages"),
    "transition": Words("Overgangen", "Transitions"),
    "task": Words("Taken", "Tasks"),
    "deadline": Words("Termijnen", "Deadlines"),
    "fact": Words("Feiten", "Facts"),
    "parameter": Words("Parameters"),
    "outcome": Words("Uitkomsten", "Outcomes"),
    "rule": Words("Regels zonder termijn", "Rules without a term"),
    "source": Words("Bronnen", "Sources"),
    "scenario": Words("Scenario's", "Scenarios"),
}


NAMED = {
    "workflow": Words("workflow"),
    "stage": Words("stadium", "stage"),
    "transition": Words("overgang", "transition"),
    "task": Words("taak", "task"),
    "deadline": Words("termijn", "deadline"),
    "fact": Words("feit", "fact"),
    "parameter": Words("parameter"),
    "outcome": Words("uitkomst", "outcome"),
    "rule": Words("regel", "rule"),
    "source": Words("bron", "source"),
    "scenario": Words("scenario"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """kind: a stable code that ends in added, removed, renamed or changed.

    what and name: the thing it is about; of a rung or version `deadline/rung`. before and after: as data, None where
    there is nothing. detail: the change; subject: the thing, for a line that stands alone.
    """

    kind: str
    what: str
    name: str
    before: Plain
    after: Plain
    subject: Words
    detail: Words

    @property
    def sign(self) -> str:
        """`+`, `-` or `~`, so that colour is never all that tells."""
        return ENDS.get(self.kind.rpartition("_")[2], "~")

    @property
    def text(self) -> Words:
        return both("{subject}: {detail}", "{subject}: {detail}", subject=self.subject, detail=self.detail)

    @property
    def section(self) -> str:
        return "deadline" if self.what in ("rung", "version") else self.what

    @property
    def owner(self) -> str:
        """The row of its section that it belongs to: the deadline of a rung."""
        return self.name.partition("/")[0] if self.section != self.what else self.name


@dataclass(frozen=True, slots=True)
class Thing:
    """What a difference is about. part: which part of it, in words, such as a version of a deadline."""

    what: str
    name: str
    subject: Words
    part: Words | None = None

    def differs(self, kind: str, before: object, after: object, detail: Words) -> Difference:
        if self.part:
            detail = both("{part}: {detail}", "{part}: {detail}", part=self.part, detail=detail)
        return Difference(kind, self.what, self.name, plain(before), plain(after), self.subject, detail)
