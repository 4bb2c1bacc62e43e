"""Whether what meets a term can come about while it runs, and not at the moment that it begins."""

from collections.abc import Iterator
from typing import assert_never

from workflows.checks.finding import Draft, Finding
from workflows.checks.satisfiability import Domain, can_hold
from workflows.format.yaml_document import Place
from workflows.language.anchors import (
    AssignedAnchor,
    DeadlineAnchor,
    DoneAnchor,
    FactAnchor,
    IntakeAnchor,
    LaterOfAnchor,
    LatestOfAnchor,
    MissedAnchor,
    OpenedAnchor,
    StageAnchor,
    TaskAnchor,
)
from workflows.language.conditions import FactCondition
from workflows.language.deadlines import (
    DeadlineRule,
    MetBy,
    MetByAttending,
    MetByFact,
    MetByStage,
    MetByTask,
    counts_ahead,
)
from workflows.language.reviews import is_review
from workflows.language.stage_graph import reachable, ways_out


def terms_met_never_or_at_once(draft: Draft) -> Iterator[Finding]:
    for name, rule in draft.workflow.deadlines.items():
        place: Place = ("deadlines", name)
        if draft.lost_below(*place) or is_review(draft.workflow, name):
            continue
        if not rule.met_by and not rule.round:
            text = "nothing meets this: name what does in 'met_by', or write 'round: true' if the day only comes round"
            yield Finding(place, "never_met", text, "warning", key=True)
        if rule.met_by and rule.round:
            yield Finding(
                (*place, "round"), "bad_value", "what only comes round is met by nothing; leave out one of the two"
            )
        for index, way in enumerate(rule.met_by):
            yield from _way(draft, rule, way, (*place, "met_by", index))


def _way(draft: Draft, rule: DeadlineRule, way: MetBy, place: Place) -> Iterator[Finding]:
    if any(draft.workflow.stages[name].final for name in _begins_in(rule) if name in draft.workflow.stages):
        return  # it begins when all is over, which is said by itself
    if counts_ahead(way) and (_begins_it(rule, way) or _comes_before(draft, rule, way)):
        text = "this has always happened when the term begins, so it is met at once; name what must happen after it"
        yield Finding(place, "met_when_born", text)
    elif not counts_ahead(way) and _begins_it(rule, way):
        text = "with this the term begins, and what begins it does not meet it; name what must happen after it"
        yield Finding(place, "never_met", text)
    elif stage := _lies_before(draft, rule, way):
        text = (
            f"from where the term begins no step leads to '{stage}'; name what can still happen, or write 'ahead: true'"
        )
        yield Finding((*place, "stage"), "never_met", text)


def _begins_it(rule: DeadlineRule, way: MetBy) -> bool:
    match way:
        case MetByStage(stage=name):
            return isinstance(rule.anchor, StageAnchor) and rule.anchor.stage == name
        case MetByFact(fact=name):
            return isinstance(rule.anchor, FactAnchor) and rule.anchor.fact == name
        case MetByTask(task=name) | MetByAttending(attended=name):
            return isinstance(rule.anchor, DoneAnchor) and rule.anchor.done == name
        case _:
            assert_never(way)


def _comes_before(draft: Draft, rule: DeadlineRule, way: MetBy) -> bool:
    """Whether it lies on every road to where the term begins: a stage passed, a fact that each step there asks for."""
    begins = _begins_in(rule) & draft.workflow.stages.keys()
    if not begins or draft.lost_below("transitions") or draft.lost_below("stages"):
        return False
    match way:
        case MetByStage(stage=name):
            ways = ways_out(draft.workflow)
            without = {each: targets - {name} for each, targets in ways.items() if each != name}
            return name in _initial(draft) or not reachable(without, _initial(draft)) & begins
        case MetByFact(fact=name):
            steps = [each for several in draft.workflow.transitions.values() for each in several if each.to in begins]
            known = FactCondition.model_validate({"fact": name, "is": "set"})
            domain = Domain(draft.workflow.facts)
            open_ = [each for each in steps if can_hold(domain, [each.when], [known])]
            return bool(steps) and not open_ and not begins & _initial(draft)
        case MetByTask() | MetByAttending():
            return False
        case _:
            assert_never(way)


def _lies_before(draft: Draft, rule: DeadlineRule, way: MetBy) -> str:
    """The stage that would meet it, where none can come to it once the term has begun."""
    match way:
        case MetByStage(stage=name, ahead=False):
            begins = _begins_in(rule) or _initial(draft)
            known = draft.workflow.stages.keys() >= {name, *begins}
            lost = draft.lost_below("transitions") or draft.lost_below("stages")
            ways = ways_out(draft.workflow)
            known = known and name in reachable(ways, _initial(draft))  # else it is said of the stage itself
            after = reachable(ways, {target for stage in begins for target in ways.get(stage, set())})
            return name if begins and known and not lost and name not in after else ""
        case MetByStage() | MetByFact() | MetByTask() | MetByAttending():
            return ""
        case _:
            assert_never(way)


def _initial(draft: Draft) -> set[str]:
    return {name for name, stage in draft.workflow.stages.items() if stage.initial}


def _begins_in(rule: DeadlineRule) -> set[str]:
    """The stages with which it begins; empty where it may begin anywhere."""
    if rule.since:
        return {rule.since}
    match rule.anchor:
        case StageAnchor(stage=name):
            return {name}
        case (
            FactAnchor()
            | TaskAnchor()
            | DoneAnchor()
            | MissedAnchor()
            | AssignedAnchor()
            | OpenedAnchor()
            | IntakeAnchor()
            | DeadlineAnchor()
            | LaterOfAnchor()
            | LatestOfAnchor()
        ):
            return set()
        case _:
            assert_never(rule.anchor)
