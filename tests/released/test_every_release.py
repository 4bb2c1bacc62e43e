"""Every definition ever released loads, and what was recorded under it reads as it did then."""

import json
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import NamedTuple

import pytest

from scheduler.planning.ladder import plan as ladder
from tests.builders import builtin_catalogue
from tests.released.kept import Case, cases, compiled, hash_of, on_paper, texts
from tests.write_plans import successor
from trajectories.casework.tasks import Circle
from trajectories.deadlines.deadline import Deadline
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.replay import replay
from trajectories.history.state_text import state_text
from trajectories.local_time import local_instant
from trajectories.migration.alike import counts_alike
from trajectories.migration.plan import Pair, Plan, Wish
from trajectories.migration.plan_file import plan_in
from trajectories.migration.preview import preview
from trajectories.migration.shipped import read_shipped
from trajectories.migration.terms import Shift
from trajectories.service.earlier_versions import PLANS, shipped_plan
from workflows.catalogue.resolve import canonical
from workflows.machine.state_machine import Compiled

NEWS = list(builtin_catalogue().all_resolved())
NOON = time(12)
PUBLISHED = Path(__file__).parents[1] / "workflows" / "data" / "published.json"
MOVING_ON = (ev.StageEntered, ev.TrajectoryClosed)
Told = tuple[str, str, str | None, str | None]


class Difference(NamedTuple):
    """A term before and after, as people see it; empty where it comes or goes. because: what the plan says of it."""

    rule: str
    before: Told | None
    after: Told | None
    because: str


def test_every_text_loads_and_is_written_to_the_same_bytes():
    assert [] == [digest for digest in texts() if canonical(compiled(digest).workflow) != texts()[digest].text]
    assert [] == [digest for digest, kept in texts().items() if hash_of(kept.text) != digest]


def test_every_definition_that_was_published_is_kept_with_a_history():
    """But those of today: python -m tests.write_released REVISION keeps them once they are released."""
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    now = {each.hash for each in NEWS}

    assert [] == [name for name, digest in published.items() if digest not in texts() and digest not in now]
    assert set(texts()) == {each.definition for each in cases()}


def test_every_history_replays_to_the_same_bytes():
    assert [] == [
        (each.definition, each.scenario)
        for each in cases()
        if hash_of(state_text(replay(each.history[0].stream, each.history))) != each.state
    ]


def test_every_term_is_told_under_the_text_of_then_as_it_was_told_then():
    assert [] == [
        (compiled(each.definition).workflow.workflow, each.scenario)
        for each in cases()
        if terms_now(each) != each.terms
    ]


def terms_now(case: Case) -> list[list[object]]:
    found = on_paper(compiled(case.definition), case.history).deadlines
    return [
        [each.name, each.occurrence, each.standing, _first(each), each.due_on and f"{each.due_on}"] for each in found
    ]


def _first(term: Deadline) -> str | None:
    return f"{term.reckoned.anchor_on}" if term.reckoned else None


# those who go over


def plan_for(pair: Pair) -> Plan:
    return read_shipped(shipped_plan(pair.before.workflow.workflow), [pair])


def running() -> Iterator[tuple[Case, list[Recorded]]]:
    """Each open case of a text that a plan leads on from, at its end and before each step that it took."""
    leads_on = {digest for path in PLANS.glob("*.yaml") for digest in plan_in(shipped_plan(path.stem)).start.values()}
    for case in (each for each in cases() if each.definition in leads_on):
        for place, recorded in enumerate(case.history):
            is_step = isinstance(recorded.event, MOVING_ON) and place > 0
            if is_step and case.history[place - 1].recorded_at < recorded.recorded_at:
                yield case, case.history[:place]
        yield case, case.history


class Moved(NamedTuple):
    """One case that went over. lost: terms that had a day and have none now, of which nobody will be asked."""

    workflow: str
    stage: str
    differences: list[Difference]
    is_silent: bool
    lost: list[str]


def gone_over(case: Case, history: list[Recorded]) -> Moved | None:
    """None for one that is closed."""
    before = compiled(case.definition)
    written = on_paper(before, history)
    if written.trajectory.closed_on:
        return None
    pair = Pair(before, successor(before.workflow.workflow, before.workflow.variant, NEWS))
    today = max(case.on, history[-1].occurred_on) if len(history) == len(case.history) else history[-1].occurred_on
    wish = Wish(plan_for(pair), today, local_instant(today, NOON), "none")
    found = preview(written, pair.after, wish, Circle())
    assert found.after, (case.scenario, found.hindrances)
    told = {each.deadline for each in ladder(found.after)}
    return Moved(
        before.workflow.workflow,
        written.trajectory.stage,
        [difference(each) for each in found.shifts if _told(each.before) != _told(each.after)],
        bool(list(ladder(written))) and not told,
        [
            each.after.name
            for each in found.shifts
            if each.before and each.before.due_on and each.after and not each.after.due_on and each.after.id not in told
        ],
    )


def difference(shift: Shift) -> Difference:
    term = shift.after or shift.before
    assert term
    because = f"{shift.because.say('nl')} {shift.because.say('en')}" if shift.because else ""
    return Difference(term.name, _told(shift.before), _told(shift.after), because)


def _told(term: Deadline | None) -> Told | None:
    return (term.name, term.standing, _first(term), f"{term.due_on}" if term.due_on else None) if term else None


@pytest.fixture(scope="module")
def moved() -> list[Moved]:
    return [found for case, history in running() if (found := gone_over(case, history))]


def test_each_difference_for_those_who_go_over_is_a_line_in_the_plan(moved):
    """Case by case: rule, how it stands, first day and last day."""
    differences = [(case.workflow, each) for case in moved for each in case.differences]

    assert len(moved) > 1000
    assert len({(workflow, each.rule) for workflow, each in differences}) > 50
    assert [] == [each for each in differences if not each[1].because]


def test_nobody_falls_silent_by_going_over(moved):
    """Who was told of something is still told of something; and what has no day any more is asked."""
    assert [] == [(each.workflow, each.stage) for each in moved if each.is_silent]
    assert [] == [(each.workflow, each.stage, each.lost) for each in moved if each.lost]


# Of cases in which nobody said whether the protection is subsidiary only: the two-year office of test_upgrades has one,
# and no scenario.
ONLY_IN_THE_OFFICE = {("gezinshereniging", "weigering_subsidiair")}


def test_each_reason_in_a_plan_is_of_a_difference(moved):
    """Of what a rule says, or only of what becomes of a case, as its term hangs on another one."""
    became = {(case.workflow, each.rule) for case in moved for each in case.differences} | ONLY_IN_THE_OFFICE
    for path in sorted(PLANS.glob("*.yaml")):
        plan = plan_in(shipped_plan(path.stem))
        changed = {name for digest in plan.start.values() for name in differing(plan, compiled(digest))}
        assert [] == [name for name in changed if name not in plan.because], path.stem
        assert [] == [name for name in plan.because if name not in changed and (path.stem, name) not in became]


def differing(plan: Plan, before: Compiled) -> Iterator[str]:
    """The deadlines of which the new text says something else, or that only one of the two has."""
    after = successor(before.workflow.workflow, before.workflow.variant, NEWS)
    old, new = before.workflow.deadlines, after.workflow.deadlines
    for name in old:
        to = plan.new_name("deadlines", name)
        if to is None or to not in new:
            yield name
        elif not counts_alike(Pair(before, after), plan, name, to):
            yield to
    yield from (name for name in new if name not in {plan.new_name("deadlines", each) or each for each in old})
