"""The calendar to come of a trajectory, if nothing happens and if all goes on time: a pure function.

If nothing happens: nobody records anything from now on, so every rung is said on its day and repeats go on.
If all goes on time: every term is met on its last day and no later, every question is answered on the day it is asked.
What follows from meeting a term is followed only where the definition leaves no doubt: a date to be recorded, work to
be done, or a step that is possible as things stand then and does not end the trajectory.
"""

from collections.abc import Iterator
from datetime import date, time
from typing import Literal, NamedTuple, assert_never

from scheduler.planning.batching import last_day
from scheduler.planning.ladder import Planned, plan, speaking
from scheduler.planning.owed import come_due
from trajectories.casework.commands import Actor, Advance
from trajectories.casework.decide import decide_advance
from trajectories.casework.tasks import Circle
from trajectories.deadlines.deadline import Deadline, status
from trajectories.deadlines.written import Written, asking_again, deadlines_of
from trajectories.history import events as ev
from trajectories.history.events import Event, Recorded
from trajectories.history.evolve import evolve
from trajectories.history.state import Trajectory
from trajectories.local_time import local_instant
from workflows.errors import CaseworkError
from workflows.language.deadlines import MetBy, MetByAttending, MetByFact, MetByStage, MetByTask
from workflows.language.nothing_planned import rule_of

NOON, LAST_HOUR = time(12), time(23, 59)
ANYONE = Actor("", frozenset(["administrator"]))
Kind = Literal["reminder", "question", "due", "opens", "met"]


class Happening(NamedTuple):
    """Something on a day to come.

    reminder: a rung is said; question: it is asked what a term waits for, or whether it still stands still; due: the
    last day of a term; opens: the first day on which something may be done; met: as due, on a course on which all goes
    on time. said: the reminder, for the first two kinds.
    """

    day: date
    kind: Kind
    deadline: Deadline
    said: Planned | None = None


class UncertainTerm(NamedTuple):
    """A term of which the last day cannot be computed: facts are missing, or it stands still. first: what is asked."""

    deadline: Deadline
    first: Planned | None


class Forecast(NamedTuple):
    """overdue: terms that were over their last day at the start. uncertain: those without a last day then."""

    if_nothing_happens: list[Happening]
    if_on_time: list[Happening]
    overdue: list[Deadline]
    uncertain: list[UncertainTerm]


def forecast(written: Written, today: date, until: date) -> Forecast:
    """From `today` until `until`, both included. What should have been said before is said on the first working day.

    Of an opening taken back nothing is to come.
    """
    if written.trajectory.taken_back_on:
        return Forecast([], [], [], [])
    planned = plan(written)
    running = speaking(written)
    return Forecast(
        _in_order([*_reminders(written, planned, today, until), *_last_days(running, today, until, "due")]),
        _in_order(_on_time(written, today, until)),
        [each for each in running if status(each, today) == "overdue"],
        [
            UncertainTerm(each, next((one for one in planned if one.deadline == each.id), None))
            for each in written.deadlines
            if each.standing == "unknown" or (each.standing == "running" and each.held_since)
        ],
    )


def _in_order(happenings: Iterator[Happening] | list[Happening]) -> list[Happening]:
    return sorted(
        happenings, key=lambda each: (each.day, each.deadline.id, each.kind, each.said.id if each.said else "")
    )


def _reminders(written: Written, planned: list[Planned], today: date, until: date) -> Iterator[Happening]:
    """Every rung with its repeats; of one deadline on one day only the last for each role, as the others go with it."""
    found = {each.id: each for each in written.deadlines}
    said: dict[tuple[str, date], list[Planned]] = {}
    for first in planned:
        if first.day <= until:
            for each in come_due(written, first, local_instant(until, LAST_HOUR)):
                day = _said_on(max(each.day, first.day), found[each.deadline], today, written)
                said.setdefault((each.deadline, day), []).append(each)
    for (deadline, day), several in said.items():
        if day <= until:
            yield from (_spoken(found[deadline], each, day) for each in _last_for_each(several))


def _said_on(day: date, deadline: Deadline, today: date, written: Written) -> date:
    """What its day has come for waits for a working day, where its last day is not over by then."""
    if day > today:
        return day
    opens_on, last_on = written.calendar.next_working_day(today), last_day(deadline)
    return today if last_on and today <= last_on < opens_on else opens_on


def _last_for_each(several: list[Planned]) -> Iterator[Planned]:
    """Those that are the last for one of their roles."""
    heard: set[str] = set()
    for each in sorted(several, key=lambda one: (one.send_at, one.id), reverse=True):
        if not heard.issuperset(each.roles):
            yield each
        heard |= {*each.roles}


