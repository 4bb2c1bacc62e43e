"""On every day on which something changes in an open case, someone will hear of it, or has it in the daily message.

What is asked here reads the plan and what stands in the daily message, and not the rule by which the engine decides
whether a case needs a question of its own.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.planning.ladder import Planned, plan
from tests.test_walks import EVERY, Walk, fewer, walk
from trajectories.casework.refusals import Decision
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.written import Written, deadlines_of
from workflows.catalogue.resolve import Resolved
from workflows.language.nothing_planned import NOTHING_PLANNED

AHEAD = timedelta(days=14)  # a window is told from two weeks before it opens
ASKED: Counter[str] = Counter()


def voices(written: Written, today: date) -> set[str]:
    """The terms by which a case is heard of: reminders to come, and what stands in the daily message."""
    standing = {each.name for each in written.deadlines if stands(each, today)}
    return standing | {each.name for each in plan(written)}


def stands(deadline: Deadline, today: date) -> bool:
    """Overdue, or a window that opened, and not standing still."""
    if deadline.standing != "running" or deadline.due_on is None or deadline.is_suspended(today):
        return False
    return deadline.due_on - today <= AHEAD if deadline.opens else deadline.due_on < today


class Heard(Walk):
    """A walk on which it is asked each day that something happens or is said."""

    def ask(self) -> None:
        if self.now.closed_on or not self.now.path or self.now.taken_back_on:
            return
        ASKED["days"] += 1
        # a rehearsal leaves the engine's own question out
        whole = deadlines_of(self.compiled, self.now, self.calendar, {})
        heard = voices(self.written._replace(deadlines=whole), self.today)
        if not heard - {NOTHING_PLANNED}:
            ASKED["silences"] += 1
            ASKED[f"silent: {self.now.workflow} {self.now.variant} {self.now.stage}"] += 1
        if not heard:
            ASKED["without a voice"] += 1

    def _record(self, decision: Decision, on: date, role: str) -> None:
        super()._record(decision, on, role)
        self.ask()

    def _say(self, planned: Planned) -> Any:
        said = super()._say(planned)
        self.ask()
        return said


def heard_on(resolved: Resolved, paths: int, steps: int) -> None:
    @fewer(paths)
    @given(st.data())
    def walks(data: st.DataObject) -> None:
        ASKED["paths"] += 1
        walk(resolved, data, steps, Heard)

    walks()


def told() -> str:
    return ", ".join(f"{name} {ASKED[name]}" for name in ("paths", "days", "silences", "without a voice"))


@pytest.mark.slow
def test_no_case_under_our_definitions_falls_silent():
    ASKED.clear()
    for resolved in EVERY:
        heard_on(resolved, 4, 14)

    print(told())
    assert [] == [name for name in ASKED if name.startswith("silent")]
    assert 0 == ASKED["without a voice"]
    assert 500 < ASKED["days"]


@pytest.mark.slow
def test_a_silence_that_was_planted_is_heard():
    """Cycling lessons without their reviews; the engine's own question stays."""
    ASKED.clear()
    [resolved] = [each for each in EVERY if each.workflow.workflow == "fietslessen"]

    heard_on(without_reviews(resolved), 4, 14)

    assert 0 < ASKED["silences"]
    assert 0 == ASKED["without a voice"]


def without_reviews(resolved: Resolved) -> Resolved:
    now = resolved.workflow
    left = {name: rule for name, rule in now.deadlines.items() if not name.startswith("review_")}
    return replace(resolved, workflow=now.model_copy(update={"deadlines": left}))


@pytest.mark.soak
def test_no_case_under_our_definitions_falls_silent_on_long_walks():
    ASKED.clear()
    for resolved in EVERY:
        heard_on(resolved, 100, 50)

    print(told())
    assert [] == [name for name in ASKED if name.startswith("silent")]
    assert 0 == ASKED["without a voice"]
