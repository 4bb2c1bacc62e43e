"""What going over to another version would do to a trajectory, as data."""

from typing import NamedTuple

from scheduler.planning.ladder import plan
from trajectories.deadlines.deadline import Deadline
from trajectories.migration.hindrances import Hindrance
from trajectories.migration.preview import Preview
from trajectories.migration.terms import Shift
from trajectories.views.migration import ReminderMovedView, RemindersShiftedView, ShiftView, StagesView, TakenOverView
from workflows.words import Lang, Words


class GoesOver(NamedTuple):
    """What would become of one trajectory.

    hindrances: why it stays where it is. stages: from and to. moved: a reminder, its old day and its new day.
    """

    trajectory: str
    hindrances: list[Hindrance]
    stages: tuple[str, str]
    shifts: list[Shift]
    overdue: list[Deadline]
    appear: list[str]
    vanish: list[str]
    moved: list[tuple[str, str, str]]
    asked: list[str]
    gone: list[str]
    preview: Preview | None


def told_of(preview: Preview) -> GoesOver:
    now, migrated = preview.before.trajectory, preview.migrated
    if migrated is None or preview.after is None:
        return GoesOver(now.id, preview.hindrances, (now.stage, ""), [], [], [], [], [], [], [], preview)
    appear, vanish, moved = _reminders(preview)
    return GoesOver(
        now.id,
        [],
        (migrated.source, migrated.stage),
        [each for each in preview.shifts if _is_worth_telling(each)],
        preview.overdue,
        appear,
        vanish,
        moved,
        [each["task"] for each in migrated.asked],
        [each["task"] for each in migrated.gone],
        preview._replace(before=preview.before._replace(history=[], said=[]), after=None),
    )


def not_moved(key: str, why: Words | None) -> GoesOver:
    return GoesOver(key, [Hindrance(why or Words("?"))], ("", ""), [], [], [], [], [], [], [], None)


def _is_worth_telling(shift: Shift) -> bool:
    was, now = shift.before, shift.after
    if was is None or now is None:
        return True
    return _told(was) != _told(now) or now.kept or now.restarted


def _told(term: Deadline) -> tuple[object, ...]:
    """What people see of it."""
    return term.id, term.standing, term.reckoned and term.reckoned.anchor_on, term.due_on


def _reminders(preview: Preview) -> tuple[list[str], list[str], list[tuple[str, str, str]]]:
    """Those that appear, with their day; that vanish; and that move: id, old day, new day. In the names to come."""
    assert preview.after
    called = {each.before.id: each.after.id for each in preview.shifts if each.before and each.after}
    old = {
        f"{called.get(each.deadline, each.deadline)}/{each.rung}.{each.repeat}": each.day.isoformat()
        for each in plan(preview.before)
    }
    new = {each.id: each.day.isoformat() for each in plan(preview.after)}
    moved = [(key, day, new[key]) for key, day in old.items() if key in new and new[key] != day]
    appear = [f"{key} {day}" for key, day in new.items() if key not in old]
    return appear, [f"{key} {day}" for key, day in old.items() if key not in new], moved


def taken_over_view(told: GoesOver, lang: Lang) -> TakenOverView:
    return TakenOverView(
        trajectory=told.trajectory,
        moves=not told.hindrances,
        because=[each.words.say(lang) for each in told.hindrances],
        stage=StagesView(told.stages[0] or None, told.stages[1] or None),
        deadlines=[_shift_view(each, lang) for each in told.shifts],
        overdue_at_once=[each.id for each in told.overdue],
        reminders=RemindersShiftedView(told.appear, told.vanish, [ReminderMovedView(*each) for each in told.moved]),
        tasks_asked=told.asked,
        tasks_gone=told.gone,
    )


def _shift_view(shift: Shift, lang: Lang) -> ShiftView:
    was, now = shift.before, shift.after
    return ShiftView(
        from_=was.id if was else None,
        to=now.id if now else None,
        how=shift.how,
        due_from=was.due_on if was else None,
        due_to=now.due_on if now else None,
        was=was.standing if was else None,
        is_=now.standing if now else None,
        because=shift.because.say(lang) if shift.because else None,
    )
