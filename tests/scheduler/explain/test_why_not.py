"""Why a rule is silent: the first thing that fails, told for every rule of every definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.explain.why_not import Answer, rules_named, why_not
from scheduler.planning.ladder import HELD, plan
from scheduler.rehearsal.scenarios import Play, scenarios_of
from tests.builders import builtin_catalogue
from tests.scheduler.cases import (
    CALENDAR,
    a_case,
    a_colleague,
    a_workflow,
    a_workflow_that_waits,
    everyone_hears,
    fact,
    sent,
)
from tests.test_walks import EVERY, EVERY_DEFINITION, fewer, walk
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from workflows.catalogue.resolve import Resolved
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled

CORA = {"s1": a_colleague("Cora"), "s2": a_colleague("Ada", "administrator", id="s2")}
LADDER = [{"before": "1 month"}, {"on_due": True}]
COMPILED = a_workflow({"aanvragen": {"remind": LADDER, "met_by": {"fact": "ander_op"}, "lapses_at": "einde"}})
KNOWN = ("2026-02-13", fact("2026-02-12"))  # due on Tuesday 12 May
VERSIONS = [{"rule": "X1", "until": "2025-12-31"}, {"rule": "X2", "from": "2027-01-01"}]


def answered(written: Written, asked: str = "aanvragen") -> Answer:
    [found] = why_not(written, asked, everyone_hears(CORA))
    return found


def a_stage(stage: str, outcome: str = "") -> ev.StageEntered:
    return ev.StageEntered(stage, "begin", "stap", outcome, [], {})


# what runs


def test_what_is_armed_says_when_and_to_whom():
    found = answered(a_case(COMPILED, KNOWN))

    assert ("armed", "2026-04-10") == (found.code, str(found.first and found.first.day))
    assert {"s1": "coordinator"} == {to: told.as_role for to, told in found.to.items()}
    assert "armed, first rung on 2026-04-10" == found.words.say("en")


def test_when_all_was_said_it_says_when_last():
    said = (
        ("2026-04-10", sent("t1/aanvragen#2/before-1m.0", "2026-05-12")),
        ("2026-05-12", sent("t1/aanvragen#2/due.0", "2026-05-12")),
    )
    found = answered(a_case(COMPILED, KNOWN, said=said))

    assert ("said", "2026-05-12") == (found.code, str(found.on))


def test_a_day_that_had_passed_when_it_became_known_is_named():
    """By an upgrade, after which none of it was to be sent."""
    decided = ("2026-06-15", ev.PastDecided("none", [{"rule": "aanvragen", "occurrence": 2, "rungs": {}}]))

    found = answered(a_case(COMPILED, ("2026-06-12", fact("2026-02-12")), decided))

    assert ("past", "2026-05-12") == (found.code, str(found.on))
    assert "2026-06-15" in found.words.say("en")


def test_what_was_missed_and_is_still_told_is_on_its_way():
    found = answered(a_case(COMPILED, ("2026-06-15", fact("2026-02-12"))))

    assert found.first
    assert ("armed", "2026-06-15") == (found.code, str(found.first.day))


def test_a_rule_without_rungs_says_so():
    assert "no_rungs" == answered(a_case(a_workflow({"aanvragen": {}}), KNOWN)).code


def test_what_stands_still_says_since_when_and_when_that_is_asked():
    held = ("2026-03-02", ev.DeadlineSuspended("aanvragen", 2, "", "herstel"))
    found = answered(a_case(COMPILED, KNOWN, held))

    assert ("suspended", "2026-03-02", "2026-03-30") == (
        found.code,
        str(found.on),
        str(found.first and found.first.day),
    )


def test_a_stage_that_lets_it_stand_still_counts_too():
    found = answered(a_case(a_workflow_that_waits(), KNOWN, ("2026-03-02", a_stage("wachten"))))

    assert ("suspended", "2026-03-03") == (found.code, str(found.on))


def test_a_snooze_and_until_when():
    snoozed = ("2026-04-09", ev.ReminderSnoozed("t1/aanvragen#2", "2026-04-20"))
    found = answered(a_case(COMPILED, KNOWN, said=(snoozed,)))

    assert ("snoozed", "2026-04-20") == (found.code, str(found.first and found.first.day))


def test_a_repeat_that_someone_has_seen():
    compiled = a_workflow({"aanvragen": {"remind": [{"overdue": "1 week", "every": "1 week"}]}})
    said = (
        ("2026-05-19", sent("t1/aanvragen#2/overdue-1w.0", "2026-05-12")),
        ("2026-05-20", ev.ReminderAcknowledged("t1/aanvragen#2/overdue-1w.0")),
    )
    found = answered(a_case(compiled, KNOWN, said=said))

    assert ("acknowledged", "2026-06-18") == (found.code, str(found.first and found.first.day))


# what does not run


def test_what_is_not_recorded_is_asked_for():
    found = answered(a_case(COMPILED))

    assert ("unknown", "2026-01-12") == (found.code, str(found.first and found.first.day))
    assert "‘Fact op’ is not recorded yet; that is asked for on 2026-01-12" == found.words.say("en")


def test_what_another_term_asks_for_is_told_with_it():
    found = answered(a_case(a_workflow({"eerst": {}, "aanvragen": {}})))

    assert ("unknown", "t1/eerst#0/ask.0") == (found.code, found.first and found.first.id)


def test_a_condition_that_does_not_hold_is_worded_as_a_refusal():
    compiled = a_workflow({"aanvragen": {"when": {"fact": "maanden", "at_least": 3}}})

    assert "it does not apply here: ‘Fact maanden’ is not recorded yet" == answered(a_case(compiled)).words.say("en")
    found = answered(a_case(compiled, ("2026-02-13", fact(2, "maanden"))))
    assert "it does not apply here: ‘Fact maanden’ is 2; needed is at least 3" == found.words.say("en")
    assert "condition" == found.code


def test_a_stage_that_is_not_reached():
    found = answered(a_case(a_workflow_that_waits(since="wachten"), KNOWN))

    assert "stage" == found.code
    assert "‘Wachten’" in found.words.say("en")


@pytest.mark.parametrize(
    "anchor, told",
    [
        ({"stage": "wachten"}, "it is counted from start of Wachten, and that has not happened yet"),
        ({"assigned": "jurist"}, "it is counted from assignment of the"),
        ({"latest_of": [{"stage": "wachten"}, {"stage": "rusten"}]}, "start of Rusten, and that has not happened yet"),
    ],
)
def test_an_anchor_that_has_not_come_is_named(anchor, told):
    found = answered(a_case(a_workflow_that_waits(anchor=anchor), KNOWN))

    assert "anchor" == found.code
    assert told in found.words.say("en")


def test_a_term_counted_from_one_that_is_not_there_says_why_that_is():
    rules = {"eerst": {"when": {"fact": "ander_op", "is": "set"}}, "aanvragen": {"anchor": {"deadline": "eerst"}}}
    found = answered(a_case(a_workflow(rules), KNOWN))

    assert "anchor" == found.code
    assert "there is no such term: it does not apply here: ‘Fact ander_op’ is not recorded" in found.words.say("en")


def test_no_version_of_the_rule_for_the_key_date():
    compiled = a_workflow({"aanvragen": {"version_key": {"fact": "op"}, "versions": VERSIONS}})
    found = answered(a_case(compiled, KNOWN))

    assert ("version", "2026-02-12") == (found.code, str(found.on))
    assert "there is one until 2025-12-31 and from 2027-01-01" in found.words.say("en")


def test_a_rule_that_reads_as_another_one_for_the_key_date():
    compiled = a_workflow({"aanvragen": {"version_key": {"fact": "op"}, "versions": VERSIONS}})
    written = a_case(compiled, ("2027-02-15", fact("2027-02-12")))

    assert ("other_version", "X2") == (answered(written, "X1").code, answered(written, "X1").register)
    assert "no_rungs" == answered(written, "X2").code


# what is over


def test_what_was_met_says_on_which_day():
    found = answered(a_case(COMPILED, KNOWN, ("2026-03-04", fact("2026-03-03", "ander_op"))))

    assert ("met", "2026-03-03") == (found.code, str(found.on))


def test_what_was_met_before_it_was_known_says_so_too():
    found = answered(a_case(COMPILED, ("2026-03-04", fact("2026-03-03", "ander_op"))))

    assert ("met", "2026-03-03") == (found.code, str(found.on))


def test_a_stage_that_ended_it_is_named():
    found = answered(a_case(COMPILED, KNOWN, ("2026-03-04", a_stage("einde", "klaar"))))

    assert ("lapsed", "2026-03-04") == (found.code, str(found.on))
    assert "lapsed on 2026-03-04 by the stage ‘Einde’" == found.words.say("en")


def test_of_what_closed_the_day_is_told():
    compiled = a_workflow({"aanvragen": {"remind": LADDER}})
    closed = ("2026-03-04", a_stage("einde", "klaar"))

    assert "closed" == answered(a_case(compiled, KNOWN, closed)).code
    assert ("closed", "2026-03-04") == (
        answered(a_case(compiled, closed)).code,
        str(answered(a_case(compiled, closed)).on),
    )


def test_a_rule_without_a_term_has_nothing_to_remind_of():
    base = a_workflow({"aanvragen": {}})
    plain = {"meld": {"rule": "X9", "label": {"nl": "Meld het"}, "source": "wet"}}
    whole = base.workflow.model_dump(by_alias=True, exclude_none=True) | {"rules": plain}
    written = a_case(Compiled(Workflow.model_validate(whole), "d" * 64))

    assert ("no_term", "meld") == (answered(written, "X9").code, answered(written, "X9").name)


def test_what_the_definition_does_not_have_is_no_answer():
    assert [] == why_not(a_case(COMPILED), "X99", everyone_hears(CORA))


# for every rule of every definition


def must_answer(written: Written) -> None:
    """`armed` exactly when it runs and a rung of it is still to be said; and always something that people can read."""
    deadlines = {each.name: each for each in written.deadlines}
    planned = {each.deadline for each in plan(written) if each.rung != HELD}
    for name in written.compiled.workflow.deadlines:
        [found] = why_not(written, name, everyone_hears(CORA))
        deadline = deadlines.get(name)
        is_armed = deadline is not None and deadline.standing == "running" and deadline.id in planned
        assert is_armed == (found.code == "armed"), (found, deadline)
        assert (deadline.id if deadline else "") == found.deadline
        assert found.words.nl
        assert found.words.say("en")
        assert found.code != "ended_before" or written.trajectory.ended_at
        assert found.code != "closed" or written.trajectory.closed_on
        assert found.code not in ("armed", "said", "past") or deadline is not None
        if found.code == "armed":
            assert found.first
            assert found.to


@EVERY_DEFINITION
def test_it_is_armed_exactly_when_a_rung_is_still_to_be_said(resolved: Resolved):
    @fewer(2)
    @given(st.data())
    def walks(data: st.DataObject) -> None:
        must_answer(walk(resolved, data, 9).written)

    walks()


@pytest.mark.slow
def test_at_the_end_of_every_scenario_it_answers():
    catalogue = builtin_catalogue()
    scenarios = [(name, scenario) for name in catalogue.workflows for scenario in scenarios_of(catalogue, name)]
    assert len(scenarios) > 100
    for name, scenario in scenarios:
        found = catalogue.resolve(name, scenario.municipality, scenario.intake or scenario.opened)
        play = Play(Compiled(found.workflow, found.hash), scenario, CALENDAR)
        play.open()
        for move in scenario.given:
            play.make(move)
        must_answer(play.written)


def test_every_rule_is_found_by_its_name_and_its_id():
    for resolved in EVERY:
        for name, rule in resolved.workflow.deadlines.items():
            assert name in rules_named(resolved.workflow, name)
            assert name in rules_named(resolved.workflow, rule.rule)
