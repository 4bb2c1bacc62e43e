"""Whether a term that begins again can be met again."""

from collections.abc import Iterator
from typing import assert_never

from workflows.checks.finding import Draft, Finding
from workflows.language.anchors import (
    Anchor,
    AssignedAnchor,
    DeadlineAnchor,
    DoneAnchor,
    FactAnchor,
    IntakeAnchor,
    MissedAnchor,
    OpenedAnchor,
    OwnDayAnchor,
    StageAnchor,
    TaskAnchor,
    plain_anchors,
)
from workflows.language.deadlines import DeadlineRule, MetBy, MetByAttending, MetByFact, MetByStage, MetByTask
from workflows.language.stage_graph import reachable, ways_out


def terms_that_cannot_be_met_again(draft: Draft) -> Iterator[Finding]:
    """In a stage after the one that met it, its anchor may get another day, and no step leads to such a stage again."""
    if draft.document.lost or not any(stage.final for stage in draft.workflow.stages.values()):
        return  # what could not be read may have been the way out
    for name, rule in draft.workflow.deadlines.items():
        if draft.lost_below("deadlines", name) or not rule.met_by:
            continue
        if stages := where_it_stays_open(draft, name, rule):
            text = f"in {', '.join(stages)} this may begin again, by another day of its anchor, and nothing can meet it"
            yield Finding(("deadlines", name, "met_by"), "cannot_be_met_again", text, "warning", key=True)


def where_it_stays_open(draft: Draft, name: str, rule: DeadlineRule) -> list[str]:
    """The stages in which its anchor may get another day and nothing can meet it any more."""
    stages = {name for name in map(_only_by_stage, rule.met_by) if name}
    if len(stages) < len(set(rule.met_by)) or not _may_change(draft, rule.anchor, {name}):
        return []
    ways = ways_out(draft.workflow)
    after = reachable(ways, stages)
    return [
        stage
        for stage, spec in draft.workflow.stages.items()
        if stage in after
        and not (spec.final or stage in rule.lapses_at)
        and not reachable(ways, ways.get(stage, set())) & stages
    ]


def _only_by_stage(way: MetBy) -> str:
    """Empty where it can happen in any stage."""
    match way:
        case MetByStage(stage=name):
            return name
        case MetByFact() | MetByTask() | MetByAttending():
            return ""
        case _:
            assert_never(way)


def _may_change(draft: Draft, anchor: Anchor, seen: set[str]) -> bool:
    return any(_may_get_another_day(draft, each, seen) for each in plain_anchors(anchor))


def _may_get_another_day(draft: Draft, anchor: OwnDayAnchor, seen: set[str]) -> bool:
    """Whatever the stage; a stage that is entered again brings what follows it along."""
    match anchor:
        case FactAnchor():
            return anchor.on_change == "follow" and anchor.pick == "latest"
        case DeadlineAnchor(deadline=name):
            other = draft.workflow.deadlines.get(name)
            return other is not None and name not in seen and _may_change(draft, other.anchor, seen | {name})
        case DoneAnchor() | MissedAnchor() | AssignedAnchor():
            return True
        case StageAnchor() | TaskAnchor() | OpenedAnchor() | IntakeAnchor():
            return False
        case _:
            assert_never(anchor)
