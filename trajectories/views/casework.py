"""What a command on a trajectory answers."""

from datetime import date
from typing import NamedTuple

from workflows.documents import ABSENT, Absent


class StartedView(NamedTuple):
    """What was opened beside it."""

    trajectory: str
    workflow: str


class OpenedBesideView(NamedTuple):
    """subject: a reference. continues: only where it goes on where this one ended."""

    trajectory: str
    workflow: str
    subject: str
    continues: str | Absent


class VersionView(NamedTuple):
    trajectory: str
    version: int


class BulkCaseView(NamedTuple):
    """what: what is recorded there, in words; empty where it was so already."""

    trajectory: str
    workflow: str
    subject: str
    version: int
    what: list[str]


class BulkView(NamedTuple):
    """What one command came to for many cases."""

    cases: list[BulkCaseView]


class TakenBackView(NamedTuple):
    """An opening that was voided. taken_back: what went with it."""

    trajectory: str
    version: int
    taken_back: list[StartedView]


class OpenedView(NamedTuple):
    trajectory: str
    workflow: str
    workflow_version: int
    variant: str
    stage: str
    version: int
    started: list[OpenedBesideView]


class AdvancedView(NamedTuple):
    trajectory: str
    from_: str
    stage: str
    version: int
    closed: bool
    outcome: str | None
    started: list[OpenedBesideView]


class NextReminderView(NamedTuple):
    reminder: str
    on: date


class SeenView(NamedTuple):
    """A reminder that was seen, or a deadline that was snoozed. by: a staff id. on, by, until: None where it ended."""

    reminder: str | Absent
    deadline: str | Absent
    is_new: bool
    on: date | None
    by: str | None
    until: date | None
    next: NextReminderView | None


# a correction that was not written


class FromToView(NamedTuple):
    from_: str | None
    to: str | None


class CorrectedView(NamedTuple):
    """day and value: only where they change."""

    version: int
    what: str
    voided: bool
    day: FromToView | Absent = ABSENT
    value: FromToView | Absent = ABSENT


class ReopenedView(NamedTuple):
    task: str
    member: str | None
    done: int


class MovedView(NamedTuple):
    deadline: str
    name: str
    from_: str | None
    to: str | None
    overdue: bool


class ReplannedView(NamedTuple):
    reminder: str
    from_: str | None
    to: str | None


class RemindersMovedView(NamedTuple):
    cancelled: list[str]
    planned: list[str]
    days: list[ReplannedView]


class CorrectionView(NamedTuple):
    """taken_back: what would go with it, of an opening."""

    trajectory: str
    version: int
    dry_run: bool
    corrected: CorrectedView
    stage: FromToView
    tasks_reopened: list[ReopenedView]
    deadlines: list[MovedView]
    reminders: RemindersMovedView
    taken_back: list[StartedView]
