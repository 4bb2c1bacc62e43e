"""Terms of a case taken over that run only if it came through a stage of which nobody said whether it did."""

from trajectories.deadlines.deadline import Deadline
from trajectories.history.state import Trajectory
from workflows.language.anchors import names_in
from workflows.language.deadlines import DeadlineRule, stages_meeting
from workflows.language.road_facts import passed
from workflows.machine.roads import reached
from workflows.machine.state_machine import Compiled


def stages_in_question(rule: DeadlineRule, compiled: Compiled, trajectory: Trajectory) -> tuple[str, ...]:
    """Those that it matters from or counts from, and from which a road leads here that neither meets nor ends it.

    Empty where the case was opened here.
    """
    takeover = trajectory.takeover
    if takeover is None:
        return ()
    named, here = {*names_in(rule.anchor, "stage"), rule.since}, trajectory.path[takeover.stages - 1].stage
    ending = frozenset(stages_meeting(rule) | {*rule.lapses_at})
    return tuple(each for each in takeover.unsure if each in named and here in reached(compiled, each, ending))


def had_it_passed(trajectory: Trajectory, stages: tuple[str, ...]) -> Trajectory:
    """As it would be, on a day that nobody knows."""
    takeover = trajectory.takeover
    assert takeover
    here = trajectory.path[takeover.stages - 1]
    before, rest = trajectory.path[: takeover.stages - 1], trajectory.path[takeover.stages - 1 :]
    perhaps = tuple(here._replace(stage=each, untold=True) for each in stages)
    more = takeover._replace(stages=takeover.stages + len(perhaps))
    return trajectory._replace(path=(*before, *perhaps, *rest), takeover=more)


def as_question(deadline: Deadline, stages: tuple[str, ...]) -> Deadline | None:
    """The question whether it came through them; None where the term would have ended by now."""
    if deadline.standing not in ("running", "unknown"):
        return None
    missing = tuple(passed(each) for each in stages)
    asked = deadline._replace(occurrence=0, standing="unknown", missing=missing, raw_on=None, due_on=None)
    return asked._replace(holds=(), reckoned=None)
