"""Tasks with an order, tasks that may be redone, and tasks that are someone's own."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import CALENDAR, PROEF, a_definition, a_history, a_workflow, entered, opened
from tests.pages import fragment
from trajectories.casework import commands as ask
from trajectories.casework import correct as corrections
from trajectories.casework import decide
from trajectories.casework.task_rules import disordered_tasks, waits_for
from trajectories.casework.tasks import open_tasks
from trajectories.casework.waive import decide_waive
from trajectories.history import events as ev
from trajectories.history.replay import replay
from workflows.describe.diff import differences
from workflows.describe.task_words import task_words
from workflows.errors import NotFound, Refused, StepRefused

MON_8, TUE_9, WED_10, THU_11, FRI_12, MON_22 = (date(2024, 1, day) for day in (8, 9, 10, 11, 12, 22))
COORDINATOR = ask.Actor("s1", frozenset({"coordinator"}))
JURIST = ask.Actor("s2", frozenset({"jurist"}))
ADMINISTRATOR = ask.Actor("s3", frozenset({"administrator"}))


ORDERED = fragment("docs/definitions.md", "after: [gesprek]")["tasks"]
STAGES = {**PROEF["stages"], "midden": {**PROEF["stages"]["midden"], "tasks": ["gesprek", "verslag", "akkoord"]}}
COMPILED = a_definition(tasks={**PROEF["tasks"], **ORDERED}, stages=STAGES)
ENTERED = [(MON_8, opened(members=("p1",))), (TUE_9, entered("midden", "begin", "ga", "gesprek", "verslag", "akkoord"))]
TALKED = (WED_10, ev.TaskDone("gesprek"))
WRITTEN = (THU_11, ev.TaskDone("verslag"))


def do(history, task, on, member="", actor=COORDINATOR, compiled=COMPILED):
    written = a_history(*history)
    now, then = replay("t1", written), replay("t1", written, as_of=on)
    return decide.decide_task(compiled, now, then, ask.DoTask("t1", task, on, member), actor).events


def correct(history, version, compiled=COMPILED, **what):
    command = ask.Correct(version, **what)
    return corrections.decide_correction(compiled, a_history(*history), command, MON_22, CALENDAR).events


def said(kind, function, *given, **named):
    with pytest.raises(kind) as caught:
        function(*given, **named)
    return caught.value


def test_a_task_dated_before_the_one_that_it_follows_is_refused_in_words():
    """By day, then by what was recorded first: on the same day it may follow."""
    error = said(StepRefused, do, [*ENTERED, TALKED], "verslag", TUE_9)

    assert "comes after 'Interview'; that was on 2024-01-10 only" in str(error)
    assert "komt na ‘Gesprek’; dat was pas op 2024-01-10" in error.words.nl
    assert ["gesprek"] == [each.name for each in error.missing]
    assert [ev.TaskDone("verslag")] == do([*ENTERED, TALKED], "verslag", WED_10)
    assert "that was" not in str(said(StepRefused, do, ENTERED, "verslag", WED_10))


def test_every_task_that_comes_first_is_named():
    error = said(StepRefused, do, ENTERED, "akkoord", WED_10, actor=JURIST)

    assert ["gesprek", "verslag"] == [each.name for each in error.missing]


def test_what_comes_first_is_asked_also_before_the_stage_begins():
    """Work may be recorded ahead, in its order."""
    before = [(MON_8, opened())]

    said(StepRefused, do, before, "verslag", TUE_9)
    assert do([*before, (MON_8, ev.TaskDone("gesprek"))], "verslag", TUE_9)


def test_what_was_waived_or_not_asked_holds_nobody_back():
    """A waiver is dated too; a guard that did not hold on entering asked for nothing."""
    tasks = {**ORDERED, "gesprek": {**ORDERED["gesprek"], "optional": True}}
    compiled = a_definition(tasks={**PROEF["tasks"], **tasks}, stages=STAGES)
    waived = [*ENTERED, (THU_11, ev.TaskWaived("gesprek"))]
    not_asked = [(MON_8, opened()), (TUE_9, entered("midden", "begin", "ga", "verslag", "akkoord"))]

    assert do(waived, "verslag", THU_11, compiled=compiled)
    said(StepRefused, do, waived, "verslag", WED_10, compiled=compiled)
    assert do(not_asked, "verslag", WED_10, compiled=compiled)


def test_where_both_go_per_member_each_has_an_order_of_their_own():
    """Where only the first does, it waits for everyone who was asked."""
    per_member = {name: {**ORDERED[name], "for": "each_member"} for name in ("gesprek", "verslag")}
    compiled = a_definition(tasks={**PROEF["tasks"], **ORDERED, **per_member}, stages=STAGES)
    several = ("gesprek/p1", "gesprek/p2", "verslag/p1", "verslag/p2", "akkoord")
    history = [(MON_8, opened(members=("p1", "p2"))), (TUE_9, entered("midden", "begin", "ga", *several))]
    one = [*history, (WED_10, ev.TaskDone("gesprek", "p1"))]

    assert do(one, "verslag", THU_11, "p1", compiled=compiled)
    said(StepRefused, do, one, "verslag", THU_11, "p2", compiled=compiled)
    half = [*one, (THU_11, ev.TaskDone("verslag", "p1"))]
    assert ["gesprek", "verslag"] == waits_for(compiled.workflow, replay("t1", a_history(*half)), "akkoord", "")


def test_a_task_entered_again_keeps_its_order():
    """Who leaves the stage and comes back does all of it again, the first part first."""
    back = [
        *ENTERED,
        TALKED,
        (THU_11, entered("pauze", "midden", "rust")),
        (FRI_12, entered("midden", "pauze", "hervat", "gesprek", "verslag", "akkoord")),
    ]

    said(StepRefused, do, back, "verslag", FRI_12)


def test_a_task_that_may_be_redone_is_finished_and_can_be_redone():
    """Not twice on one day, by a correction of the day neither; and one at a time."""
    twice = [*ENTERED, TALKED, (FRI_12, ev.TaskDone("gesprek"))]

    assert ["verslag", "akkoord"] == [each.task for each in open_tasks(COMPILED, replay("t1", a_history(*twice)))]
    assert [ev.TaskDone("gesprek")] == do(twice, "gesprek", THU_11)
    assert "recorded for 2024-01-10 already" in str(said(Refused, do, twice, "gesprek", WED_10))
    assert "would stand twice" in said(StepRefused, correct, twice, 4, on=WED_10).missing[0].text.say("en")
    assert [ev.EventReplaced(4, "2024-01-11")] == correct(twice, 4, on=THU_11)


def test_someone_may_stay_away_from_what_was_done_before_and_may_be_redone():
    now = replay("t1", a_history(*ENTERED, TALKED))
    command = ask.MissTask("t1", "gesprek", FRI_12)

    assert [ev.TaskMissed("gesprek")] == decide.decide_missed(COMPILED, now, now, command, COORDINATOR).events


def test_a_correction_that_would_turn_the_order_round_is_refused():
    """Voiding the first, dating it later, or dating the second earlier; an order that was wrong already is left."""
    history = [*ENTERED, TALKED, WRITTEN]

    for version, what in ((3, {"void": True}), (3, {"on": FRI_12}), (4, {"on": TUE_9})):
        error = said(StepRefused, correct, history, version, **what)
        assert "would come before 'Interview'" in error.missing[0].text.say("en")
    assert [ev.EventReplaced(3, "2024-01-11")] == correct(history, 3, on=THU_11)
    assert [ev.EventReplaced(3, "2024-01-10")] == correct([*ENTERED, WRITTEN], 3, on=WED_10)


def test_the_order_is_that_of_the_definition_under_which_it_was_recorded():
    """A version that asked for none is not judged by one that does."""
    before = a_definition(
        tasks={**PROEF["tasks"], **{name: {"label": each["label"]} for name, each in ORDERED.items()}}, stages=STAGES
    )
    history = a_history(*ENTERED, WRITTEN)

    assert 1 == len(disordered_tasks(COMPILED, history))
    assert [] == disordered_tasks(COMPILED, history, {history[-1].definition: before})


def test_a_task_of_the_lawyer_is_recorded_by_the_lawyer():
    """Done, missed and waived; an administrator may always."""
    history, tasks = [*ENTERED, TALKED, WRITTEN], {"akkoord": {**ORDERED["akkoord"], "optional": True}}
    now = replay("t1", a_history(*history))
    optional = a_definition(tasks={**PROEF["tasks"], **ORDERED, **tasks}, stages=STAGES)
    missed, waived = ask.MissTask("t1", "akkoord", FRI_12), ask.WaiveTask("t1", ("akkoord",), FRI_12)

    error = said(StepRefused, do, history, "akkoord", FRI_12)
    assert "only a lawyer may do this" in error.missing[0].text.say("en") or error.missing[0].kind == "role"
    assert do(history, "akkoord", FRI_12, actor=JURIST) == do(history, "akkoord", FRI_12, actor=ADMINISTRATOR)
    said(StepRefused, decide.decide_missed, COMPILED, now, now, missed, COORDINATOR)
    said(StepRefused, decide_waive, optional, now, waived, [], COORDINATOR)
    assert [ev.TaskWaived("akkoord")] == decide_waive(optional, now, waived, [], JURIST).events


def test_order_and_roles_are_told_in_both_languages_and_a_difference_names_them():
    words = task_words(COMPILED.workflow.tasks["akkoord"], COMPILED.workflow)
    before = a_workflow(tasks={**PROEF["tasks"], **ORDERED, "akkoord": {"label": ORDERED["akkoord"]["label"]}})
    after = a_workflow(tasks={**PROEF["tasks"], **ORDERED})

    assert "na Gesprek en Verslag" in words.nl
    assert "after Interview and Report" in words.say("en")
    assert {"task_after_added", "task_roles_changed"} <= {each.kind for each in differences(before, after)}


DAYS = st.integers(0, 20).map(lambda days: TUE_9 + timedelta(days))


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(st.sampled_from(["gesprek", "verslag", "akkoord"]), DAYS), max_size=12), st.data())
def test_whatever_is_recorded_and_corrected_the_order_holds(wishes, data):
    """What is taken is never out of order, and no correction that is taken brings it there."""
    history: list[Any] = list(ENTERED)
    for task, on in wishes:
        try:
            history += [(on, each) for each in do(history, task, on, actor=ADMINISTRATOR)]
        except Refused:
            continue
        assert [] == disordered_tasks(COMPILED, a_history(*history))
    for _ in range(3 if len(history) > 2 else 0):
        version = data.draw(st.integers(3, len(history)))
        what: Any = data.draw(st.one_of(st.just({"void": True}), DAYS.map(lambda on: {"on": on})))
        try:
            history += [(MON_22, each) for each in correct(history, version, **what)]
        except (Refused, NotFound):
            continue
        assert [] == disordered_tasks(COMPILED, a_history(*history))
