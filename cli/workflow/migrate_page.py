"""What going over to another version would do to a trajectory, as data and in words."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from cli.asked import Asked
from cli.render import Page, Said
from scheduler.planning.ladder import plan
from trajectories.deadlines.deadlines import Deadline
from trajectories.migration.hindrances import Hindrance
from trajectories.migration.preview import Preview
from trajectories.migration.terms import Shift
from trajectories.views.migration import ReminderMovedView, RemindersShiftedView, ShiftView, StagesView, TakenOverView
from workflows.words import Lang, Words


class Told(NamedTuple):
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


def told_of(preview: Preview) -> Told:
    now, migrated = preview.before.trajectory, preview.migrated
    if migrated is None or preview.after is None:
        return Told(now.id, preview.hindrances, (now.stage, ""), [], [], [], [], [], [], [], preview)
    appear, vanish, moved = _reminders(preview)
    return Told(
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


def not_moved(key: str, why: Words | None) -> Told:
    return Told(key, [Hindrance(why or Words("?"))], ("", ""), [], [], [], [], [], [], [], None)


def _is_worth_telling(shift: Shift) -> bool:
    was, now = shift.before, shift.after
    if was is None or now is None:
        return True
    return (was.id, was.standing, was.due_on) != (now.id, now.standing, now.due_on) or now.kept or now.restarted


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


def taken_over_view(told: Told, lang: Lang) -> TakenOverView:
    return TakenOverView(
        trajectory=told.trajectory,
        moves=not told.hindrances,
        because=[each.words.say(lang) for each in told.hindrances],
        stage=StagesView(told.stages[0] or None, told.stages[1] or None),
        deadlines=[_shift_view(each) for each in told.shifts],
        overdue_at_once=[each.id for each in told.overdue],
        reminders=RemindersShiftedView(told.appear, told.vanish, [ReminderMovedView(*each) for each in told.moved]),
        tasks_asked=told.asked,
        tasks_gone=told.gone,
    )


def _shift_view(shift: Shift) -> ShiftView:
    was, now = shift.before, shift.after
    return ShiftView(
        from_=was.id if was else None,
        to=now.id if now else None,
        how=shift.how,
        due_from=was.due_on if was else None,
        due_to=now.due_on if now else None,
        was=was.standing if was else None,
        is_=now.standing if now else None,
    )


def show(asked: Asked, told: Iterable[Told], page: Page) -> None:
    """What would become of each, one after another."""
    for each in told:
        way = " → ".join(dict.fromkeys(filter(None, each.stages)))
        page.line(Said(each.trajectory, "strong"), Said(way, "quiet"))
        for hindrance in each.hindrances:
            words = asked.pick("gaat niet over: ", "is not moved: ") + asked.say(hindrance.words)
            page.line(Said(words, "late"), indent=2)
        for shift in each.shifts:
            page.line(*_shift_words(asked, shift), indent=2)
        for deadline in each.overdue:
            page.line(
                Said(asked.pick(f"meteen te laat: {deadline.id}", f"overdue at once: {deadline.id}"), "late"), indent=2
            )
        for sign, tone, several in (("+", "good", each.appear), ("-", "late", each.vanish)):
            for one in several:
                page.line(Said(f"{sign} {one}", tone), indent=2)  # type: ignore[arg-type]
        for key, old, new in each.moved:
            page.line(Said(f"~ {key} {old} → {new}", "soon"), indent=2)
        for sign, tasks in (("▢ +", each.asked), ("▢ -", each.gone)):
            if tasks:
                page.line(Said(f"{sign} {', '.join(tasks)}", "quiet"), indent=2)


def _shift_words(asked: Asked, shift: Shift) -> list[Any]:
    was, now = shift.before, shift.after
    names = " → ".join(dict.fromkeys(each.name for each in (was, now) if each))
    if now is None:
        return [names, Said(asked.pick("vervalt", "is gone"), "late")]
    days = [_day(asked, each) for each in (was, now) if each]
    how = asked.pick("nieuw", "new") if was is None else shift.how
    return [names, " → ".join(dict.fromkeys(days)), Said(f"({how})", "quiet")]


def _day(asked: Asked, deadline: Deadline) -> str:
    if deadline.due_on is None:
        return asked.pick("nog niet bekend", "not known yet")
    standing = {"met": asked.pick("gehaald", "met"), "lapsed": asked.pick("vervallen", "lapsed")}
    ended = standing.get(deadline.standing, "")
    return f"{deadline.due_on} ({ended})" if ended else f"{deadline.due_on}"
