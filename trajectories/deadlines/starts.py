"""With what a term begins: what happens from there on meets it, until it begins again."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from trajectories.deadlines.anchors import Anchored
from trajectories.deadlines.deadline import NEVER, Point
from trajectories.history.state import Trajectory
from workflows.language.deadlines import DeadlineRule


class TermStart(NamedTuple):
    """at: day and event; what came before does not meet the term. first: it never began before. ahead: what came before
    counts where that way of meeting it says so; a window is never met ahead.

    renewed: day and event with which the day it is counted from became another; NEVER for the first.
    """

    at: Point
    first: bool = True
    renewed: Point = NEVER
    ahead: bool = True


NOT_YET = TermStart(NEVER)  # while the day that it is counted from is not known


def start_of(
    rule: DeadlineRule,
    since: int,
    anchored: Anchored,
    trajectory: Trajectory,
    met_from: Callable[[TermStart], date | None],
) -> TermStart:
    """A day of the past begins the term on that day, one that lies ahead where the rule came to matter (`since`).

    since: place on the path. met_from: the day on which the term would be met, had it begun there. Another day that
    is not later than what met the term already is no new start: it was a mistake, mended.
    """
    if not anchored.values:
        return TermStart(anchored.asked_from, first=False) if anchored.asked_from > NEVER else NOT_YET
    matters = trajectory.path[since].on, trajectory.path[since].version
    again = since > 0 and any(each.stage == rule.since for each in trajectory.path[:since])
    start = NOT_YET
    for place, value in enumerate(anchored.values):
        met_on = met_from(start) if place else None
        if met_on and met_on >= value.on:
            continue
        ahead = rule.count == "back" or value.on > value.written[0]
        at = (value.written if place or value.renewed else matters) if ahead else (value.on, value.written[1])
        renewed = value.written if place or value.renewed else NEVER
        start = TermStart(max(at, matters) if ahead or again else at, not (place or value.renewed or again), renewed)
    return start


def moved_by(extended: Point, start: TermStart) -> TermStart:
    """A window that an extension moved begins anew with it."""
    return TermStart(extended, False, extended) if extended > start.at else start
