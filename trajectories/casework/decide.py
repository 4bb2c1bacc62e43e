"""May this be done, and what then happens: definition + state + command -> events, or an explained refusal."""

from collections.abc import Iterable
from datetime import date

from trajectories.casework import commands as ask
from trajectories.casework.follow import opened_beside
from trajectories.casework.parse_values import (
    checked,
    choose,
    spec_of,
    task_of,
)
from trajectories.casework.refusals import (
    Decision,
    DoneLater,
    dated,
    dated_before_last_move,
    is_reopenable,
    late_for,
    member_for,
    must_be_open,
    not_before_migration,
)
from trajectories.casework.road import must_fit_road
from trajectories.casework.supposed import just_opened, with_facts
from trajectories.casework.taken_in import must_take_clients
from trajectories.casework.task_rules import must_be_another_day, must_be_theirs, must_come_after
from trajectories.casework.tasks import (
    Circle,
    answers_read,
    asked_on_entering,
    is_asked_now,
    open_tasks,
    repeating_tasks,
    seen_of,
    signals_of,
    starts_of,
)
from trajectories.history import events as ev
from trajectories.history.events import Event
from trajectories.history.state import Trajectory, done_entries, is_waived, task_key
from workflows.calendar import WorkCalendar
from workflows.errors import NotFound, Refused, StepRefused, UsageError
from workflows.language.duplicate import ways_to_leave
from workflows.language.workflow import Workflow
from workflows.machine.guards import OpenTask, Seen
from workflows.machine.state_machine import Compiled
from workflows.words import Words

# decisions


def decide_open(compiled: Compiled, command: ask.Open, circle: Circle, calendar: WorkCalendar) -> Decision:
    """Opens in the initial stage, with the facts given. Raises Refused when it takes no new clients on that day."""
    workflow = compiled.workflow
    must_take_clients(workflow, command.on)
    facts = {name: checked(spec_of(compiled, name), name, value) for name, value in command.facts.items()}
    stage = workflow.stages[workflow.initial]
    opened = ev.TrajectoryOpened(
        workflow.workflow,
        workflow.version,
        workflow.variant,
        command.municipality,
        command.subject,
        command.intake_on.isoformat(),
        workflow.initial,
        [],
        list(circle.members or ((circle.self_,) if circle.self_ else ())),
        command.origin,
        command.continues,
        len(facts),
    )
    begun = with_facts(just_opened(opened, command.on), facts, command.on)
    seen = seen_of(compiled, begun, command.on, circle, calendar)
    opened = opened._replace(tasks=asked_on_entering(compiled, stage, circle, seen, calendar))
    events: list[Event] = [opened, *(ev.FactSet(name, value) for name, value in facts.items())]
    starts = opened_beside(compiled, stage, circle, seen, calendar)
    if not command.subject.startswith("h"):
        starts = starts_of(compiled, stage, circle, seen, calendar)
    return Decision(events, starts, signals_of(stage, seen))


def decide_advance(
    compiled: Compiled,
    now: Trajectory,
    then: Trajectory,
    command: ask.Advance,
    actor: ask.Actor,
    circle: Circle,
    calendar: WorkCalendar,
) -> Decision:
    """Moves one passage along. `now`: all that is known; `then`: what held on the day of the command.

    One that closed by a step may be opened again by a step; who came and went meanwhile is caught up with.
    Raises StepRefused with everything that is missing; Refused for a day before the last move.
    """
    if not (is_reopenable(compiled, now) and compiled.leads(now.stage, command.trigger)):
        must_be_open(now, compiled)
    facts = {name: checked(spec_of(compiled, name), name, value) for name, value in command.facts.items()}
    seen = seen_of(compiled, with_facts(then, facts, command.on), command.on, circle, calendar)
    if command.on < now.path[-1].on:
        raise dated_before_last_move(now, command)
    not_before_migration(now, command.on)
    try:
        passage = compiled.step(now.stage, command.trigger, seen, actor.roles, calendar)
    except StepRefused as error:
        missing = [dated(each, seen, now) for each in error.missing]
        late = late_for(compiled, now, error.missing, command.on)
        as_now = seen_of(compiled, with_facts(now, facts, command.on), command.on, circle, calendar)
        if late and _is_possible(compiled, now.stage, command.trigger, as_now, actor, calendar):
            raise DoneLater(command.on, error, missing, late) from error
        raise StepRefused(error.words, missing, error.possible) from error
    stage = compiled.workflow.stages[passage.to]
    seen = seen._replace(facts={name: each for name, each in seen.facts.items() if name not in passage.forgets})
    entered = ev.StageEntered(
        passage.to,
        now.stage,
        command.trigger,
        (stage.outcome or "") if stage.final else "",
        asked_on_entering(compiled, stage, circle, seen, calendar) if stage.tasks else [],
        answers_read(passage.when, seen),
        list(passage.forgets),
        _counts_from(now, passage.to) if stage.keeps else 0,
    )
    events: list[Event] = [ev.FactSet(name, value) for name, value in facts.items()]
    events += _caught_up(now, circle) if now.closed_on else []
    events.append(entered)
    return Decision(events, starts_of(compiled, stage, circle, seen, calendar), signals_of(stage, seen))


