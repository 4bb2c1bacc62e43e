"""The calendar to come: what is said if nothing happens, and what if all goes on time."""

from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.explain.forecast import Forecast, Happening, forecast
from scheduler.explain.simulate_ticks import prepared
from tests.scheduler.cases import a_case, a_workflow, a_workflow_that_waits, fact, sent
from tests.scheduler.explain.test_simulate_ticks import mornings
from tests.scheduler.offices import an_office
from tests.test_walks import EVERY_DEFINITION, fewer, walk
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.people.staff import staff_on
from workflows.catalogue.resolve import Resolved
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled

LADDER = [{"before": "1 month"}, {"on_due": True}, {"overdue": "1 week", "every": "2 weeks", "to": "teamleider"}]
COMPILED = a_workflow({"aanvragen": {"remind": LADDER, "met_by": {"fact": "ander_op"}}})
KNOWN = ("2026-02-13", fact("2026-02-12"))  # due on Tuesday 12 May


def looked(written: Written, today: str = "2026-03-02", until: str = "2026-06-30") -> Forecast:
    return forecast(written, date.fromisoformat(today), date.fromisoformat(until))


def told(happenings: list[Happening]) -> list[str]:
    """`2026-05-12 reminder due.0`; of what is no reminder, the name of the term."""
    return [
        f"{each.day} {each.kind} {each.said.id.rpartition('/')[2] if each.said else each.deadline.name}"
        for each in happenings
    ]


# if nothing happens


def test_if_nothing_happens_every_rung_and_repeat_is_said_and_the_last_day_passes():
    assert [
        "2026-04-10 reminder before-1m.0",
        "2026-05-12 due aanvragen",
        "2026-05-12 reminder due.0",
        "2026-05-19 reminder overdue-1w.0",
        "2026-06-02 reminder overdue-1w.1",
        "2026-06-16 reminder overdue-1w.2",
        "2026-06-30 reminder overdue-1w.3",
    ] == told(looked(a_case(COMPILED, KNOWN)).if_nothing_happens)


def test_both_ends_of_the_time_asked_about_count():
    written = a_case(COMPILED, KNOWN)

    assert ["2026-05-12 due aanvragen", "2026-05-12 reminder due.0"] == told(
        looked(written._replace(said=a_case(COMPILED, KNOWN, said=(
            ("2026-04-10", sent("t1/aanvragen#2/before-1m.0", "2026-05-12")),
        )).said), "2026-05-12", "2026-05-12").if_nothing_happens
    )  # fmt: skip


def test_what_nobody_ticked_for_is_said_today_the_latest_of_it_to_each():
    """The coordinator hears the rung of the last day, the team leader the one after it."""
    found = looked(a_case(COMPILED, KNOWN), "2026-05-26", "2026-06-05")

    assert [
        "2026-05-26 reminder due.0",
        "2026-05-26 reminder overdue-1w.0",
        "2026-06-02 reminder overdue-1w.1",
    ] == told(found.if_nothing_happens)
    assert ["t1/aanvragen#2"] == [each.id for each in found.overdue]


def test_what_a_snooze_kept_back_of_several_rungs_is_said_to_all_whom_they_are_for():
    """Found by chance: a rung for the jurist went unseen behind a later one for the coordinator."""
    ladder = [{"before": "2 weeks", "to": ["jurist", "coordinator"]}, {"before": "1 week", "to": "coordinator"}]
    compiled = a_workflow({"aanvragen": {"remind": ladder}})
    snoozed = ("2026-04-20", ev.ReminderSnoozed("t1/aanvragen#2", "2026-05-06"))

    assert ["2026-05-06 reminder before-1w.0", "2026-05-06 reminder before-2w.0", "2026-05-12 due aanvragen"] == told(
        looked(a_case(compiled, KNOWN, said=(snoozed,)), "2026-04-20").if_nothing_happens
    )


