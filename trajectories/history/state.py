"""A trajectory as its history tells it, on both clocks."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from trajectories.history import events as ev
from trajectories.history.events import Value


class FactEntry(NamedTuple):
    """A fact holds from `on`. known_on: the day it was written down."""

    value: Value
    on: date
    version: int
    known_on: date


class Forgotten(NamedTuple):
    """What was recorded of a fact until a step ended it: day and event of the step, and the day it was written down."""

    on: date
    version: int
    known_on: date
    entries: tuple[FactEntry, ...]


class Passage(NamedTuple):
    """One stage on the path. source and trigger are empty for the first, and for those before a taking over.

    untold: nobody said when it was entered; `on` is then the last day that it can have been.
    """

    stage: str
    on: date
    version: int
    known_on: date
    source: str
    trigger: str
    untold: bool = False


class AskedEntry(NamedTuple):
    """stage: empty for a task given by another trajectory, which stays open in every stage.

    again: asked before, so that only what is done from then on counts.
    """

    stage: str
    on: date
    version: int
    known_on: date
    again: bool


class DoneEntry(NamedTuple):
    amount: int
    on: date
    version: int


class Moment(NamedTuple):
    """A day on which something happened, and the event that says so."""

    on: date
    version: int
    known_on: date


class Holder(NamedTuple):
    """Who holds a role, from the day `on` on."""

    staff: str
    on: date
    version: int
    known_on: date


class Hold(NamedTuple):
    """A suspension: the days from `on` up to and including `until` do not count; None while it is open."""

    rule: str
    occurrence: int
    on: date
    until: date | None
    known_on: date
    ground: str = ""


class Extension(NamedTuple):
    rule: str
    occurrence: int
    by: str
    until: date | None
    known_on: date
    ground: str = ""


class Pin(NamedTuple):
    """What the last migration carried over of a deadline; see events.Pinned. kept: the rule as JSON, or empty."""

    rule: str
    occurrence: int
    known_on: date
    rungs: Mapping[str, date]
    counted_from: date | None
    kept: str
    over: bool
    stood_still: tuple[tuple[date, date], ...] = ()


class Decided(NamedTuple):
    """A deadline of which it was decided what is said of the past; see events.DecidedTerm. known_on: that day."""

    rule: str
    occurrence: int
    known_on: date
    rungs: Mapping[str, date]


def left_on_no_day(passage: Passage, following: Passage | None) -> bool:
    """Whether nobody said when it was left: of the next of the road no day is known, or it is the same stage again, and
    what lay between was not told. Of what was walked here it is always known.
    """
    if following is None:
        return False
    return following.untold or (passage.stage, passage.version) == (following.stage, following.version)


class Takeover(NamedTuple):
    """How it came from elsewhere. on: the day of the event; upto: the last event that came with it.

    stages: how many of the path are from before and up to the one it was taken over in; unsure: those that it may have
    come through as well, each with the one that it comes before, or empty. asked_before: tasks that the road asked.
    """

    on: date
    upto: int
    stages: int
    unsure: Mapping[str, str] = {}
    asked_before: tuple[str, ...] = ()


class Trajectory(NamedTuple):
    """The folded value. Task keys are `task` or `task/member`. version: of the last event that was folded in.

    gone: members who left, of whom nothing is asked any more. last_done: by task, whoever it was done for.
    absences: by key, each time someone stayed away. continues: the trajectory that this one goes on from.
    ended_at: places on the path where it had closed when it was opened again.
    migrations: how often it went on under another definition; migrated_on: the day it last did. past: by the day on
    which deadlines came to be known, what of their missed reminders goes out. decided: of which of
    them by name, since the last migration. extended_at: day and event of each
    extension. asked_again: by key, where a term that the task meets began again; no event says so, see
    deadlines.written.
    taken_back_on: the day on which its opening was voided. It then stands closed on that day without an outcome, and
    all else as it stood, so that what was recorded of it can still be read. waived: by key, when it was last said that
    a task need not be done; what is asked anew after that is asked. forgotten: by fact, each time that a step ended
    it. kept: by the event that entered a stage, the earlier one from which on what is done there counts.
    takeover: None where it was opened here.
    """

    id: str
    version: int = 0
    workflow: str = ""
    workflow_version: int = 0
    variant: str = ""
    municipality: str = ""
    subject: str = ""
    definition: str = ""
    intake_on: date | None = None
    opened_on: date | None = None
    opened_version: int = 0
    known_on: date | None = None
    stage: str = ""
    path: tuple[Passage, ...] = ()
    closed_on: date | None = None
    outcome: str = ""
    facts: Mapping[str, tuple[FactEntry, ...]] = {}
    asked: Mapping[str, AskedEntry] = {}
    done: Mapping[str, tuple[DoneEntry, ...]] = {}
    members: Mapping[str, ev.MemberSeen] = {}
    assigned: Mapping[str, str] = {}
    holds: tuple[Hold, ...] = ()
    extensions: tuple[Extension, ...] = ()
    followed: tuple[ev.OthersFollowed, ...] = ()
    origin: str = ""
    note_count: int = 0
    gone: tuple[str, ...] = ()
    last_done: Mapping[str, Moment] = {}
    absences: Mapping[str, tuple[Moment, ...]] = {}
    holders: Mapping[str, Holder] = {}
    continues: str = ""
    ended_at: tuple[int, ...] = ()
    migrations: int = 0
    migrated_on: date | None = None
    pins: tuple[Pin, ...] = ()
    past: Mapping[str, str] = {}
    extended_at: tuple[tuple[date, int], ...] = ()
    asked_again: Mapping[str, tuple[date, int]] = {}
    taken_back_on: date | None = None
    waived: Mapping[str, Moment] = {}
    decided: tuple[Decided, ...] = ()
    forgotten: Mapping[str, tuple[Forgotten, ...]] = {}
    kept: Mapping[int, int] = {}
    takeover: Takeover | None = None

    @property
    def continued_by(self) -> list[str]:
        """The trajectories that go on where this one ended, the last one last."""
        started = (each for followed in self.followed for each in followed.started)
        return [each["trajectory"] for each in started if each.get("continues")]

    @property
    def entered_on(self) -> date | None:
        return self.path[-1].on if self.path else None

    @property
    def here_from(self) -> date | None:
        """The day from which on it is followed here: of one taken over, that since which it stood where it came in."""
        return self.takeover.on if self.takeover else self.opened_on

    def fact(self, name: str) -> Value | None:
        """What holds now: the entry of the latest day, then of the highest version."""
        entries = self.facts.get(name)
        return entries[-1].value if entries else None

    def entered(self) -> dict[str, date]:
        """Per stage the day it was last entered."""
        return {passage.stage: passage.on for passage in self.path}


def ever_recorded(trajectory: Trajectory, name: str) -> tuple[FactEntry, ...]:
    """Every entry of a fact, also of before a step ended it."""
    past = trajectory.forgotten.get(name)
    now = trajectory.facts.get(name, ())
    return (*(entry for each in past for entry in each.entries), *now) if past else now


def done_entries(trajectory: Trajectory, key: str) -> tuple[DoneEntry, ...]:
    """What counts for a task: all that was ever done, or, where it was asked again, what was done since."""
    entries = trajectory.done.get(key, ())
    asked = trajectory.asked.get(key)
    since = trajectory.asked_again.get(key)
    if asked and asked.again:
        since = max(since or (asked.on, asked.version), (asked.on, asked.version))
    return tuple(each for each in entries if (each.on, each.version) > since) if since else entries


def is_waived(trajectory: Trajectory, key: str) -> bool:
    """Whether a task need not be done any more. Asked again since, by its stage or its term, it is to be done."""
    waived = trajectory.waived.get(key)
    if waived is None:
        return False
    asked, again = trajectory.asked.get(key), trajectory.asked_again.get(key)
    since = max((asked.on, asked.version) if asked else (date.min, 0), again or (date.min, 0))
    return (waived.on, waived.version) > since


def task_key(task: str, member: str) -> str:
    return f"{task}/{member}" if member else task
