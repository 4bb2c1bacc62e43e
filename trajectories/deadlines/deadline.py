"""A term of a trajectory: how its rule reads, until when it runs, and how it stands."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from trajectories.local_time import is_within
from workflows.language.deadlines import Legal
from workflows.language.grounds import Extending, Suspending
from workflows.language.looked_up_terms import TermSpec
from workflows.language.names import Certainty
from workflows.language.rungs import Rung
from workflows.language.terms import Term
from workflows.words import Words

Point = tuple[date, int]  # a day and an event: within one day the order of recording decides


NEVER: Point = (date.min, 0)


Standing = Literal["unknown", "running", "met", "lapsed"]


Status = Literal["unknown", "open", "overdue", "suspended", "met", "met_late", "lapsed"]


class Reading(NamedTuple):
    """A rule as it reads for this client, after its version was picked."""

    rule: str
    term: TermSpec
    legal: Legal
    remind: tuple[Rung, ...]
    source: str | None
    certainty: Certainty
    note: Words | None
    suspend: Suspending | None = None
    extend: Extending | None = None


class Reckoned(NamedTuple):
    """What the calendar was asked, so that the same question can be explained later.

    born: from a birth date. first_day: the anchor's own day counts.
    """

    anchor_on: date
    term: Term
    legal: Legal
    back: bool
    suspended_days: int
    extensions: tuple[Term, ...]
    last_on: date | None
    born: bool = False
    first_day: bool = False


class Deadline(NamedTuple):
    """A term of a trajectory.

    occurrence: version of the anchor event, 0 while it is unknown. raw_on: before the law moves it; due_on: the last
    day in time. For `opens`: raw_on the day from which it is perhaps open, due_on that from which it is.
    known_on: the day we last wrote down something that it rests on. asked_on: the day from which the rule matters.
    missing: the facts that a term not known yet waits for.
    holds: when it stands still, by decision or by the stage. begun: day and event with which it began; renewed: those
    with which its day became another, by another anchor or an extension, or NEVER. start: what happened later meets it;
    again: it began before.
    rungs_known: reminders owed from another day than known_on. kept: it reads as it did before a migration;
    restarted: it is counted anew from the day of one.
    recorded_on: the day on which someone last recorded its anchor or length; noticed_on: the same, where a step to
    another stage counts too. Neither counts a pause, an extension, a migration or an upgrade: date.min where that
    came last.
    provisional: the facts of the person whose answer decides whether it runs, and that nobody recorded yet.
    """

    trajectory: str
    name: str
    occurrence: int
    reading: Reading
    standing: Standing
    asked_on: date
    known_on: date
    raw_on: date | None = None
    due_on: date | None = None
    met_on: date | None = None
    missing: tuple[str, ...] = ()
    holds: tuple[tuple[date, date | None], ...] = ()
    reckoned: Reckoned | None = None
    opens: bool = False
    suspendable: bool = True
    begun: Point = NEVER
    renewed: Point = NEVER
    start: Point = NEVER
    again: bool = False
    rungs_known: Mapping[str, date] = {}
    kept: bool = False
    restarted: bool = False
    recorded_on: date = date.min
    noticed_on: date = date.min
    lapsed_on: date | None = None
    provisional: tuple[str, ...] = ()

    @property
    def held_since(self) -> date | None:
        """The day since which it stands still until nobody knows when."""
        return next((on for on, until in self.holds if until is None), None)

    @property
    def id(self) -> str:
        return f"{self.trajectory}/{self.name}#{self.occurrence}"

    def is_suspended(self, today: date) -> bool:
        return is_within(today, self.holds)


def status(deadline: Deadline, today: date) -> Status:
    """The due day itself is still in time. A window that opens is never overdue; suspended is never overdue."""
    if deadline.standing == "met":
        late = deadline.met_on and deadline.due_on and deadline.met_on > deadline.due_on and not deadline.opens
        return "met_late" if late else "met"
    if deadline.standing in ("unknown", "lapsed"):
        return "unknown" if deadline.standing == "unknown" else "lapsed"
    if deadline.is_suspended(today):
        return "suspended"
    assert deadline.due_on is not None
    return "overdue" if today > deadline.due_on and not deadline.opens else "open"
