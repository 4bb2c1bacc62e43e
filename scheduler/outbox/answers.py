"""What people answer to a reminder, written down: seen, or not before that day."""

from datetime import date
from typing import NamedTuple

from scheduler.planning.ladder import Planned, plan
from scheduler.planning.reminder_id import parts_of
from scheduler.planning.said import Silence
from scheduler.planning.snooze import decide_acknowledge, decide_snooze, seen, snoozed
from trajectories.deadlines.written import Written
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.recording import By


class ReminderAnswered(NamedTuple):
    """silence: as it stands now; None where a snooze ended. is_new: something was recorded.

    next: what the same rung (acknowledged), or the deadline (snoozed), says next.
    """

    silence: Silence | None
    is_new: bool
    next: Planned | None


def acknowledge(casework: Casework, uow: UnitOfWork, asked: str, by: By) -> ReminderAnswered:
    """Once seen it is seen: a second time changes nothing. Raises as decide_acknowledge does."""
    written = casework.load(uow, asked.partition("/")[0])
    event = decide_acknowledge(written, asked, by.actor)
    is_new = seen(written, event.reminder) is None
    if is_new:
        casework.say(uow, written.trajectory.id, [(event, by.today)], casework.stamp(uow, by))
        written = casework.load(uow, written.trajectory.id)
    deadline, rung, _ = parts_of(event.reminder)
    following = (each for each in plan(written) if (each.deadline, each.rung) == (deadline, rung))
    return ReminderAnswered(seen(written, event.reminder), is_new, next(following, None))


def snooze(casework: Casework, uow: UnitOfWork, deadline: str, until: date, reason: str, by: By) -> ReminderAnswered:
    """Raises as decide_snooze does."""
    written = casework.load(uow, deadline.partition("/")[0])
    event = decide_snooze(written, deadline, until, reason, by.actor, by.today)
    if event is None:
        return ReminderAnswered(None, False, _next_of(written, deadline))
    key = written.trajectory.id
    casework.say(uow, key, [(event, by.today)], casework.stamp(uow, by, key, reason))
    written = casework.load(uow, key)
    return ReminderAnswered(snoozed(written, deadline), True, _next_of(written, deadline))


def _next_of(written: Written, deadline: str) -> Planned | None:
    return next((each for each in plan(written) if each.deadline == deadline), None)
