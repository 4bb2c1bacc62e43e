"""What ends a term: what meets it, what lets it lapse."""

import re
from datetime import date
from typing import assert_never

from trajectories.deadlines.anchors import Anchored, last_absence
from trajectories.deadlines.deadline import NEVER, Deadline, Point
from trajectories.deadlines.starts import TermStart, moved_by, start_of
from trajectories.history.state import FactEntry, Passage, Trajectory, ever_recorded
from workflows.language.anchors import names_in
from workflows.language.deadlines import (
    DeadlineRule,
    MetBy,
    MetByAttending,
    MetByFact,
    MetByStage,
    MetByTask,
    counts_ahead,
)
from workflows.machine.state_machine import Compiled

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def started(
    rule: DeadlineRule,
    since: int,
    anchored: Anchored,
    extended: Point,
    compiled: Compiled,
    trajectory: Trajectory,
    floor: int,
) -> TermStart:
    """With what the term in question began. extended: with what it last became longer."""

    def met_from(start: TermStart) -> date | None:
        start = start._replace(ahead=rule.moment != "opens")
        return first_met(rule.met_by, compiled, trajectory, floor, anchored.on, start)

    start = start_of(rule, since, anchored, trajectory, met_from)
    if rule.moment != "opens":
        return start
    start = moved_by(extended, start)
    if names_in(rule.anchor, "deadline"):  # what came before the term that it waits for is of another one
        start = start._replace(at=max(start.at, anchored.begun))
    return start._replace(ahead=False)


def last_extended(name: str, occurrence: int, trajectory: Trajectory) -> Point:
    """NEVER where it was not."""
    granted = zip(trajectory.extensions, trajectory.extended_at, strict=True)
    return max([at for each, at in granted if (each.rule, each.occurrence) == (name, occurrence)], default=NEVER)


def first_met(
    ways: tuple[MetBy, ...],
    compiled: Compiled,
    trajectory: Trajectory,
    floor: int,
    anchor_on: date | None,
    start: TermStart,
) -> date | None:
    """The first day from the start on which one of the ways was fulfilled; a stage counts only after place `floor`."""
    days = [_fulfilled_on(way, compiled, trajectory, floor, anchor_on, _from(way, start)) for way in ways]
    return min((day for day in days if day is not None), default=None)


def _from(way: MetBy, start: TermStart) -> Point:
    return NEVER if start.first and start.ahead and counts_ahead(way) else start.at


def _fulfilled_on(
    way: MetBy, compiled: Compiled, trajectory: Trajectory, floor: int, anchor_on: date | None, start: Point
) -> date | None:
    match way:
        case MetByStage(stage=stage, ahead=ahead):
            return _entered_on(stage, trajectory, 0 if ahead and start == NEVER else floor + 1, start)
        case MetByFact(fact=name):
            return _recorded_day(name, trajectory, start)
        case MetByTask(task=name):
            return _done_on(name, compiled, trajectory, start)
        case MetByAttending(attended=name):
            return _attended_on(name, trajectory, anchor_on, start)
        case _:
            assert_never(way)


def _entered_on(stage: str, trajectory: Trajectory, place: int, start: Point) -> date | None:
    passages = (each for each in trajectory.path[place:] if each.stage == stage)
    return next((each.on for each in passages if _comes_after(each, start, trajectory)), None)


def _comes_after(passage: Passage, start: Point, trajectory: Trajectory) -> bool:
    """Of one day the order of recording decides; among what came with a taking over a stage comes after what it rests
    on, as where both were entered with one step.
    """
    if trajectory.takeover and passage.version == trajectory.opened_version and start[1] <= trajectory.takeover.upto:
        return passage.on >= start[0]
    return (passage.on, passage.version) > start


def _recorded_day(name: str, trajectory: Trajectory, start: Point) -> date | None:
    """A date fact happened on its value, any other on the day it holds from. What met a term is not undone by a step
    that ends the fact.
    """
    days = [(_happened_on(each), each.version) for each in ever_recorded(trajectory, name)]
    return min((day for day, version in days if (day, version) > start), default=None)


def _happened_on(entry: FactEntry) -> date:
    if isinstance(entry.value, str) and DAY.fullmatch(entry.value):
        return date.fromisoformat(entry.value)
    return entry.on


def _done_on(task: str, compiled: Compiled, trajectory: Trajectory, start: Point) -> date | None:
    """The day on which its amount was reached."""
    done = 0
    for entry in trajectory.done.get(task, ()):
        done += entry.amount if (entry.on, entry.version) > start else 0
        if done >= compiled.workflow.tasks[task].amount:
            return entry.on
    return None


def _attended_on(task: str, trajectory: Trajectory, anchor_on: date | None, start: Point) -> date | None:
    """The first work on it from the anchor's day on; by who stayed away last, where someone did."""
    if anchor_on is None:
        return None
    absent = last_absence(task, trajectory)[0]
    keys = [absent] if absent else [key for key in trajectory.done if key.partition("/")[0] == task]
    works = [each for key in keys for each in trajectory.done.get(key, ())]
    return min((each.on for each in works if each.on >= anchor_on and (each.on, each.version) > start), default=None)


def first_lapsed(rule: DeadlineRule, trajectory: Trajectory, floor: int, start: TermStart) -> date | None:
    """The first day from the start on which it was in a stage that ends the term unmet."""
    leaving = [*trajectory.path[1:], None]
    for place, (passage, left) in enumerate(zip(trajectory.path, leaving, strict=True)):
        if (
            place > floor
            and passage.stage in rule.lapses_at
            and (left is None or _comes_after(left, start.at, trajectory))
        ):
            return passage.on
    return None


def standing_of(
    running: Deadline, rule: DeadlineRule, met_on: date | None, trajectory: Trajectory, floor: int, start: TermStart
) -> Deadline:
    if met_on is not None:
        return running._replace(standing="met", met_on=met_on)
    if lapsed_on := first_lapsed(rule, trajectory, floor, start) or trajectory.closed_on:
        return running._replace(standing="lapsed", lapsed_on=lapsed_on)
    return running
