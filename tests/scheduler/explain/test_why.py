"""Where a reminder comes from in detail: each weekend and holiday by name, who wrote it down, who heard it."""

from scheduler.explain.receipt import explain
from scheduler.explain.why import Trace, trace
from tests.scheduler.cases import (
    a_case,
    a_colleague,
    a_workflow,
    a_workflow_that_waits,
    everyone_hears,
    fact,
    folded,
    sent,
)
from trajectories.deadlines.written import Written
from trajectories.history import events as ev

STAFF = {"s1": a_colleague("Cora"), "s4": a_colleague("Thea", "teamleider", id="s4")}
LADDER = [{"before": "1 month"}, {"on_due": True}, {"overdue": "1 week", "every": "1 week", "to": "teamleider"}]
COMPILED = a_workflow({"aanvragen": {"remind": LADDER}})


def traced(written: Written, asked: str = "t1/aanvragen#2") -> Trace:
    return trace(written, explain(written, asked), everyone_hears(STAFF))


def moves(found: Trace) -> dict[str, tuple[str, list[str]]]:
    """By rung: the day it was counted on, and the days that moved it."""
    return {
        each.standing.reminder.rpartition("/")[2]: (
            str(each.counted_on),
            [f"{step.on} {step.words.say('en')}" for step in each.moved_by],
        )
        for each in found.rungs
    }


def test_each_day_that_moved_a_rung_is_named():
    """Due on Monday 6 April 2026, Easter Monday, of a norm: the day stays, its rungs move."""
    found = moves(traced(a_case(COMPILED, ("2026-01-07", fact("2026-01-06")))))

    assert ("2026-03-06", []) == found["before-1m.0"]
    back = ["2026-04-06 Easter Monday", "2026-04-05 Sunday", "2026-04-04 Saturday", "2026-04-03 Good Friday"]
    assert ("2026-04-06", back) == found["due.0"]
    assert ("2026-04-13", []) == found["overdue-1w.0"]


def test_a_repeat_is_moved_by_its_own_days():
    """A week after Monday 30 March is Easter Monday; the repeat is counted from that Monday, not from the Tuesday."""
    said = (("2026-04-07", sent("t1/aanvragen#2/overdue-1w.0", "2026-03-30", "s4")),)
    written = a_case(a_workflow({"aanvragen": {"remind": LADDER}}), ("2026-01-07", fact("2025-12-30")), said=said)

    found = moves(traced(written))

    assert ("2026-04-06", ["2026-04-06 Easter Monday"]) == found["overdue-1w.0"]
    assert ("2026-04-13", []) == found["overdue-1w.1"]


def test_holidays_within_a_term_of_working_days_are_named():
    compiled = a_workflow({"aanvragen": {"term": "5 working days", "remind": LADDER}})
    found = traced(a_case(compiled, ("2026-04-01", fact("2026-04-01"))))

    assert ["2026-04-03 Good Friday", "2026-04-06 Easter Monday"] == [
        f"{each.on} {each.words.say('en')}" for each in found.not_counted
    ]


def test_the_event_behind_the_anchor_says_who_wrote_it_down():
    found = traced(a_case(COMPILED, ("2026-01-07", fact("2026-01-06"))))

    assert found.anchor
    assert (2, ev.FactSet("op", "2026-01-06"), "s1") == (found.anchor.version, found.anchor.event, found.anchor.actor)


def test_days_that_stood_still_say_by_whose_doing():
    suspended = ("2026-02-02", ev.DeadlineSuspended("aanvragen", 2, "2026-02-10", "herstel"))
    entered = ("2026-03-02", ev.StageEntered("wachten", "begin", "wacht", "", [], {}))
    found = traced(a_case(a_workflow_that_waits(), ("2026-01-07", fact("2026-01-06")), suspended, entered))

    assert [("2026-02-02", "2026-02-10", "decision"), ("2026-03-03", "None", "stage")] == [
        (str(each.on), str(each.until), each.by) for each in found.stood
    ]


def test_who_heard_a_reminder_and_through_what():
    said = (
        ("2026-04-21", sent("t1/aanvragen#2/overdue-1w.2", "2026-03-30", "s4")),
        ("2026-04-21", folded("t1/aanvragen#2/overdue-1w.1", "2026-03-30", "t1/aanvragen#2/overdue-1w.2", "s4")),
    )
    found = traced(a_case(COMPILED, ("2026-01-07", fact("2025-12-30")), said=said))

    heard = {each.standing.reminder.rpartition("/")[2]: each.heard for each in found.rungs}
    assert [("s4", "t1/aanvragen#2/overdue-1w.2")] == [(each.to, each.into) for each in heard["overdue-1w.1"]]
    assert [("s4", "coordinator", "")] == [(each.to, each.as_role, each.into) for each in heard["overdue-1w.2"]]


def test_of_what_is_to_come_it_says_who_that_is_today():
    found = traced(a_case(COMPILED, ("2026-01-07", fact("2026-01-06"))))

    to = {each.standing.reminder.rpartition("/")[2]: list(each.to) for each in found.rungs}
    assert (["s1"], ["s4"]) == (to["due.0"], to["overdue-1w.0"])
