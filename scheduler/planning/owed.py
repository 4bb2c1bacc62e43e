"""What is left to say of a reminder that was planned: to one person, as it reads now, and what came due."""

from datetime import date, datetime
from itertools import count, takewhile

from scheduler.planning import taken_back
from scheduler.planning.ladder import TOLD_LATELY, Planned, hang, plan, planned_of, silent_until, speaking, told_of
from scheduler.planning.reminder_id import find, iso, parts_of
from scheduler.planning.said import name_of_now, said_of, silences_of
from trajectories.deadlines.written import Written
from trajectories.history.taken_back import is_it


def standing(written: Written, reminder: str, due_on: str, today: date = date.max) -> Planned | None:
    """The reminder as it would be said, said before or not; None once its deadline moved, ended or fell silent.

    today: None also where it was not said to anyone yet, and is kept back beyond that day.
    """
    deadline_id, rung_id, repeat = parts_of(reminder)
    if written.trajectory.taken_back_on:
        told = told_of(written)
        return told if told.id == reminder and taken_back.to_be_told(written) else None
    deadline = next((each for each in speaking(written) if each.id == deadline_id), None)
    if deadline is None or iso(deadline.due_on) != due_on:
        return None
    ladder = hang(deadline, written)
    rung = next((each for each in ladder if each.id == rung_id), None)
    if rung is None:
        return None
    planned = planned_of(deadline, rung, repeat, written.calendar)
    until = silent_until(deadline, rung, ladder, written.calendar, silences_of(written))
    if planned.day < until and today < until:
        said = [each for each in said_of(written).get(reminder, []) if not each.again]
        return planned if any(each.due_on == due_on for each in said) else None
    return planned


def still_owed(written: Written, reminder: str, due_on: str, to: str, today: date) -> Planned | None:
    """What is left to say to one person of a reminder that was to be said for that due day; None where nothing is.

    As it reads now: its deadline may have another name, or have moved since others were told of it; where the plan
    says it to everyone again, nothing is left of this one.
    """
    reminder = name_of_now(written, reminder)
    said = [each for each in said_of(written).get(reminder, []) if not each.again]
    if (found := standing(written, reminder, due_on, today)) is not None:
        return None if any((each.to, each.due_on) == (to, due_on) for each in said) else found
    deadline = next((each for each in speaking(written) if each.id == parts_of(reminder)[0]), None)
    if deadline is None or to in (each.to for each in said if each.due_on == iso(deadline.due_on)):
        return None
    moved = standing(written, reminder, iso(deadline.due_on))
    was_told_to_others = any(each.due_on == due_on and each.to != to for each in said)
    if moved is None or not was_told_to_others or _is_said_to_everyone(written, moved):
        return None
    return moved


def _is_said_to_everyone(written: Written, planned: Planned) -> bool:
    """Whether the plan holds it, or an earlier repeat of its rung: it names the first, and the later ones follow."""
    rung = (planned.deadline, planned.rung)
    return any((each.deadline, each.rung) == rung and each.repeat <= planned.repeat for each in plan(written))


def told_lately(written: Written, planned: Planned, to: str, today: date) -> str:
    """The reminder of the same term that someone heard within seven days, so that what was missed is no news to them;
    empty where there is none. That it is overdue is news to who heard of a day that lay ahead then.
    """
    if not planned.is_late or planned.due_on is None:
        return ""
    deadline = find(written, planned.deadline)
    is_overdue = planned.due_on < deadline.noticed_on and not deadline.opens
    heard = [
        (each.on, reminder)
        for reminder, several in said_of(written).items()
        if reminder.startswith(f"{planned.deadline}/")
        for each in several
        if each.to == to and not each.again and today <= each.on + TOLD_LATELY
        if reminder != planned.id or each.due_on != iso(planned.due_on)
        if not is_overdue or each.due_on < iso(each.on)
    ]
    return max(heard, default=(today, ""))[1]


def may_be_owed_again(written: Written, reminder: str, due_on: str) -> bool:
    """Whether its deadline stands still, so that who has not heard what others have may have to hear it later."""
    reminder = name_of_now(written, reminder)
    was_said = any(each.due_on == due_on and not each.again for each in said_of(written).get(reminder, []))
    return was_said and any(each.id == parts_of(reminder)[0] and each.held_since for each in speaking(written))


def come_due(written: Written, planned: Planned, now: datetime) -> list[Planned]:
    """`planned` and its later repeats whose hour has come; more than one after a time without ticks, or of silence.

    What was kept back or was missed stands on its own day, so that the latest is the one that is told.
    """
    if is_it(planned.deadline):
        return [planned]
    deadline = find(written, planned.deadline)
    rung = next(each for each in hang(deadline, written) if each.id == planned.rung)
    planned = planned_of(deadline, rung, planned.repeat, written.calendar)
    if rung.every is None:
        return [planned]
    later = (planned_of(deadline, rung, repeat, written.calendar) for repeat in count(planned.repeat + 1))
    return [planned, *takewhile(lambda each: each.send_at <= now, later)]
