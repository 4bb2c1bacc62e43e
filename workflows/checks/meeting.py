"""Whether what meets a term can come about while it runs, and not at the moment that it begins."""

from collections.abc import Iterator
from typing import assert_never

from workflows.checks.finding import Draft, Finding
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
    names_in,
)
from workflows.language.deadlines import (
    DeadlineRule,
    MetBy,
    MetByAttending,
    MetByFact,
    MetByStage,
    MetByTask,
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
    if _begins_it(rule, way):
        text = "this is also what the term begins with, so it is met at once; name what must happen after it"
        yield Finding(place, "met_when_born", text)
    elif stage := _lies_before(draft, rule, way):
        text = (
            f"from where the term begins no step leads to '{stage}'; name what can still happen, or write 'ahead: true'"
        )
        yield Finding((*place, "stage"), "never_met", text)


def _begins_it(rule: DeadlineRule, way: MetBy) -> bool:
    match way:
        case MetByStage(stage=name, ahead=False):
            return isinstance(rule.anchor, StageAnchor) and rule.anchor.stage == name
        case MetByFact(fact=name, ahead=False):
            return isinstance(rule.anchor, FactAnchor) and rule.anchor.fact == name
        case MetByTask(task=name, ahead=False) | MetByAttending(attended=name):
            return isinstance(rule.anchor, DoneAnchor) and rule.anchor.done == name
        case MetByStage() | MetByFact() | MetByTask():
            return False
        case _:
            assert_never(way)


def _lies_before(draft: Draft, rule: DeadlineRule, way: MetBy) -> str:
    """The stage that would meet it, where none can come to it once the term has begun."""
    match way:
        case MetByStage(stage=name, ahead=False):
            begins = _begins_in(rule)
            known = draft.workflow.stages.keys() >= {name, *begins}
            lost = draft.lost_below("transitions") or draft.lost_below("stages")
            ways = ways_out(draft.workflow)
            known = known and name in reachable(ways, _initial(draft))  # else it is said of the stage itself
            after = reachable(ways, {target for stage in begins for target in ways.get(stage, set())})
            return name if begins and known and not lost and name not in after | _entered(rule) else ""
        case MetByStage() | MetByFact() | MetByTask() | MetByAttending():
            return ""
        case _:
            assert_never(way)


def _initial(draft: Draft) -> set[str]:
    return {name for name, stage in draft.workflow.stages.items() if stage.initial}


def _entered(rule: DeadlineRule) -> set[str]:
    """Stages of which it cannot be said here whether they begin the term or meet it."""
    return set(names_in(rule.anchor, "stage"))


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
