"""A step that forgets facts, a stage that keeps what was done, and work that is someone's own, on both databases."""

from datetime import date
from typing import Any

import pytest

from tests.builders import Desk, a_history
from trajectories.audit import verify
from trajectories.casework.commands import WaiveTask
from trajectories.casework.tasks import open_tasks
from trajectories.history import events as ev
from trajectories.history.codec import encode
from trajectories.history.replay import replay
from trajectories.history.state import is_waived
from trajectories.history.state_text import state_text
from workflows.errors import Refused, StepRefused

MON_8, TUE_9, WED_10, THU_11, FRI_12 = (date(2024, 1, day) for day in (8, 9, 10, 11, 12))
MON_15, TUE_16, WED_17, MON_22 = (date(2024, 1, day) for day in (15, 16, 17, 22))


@pytest.fixture
def clock(clock):
    """Monday 22 January 2024; all that is told was some days before."""
    clock.noon(MON_22)
    return clock


@pytest.fixture
def course(desk: Desk) -> str:
    """In the course since Tuesday 9 January, with a test on the 15th."""
    key = desk.open("proefcursus", desk.client("C1", "1990-05-01", on=MON_8), MON_8)
    desk.advance(key, "begin", TUE_9)
    desk.fact(key, "toets_op", "2024-01-15", TUE_9)
    return key


def terms(desk: Desk, key: str, on: date | None = None) -> dict[str, Any]:
    return {each.name: each for each in desk.dossier(key, on).deadlines}


def to_do(desk: Desk, key: str, on: date | None = None) -> dict[str, int]:
    written = desk.dossier(key, on)
    return {each.task: each.done for each in open_tasks(written.compiled, written.trajectory)}


def replays(desk: Desk, key: str) -> None:
    """What stands in the database is what the history gives, to the byte, and it verifies."""
    written = desk.dossier(key)
    [(stored,)] = desk.rows("select state from trajectory where id = :id", {"id": key})
    assert state_text(replay(key, written.history)) == stored
    desk.rebuild()
    [(again,)] = desk.rows("select state from trajectory where id = :id", {"id": key})
    assert again == stored
    with desk.read() as uow:
        assert [] == list(verify.verify(uow).problems)


def test_a_step_that_forgets_a_fact_ends_it_from_that_day_on(desk: Desk, course: str):
    """An earlier day still shows it, a term that rests on it is unknown again, and a guard on it refuses."""
    desk.fact(course, "uitkomst", "may try again", FRI_12)
    first = terms(desk, course)["voorbereiden"]
    desk.advance(course, "opnieuw", MON_15)
    now = desk.dossier(course).trajectory

    assert {} == dict(now.facts)
    assert "2024-01-15" == desk.dossier(course, FRI_12).trajectory.fact("toets_op")
    assert first == terms(desk, course, FRI_12)["voorbereiden"]
    again = terms(desk, course)["voorbereiden"]
    assert ("unknown", ("toets_op",), MON_15) == (again.standing, again.missing, again.asked_on)
    assert now.path[-1].version == again.occurrence  # a question of its own
    desk.advance(course, "begin", TUE_16)
    with pytest.raises(StepRefused, match="not possible yet"):
        desk.advance(course, "opnieuw", TUE_16)
    replays(desk, course)


def test_what_is_recorded_anew_begins_the_term_anew(desk: Desk, course: str):
    """Its task is asked for again, whatever was done before; a day before the step stays of before."""
    desk.task(course, "folder", WED_10)
    assert "met" == terms(desk, course)["voorbereiden"].standing
    desk.advance(course, "opnieuw", MON_15, uitkomst="herkansing")

    late = desk.fact(course, "toets_op", "2024-01-20", FRI_12)
    assert "ended 'Test on': it holds until that day" in late.notices[0].say("en")
    assert "unknown" == terms(desk, course)["voorbereiden"].standing
    desk.fact(course, "toets_op", "2024-01-22", TUE_16)

    found = terms(desk, course)["voorbereiden"]
    assert ("running", True, date(2024, 2, 19)) == (found.standing, found.again, found.due_on)
    replays(desk, course)


def test_what_the_fact_had_met_stays_met(desk: Desk, course: str):
    """Reporting happened; that it is no longer known where undoes nothing."""
    desk.fact(course, "gemeld_op", "2024-01-11", THU_11)
    desk.fact(course, "geheim_op", "2024-01-10", THU_11)
    before = terms(desk, course)["geheim"]
    desk.advance(course, "opnieuw", MON_15, uitkomst="herkansing")

    assert ("met", THU_11) == (terms(desk, course)["melden"].standing, terms(desk, course)["melden"].met_on)
    assert (before.due_on, "unknown") == (date(2024, 2, 7), terms(desk, course)["geheim"].standing)
    assert before == terms(desk, course, FRI_12)["geheim"]
    replays(desk, course)


def test_a_step_that_is_voided_or_dated_otherwise_takes_the_forgetting_along(desk: Desk, course: str):
    step = desk.advance(course, "opnieuw", MON_15, uitkomst="herkansing").recorded[-1].version

    desk.correct(course, step, on=TUE_16)
    assert "2024-01-15" == desk.dossier(course, MON_15).trajectory.fact("toets_op")
    assert desk.dossier(course, TUE_16).trajectory.fact("toets_op") is None
    desk.correct(course, step, void=True)
    assert "2024-01-15" == desk.dossier(course).trajectory.fact("toets_op")
    replays(desk, course)


