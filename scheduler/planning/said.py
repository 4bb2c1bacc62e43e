"""What was said of each reminder, and what people answered: seen, or not before that day. In the names of now."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from scheduler.planning.arrived import arrived
from scheduler.planning.reminder_id import parts_of
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.renamed_events import migrations_in, said_as
from workflows.language.terms import Term

SEEN_FOR = Term(20, "working day")  # how long a reminder that someone has seen is not repeated


class SaidReminder(NamedTuple):
    """That a reminder was said or folded. due_on: the due day it spoke of, empty for a question.

    again: of before a migration that lets it be said again. version: of the event, in the stream of what was said.
    """

    due_on: str
    on: date
    folded: bool
    to: str
    again: bool = False
    version: int = 0


class Silence(NamedTuple):
    """That someone has seen a reminder, or snoozed a deadline. of: its id in the names of now.

    due_on: the due day that the reminder spoke of; empty for a snooze. until: the first day on which it speaks again.
    reason: id of a private row.
    """

    kind: Literal["acknowledged", "snoozed"]
    of: str
    due_on: str
    on: date
    until: date
    by: str
    reason: str = ""


def said_of(written: Written) -> dict[str, list[SaidReminder]]:
    """By reminder, in the names of now, what was said of it; a failed delivery, or one that came back, said nothing."""
    said: dict[str, list[SaidReminder]] = {}
    migrations = migrations_in(written.history)
    forgotten = _said_before_again(written, migrations)
    for recorded in arrived(written.said):
        event = recorded.event
        if isinstance(event, ev.ReminderSent | ev.ReminderFolded):
            reminder = present_id(event.reminder, recorded.version, written, migrations)
            folded = isinstance(event, ev.ReminderFolded)
            is_forgotten = recorded.version <= forgotten
            found = SaidReminder(
                str(event.due_on), recorded.occurred_on, folded, event.to, is_forgotten, recorded.version
            )
            said.setdefault(reminder, []).append(found)
    return said


def present_id(reminder: str, said: int, written: Written, migrations: Sequence[Recorded]) -> str:
    """A reminder keeps its place when its deadline gets another name."""
    if not migrations:
        return reminder
    deadline, rung, repeat = parts_of(reminder)
    return f"{_present_deadline(deadline, said, written, migrations)}/{rung}.{repeat}"


def _present_deadline(deadline: str, said: int, written: Written, migrations: Sequence[Recorded]) -> str:
    if not migrations:
        return deadline
    trajectory, _, rest = deadline.partition("/")
    rule, _, occurrence = rest.partition("#")
    known = written.compiled.workflow.deadlines
    name, number = said_as((rule, int(occurrence)), said, migrations, written.trajectory.migrations, known)
    return f"{trajectory}/{name}#{number}"


def _said_before_again(written: Written, migrations: Sequence[Recorded]) -> int:
    """The last event of what was said before a migration that lets it be said again; 0 where none does."""
    events: list[Any] = [each.event for each in migrations[: written.trajectory.migrations]]
    return max((event.said for event in events if event.repeat_said), default=0)


def silences_of(written: Written) -> list[Silence]:
    """What was acknowledged, and of each deadline how it is snoozed now, where it is."""
    seen: list[Silence] = []
    snoozed: dict[str, Silence] = {}
    migrations = migrations_in(written.history)
    for recorded in written.said:
        event = recorded.event
        if isinstance(event, ev.ReminderAcknowledged):
            reminder = present_id(event.reminder, recorded.version, written, migrations)
            seen += _seen(reminder, recorded, written)
        elif isinstance(event, ev.ReminderSnoozed):
            deadline = _present_deadline(event.deadline, recorded.version, written, migrations)
            until = date.fromisoformat(event.until)
            found = Silence("snoozed", deadline, "", recorded.occurred_on, until, recorded.actor, recorded.reason)
            snoozed[deadline] = found
    return [*seen, *(each for each in snoozed.values() if each.until > each.on)]


def _seen(reminder: str, recorded: Recorded, written: Written) -> list[Silence]:
    """Only what it said by then was seen: another due day is news. Nothing, where it may be said again."""
    heard = [each for each in said_of(written).get(reminder, []) if each.version < recorded.version]
    if not heard or heard[-1].again:
        return []
    on = recorded.occurred_on
    until = written.calendar.add(on, SEEN_FOR)
    return [Silence("acknowledged", reminder, heard[-1].due_on, on, until, recorded.actor)]


def name_of_now(written: Written, reminder: str) -> str:
    """The id of a reminder that was written down before a migration."""
    return present_id(reminder, len(written.said) + 1, written, migrations_in(written.history))
