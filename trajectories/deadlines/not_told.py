"""Of a case taken over: terms that may run by what happened elsewhere, and of which nothing here says whether they do.

They are no questions that remind anyone: most of it never happened (a fine, an absence). Who takes the case over sees
them once together, and they stand with the case until they are told.
"""

from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from trajectories.deadlines.anchors import day_zero
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.deadlines import open_deadlines, reckoned, run_as_if_it_applied
from trajectories.deadlines.ends import first_lapsed, first_met
from trajectories.deadlines.rules import since_of
from trajectories.deadlines.starts import NOT_YET
from trajectories.deadlines.unsure_road import may_end_sooner
from trajectories.deadlines.written import Written, with_private_dates
from trajectories.history.state import FactEntry, Takeover, Trajectory, left_on_no_day
from workflows.calendar import WorkCalendar
from workflows.language.anchors import DoneAnchor, MissedAnchor, TaskAnchor, plain_anchors
from workflows.language.conditions import (
    AllCondition,
    AnyCondition,
    Condition,
    FactCondition,
    NotCondition,
    plain_conditions,
)
from workflows.language.deadlines import DeadlineRule
from workflows.language.grounds import AtStage
from workflows.language.road_facts import entered, passed
from workflows.machine.guards import Seen, unmet
from workflows.machine.state_machine import Compiled

ONE_DAY = timedelta(1)


class NotTold(NamedTuple):
    """rule: the term. facts: what it waits for, also of the road; tasks: of which nobody said whether they were asked,
    done, or stayed away from elsewhere.
    """

    rule: str
    facts: tuple[str, ...]
    tasks: tuple[str, ...] = ()


def not_told_of(written: Written) -> list[NotTold]:
    """With private dates read."""
    compiled, now = written.compiled, written.trajectory
    read = with_private_dates(compiled, now, written.private) if compiled.revealing else now
    return not_told(compiled, read, written.calendar)


def not_told(compiled: Compiled, trajectory: Trajectory, calendar: WorkCalendar) -> list[NotTold]:
    """In the order of the definition; none of a case that was opened here, that is closed or was taken back."""
    takeover = trajectory.takeover
    if takeover is None or trajectory.closed_on or trajectory.taken_back_on:
        return []
    shown = {each.name: each for each in open_deadlines(compiled, trajectory, calendar)}
    others = reckoned(compiled, trajectory, calendar)
    found: list[NotTold] = []
    for name, rule in compiled.workflow.deadlines.items():
        facts: tuple[str, ...] = ()
        tasks: tuple[str, ...] = ()
        if name in shown:
            facts = _still_stood(shown[name], rule, trajectory, takeover)
            if sooner := may_end_sooner(rule, shown[name], compiled, trajectory):
                facts = (passed(sooner), *facts)
        elif name in others or since_of(rule, trajectory) is None:
            continue  # over before it came here; or of a stage that it did not come to, or is asked whether it did
        else:
            facts, tasks = _unknown(name, compiled, trajectory, calendar, others)
        if facts or tasks:
            found.append(NotTold(name, tuple(dict.fromkeys(facts)), tasks))
    return found


def _still_stood(deadline: Deadline, rule: DeadlineRule, trajectory: Trajectory, takeover: Takeover) -> tuple[str, ...]:
    """Stages in which it stands still, and that it may have come through, or of which nobody said when they were left:
    as reckoned it ends the sooner.
    """
    if deadline.standing != "running":
        return ()
    grounds = deadline.reading.suspend.grounds.values() if deadline.reading.suspend else ()
    still = {*rule.paused_in, *(each.begins.stage for each in grounds if isinstance(each.begins, AtStage))}
    left = (
        after for before, after in pairwise(trajectory.path) if before.stage in still and left_on_no_day(before, after)
    )
    return (*(passed(each) for each in sorted(still & {*takeover.unsure})), *(entered(each.stage) for each in left))


