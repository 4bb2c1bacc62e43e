"""Whether what a deadline says can be heard: while the trajectory is open, by someone, on a day that people work."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from workflows.checks.finding import Draft, Finding
from workflows.checks.reachability import WHO_ONLY_READ
from workflows.checks.reminder_days import ladders
from workflows.format.references import references
from workflows.format.yaml_document import Place
from workflows.language.anchors import (
    Anchor,
    AnyAnchor,
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
    names_in,
    plain_anchors,
)
from workflows.language.conditions import PlainCondition
from workflows.language.deadlines import AnyMetBy, DeadlineRule, stages_meeting
from workflows.language.rungs import Rung, every
from workflows.language.stage_graph import reachable, ways_out
from workflows.language.tasks import Task
from workflows.language.transitions import Transition

SATURDAY = 5


def reminders_after_closing(draft: Draft) -> Iterator[Finding]:
    """Closing ends every term, so a rule that begins there never speaks."""
    if draft.lost_below("stages") or draft.lost_below("transitions"):
        return
    closed = _closed_for_good(draft)
    tasks = _asked_only_in(draft, closed)
    for name, rule in draft.workflow.deadlines.items():
        if rule.since in closed:
            yield _after_closing(("deadlines", name, "since"))
        elif _begins_in(rule.anchor, closed, tasks):
            yield _after_closing(("deadlines", name, "anchor"))


def _after_closing(place: Place) -> Finding:
    text = "this begins when the trajectory is closed, and then nothing is sent any more"
    return Finding(place, "reminder_after_closing", text, key=True)


def rules_that_stay_silent_after_reopening(draft: Draft) -> Iterator[Finding]:
    """What began before a trajectory closed ended there, and begins anew only with something that happens later."""
    if draft.lost_below("stages") or draft.lost_below("transitions"):
        return
    for place, transition in _reopening(draft):
        for name, rule in draft.workflow.deadlines.items():
            if _begins_once(draft, name, rule) and _may_run_until(draft, rule, set(transition.from_)):
                text = f"'{name}' ended when this was closed and does not begin anew, so that nobody is told"
                yield Finding((*place, "reopens"), "silent_after_reopening", text, "warning", key=True)


def _reopening(draft: Draft) -> Iterator[tuple[Place, Transition]]:
    for trigger, several in draft.workflow.transitions.items():
        for index, transition in enumerate(several):
            if transition.reopens:
                yield ("transitions", trigger, index), transition


def _begins_once(draft: Draft, name: str, rule: DeadlineRule) -> bool:
    speaks = rule.remind or any(each.remind for each in rule.versions)
    return bool(speaks) and rule.since is None and not _happens(rule.anchor) and not draft.lost_below("deadlines", name)


def _happens(anchor: Anchor) -> bool:
    """Whether its day is that of something that may happen again; of another deadline, that one says so."""
    return any(_happens_again(plain) for plain in plain_anchors(anchor))


def _happens_again(anchor: OwnDayAnchor) -> bool:
    match anchor:
        case StageAnchor() | TaskAnchor() | DoneAnchor() | MissedAnchor() | AssignedAnchor() | DeadlineAnchor():
            return True
        case FactAnchor() | OpenedAnchor() | IntakeAnchor():
            return False
        case _:
            assert_never(anchor)


def _may_run_until(draft: Draft, rule: DeadlineRule, stages: set[str]) -> bool:
    """Whether one of these stages can be reached while the term is neither met nor ended by an earlier stage."""
    ending = stages_meeting(rule) | set(rule.lapses_at)
    ways = {name: targets - ending for name, targets in ways_out(draft.workflow).items()}
    starts = [name for name, stage in draft.workflow.stages.items() if stage.initial]
    return bool(reachable(ways, starts) & stages)


def _closed_for_good(draft: Draft) -> set[str]:
    left = {name for several in draft.workflow.transitions.values() for each in several for name in each.from_}
    return {name for name, stage in draft.workflow.stages.items() if stage.final} - left


def _asked_only_in(draft: Draft, stages: set[str]) -> set[str]:
    """Tasks that only these stages ask for; none where another workflow may give them."""
    if draft.neighbours is None:
        return set()
    asked = {name: set(stage.tasks) for name, stage in draft.workflow.stages.items()}
    inside = {task for name in stages for task in asked[name]}
    elsewhere = {task for name in asked.keys() - stages for task in asked[name]}
    return {task for task in inside - elsewhere if not is_given(draft, task)}


def _begins_in(anchor: Anchor, stages: set[str], tasks: set[str]) -> bool:
    match anchor:
        case LaterOfAnchor(later_of=parts):
            return any(_begins_in(part, stages, tasks) for part in parts)
        case LatestOfAnchor(latest_of=parts):
            return bool(parts) and all(_begins_in(part, stages, tasks) for part in parts)
        case _:
            return not set(names_in(anchor, "stage")).isdisjoint(stages) or not tasks.isdisjoint(
                names_in(anchor, "task")
            )


def is_given(draft: Draft, task: str) -> bool:
    """Whether another workflow gives the task, or may: one of them cannot be read."""
    neighbours = [*(draft.neighbours or {}).values()]
    return any(each is None or (draft.workflow.workflow, task) in each.given for each in neighbours)


def tasks_never_asked(draft: Draft) -> Iterator[Finding]:
    """Waiting for a task that no stage asks for, here or in a variant, and that no other workflow gives."""
    waited = [] if draft.lost_below("stages") else list(_waited_for(draft))
    own = draft.own if waited else None  # read only where it matters
    for place, task in waited if own else ():
        if own and task not in own.asked and not is_given(draft, task):
            text = f"no stage asks for '{task}', and no other workflow gives it"
            yield Finding(place, "task_never_asked", text)


def _waited_for(draft: Draft) -> Iterator[tuple[Place, str]]:
    """Tasks of this workflow that a guard, anchor, met_by or other task waits for and that no stage of it lists."""
    listed = {task for stage in draft.workflow.stages.values() for task in stage.tasks}
    waited = draft.workflow.tasks.keys() - listed
    for place, part in draft.parts if waited else ():
        if isinstance(part, PlainCondition | AnyAnchor | AnyMetBy | Task):
            for each in references([(place, part)]):
                if each.kind == "task" and each.name in waited:
                    yield each.place, each.name


def ladders_that_nobody_hears(draft: Draft) -> Iterator[Finding]:
    for name, rule in draft.workflow.deadlines.items():
        for remind, _, place in ladders(rule, ("deadlines", name)):
            for index, rung in enumerate(remind):
                yield from _rung(draft, rung, (*place, "remind", index))
                if rung.id in [each.id for each in remind[:index]]:
                    text = "an earlier rung has the same moment; name all roles there"
                    yield Finding((*place, "remind", index), "duplicate_rung", text)
            if remind and all(set(rung.to) <= WHO_ONLY_READ for rung in remind) and all(rung.to for rung in remind):
                text = "nobody who can act is told, only who may read"
                yield Finding((*place, "remind"), "no_recipient", text, key=True)
        yield from _silent(draft, rule, ("deadlines", name))


def _rung(draft: Draft, rung: Rung, place: Place) -> Iterator[Finding]:
    if not rung.to and not draft.is_lost(*place, "to"):
        yield Finding((*place, "to"), "no_recipient", "nobody is told")
    again = every(rung)
    if again and again.unit == "day" and again.amount % 7:
        text = f"every {again} falls in weekends; write working days or weeks"
        yield Finding((*place, "every"), "weekend_rung", text, "warning")


def _silent(draft: Draft, rule: DeadlineRule, place: Place) -> Iterator[Finding]:
    """Someone must act before the day, and nobody is told."""
    if not rule.met_by or draft.lost_below(*place):
        return
    text = "something meets this deadline, but no reminder says so"
    if not rule.remind and (not rule.versions or any(each.remind is None for each in rule.versions)):
        yield Finding(place, "silent_deadline", text, "warning", key=True)
    for index, version in enumerate(rule.versions):
        if version.remind == ():
            yield Finding((*place, "versions", index, "remind"), "silent_deadline", text, "warning", key=True)


def reminders_expected_on_days_off(draft: Draft) -> Iterator[Finding]:
    for number, scenario in enumerate(draft.workflow.scenarios):
        for rule, days in scenario.expect.reminders.items():
            for index, day in enumerate(days):
                if _is_off(draft, day):
                    text = f"{day:%A} {day} is no working day, and reminders go out on working days only"
                    place = ("scenarios", number, "expect", "reminders", rule, index)
                    yield Finding(place, "weekend_rung", text, "warning")


def _is_off(draft: Draft, day: date) -> bool:
    return not draft.almanac.calendar.is_working_day(day) if draft.almanac else day.weekday() >= SATURDAY
