"""Terms of a case taken over that run only if it came through a stage of which nobody said whether it did."""

from functools import lru_cache

from trajectories.deadlines.deadline import Deadline
from trajectories.history.state import Trajectory
from workflows.language.anchors import Anchor, OpenedAnchor, StageAnchor, names_in, plain_anchors
from workflows.language.conditions import StageCondition, plain_conditions
from workflows.language.deadlines import DeadlineRule, stages_meeting
from workflows.language.road_facts import passed
from workflows.machine.roads import reached
from workflows.machine.state_machine import Compiled


def stages_in_question(name: str, compiled: Compiled, trajectory: Trajectory) -> tuple[str, ...]:
    """Those that it matters from, counts from or asks about, if a road leads here from them that does not end it; any
    road where the term that it counts from became longer since, as that opens a window anew.

    Empty where the case was opened here.
    """
    takeover = trajectory.takeover
    if takeover is None:
        return ()
    named, here = _stages_named(compiled, name), trajectory.path[takeover.stages - 1].stage
    others = sorted(each for each in takeover.unsure if each in named and each != here)
    if not others:
        return ()
    rule = compiled.workflow.deadlines[name]
    is_longer = {each.rule for each in trajectory.extensions} & {*names_in(rule.anchor, "deadline")}
    ending = frozenset() if is_longer else frozenset(stages_meeting(rule) | {*rule.lapses_at})
    return tuple(each for each in others if here in reached(compiled, each, ending))


@lru_cache(maxsize=2048)
def _stages_named(compiled: Compiled, name: str) -> frozenset[str | None]:
    """The same for every trajectory of a definition, so it is kept."""
    rule = compiled.workflow.deadlines[name]
    decided_by = [each.stage for each in plain_conditions(rule.when) if isinstance(each, StageCondition)]
    return frozenset((*names_in(rule.anchor, "stage"), rule.since, *decided_by))


def asked_where_it_stood(rule: DeadlineRule, deadline: Deadline, trajectory: Trajectory) -> Deadline | None:
    """The question whether it came before where it was taken over, of a term that was met by what was done in an
    earlier time of it, if there was one. None where that is no question.
    """
    takeover = trajectory.takeover
    if takeover is None:
        return None
    here = trajectory.path[takeover.stages - 1]
    met_before = deadline.met_on is not None and deadline.met_on < here.on and rule.since == here.stage
    if met_before and here.stage in takeover.unsure:
        return as_question(deadline._replace(standing="running", met_on=None), (here.stage,))
    return None


def may_end_sooner(rule: DeadlineRule, deadline: Deadline, compiled: Compiled, trajectory: Trajectory) -> str:
    """The stage where it was taken over, if it counts from the first time that it came there and nobody said whether
    that was earlier: as reckoned it ends on the last day that it can. Empty where that is known.
    """
    takeover = trajectory.takeover
    if takeover is None or deadline.standing != "running" or deadline.occurrence > takeover.upto:
        return ""
    here = trajectory.path[takeover.stages - 1].stage
    return here if here in takeover.unsure and _from_first(rule.anchor, here, compiled) else ""


def _from_first(anchor: Anchor, stage: str, compiled: Compiled) -> bool:
    for each in plain_anchors(anchor):
        match each:
            case StageAnchor(stage=name):
                if name == stage and (each.pick == "first" or each.on_change == "keep"):
                    return True
            case OpenedAnchor():
                if stage == compiled.workflow.initial:
                    return True
            case _:
                pass  # not counted from where it stood
    return False


def had_it_passed(trajectory: Trajectory, stages: tuple[str, ...]) -> Trajectory:
    """As it would be, on a day that nobody knows."""
    takeover = trajectory.takeover
    assert takeover
    here = trajectory.path[takeover.stages - 1]
    before, rest = trajectory.path[: takeover.stages - 1], trajectory.path[takeover.stages - 1 :]
    road = list(before)
    for name in stages:
        following = (place for place, each in enumerate(road) if each.stage == takeover.unsure[name])
        road.insert(next(following, len(road)), here._replace(stage=name, untold=True))
    return trajectory._replace(path=(*road, *rest), takeover=takeover._replace(stages=len(road) + 1))


def as_question(deadline: Deadline, stages: tuple[str, ...]) -> Deadline | None:
    """The question whether it came through them; None where the term would have ended by now."""
    if deadline.standing not in ("running", "unknown"):
        return None
    missing = tuple(passed(each) for each in stages)
    asked = deadline._replace(occurrence=0, standing="unknown", missing=missing, raw_on=None, due_on=None)
    return asked._replace(holds=(), reckoned=None)
