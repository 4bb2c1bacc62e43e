"""Optional tasks that are let go, and those that were left, on paper."""

from datetime import date

import pytest

from tests.builders import CALENDAR, a_definition, a_history, a_rule, entered, opened
from trajectories.casework.commands import Actor, WaiveTask
from trajectories.casework.tasks import left_tasks, open_tasks
from trajectories.casework.waive import decide_waive
from trajectories.deadlines.deadlines import open_deadlines
from trajectories.history import events as ev
from trajectories.history.replay import replay
from trajectories.history.state import Trajectory
from workflows.errors import Refused

COORDINATOR = Actor("s1", frozenset({"coordinator"}))
MON_8, TUE_9, WED_10, THU_11 = (date(2024, 1, day) for day in (8, 9, 10, 11))


def folded(*entries: tuple[date, ev.Event]) -> Trajectory:
    return replay("t1", a_history((MON_8, opened(members=("p1",))), *entries))


IN_MIDDEN = (MON_8, entered("midden", "begin", "ga", "folder", "dagdelen"))
PAUSED = (TUE_9, entered("pauze", "midden", "rust"))
WAIVED = (WED_10, ev.TaskWaived("folder"))
BACK = (THU_11, entered("midden", "pauze", "hervat", "folder", "dagdelen"))


def left(now: Trajectory) -> list[tuple[str, str]]:
    return [(each.stage, each.open.task) for each in left_tasks(a_definition(), now)]


def test_only_what_is_optional_is_left():
    """What must be done is asked by the step out of the stage."""
    assert [("midden", "folder")] == left(folded(IN_MIDDEN, PAUSED))


def test_in_its_own_stage_nothing_is_left():
    assert [] == left(folded(IN_MIDDEN))
    assert [] == left(folded(IN_MIDDEN, PAUSED, BACK))


def test_a_waiver_holds_until_it_is_asked_again():
    """Who comes to the stage again is asked again."""
    assert [] == left(folded(IN_MIDDEN, PAUSED, WAIVED))

    now = folded(IN_MIDDEN, PAUSED, WAIVED, BACK)

    assert ["dagdelen", "folder"] == [each.task for each in open_tasks(a_definition(), now)]


def test_a_term_that_runs_keeps_its_task():
    """It would go on asking for what nobody could record."""
    compiled = a_definition(deadlines={"termijn": a_rule(met_by={"task": "folder"})})
    now = folded((MON_8, ev.FactSet("getekend_op", "2024-01-08")), IN_MIDDEN, PAUSED)
    command = WaiveTask("t1", ("folder",), WED_10)

    with pytest.raises(Refused, match="waits for folder"):
        decide_waive(compiled, now, command, open_deadlines(compiled, now, CALENDAR), COORDINATOR)
    assert [ev.TaskWaived("folder")] == decide_waive(a_definition(), now, command, [], COORDINATOR).events


@pytest.mark.parametrize("member, said", [("p1", "leave --member out"), ("p9", "leave --member out")])
def test_for_whom_is_refused_as_it_is_for_a_task_that_is_done(member, said):
    """It was listed among what may go, in the sentence that said that it was not asked for."""
    command = WaiveTask("t1", ("folder",), WED_10, member)

    with pytest.raises(Refused, match=said):
        decide_waive(a_definition(), folded(IN_MIDDEN), command, [], COORDINATOR)
