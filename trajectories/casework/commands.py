"""What may be asked, in the imperative. `on` is the day it happened in the world; nothing may be dated after today."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from trajectories.history.events import Value


class Actor(NamedTuple):
    """Who asks. roles: those held on the day of recording."""

    staff: str
    roles: frozenset[str]


class Holders(NamedTuple):
    """Who looks after a case from a day on: a staff id by role."""

    staff: Mapping[str, str]
    on: date


class Open(NamedTuple):
    """continues: the trajectory that this one goes on from. sure: facts of which an unlikely value is right;
    sure_of_days: so are days of long ago.
    """

    workflow: str
    subject: str
    municipality: str
    on: date
    intake_on: date
    facts: Mapping[str, Value] = {}
    origin: str = ""
    continues: str = ""
    sure: Collection[str] = ()
    holders: Holders | None = None
    sure_of_days: bool = False


class TakeOver(NamedTuple):
    """A case that runs elsewhere goes on here. stage: where it stands, since the day `on`.

    passed: stages before it with the day on which each was entered, one that it came back to more than once;
    came_through: others that it came through, on a day that nobody knows. starts: workflows that those stages start,
    and that are to be opened here as well. facts: held on `on`, a date that was past by then from that date on. sure,
    sure_of_days: as for opening.
    """

    workflow: str
    subject: str
    municipality: str
    stage: str
    on: date
    intake_on: date
    facts: Mapping[str, Value] = {}
    passed: Collection[tuple[str, date]] = ()
    came_through: Collection[str] = ()
    starts: Collection[str] = ()
    sure: Collection[str] = ()
    holders: Holders | None = None
    sure_of_days: bool = False


class Advance(NamedTuple):
    """sure: as for opening."""

    trajectory: str
    trigger: str
    on: date
    facts: Mapping[str, Value] = {}
    sure: Collection[str] = ()


class DoTask(NamedTuple):
    trajectory: str
    task: str
    on: date
    member: str = ""
    amount: int = 1


class MissTask(NamedTuple):
    """Someone was expected and stayed away."""

    trajectory: str
    task: str
    on: date
    member: str = ""


class WaiveTask(NamedTuple):
    """Optional tasks that need not be done any more. member: empty for all for whom they are still to be done."""

    trajectory: str
    tasks: tuple[str, ...]
    on: date
    member: str = ""


class SetFact(NamedTuple):
    """sure: an unlikely value is right, and a day of long ago."""

    trajectory: str
    name: str
    value: Value
    on: date
    sure: bool = False


class Again(NamedTuple):
    """It happened once more, so that the terms counted from it begin anew."""


class WasWrong(NamedTuple):
    """The day recorded before was a mistake."""

    reason: str


Meant = Again | WasWrong


class Suspend(NamedTuple):
    """until: the last day that does not count, where it is known already.

    ground: the id or label of one that the rule declares; where it declares none, nothing is asked of it.
    """

    rule: str
    occurrence: int
    on: date
    until: date | None = None
    ground: str = ""


class Resume(NamedTuple):
    rule: str
    occurrence: int
    on: date


class Extend(NamedTuple):
    """Either by a term, or until a day; neither where the ground itself says how long. ground: as for suspending."""

    rule: str
    occurrence: int
    on: date
    by: str = ""
    until: date | None = None
    ground: str = ""


class Close(NamedTuple):
    trajectory: str
    outcome: str
    on: date


class Correct(NamedTuple):
    """What to do about event `version`: void it, give it another day, or another value.

    sure: an unlikely value is right, and a day of long ago.
    """

    version: int
    on: date | None = None
    value: Value | None = None
    void: bool = False
    sure: bool = False