def _counts_from(now: Trajectory, stage: str) -> int:
    """The event that first entered the stage, of the times that go on from one another; 0 where none did."""
    last = next((each.version for each in reversed(now.path) if each.stage == stage), 0)
    return now.kept.get(last, last)


def _is_possible(
    compiled: Compiled, stage: str, trigger: str, seen: Seen, actor: ask.Actor, calendar: WorkCalendar
) -> bool:
    try:
        compiled.step(stage, trigger, seen, actor.roles, calendar)
    except StepRefused:
        return False
    return True


def _caught_up(now: Trajectory, circle: Circle) -> list[Event]:
    """Those who came and went while it was closed; nothing where the people were not looked up."""
    there = {each["member"]: each for each in circle.members or ((circle.self_,) if circle.self_ else ())}
    if not there:
        return []
    left: list[Event] = [ev.MemberLeft(member) for member in now.members if member not in there]
    return [*left, *(ev.MemberJoined(seen) for member, seen in there.items() if member not in now.members)]


def decide_task(
    compiled: Compiled, now: Trajectory, then: Trajectory, command: ask.DoTask, actor: ask.Actor
) -> Decision:
    """Records work on a task, also before its stage begins. `then`: what held on that day, where it comes after others.

    Raises Refused for more than it asks, StepRefused for someone else's task and for one that another comes before.
    """
    must_be_open(now, compiled)
    task = task_of(compiled, command.task)
    must_be_theirs(task, actor)
    member = member_for(compiled, now, command.task, command.member)
    _must_not_be_waived(now, command.task, member, task.label)
    done = sum(each.amount for each in done_entries(now, task_key(command.task, member)))
    if command.amount < 1:
        raise UsageError(Words("de hoeveelheid is ten minste 1", "the amount is at least 1"))
    label = task.label
    if (task.repeats or task.again) and command.amount > 1:
        raise UsageError(
            Words(
                f"‘{label.say('nl')}’ wordt keer voor keer gedaan; leg elke keer vast, met zijn eigen dag",
                f"'{label.say('en')}' is done one time after another; record each, on its own day",
            )
        )
    _must_be_another_time(now, command, task_key(command.task, member), label, repeats=task.repeats)
    if not (task.repeats or task.again) and done + command.amount > task.amount:
        raise Refused(
            Words(
                f"‘{label.say('nl')}’ is al {done} van {task.amount} gedaan; {command.amount} erbij is te veel",
                f"'{label.say('en')}' is already {done} of {task.amount} done; {command.amount} more is too much",
            )
        )
    must_come_after(compiled, now, then, command.task, member, command.on)
    must_be_another_day(task, now, command.task, member, command.on)
    return Decision([ev.TaskDone(command.task, member, command.amount)])


def _must_be_another_time(now: Trajectory, command: ask.DoTask, key: str, label: Words, *, repeats: bool) -> None:
    """What comes back is done once a day; of what has an amount there may be several a day."""
    of_day = [each for each in done_entries(now, key) if each.on == command.on]
    if repeats and of_day:
        raise _stands_already(label, command.on, of_day[-1].version)


def _stands_already(label: Words, on: date, version: int) -> Refused:
    return Refused(
        Words(
            f"dit staat al vast: gebeurtenis {version} zegt het van ‘{label.say('nl')}’ voor {on}",
            f"this stands already: event {version} says it of '{label.say('en')}' for {on}",
        )
    )


