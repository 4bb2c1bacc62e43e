"""The terms that are sure to speak in a stage: they began on every road to it, and nothing ends them but leaving it.

Cautious: of a term about which this cannot be told here, it is not taken for granted.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import assert_never

from workflows.checks.satisfiability import Domain, can_hold
from workflows.language.anchors import (
    Anchor,
    AssignedAnchor,
    DeadlineAnchor,
    DoneAnchor,
    FactAnchor,
    IntakeAnchor,
    LaterOfAnchor,
    LatestOfAnchor,
    MissedAnchor,
    OpenedAnchor,
    OwnDayAnchor,
    StageAnchor,
    TaskAnchor,
    plain_anchors,
)
from workflows.language.conditions import (
    AllCondition,
    AnyCondition,
    Condition,
    FactCondition,
    NotCondition,
    asked_of,
    plain_conditions,
    words_of_a_day,
)
from workflows.language.deadlines import (
    DeadlineRule,
    MetBy,
    MetByAttending,
    MetByFact,
    MetByStage,
    MetByTask,
    RuleVersion,
    stages_meeting,
)
from workflows.language.stage_graph import Ways, reachable, ways_out
from workflows.language.workflow import Workflow

ALWAYS: tuple[Condition, ...] = ()


class CertainTerms:
    def __init__(self, workflow: Workflow) -> None:
        self._workflow = workflow
        self._ways = ways_out(workflow)
        self._initial = [name for name, stage in workflow.stages.items() if stage.initial]
        self._forgotten = {
            name for several in workflow.transitions.values() for each in several for name in each.forgets
        }
        self._final = {name for name, stage in workflow.stages.items() if stage.final}

    def speak_in(self, stage: str) -> bool:
        """Whether some term does, whatever the facts are with which the stage can be entered."""
        asked = [_together(each) for each in self._conditions(stage)]
        if any(each is None for each in asked):
            return True
        if not asked:
            return False
        domain = Domain(self._workflow.facts)
        return not can_hold(domain, self._entered_with(stage), asked)

    def _conditions(self, stage: str) -> Iterator[tuple[Condition, ...]]:
        """Of each term that is sure to speak there where it applies, when it does."""
        for name, rule in self._workflow.deadlines.items():
            lasts = self._lasts_in(stage, rule) and self._is_known(rule.anchor, stage, {name})
            if lasts and (reads := _reads(rule)) is not None:
                yield (*([rule.when] if rule.when is not None else []), *reads)

    def _lasts_in(self, stage: str, rule: DeadlineRule) -> bool:
        """Whether it began on every road to the stage, did not end on any of them, and ends only by leaving it."""
        if any(_may_happen_anywhere(way) for way in rule.met_by) or stage in rule.paused_in:
            return False
        if rule.since is not None and not self._is_passed(rule.since, stage):
            return False
        ends = (stages_meeting(rule) | set(rule.lapses_at) | self._final) - {stage if stage == rule.since else ""}
        origins = _origins(rule) & self._workflow.stages.keys()
        return not self._has_ended(stage, ends - origins, origins)

    def _has_ended(self, stage: str, ends: set[str], origins: set[str]) -> bool:
        """Whether one can come to the stage by one that ends the term, without one after that begins it again."""
        if stage in origins:
            return False
        begun = reachable(self._ways, origins or self._initial)
        after = {name: targets - origins for name, targets in self._ways.items()}
        return stage in reachable(after, ends & begun)

    def _is_passed(self, needed: str, stage: str) -> bool:
        """Whether every road to the stage leads by the other."""
        if needed == stage:
            return True
        without: Ways = {name: targets - {needed} for name, targets in self._ways.items() if name != needed}
        return needed in self._initial or stage not in reachable(without, self._initial)

    def _is_known(self, anchor: Anchor, stage: str, seen: set[str]) -> bool:
        """Whether its day is known there, or asked for."""
        match anchor:
            case LaterOfAnchor(later_of=parts):
                return all(self._is_known(part, stage, seen) for part in parts)
            case LatestOfAnchor(latest_of=parts):
                return any(self._is_known(part, stage, seen) for part in parts)
            case _:
                return self._has_day(anchor, stage, seen)

    def _has_day(self, anchor: OwnDayAnchor, stage: str, seen: set[str]) -> bool:
        match anchor:
            case FactAnchor() | OpenedAnchor() | IntakeAnchor():
                return True
            case StageAnchor(stage=name):
                return self._is_passed(name, stage)
            case DeadlineAnchor(deadline=name):
                other = self._workflow.deadlines.get(name)
                if other is None or name in seen or other.when is not None or _reads(other) != ALWAYS:
                    return False
                since = other.since is None or self._is_passed(other.since, stage)
                return since and self._is_known(other.anchor, stage, seen | {name})
            case TaskAnchor() | DoneAnchor() | MissedAnchor() | AssignedAnchor():
                return False
            case _:
                assert_never(anchor)

    def _entered_with(self, stage: str) -> list[Condition]:
        """What holds on every road to the stage, as far as its guards and those of stages passed by tell."""
        passed = [name for name in self._workflow.stages if self._is_passed(name, stage)]
        guards = [guard for name in passed if (guard := self._guard_of(name)) is not None]
        return [each for each in guards if not self._forgotten & _facts_in(each)]

    def _guard_of(self, stage: str) -> Condition | None:
        if stage in self._initial:
            return None
        ways = [each for several in self._workflow.transitions.values() for each in several if each.to == stage]
        guards = [lasts for each in ways if (lasts := what_lasts(each.when)) is not None]
        return AnyCondition(any=tuple(guards)) if guards and len(guards) == len(ways) else None


def what_lasts(guard: Condition | None) -> Condition | None:
    """What still tells something after the day on which it held: nothing that is answered of one day only."""
    match guard:
        case AllCondition(all=parts):
            kept = tuple(lasts for part in parts if (lasts := what_lasts(part)) is not None)
            return AllCondition(all=kept) if kept else None
        case AnyCondition(any=parts):
            ways = tuple(lasts for part in parts if (lasts := what_lasts(part)) is not None)
            return AnyCondition(any=ways) if len(ways) == len(parts) else None
        case _:
            return None if any(words_of_a_day(plain) for plain in plain_conditions(guard)) else guard


def _facts_in(guard: Condition) -> set[str]:
    return {asked_of(each)[1] for each in plain_conditions(guard) if asked_of(each)[0] == "fact"}


def _together(conditions: tuple[Condition, ...]) -> Condition | None:
    """None where nothing is asked."""
    return AllCondition(all=conditions) if conditions else None


def _may_happen_anywhere(way: MetBy) -> bool:
    match way:
        case MetByStage():
            return False
        case MetByFact() | MetByTask() | MetByAttending():
            return True
        case _:
            assert_never(way)


def _origins(rule: DeadlineRule) -> set[str]:
    """The stages with which it begins, and begins again when they are entered anew."""
    return {name for name in (rule.since, *map(_begins_with, plain_anchors(rule.anchor))) if name}


def _begins_with(anchor: OwnDayAnchor) -> str:
    match anchor:
        case StageAnchor(stage=name, on_change="follow"):
            return name
        case _:
            return ""


def _reads(rule: DeadlineRule) -> tuple[Condition, ...] | None:
    """When one of its versions reads and reminds; None where that cannot be told, or never is so."""
    if not rule.versions:
        return ALWAYS if rule.remind else None
    speaking = [each for each in rule.versions if (rule.remind if each.remind is None else each.remind)]
    if any(each.from_ is None and each.until is None for each in speaking):
        return ALWAYS
    match rule.version_key:
        case FactAnchor(fact=name):
            known = FactCondition.model_validate({"fact": name, "is": "set"})
            ways: Iterable[Condition] = (_within(name, each) for each in speaking)
            return (AnyCondition(any=(NotCondition.model_validate({"not": known}), *ways)),)
        case _:
            return None


def _within(fact: str, version: RuleVersion) -> Condition:
    last = version.until + timedelta(days=1) if version.until else None
    bounds = {"from": version.from_, "before": last}
    asked = [{"fact": fact, word: day} for word, day in bounds.items() if day]
    return AllCondition(all=tuple(FactCondition.model_validate(each) for each in asked))