def test_on_a_day_off_what_is_due_waits_for_the_first_working_day_unless_its_last_day_is_before_that():
    """Whit Monday 25 May 2026; the second term ends on it."""
    ladder = {"remind": [{"before": "1 month"}]}
    compiled = a_workflow({"aanvragen": ladder, "anders": {**ladder, "anchor": {"fact": "ander_op"}}})
    known = (KNOWN, ("2026-02-26", fact("2026-02-25", "ander_op")))
    found = looked(a_case(compiled, *known), "2026-05-25", "2026-05-26")

    assert [
        ("2026-05-25", "due", "anders"),
        ("2026-05-25", "reminder", "anders"),
        ("2026-05-26", "reminder", "aanvragen"),
    ] == [(str(each.day), each.kind, each.deadline.name) for each in found.if_nothing_happens]
    assert [] == looked(a_case(compiled, KNOWN), "2026-05-25", "2026-05-25").if_nothing_happens


def test_what_is_snoozed_is_said_when_that_ends():
    snoozed = ("2026-04-09", ev.ReminderSnoozed("t1/aanvragen#2", "2026-04-20"))
    found = looked(a_case(COMPILED, KNOWN, said=(snoozed,)), "2026-04-09", "2026-05-11")

    assert ["2026-04-20 reminder before-1m.0"] == told(found.if_nothing_happens)


def test_an_open_question_is_asked_again_and_again_and_stands_apart():
    found = looked(a_case(COMPILED), "2026-01-06", "2026-02-13")

    assert ["2026-01-12 question ask.0", "2026-01-26 question ask.1", "2026-02-09 question ask.2"] == told(
        found.if_nothing_happens
    )
    assert ["2026-01-12 question ask.0"] == told(found.if_on_time)  # answered the same day
    assert [("t1/aanvragen#0", "2026-01-12")] == [
        (each.deadline.id, str(each.first and each.first.day)) for each in found.uncertain
    ]


def test_a_term_that_stands_still_has_no_last_day_and_is_asked_about():
    found = looked(
        a_case(a_workflow_that_waits(), KNOWN, ("2026-03-02", ev.StageEntered("wachten", "begin", "wacht", "", [], {})))
    )

    assert {"question"} == {each.kind for each in found.if_nothing_happens}
    assert ["2026-03-03"] == [str(each.deadline.held_since) for each in found.uncertain]


# if all goes on time


def test_if_all_goes_on_time_only_how_it_stands_is_asked_after_the_last_day():
    """Twenty working days after the term was met, since nothing else is planned then."""
    assert [
        "2026-04-10 reminder before-1m.0",
        "2026-05-12 met aanvragen",
        "2026-05-12 reminder due.0",
        "2026-06-11 opens niets_gepland",
        "2026-06-11 reminder due.0",
    ] == told(looked(a_case(COMPILED, KNOWN)).if_on_time)


def test_what_is_overdue_is_met_today():
    said = (("2026-05-19", sent("t1/aanvragen#2/overdue-1w.0", "2026-05-12")),)
    found = looked(a_case(COMPILED, KNOWN, said=said), "2026-05-25")

    assert [line for line in told(found.if_on_time) if "met" in line] == ["2026-05-25 met aanvragen"]
    later = {each.deadline.name for each in found.if_on_time if str(each.day) > "2026-05-25" and each.deadline}
    assert {"niets_gepland"} == later


def test_a_term_counted_from_what_meets_another_begins_on_that_day():
    rules: dict[str, Any] = {
        "aanvragen": {"remind": [{"on_due": True}], "met_by": {"fact": "ander_op"}},
        "beslissen": {"anchor": {"fact": "ander_op"}, "term": "2 weeks", "remind": [{"on_due": True}],
                      "since": "begin"},
    }  # fmt: skip
    found = looked(a_case(a_workflow(rules), KNOWN))

    assert ["2026-05-12 met aanvragen", "2026-05-12 reminder due.0"] == told(found.if_on_time)[-4:-2]
    assert ["2026-05-26 met beslissen", "2026-05-26 reminder due.0"] == told(found.if_on_time)[-2:]