def _must_not_be_waived(now: Trajectory, task: str, member: str, label: Words) -> None:
    key = task_key(task, member)
    if is_waived(now, key):
        on, version = now.waived[key].on, now.waived[key].version
        raise Refused(
            Words(
                f"van ‘{label.say('nl')}’ is op {on} vastgelegd dat het niet meer hoeft; neem dat terug met "
                f"‘traject correct {now.id} {version} --void --reason …’",
                f"'{label.say('en')}' was waived on {on}; take that back with "
                f"'traject correct {now.id} {version} --void --reason …'",
            )
        )


def decide_missed(
    compiled: Compiled, now: Trajectory, then: Trajectory, command: ask.MissTask, actor: ask.Actor
) -> Decision:
    """Someone stayed away. `then`: what held on that day. Raises Refused where nobody was asked to come, or no more."""
    must_be_open(now, compiled)
    task = task_of(compiled, command.task)
    must_be_theirs(task, actor)
    label = task.label
    member = member_for(compiled, now, command.task, command.member)
    key = task_key(command.task, member)
    if told := [each for each in now.absences.get(key, ()) if each.on == command.on]:
        raise _stands_already(label, command.on, told[-1].version)
    if not is_asked_now(key, then):
        raise Refused(
            Words(
                f"‘{label.say('nl')}’ werd op {command.on} niet gevraagd, dus er viel niets te missen",
                f"'{label.say('en')}' was not asked for on {command.on}, so there was nothing to miss",
            )
        )
    if not task.again and not any(task_key(each.task, each.member) == key for each in _to_do(compiled, then)):
        raise Refused(
            Words(
                f"‘{label.say('nl')}’ was op {command.on} al gedaan; klopt dat niet, verbeter dat dan met "
                "‘traject correct’",
                f"'{label.say('en')}' was done already on {command.on}; if that is wrong, mend it with "
                "'traject correct'",
            )
        )
    return Decision([ev.TaskMissed(command.task, member)])


def _to_do(compiled: Compiled, trajectory: Trajectory) -> tuple[OpenTask, ...]:
    return (*open_tasks(compiled, trajectory), *repeating_tasks(compiled, trajectory))


def decide_fact(compiled: Compiled, now: Trajectory, command: ask.SetFact) -> Decision:
    """Raises Refused for what is taken over from the client."""
    must_be_open(now, compiled)
    not_from_client(compiled.workflow, [command.name])
    value = checked(spec_of(compiled, command.name), command.name, command.value)
    must_fit_road(compiled, now, command.name, value)
    return Decision([ev.FactSet(command.name, value)])


def not_from_client(workflow: Workflow, facts: Iterable[str]) -> None:
    """Raises Refused for a fact that follows the client's own record: two answers would drift apart."""
    for name in facts:
        if name in workflow.facts and workflow.facts[name].from_ == "born":
            raise Refused(
                Words(
                    f"{name} komt van de cliënt zelf; wijzig het met ‘traject client edit … --born JJJJ-MM-DD’",
                    f"{name} comes from the client; change it with 'traject client edit … --born YYYY-MM-DD'",
                )
            )


def decide_assign(now: Trajectory, as_role: str, staff: str) -> Decision:
    return Decision([] if now.assigned.get(as_role, "") == staff else [ev.Assigned(as_role, staff)])


def decide_close(compiled: Compiled, now: Trajectory, command: ask.Close) -> Decision:
    """Leaves from any stage, with an outcome the definition allows for that."""
    must_be_open(now, compiled)
    leaving = ways_to_leave(compiled.workflow)
    if command.outcome not in leaving:
        if command.outcome in compiled.workflow.outcomes:
            raise Refused(
                Words(
                    f"‘{command.outcome}’ is een stap, geen sluiting; sluiten kan met {', '.join(leaving)}",
                    f"'{command.outcome}' is reached by a step, not by closing; closing takes {', '.join(leaving)}",
                )
            )
        raise NotFound(choose("uitkomst", "outcome", command.outcome, leaving))
    if command.on < now.path[-1].on:
        raise dated_before_last_move(now, ask.Advance(command.trajectory, "close", command.on))
    not_before_migration(now, command.on)
    return Decision([ev.TrajectoryClosed(command.outcome)])