def _unknown(
    name: str, compiled: Compiled, trajectory: Trajectory, calendar: WorkCalendar, others: Mapping[str, Deadline]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What its condition waits for; what the day waits for that it is counted from; empty where it runs in no case."""
    rule = compiled.workflow.deadlines[name]
    facts = {each: entries[-1].value for each, entries in trajectory.facts.items()}
    seen = Seen(trajectory.path[-1].on, facts, entered=trajectory.entered())
    if not _may_hold(rule.when, seen, compiled, calendar):
        return (), ()
    asked = tuple(
        each.fact for each in plain_conditions(rule.when) if isinstance(each, FactCondition) and each.fact not in facts
    )
    asked = asked if unmet(rule.when, seen, compiled.workflow, calendar) else ()
    runs = [
        run_as_if_it_applied(name, compiled, each, calendar, others)
        for each in (trajectory, _as_if_now(asked, compiled, trajectory))
    ]
    for deadline in filter(None, runs):
        if deadline.standing in ("running", "unknown"):
            return (*asked, *deadline.missing), ()
    if any(runs):
        return (), ()
    since = since_of(rule, trajectory) or 0
    if first_met(rule.met_by, compiled, trajectory, since, None, NOT_YET):
        return (), ()
    if first_lapsed(rule, trajectory, since, NOT_YET):
        return (), ()
    tasks = _tasks_elsewhere(rule, compiled, trajectory, others)
    return (asked if tasks else ()), tasks


def _as_if_now(facts: tuple[str, ...], compiled: Compiled, trajectory: Trajectory) -> Trajectory:
    """With these days after all that is known: what happened before may have ended only a term of an earlier day."""
    on, upto = trajectory.path[-1].on + ONE_DAY, trajectory.version
    days = [each for each in facts if compiled.workflow.facts[each].type == "date"]
    supposed = {each: (FactEntry(on.isoformat(), on, upto, on),) for each in days}
    return trajectory._replace(facts={**trajectory.facts, **supposed}) if supposed else trajectory


def _tasks_elsewhere(
    rule: DeadlineRule, compiled: Compiled, trajectory: Trajectory, others: Mapping[str, Deadline]
) -> tuple[str, ...]:
    """Those that its day rests on and that may have been asked before it came here: by its stages, or by a signal."""
    takeover = trajectory.takeover
    assert takeover
    stages = {*takeover.unsure, *(each.stage for each in trajectory.path[: takeover.stages])}
    by_stage = {task for name, stage in compiled.workflow.stages.items() for task in stage.tasks if name in stages}
    of_no_stage = {*compiled.workflow.tasks} - {
        task for stage in compiled.workflow.stages.values() for task in stage.tasks
    }
    found = []
    for each in plain_anchors(rule.anchor):
        if day_zero(each, trajectory, others) is not None:
            continue
        match each:
            case TaskAnchor(task=name) | DoneAnchor(done=name) | MissedAnchor(missed=name):
                if name in by_stage | of_no_stage:
                    found.append(name)
            case _:
                pass  # a stage is asked for as a question; a term that is not there is told of by itself
    return tuple(dict.fromkeys(found))


def _may_hold(condition: Condition | None, seen: Seen, compiled: Compiled, calendar: WorkCalendar) -> bool:
    """Whether it holds for some answer to what nobody recorded."""
    match condition:
        case None:
            return True
        case FactCondition(fact=name) if name not in seen.facts:
            return True
        case AllCondition(all=parts):
            return all(_may_hold(part, seen, compiled, calendar) for part in parts)
        case AnyCondition(any=parts):
            return any(_may_hold(part, seen, compiled, calendar) for part in parts)
        case NotCondition(not_=inner) if any(
            isinstance(each, FactCondition) and each.fact not in seen.facts for each in plain_conditions(inner)
        ):
            return True
        case _:
            return not unmet(condition, seen, compiled.workflow, calendar)