def test_a_step_that_is_possible_is_taken_and_one_that_closes_is_not():
    to_a_stage = a_workflow_that_waits(met_by={"stage": "wachten"}, remind=[{"on_due": True}], paused_in=[])
    whole = to_a_stage.workflow.model_dump(by_alias=True, exclude_none=True)
    after = {
        "rule": "X2",
        "label": {"nl": "Daarna"},
        "anchor": {"stage": "wachten"},
        "term": "2 weeks",
        "source": "wet",
    }
    whole["deadlines"] |= {"daarna": {**after, "remind": [{"on_due": True}]}}
    follows = looked(a_case(Compiled(Workflow.model_validate(whole), "d" * 64), KNOWN))
    ends = a_workflow({"aanvragen": {"met_by": {"stage": "einde"}}, "anders": {"term": "4 months"}})

    assert "2026-05-26 met daarna" in told(follows.if_on_time)
    assert "2026-06-12 met anders" in told(looked(a_case(ends, KNOWN)).if_on_time)


def test_a_step_that_is_refused_as_things_stand_is_not_taken():
    compiled = a_workflow_that_waits(met_by={"stage": "wachten"}, paused_in=[])
    whole = compiled.workflow.model_dump(by_alias=True, exclude_none=True)
    whole["transitions"]["wacht"] = {"from": "begin", "to": "wachten", "when": {"fact": "maanden", "is": "set"}}
    whole["deadlines"] |= {"daarna": {"rule": "X2", "label": {"nl": "Daarna"}, "anchor": {"stage": "wachten"},
                                      "term": "2 weeks", "source": "wet"}}  # fmt: skip
    written = a_case(Compiled(Workflow.model_validate(whole), "d" * 64), KNOWN)

    assert not [line for line in told(looked(written).if_on_time) if "daarna" in line]
    known = looked(written._replace(**a_case(written.compiled, KNOWN, ("2026-02-16", fact(3, "maanden")))._asdict()))
    assert "2026-05-26 met daarna" in told(known.if_on_time)


# for every definition, and against what ticks would say


@EVERY_DEFINITION
def test_on_time_says_nothing_of_a_term_after_it_was_met(resolved: Resolved):
    @fewer(2)
    @given(st.data())
    def walks(data: st.DataObject) -> None:
        play = walk(resolved, data, 9)
        found = forecast(play.written, play.today, date(play.today.year + 2, 1, 1))
        met: dict[str, date] = {}
        for each in found.if_on_time:
            if each.kind in ("met", "opens"):
                assert each.deadline.id not in met
                met[each.deadline.id] = each.day
        for each in found.if_on_time:
            if each.kind == "reminder":
                assert each.day <= met.get(each.deadline.id, date.max)
        late = [each for each in found.if_nothing_happens if each.kind == "reminder"]
        assert len({(each.said and each.said.id) for each in late}) == len(late)

    walks()


@pytest.mark.slow
def test_the_days_are_those_on_which_ticks_would_say_it(sqlite_url: str):
    """As long as everyone works the usual hours: else a message may wait for its recipient."""
    office = an_office(sqlite_url)
    office.joins("Thea", "teamleider")
    office.joins("Joost", "jurist")
    keys = [*office.clients(["WL-1"], "2025-10-20", ["s2"]), *office.clients(["WL-2", "WL-3"], "2026-02-12", ["s2"])]
    looks = mornings("2026-02-16", 120)
    with office.app.read() as uow:
        staff_at = cache(lambda day: staff_on(uow, day))
        ahead = prepared(uow, office.app.dossiers, looks[0], looks[-1].date(), staff_at, "smtp")
        said = {(told.day, line.reminder) for now in looks for told in ahead.look(now) for line in told.lines}
        found = [forecast(office.app.dossiers.load(uow, key), looks[0].date(), looks[-1].date()) for key in keys]

    assert said == {(each.day, each.said.id) for one in found for each in one.if_nothing_happens if each.said}