def test_a_correction_judges_the_steps_after_a_forgetting_as_they_were(desk: Desk, course: str):
    """The outcome that the step asked for cannot be taken away under it, though it was forgotten since."""
    set_by = desk.fact(course, "uitkomst", "herkansing", FRI_12).recorded[-1].version
    desk.advance(course, "opnieuw", MON_15)

    with pytest.raises(StepRefused, match="earlier step"):
        desk.correct(course, set_by, void=True)
    with pytest.raises(StepRefused, match="earlier step"):
        desk.correct(course, set_by, on=TUE_16)


def test_reopening_forgets_and_the_end_still_stands_as_it_was(desk: Desk, course: str):
    """What held when it closed is what its terms rest on."""
    desk.task(course, "lessen", TUE_9, amount=4)
    desk.task(course, "gesprek", TUE_9)
    desk.as_("jurist", staff=desk.colleague("Joost", "jurist")).task(course, "advies", WED_10)
    desk.advance(course, "rond_af", FRI_12, uitkomst="gehaald")
    closed = {name: (each.standing, each.due_on) for name, each in terms(desk, course).items()}
    desk.advance(course, "heropen", MON_15)

    assert closed == {
        name: (each.standing, each.due_on) for name, each in terms(desk, course).items() if name in closed
    }
    assert desk.dossier(course).trajectory.fact("uitkomst") is None
    replays(desk, course)


def test_who_comes_back_to_a_stage_that_keeps_goes_on_with_what_was_done(desk: Desk, course: str):
    """The lessons, the waiver and what is done in between; the interview, which both stages ask, since the first."""
    desk.task(course, "lessen", WED_10, amount=2)
    desk.task(course, "gesprek", WED_10)
    desk.advance(course, "onderbreek", THU_11)
    assert {"gesprek": 0} == to_do(desk, course)
    desk.task(course, "lessen", FRI_12)
    step = desk.advance(course, "hervat", MON_15).recorded[-1]

    assert {"lessen": 3, "advies": 0, "folder": 0} == to_do(desk, course)
    assert 2 == getattr(step.event, "counts_from", None)
    replays(desk, course)


def test_it_goes_on_over_several_interruptions_and_stays_waived(desk: Desk):
    course = desk.open("proefcursus", desk.client("C1", "1990-05-01", on=MON_8), MON_8)
    desk.advance(course, "begin", TUE_9)
    desk.task(course, "lessen", WED_10)
    with desk.write() as uow:
        desk.casework.waive_task(uow, WaiveTask(course, ("folder",), WED_10), desk.by, "hoeft niet")
    for on in (THU_11, FRI_12, MON_15):
        desk.advance(course, "onderbreek", on)
        desk.advance(course, "hervat", on)
        desk.task(course, "lessen", on) if on < MON_15 else None
    now = desk.dossier(course).trajectory

    assert 3 == to_do(desk, course)["lessen"]
    assert is_waived(now, "folder")
    assert {2} == set(now.kept.values())
    replays(desk, course)


def test_a_correction_of_the_first_time_moves_what_counts_with_it(desk: Desk, course: str):
    """Voiding the interruption, too, leaves what was done as it was."""
    desk.task(course, "lessen", WED_10, amount=2)
    out = desk.advance(course, "onderbreek", THU_11).recorded[-1].version
    back = desk.advance(course, "hervat", FRI_12).recorded[-1].version

    desk.correct(course, 2, on=MON_8)
    assert 2 == to_do(desk, course)["lessen"]
    desk.correct(course, back, void=True)
    desk.correct(course, out, void=True)
    assert 2 == to_do(desk, course)["lessen"]
    replays(desk, course)


def test_who_records_what_and_in_which_order(desk: Desk, course: str):
    """The event is written under the role that the task asks for; the day decides the order."""
    with pytest.raises(StepRefused, match="comes after 'Interview'"):
        desk.as_("jurist").task(course, "advies", WED_10)
    desk.task(course, "gesprek", THU_11)
    with pytest.raises(StepRefused, match="not for you"):
        desk.as_("coordinator").task(course, "advies", THU_11)
    with pytest.raises(StepRefused, match="on 2024-01-11 only"):
        desk.as_("jurist").task(course, "advies", WED_10)

    both = desk.as_("coordinator", "jurist").task(course, "advies", THU_11)
    assert "jurist" == both.recorded[-1].role
    with pytest.raises(Refused, match="recorded for 2024-01-11 already"):
        desk.task(course, "gesprek", THU_11)
    assert [ev.TaskDone("gesprek")] == [each.event for each in desk.task(course, "gesprek", FRI_12).recorded]


def test_a_step_that_forgets_and_keeps_nothing_is_written_as_ever():
    """Old events keep their bytes, and replay them without a definition."""
    entered = ev.StageEntered("cursus", "intake", "begin")
    after = replay("t1", a_history((MON_8, ev.TrajectoryOpened("w", 1, "base", "any", "p1", "2024-01-01", "intake"))))

    assert '{"source":"intake","stage":"cursus","trigger":"begin"}' == encode(entered)[1]
    assert '"forgets":["a"]' in encode(entered._replace(forgets=["a"]))[1]
    assert "forgotten" not in state_text(after)
    assert "kept" not in state_text(after)
