"""A day on which something opens, where it is not settled whether the last day before it moves."""

from collections.abc import Mapping

from trajectories.deadlines.anchors import day_zero
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.reckoning import due
from trajectories.history.state import Trajectory
from workflows.calendar import WorkCalendar
from workflows.language.anchors import Anchor


def with_perhaps(
    running: Deadline, anchor: Anchor, trajectory: Trajectory, others: Mapping[str, Deadline], calendar: WorkCalendar
) -> Deadline:
    """The first day stays the later one; raw_on becomes that on which it may be open already.

    Of a term counted from the last day of another one that is unverified, and that the Atw moved.
    """
    if not running.opens or running.reckoned is None or running.raw_on is None:
        return running
    unmoved = {name: _unmoved(each) for name, each in others.items()}
    anchored = day_zero(anchor, trajectory, unmoved)
    if anchored is None or anchored.on is None:
        return running
    sooner = due(running.reckoned._replace(anchor_on=anchored.on), calendar)
    return running._replace(raw_on=min(running.raw_on, sooner.due_on))


def _unmoved(other: Deadline) -> Deadline:
    return other._replace(due_on=other.raw_on) if other.reading.certainty == "unverified" else other
