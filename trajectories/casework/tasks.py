"""Which tasks are asked of whom, and what a guard may look at."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, assert_never

from trajectories.casework.commands import DoTask
from trajectories.casework.seen_terms import terms_seen
from trajectories.history import events as ev
from trajectories.history.events import MemberSeen, Value
from trajectories.history.state import Trajectory, done_entries, is_waived
from workflows.calendar import WorkCalendar
from workflows.errors import Refused
from workflows.language.conditions import Condition, plain_conditions
from workflows.language.names import ForWhom
from workflows.language.stages import FactSignal, Signal, Stage, TaskSignal
from workflows.machine.guards import OpenTask, Reckoner, Seen, asked_of_people, is_met
from workflows.machine.state_machine import Compiled
from workflows.words import Words, listed


class Circle(NamedTuple):
    """The people around a trajectory on the day of the decision. self_: the subject, where it is a person."""

    members: tuple[MemberSeen, ...] = ()
    self_: MemberSeen | None = None


class SignalWish(NamedTuple):
    """What another trajectory is to be given. if_open: nothing is said where none is open."""

    signal: ev.Signalled
    if_open: bool = False


class StartWish(NamedTuple):
    """Another trajectory to open. subject: a person or household id; empty for the trajectory's own subject.

    continues: it goes on where this one ends. follows: not by a stage that was entered, but for someone whose life
    changed; a second one of its kind is then asked about.
    """

    workflow: str
    subject: str
    facts: Mapping[str, Value]
    continues: bool = False
    follows: bool = False


def seen_of(compiled: Compiled, trajectory: Trajectory, on: date, circle: Circle, calendar: WorkCalendar) -> Seen:
    """trajectory: what held on that day."""
    tasks = open_tasks(compiled, trajectory) if trajectory.asked else ()
    done = _done_tasks(compiled, trajectory) if trajectory.done else frozenset()
    return Seen(
        on,
        {name: entries[-1].value for name, entries in trajectory.facts.items()},
        tasks,
        done.difference([task.task for task in tasks]),
        trajectory.entered(),
        answers_of(circle),
        frozenset(trajectory.holders),
        _amounts_done(trajectory, tasks) if trajectory.done else {},
        _missed(trajectory) if trajectory.absences else {},
        terms_seen(compiled, trajectory, on, calendar) if compiled.asked_terms else {},
    )


def answers_of(circle: Circle, member: MemberSeen | None = None) -> dict[str, bool]:
    """What guards may ask about people, as yes or no. An unknown age counts as adult, so that no term is missed."""
    one = member or circle.self_
    members = circle.members
    answers = {
        "household.has_young_child": True in [each["young_child"] for each in members],
        "household.has_school_child": True in [each["school_age"] for each in members],
        "household.has_child": False in [each["adult"] for each in members],
    }
    if one is not None:
        answers["member.adult"] = one["adult"] is not False
        answers["member.leerplichtig"] = one["school_age"] is True
    return answers


def open_tasks(compiled: Compiled, trajectory: Trajectory) -> tuple[OpenTask, ...]:
    """The tasks of the present stage, and those given by other trajectories, that are not finished.

    One that may be done again and again is none of them: see repeating_tasks.
    """
    asked = _asked_now(compiled, trajectory)
    return tuple(each for each in asked if each.done < each.of and not compiled.workflow.tasks[each.task].repeats)


def repeating_tasks(compiled: Compiled, trajectory: Trajectory) -> tuple[OpenTask, ...]:
    """The tasks asked for now that may be done any number of times, with how often they were."""
    return tuple(each for each in _asked_now(compiled, trajectory) if compiled.workflow.tasks[each.task].repeats)


class LeftTask(NamedTuple):
    """An optional task that was not finished when the stage that asked for it was left."""

    stage: str
    open: OpenTask


def left_tasks(compiled: Compiled, trajectory: Trajectory) -> tuple[LeftTask, ...]:
    """What stays to be done of stages gone by, until it is done or waived; the stage left first comes first.

    One that may be done again and again is none of them, nor is one that holds nobody back any more: what must be done
    is asked by the step out of its stage.
    """
    if trajectory.closed_on:
        return ()
    found = []
    for key, entry in trajectory.asked.items():
        name, _, member = key.partition("/")
        task = compiled.workflow.tasks.get(name)
        is_gone_by = entry.stage not in ("", trajectory.stage) and key not in trajectory.asked_again
        if task is None or not task.optional or task.repeats or not is_gone_by or is_waived(trajectory, key):
            continue
        done = sum(each.amount for each in done_entries(trajectory, key))
        if done < task.amount:
            found.append(LeftTask(entry.stage, OpenTask(name, member, done, task.amount)))
    path = [passage.stage for passage in trajectory.path]
    return tuple(sorted(found, key=lambda each: (_place(path, each.stage), _task_order(compiled, each.open.task))))


def for_everyone(compiled: Compiled, trajectory: Trajectory, command: DoTask) -> list[DoTask]:
    """Once for each member who has it still to do, in this stage or left from one before; one that does not go per
    member once. Raises Refused where nobody has it to do.
    """
    task = compiled.workflow.tasks.get(command.task)
    if task is None or task.for_ == "subject":
        return [command]
    to_do = [*open_tasks(compiled, trajectory), *repeating_tasks(compiled, trajectory)]
    to_do += _asked_now(compiled, trajectory) if task.again else []
    to_do += [each.open for each in left_tasks(compiled, trajectory)]
    members = dict.fromkeys(each.member for each in to_do if each.task == command.task)
    if not members:
        raise Refused(_to_do_by_nobody(compiled, trajectory, command.task))
    return [command._replace(member=member) for member in members]


def _to_do_by_nobody(compiled: Compiled, trajectory: Trajectory, task: str) -> Words:
    """Whether everyone did it, or nobody was asked yet, and where they will be."""
    label = compiled.workflow.tasks[task].label
    asked = {key.partition("/")[0] for key in (*trajectory.asked, *trajectory.asked_again)}
    stages = [stage.label for stage in compiled.workflow.stages.values() if task in stage.tasks]
    if task in asked or not stages:
        return Words(f"niemand heeft ‘{label.nl}’ nog te doen", f"nobody has '{label.say('en')}' still to do")
    nl = listed([f"‘{each.nl}’" for each in stages], "nl")
    en = listed([f"'{each.say('en')}'" for each in stages], "en")
    return Words(
        f"‘{label.nl}’ is nog van niemand gevraagd; dat gebeurt in {nl}. Zeg met --member voor wie het al is gedaan",
        f"'{label.say('en')}' was asked of nobody yet; that comes in {en}. Say with --member for whom it is done",
    )


def _place(path: Sequence[str], stage: str) -> int:
    """Of the last time that it was entered; a stage that no path leads through any more comes last."""
    return max((place for place, name in enumerate(path) if name == stage), default=len(path))


def _asked_now(compiled: Compiled, trajectory: Trajectory) -> list[OpenTask]:
    """In the order of the definition."""
    found = []
    for key in dict.fromkeys((*trajectory.asked, *trajectory.asked_again)):
        if not is_asked_now(key, trajectory):
            continue
        task, _, member = key.partition("/")
        if task not in compiled.workflow.tasks:  # of another definition, before or after a migration
            continue
        done = sum(each.amount for each in done_entries(trajectory, key))
        found.append(OpenTask(task, member, done, compiled.workflow.tasks[task].amount))
    return sorted(found, key=lambda each: (_task_order(compiled, each.task), each.member))


def _done_tasks(compiled: Compiled, trajectory: Trajectory) -> frozenset[str]:
    """The tasks done in their whole amount, by whomever, asked or not."""
    done = {key: sum(each.amount for each in done_entries(trajectory, key)) for key in trajectory.done}
    tasks, declared = ((key.partition("/")[0], amount) for key, amount in done.items()), compiled.workflow.tasks
    return frozenset(task for task, amount in tasks if task in declared and amount >= declared[task].amount)


def _amounts_done(trajectory: Trajectory, unfinished: Sequence[OpenTask]) -> dict[str, int]:
    """Of each task what is done of it: by whoever it is asked of now and did least, else by whoever did most.

    So a task is finished where this is its whole amount. Of one that may be done again and again it is what the one
    person did who did most.
    """
    found: dict[str, int] = {}
    for key in trajectory.done:
        task, done = key.partition("/")[0], sum(each.amount for each in done_entries(trajectory, key))
        found[task] = max(found.get(task, 0), done)
    for each in unfinished:
        found[each.task] = min(found.get(each.task, 0), each.done)
    return found


def _missed(trajectory: Trajectory) -> dict[str, int]:
    """Of each task how often the one person stayed away who did so most."""
    found: dict[str, int] = {}
    for key, absences in trajectory.absences.items():
        task = key.partition("/")[0]
        found[task] = max(found.get(task, 0), len(absences))
    return found


def is_asked_now(key: str, trajectory: Trajectory) -> bool:
    """By the present stage, by another trajectory, or because a term that the task meets began again; not waived."""
    entry = trajectory.asked.get(key)
    by_stage = entry is not None and entry.stage in ("", trajectory.stage)
    is_wanted = by_stage or key in trajectory.asked_again
    return not trajectory.closed_on and is_wanted and not is_waived(trajectory, key)


def _task_order(compiled: Compiled, task: str) -> int:
    return list(compiled.workflow.tasks).index(task)


def asked_on_entering(
    compiled: Compiled, stage: Stage, circle: Circle, seen: Seen, calendar: Reckoner
) -> list[ev.AskedTask]:
    """The tasks of a stage for this household, one for each member it applies to."""
    asked: list[ev.AskedTask] = []
    for name in stage.tasks:
        task = compiled.workflow.tasks[name]
        for member in whom(task.for_, circle):
            if _applies(task.when, seen, circle, member, compiled, calendar):
                asked.append({"task": name, "member": member["member"] if member else ""})
    return asked


def whom(for_: ForWhom, circle: Circle) -> Sequence[MemberSeen | None]:
    """The members it concerns; [None] for the subject as a whole. A birth date not known counts as adult."""
    if for_ == "subject":
        return [None]
    members = circle.members or ((circle.self_,) if circle.self_ else ())
    if for_ == "each_adult":
        return [each for each in members if each["adult"] is not False]
    if for_ == "each_child":
        return [each for each in members if each["adult"] is False]
    if for_ == "each_school_child":
        return [each for each in members if each["school_age"]]
    if for_ == "each_young_child":
        return [each for each in members if each["young_child"]]
    return list(members)


def _applies(
    when: Condition | None,
    seen: Seen,
    circle: Circle,
    member: MemberSeen | None,
    compiled: Compiled,
    calendar: Reckoner,
) -> bool:
    if when is None:
        return True
    return is_met(when, seen._replace(answers=answers_of(circle, member)), compiled.workflow, calendar)


def starts_of(
    compiled: Compiled, stage: Stage, circle: Circle, seen: Seen, calendar: Reckoner, *, arrival: bool = False
) -> list[StartWish]:
    """The trajectories to open beside this one. arrival: only those meant for a member who joins later."""
    wishes = []
    for start in stage.starts:
        if arrival and not start.arrivals:
            continue
        facts = {there: seen.facts[here] for there, here in start.facts.items() if here in seen.facts}
        for member in whom(start.for_, circle):
            if _applies(start.when, seen, circle, member, compiled, calendar):
                subject = member["member"] if member else ""
                wishes.append(StartWish(start.workflow, subject, facts, start.continues))  # type: ignore[arg-type]
    return wishes


def signals_of(stage: Stage, seen: Seen) -> list[SignalWish]:
    return [SignalWish(_signalled(signal, seen), signal.if_open) for signal in stage.signals]


def _signalled(signal: Signal, seen: Seen) -> ev.Signalled:
    task = fact = problem = ""
    match signal:
        case TaskSignal(task=name):
            task = name
        case FactSignal(fact=name, value=value, from_=here):
            passed = value if here is None else seen.facts.get(here)
            fact, problem = (name, "unset") if passed is None else (f"{name}={passed}", "")
        case _:
            assert_never(signal)
    return {"workflow": signal.to, "task": task, "fact": fact, "trajectory": "", "problem": problem}


def answers_read(when: Condition | None, seen: Seen) -> dict[str, bool]:
    """What the guard read from people, so that the event can say so."""
    keys = [key for each in plain_conditions(when) if (key := asked_of_people(each))]
    return {key: seen.answers.get(key, False) for key in keys}
