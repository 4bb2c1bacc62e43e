"""What became or would become of trajectories that go over to another version."""

from datetime import date
from typing import NamedTuple

from workflows.documents import ABSENT, Absent
from workflows.views.definitions import DifferenceView


class StagesView(NamedTuple):
    from_: str | None
    to: str | None


class ShiftView(NamedTuple):
    """A deadline before and after: its id, last day and standing. because: why it differs, where the plan says so."""

    from_: str | None
    to: str | None
    how: str
    due_from: date | None
    due_to: date | None
    was: str | None
    is_: str | None
    because: str | None


class ReminderMovedView(NamedTuple):
    reminder: str
    from_: str
    to: str


class RemindersShiftedView(NamedTuple):
    appear: list[str]
    vanish: list[str]
    move: list[ReminderMovedView]


class TakenOverView(NamedTuple):
    """because: why it stays where it is."""

    trajectory: str
    moves: bool
    because: list[str]
    stage: StagesView
    deadlines: list[ShiftView]
    overdue_at_once: list[str]
    reminders: RemindersShiftedView
    tasks_asked: list[str]
    tasks_gone: list[str]


class MigrationView(NamedTuple):
    """plan: a file, or shipped: the one that comes with the product. from, to: hashes of definitions.

    past: what is done with reminders that lie in the past.
    """

    plan: str
    plan_hash: str
    plan_is_new: bool
    dry_run: bool
    from_: dict[str, str]
    to: dict[str, str]
    moved: int
    already: int
    not_moved: int
    overdue_at_once: int
    past: str | None
    trajectories: list[TakenOverView]


# two versions compared


class ComparedView(NamedTuple):
    """asked: as it was typed. origin: file, shelf or database."""

    asked: str
    origin: str
    workflow: str
    version: int
    variant: str
    municipality: str
    hash: str


class VariationView(NamedTuple):
    """What differs in a variant beside the base, and what of the base does not differ there."""

    municipality: str
    variant: str
    also: list[DifferenceView]
    not_here: list[DifferenceView]
    problems: list[str]


class DiffView(NamedTuple):
    """clients: what it would do to every running trajectory."""

    before: ComparedView
    after: ComparedView
    differences: list[DifferenceView]
    variants: list[VariationView]
    diagram: str | Absent = ABSENT
    clients: list[TakenOverView] | Absent = ABSENT
