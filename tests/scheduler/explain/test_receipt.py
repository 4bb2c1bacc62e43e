"""Why a reminder exists, or does not: for what was said, what is to come and what is over."""

import json
from typing import Any

import pytest

from scheduler.explain.receipt import explain, receipt
from tests.scheduler.cases import CALENDAR, a_case, a_workflow, fact, folded, sent
from trajectories.history import events as ev
from workflows.errors import NotFound

DUE = "2026-05-12"
LADDER = [{"before": "1 month"}, {"before": "1 week"}, {"on_due": True}, {"overdue": "1 week", "every": "1 week"}]
COMPILED = a_workflow({"aanvragen": {"remind": LADDER, "met_by": {"fact": "ander_op"}}})
KNOWN = ("2026-04-20", fact("2026-02-12"))  # Monday, after the rung of a month before


def states(written, asked="t1/aanvragen#2"):
    return {each.reminder.rpartition("/")[2]: (str(each.day), each.state) for each in explain(written, asked).rungs}


def test_each_rung_is_past_said_or_planned():
    written = a_case(COMPILED, KNOWN, said=(("2026-05-04", sent("t1/aanvragen#2/before-1w.0", DUE)),))

    assert {
        "before-1m.0": ("2026-04-10", "past"),
        "before-1w.0": ("2026-05-04", "said"),
        "due.0": ("2026-05-12", "planned"),
        "overdue-1w.0": ("2026-05-19", "planned"),
    } == states(written)


def test_of_a_deadline_that_is_met_the_rest_is_dropped():
    met = ("2026-05-06", fact("2026-05-06", "ander_op"))
    written = a_case(COMPILED, KNOWN, met, said=(("2026-05-04", sent("t1/aanvragen#2/before-1w.0", DUE)),))

    found = states(written)

    assert ("2026-05-04", "said") == found["before-1w.0"]
    assert ("2026-05-12", "dropped") == found["due.0"]


def test_repeats_that_were_folded_are_told_with_who_heard_it():
    said = (
        ("2026-06-02", sent("t1/aanvragen#2/overdue-1w.2", DUE, "s4")),
        ("2026-06-02", folded("t1/aanvragen#2/overdue-1w.1", DUE, "t1/aanvragen#2/overdue-1w.2", "s4")),
    )
    found = {each.reminder: each for each in explain(a_case(COMPILED, KNOWN, said=said), "t1/aanvragen#2").rungs}

    assert "folded" == found["t1/aanvragen#2/overdue-1w.1"].state
    assert ("s4",) == found["t1/aanvragen#2/overdue-1w.2"].to
    assert "planned" == found["t1/aanvragen#2/overdue-1w.0"].state


def test_a_reminder_that_was_said_is_told_with_the_receipt_of_then():
    written = a_case(COMPILED, KNOWN, said=(("2026-05-04", sent("t1/aanvragen#2/before-1w.0", DUE)),))

    assert {"rule": "as it was"} == explain(written, "t1/aanvragen#2/before-1w.0").receipt
    assert "X1" == explain(written, "t1/aanvragen#2/due.0").receipt["rule"]


def test_a_deadline_that_is_no_more_is_told_from_what_was_said_of_it():
    """The anchor was voided; what was said of it then stays."""
    voided = ("2026-05-06", ev.EventVoided(2))
    written = a_case(COMPILED, KNOWN, voided, said=(("2026-05-04", sent("t1/aanvragen#2/before-1w.0", DUE)),))

    found = explain(written, "t1/aanvragen#2")

    assert {"rule": "as it was"} == found.receipt
    assert ["said"] == [each.state for each in found.rungs]


def test_the_receipt_names_all_that_the_day_rests_on_and_every_step():
    written = a_case(COMPILED, KNOWN)

    found = receipt(written, written.deadlines[0])

    assert found == json.loads(json.dumps(found))
    assert CALENDAR.hash == found["calendar"]
    assert {"nl": "Feit op", "en": "Fact op", "event": 2, "on": "2026-02-12"} == found["anchor"]
    assert ("Proefwet art. 1", "law", DUE, DUE) == tuple(
        found[key] for key in ("source", "certainty", "raw_on", "due_on")
    )
    steps: Any = found["steps"]
    assert ["2026-02-12", DUE, DUE] == [step["on"] for step in steps]


def test_who_saw_a_reminder_and_who_snoozed_its_deadline_is_told_with_until_when():
    """Seen on Wed 20 May 2026 and quiet until Thu 18 June; snoozed on Thursday until Mon 22 June."""
    said = (
        ("2026-05-19", sent("t1/aanvragen#2/overdue-1w.0", DUE)),
        ("2026-05-20", ev.ReminderAcknowledged("t1/aanvragen#2/overdue-1w.0")),
        ("2026-05-21", ev.ReminderSnoozed("t1/aanvragen#2", "2026-06-22")),
    )

    found = explain(a_case(COMPILED, KNOWN, said=said), "t1/aanvragen#2")

    assert [
        ("acknowledged", "t1/aanvragen#2/overdue-1w.0", "2026-05-20", "2026-06-18", "s1"),
        ("snoozed", "t1/aanvragen#2", "2026-05-21", "2026-06-22", "s1"),
    ] == [(each.kind, each.of, str(each.on), str(each.until), each.by) for each in found.silences]
    assert ("2026-06-22", "planned") == {
        each.reminder.rpartition("/")[2]: (str(each.day), each.state) for each in found.rungs
    }["overdue-1w.1"]


@pytest.mark.parametrize("asked", ["t1/aanvragen#9", "t1/aanvragen#2/due.7", "t1/aanvragen#2/later.0", "nonsense"])
def test_what_does_not_exist_is_refused(asked):
    with pytest.raises(NotFound):
        explain(a_case(COMPILED, KNOWN), asked)
