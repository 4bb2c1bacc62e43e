"""Of an opening taken back: whoever was reminded of it is told once that it was.

Told as a reminder of a deadline of its own, so that it goes through agenda, ledger and history as all else does.
"""

from collections.abc import Mapping
from datetime import date

from scheduler.planning.arrived import arrived
from trajectories.deadlines.deadline import Deadline, Reading
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.taken_back import NAME, is_it
from workflows.language.terms import Term

RUNG = "told"
TOLD_AS = ("coordinator",)  # where none of those who heard of it works here any more


def as_deadline(written: Written) -> Deadline | None:
    """What the line hangs on; None where nothing was taken back."""
    now = written.trajectory
    if now.taken_back_on is None:
        return None
    reading = Reading("", Term(0, "day"), "none", (), None, "law", None)
    day = now.taken_back_on
    return Deadline(now.id, NAME, now.opened_version, reading, "running", day, day)


def since(written: Written) -> date | None:
    """The day on which it came to be owed; None where it is not: nobody heard of it, or heard since it was told."""
    told, heard = 0, 0
    for each in arrived(written.said):
        if isinstance(each.event, ev.ReminderSent):
            if is_it(each.event.reminder.rpartition("/")[0]):
                told = each.version
            else:
                heard = each.version
    return written.trajectory.taken_back_on if heard > told else None


def to_be_told(written: Written) -> Mapping[str, str]:
    """Who was reminded of it and not told yet, by staff id, with the role in which they heard of it last."""
    heard: dict[str, str] = {}
    told: set[str] = set()
    for each in arrived(written.said):
        event = each.event
        if isinstance(event, ev.ReminderSent):
            if is_it(event.reminder.rpartition("/")[0]):
                told.add(event.to)
            else:
                heard[event.to] = event.as_role
    return {to: role for to, role in heard.items() if to not in told}
