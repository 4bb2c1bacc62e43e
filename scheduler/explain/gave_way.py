"""Where a term stood still or became longer, and on what ground."""

from datetime import date
from typing import Literal, NamedTuple

from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.own_pauses import own_pauses
from trajectories.deadlines.written import Written
from workflows.describe.ground_phrases import ground_words
from workflows.language.grounds import Extending, Suspending
from workflows.language.workflow import Workflow
from workflows.words import Words

StoodBy = Literal["stage", "decision", "ground"]


class Stood(NamedTuple):
    """Days that a term stood still, both included; until is None while it still does.

    by: a stage let it stand still, someone decided it, or a ground did by itself. ground: with its bounds and article;
    None where none is declared.
    """

    on: date
    until: date | None
    by: StoodBy
    ground: Words | None = None


class Granted(NamedTuple):
    """An extension: on which day, by a term or until a day, on what ground; None where none is declared."""

    on: date
    by: str
    until: date | None
    ground: Words | None = None


def stood_still(deadline: Deadline, written: Written) -> list[Stood]:
    return [_stood(on, until, deadline, written) for on, until in deadline.holds]


def _stood(on: date, until: date | None, deadline: Deadline, written: Written) -> Stood:
    suspend, workflow, now = deadline.reading.suspend, written.compiled.workflow, written.trajectory
    key = (deadline.name, deadline.occurrence, on)
    decided = next((each for each in now.holds if (each.rule, each.occurrence, each.on) == key), None)
    if decided:
        return Stood(on, until, "decision", _words(suspend, decided.ground, workflow))
    own = own_pauses(suspend, deadline.name, deadline.occurrence, now)
    ground = next((each.ground for each in own if (each.on, each.until) == (on, until)), None)
    return Stood(on, until, "ground", _words(suspend, ground, workflow)) if ground else Stood(on, until, "stage")


def granted(deadline: Deadline, written: Written) -> list[Granted]:
    now, extend = written.trajectory, deadline.reading.extend
    key = (deadline.name, deadline.occurrence)
    return [
        Granted(at[0], each.by, each.until, _words(extend, each.ground, written.compiled.workflow))
        for each, at in zip(now.extensions, now.extended_at, strict=True)
        if (each.rule, each.occurrence) == key
    ]


def _words(granting: Suspending | Extending | None, name: str, workflow: Workflow) -> Words | None:
    ground = granting.grounds.get(name) if granting else None
    return ground_words(ground, workflow) if ground else None
