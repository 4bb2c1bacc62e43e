"""What ends a term: what meets it, what lets it lapse."""

from datetime import date
from typing import assert_never

from trajectories.deadlines.anchors import last_absence
from trajectories.deadlines.deadline import Deadline
from trajectories.history.state import Trajectory, done_entries
from workflows.language.deadlines import DeadlineRule, MetBy, MetByAttending, MetByFact, MetByStage, MetByTask
from workflows.machine.state_machine import Compiled


def first_met(
    ways: tuple[MetBy, ...], compiled: Compiled, trajectory: Trajectory, floor: int, anchor_on: date | None
) -> date | None:
    """The first day on which one of the ways was fulfilled; a stage counts only when entered after `floor`."""
    days = [_fulfilled_on(way, compiled, trajectory, floor, anchor_on) for way in ways]
    return min((day for day in days if day is not None), default=None)


def _fulfilled_on(
    way: MetBy, compiled: Compiled, trajectory: Trajectory, floor: int, anchor_on: date | None
) -> date | None:
    match way:
        case MetByStage(stage=stage):
            return next((passage.on for passage in trajectory.path[floor + 1 :] if passage.stage == stage), None)
        case MetByFact(fact=name):
            return _recorded_day(name, trajectory)
        case MetByTask(task=name):
            return _done_on(name, compiled, trajectory)
        case MetByAttending(attended=name):
            return _attended_on(name, trajectory, anchor_on)
        case _:
            assert_never(way)


def _recorded_day(name: str, trajectory: Trajectory) -> date | None:
    """A date fact happened on its value, any other on the day it holds from."""
    entries = trajectory.facts.get(name)
    if not entries:
        return None
    value = entries[-1].value
    if isinstance(value, str) and len(value) == 10:
        return date.fromisoformat(value)
    return entries[-1].on


def _done_on(task: str, compiled: Compiled, trajectory: Trajectory) -> date | None:
    """The day on which its amount was reached."""
    done = 0
    for entry in done_entries(trajectory, task):
        done += entry.amount
        if done >= compiled.workflow.tasks[task].amount:
            return entry.on
    return None


def _attended_on(task: str, trajectory: Trajectory, anchor_on: date | None) -> date | None:
    """The first work on it from the anchor's day on; by who stayed away last, where someone did."""
    if anchor_on is None:
        return None
    absent = last_absence(task, trajectory)[0]
    keys = [absent] if absent else [key for key in trajectory.done if key.partition("/")[0] == task]
    days = [each.on for key in keys for each in trajectory.done.get(key, ()) if each.on >= anchor_on]
    return min(days, default=None)


def first_lapsed(rule: DeadlineRule, trajectory: Trajectory, floor: int) -> date | None:
    return next((each.on for each in trajectory.path[floor + 1 :] if each.stage in rule.lapses_at), None)


def standing_of(
    running: Deadline, rule: DeadlineRule, met_on: date | None, trajectory: Trajectory, floor: int
) -> Deadline:
    if met_on is not None:
        return running._replace(standing="met", met_on=met_on)
    if trajectory.closed_on or first_lapsed(rule, trajectory, floor):
        return running._replace(standing="lapsed")
    return running