def _spoken(deadline: Deadline, said: Planned, day: date) -> Happening:
    is_question = deadline.standing == "unknown" or deadline.held_since is not None
    return Happening(day, "question" if is_question else "reminder", deadline, said)


def _last_days(deadlines: list[Deadline], today: date, until: date, kind: Kind) -> Iterator[Happening]:
    for each in deadlines:
        if each.standing == "running" and not each.held_since and each.due_on and today <= each.due_on <= until:
            yield Happening(each.due_on, "opens" if each.opens else kind, each)


# if all goes on time


def _on_time(written: Written, today: date, until: date) -> Iterator[Happening]:
    """Day after day on which a term is met: what is said up to then, and what follows from meeting it."""
    over: set[tuple[str, date | None]] = set()
    told: set[str] = set()
    while True:
        day, met = _next_met(written, over, today, until)
        for each in _reminders(written, plan(written), today, day):
            if (each.deadline.id, None) not in over and _once(each) not in told:
                told.add(_once(each))
                yield each
        if not met:
            return
        for deadline in met:
            over |= {(deadline.id, None), (deadline.name, day)}
            yield Happening(day, "opens" if deadline.opens else "met", deadline)
            written = _after(written, deadline, day)


def _once(happening: Happening) -> str:
    """A question is asked once and answered; any other reminder is said once."""
    assert happening.said
    return happening.deadline.id if happening.kind == "question" else happening.said.id


def _next_met(
    written: Written, over: set[tuple[str, date | None]], today: date, until: date
) -> tuple[date, list[Deadline]]:
    """The next day on which terms are met, those overdue today; `until` and none when there is no more.

    over: what was met, by id; and by name and day, so that a term that begins anew by being met ends that day once.
    """
    days: dict[date, list[Deadline]] = {}
    for each in speaking(written):
        if each.standing == "running" and not each.held_since and each.due_on and (each.id, None) not in over:
            day = max(each.due_on, today)
            if (each.name, day) not in over:
                days.setdefault(day, []).append(each)
    day = min(days, default=until)
    return (day, days[day]) if days and day <= until else (until, [])


def _after(written: Written, deadline: Deadline, day: date) -> Written:
    """As it stands once the deadline was met on that day, in the first way that can be followed."""
    if deadline.id not in {each.id for each in speaking(written)}:
        return written  # what was met on the same day ended it too
    for way in rule_of(written.compiled.workflow, deadline.name).met_by:
        if events := _met_by(way, written, day):
            return _with(written, events, day)
    return written


def _met_by(way: MetBy, written: Written, day: date) -> list[Event]:
    """What would be recorded; nothing where the definition leaves open what that is."""
    workflow = written.compiled.workflow
    match way:
        case MetByFact(fact=name):
            spec = workflow.facts[name]
            is_plain = spec.type == "date" and not spec.private and spec.from_ != "born"
            return [ev.FactSet(name, day.isoformat())] if is_plain else []
        case MetByTask(task=name):
            task = workflow.tasks[name]
            return [ev.TaskDone(name, "", task.amount)] if task.for_ == "subject" else []
        case MetByStage(stage=stage):
            return _steps_to(stage, written, day)
        case MetByAttending():
            return []
        case _:
            assert_never(way)


def _steps_to(stage: str, written: Written, day: date) -> list[Event]:
    """The one step that leads there from where it stands; not where it ends the trajectory."""
    compiled, now = written.compiled, written.trajectory
    ways = [trigger for trigger in compiled.passages[now.stage] if stage in compiled.leads(now.stage, trigger)]
    if len(ways) != 1 or compiled.workflow.stages[stage].final:
        return []
    try:
        found = decide_advance(
            compiled, now, now, Advance(now.id, ways[0], day, {}), ANYONE, _circle(now), written.calendar
        )
    except CaseworkError:
        return []
    return found.events if any(getattr(each, "stage", "") == stage for each in found.events) else []


def _circle(now: Trajectory) -> Circle:
    """The members as they were when last looked at."""
    members = tuple(now.members.values())
    return Circle(members, next((each for each in members if each["member"] == now.subject), None))


def _with(written: Written, events: list[Event], day: date) -> Written:
    now = written.trajectory
    for event in events:
        version = now.version + 1
        recorded = Recorded(now.id, version, day, local_instant(day, NOON), "", "", "", now.definition, event)
        now = evolve(now, recorded)._replace(version=version)
    deadlines = deadlines_of(written.compiled, now, written.calendar, written.private)
    return written._replace(trajectory=asking_again(written.compiled, now, deadlines), deadlines=deadlines)
