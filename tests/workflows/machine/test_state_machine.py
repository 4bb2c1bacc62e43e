"""A definition ready to walk: which step may be taken, and what a refusal says."""

from datetime import date

import pytest

from tests.builders import CALENDAR, PROEF, a_definition
from workflows.errors import StepRefused
from workflows.machine.guards import OpenTask, Seen

FRI_1_MARCH = date(2024, 3, 1)
COORDINATOR = frozenset({"coordinator"})
TWO_WAYS = {
    **PROEF["transitions"],
    "kies": [
        {"from": "pauze", "to": "midden", "when": {"fact": "akkoord", "is": True}, "label": {"nl": "Ja"}},
        {"from": "pauze", "to": "einde", "when": {"fact": "akkoord", "is": False}, "roles": ["jurist"]},
    ],
}


def refusal(compiled, stage, trigger, seen=None, roles=COORDINATOR) -> StepRefused:
    with pytest.raises(StepRefused) as caught:
        compiled.step(stage, trigger, seen or Seen(FRI_1_MARCH), roles, CALENDAR)
    return caught.value


def test_a_step_whose_guard_holds_is_taken():
    """The passage says where it leads."""
    passage = a_definition().step(
        "begin", "ga", Seen(FRI_1_MARCH, {"getekend_op": "2024-03-01"}), COORDINATOR, CALENDAR
    )

    assert ("midden", ("begin",)) == (passage.to, passage.from_)


def test_a_refusal_names_every_missing_fact_task_and_role_at_once():
    """One round is enough to know all that is missing."""
    open_tasks = (OpenTask("huisarts", "p1", 0, 1), OpenTask("dagdelen", "", 1, 4))

    error = refusal(a_definition(), "midden", "rond_af", Seen(FRI_1_MARCH, open_tasks=open_tasks))

    assert [("task", "huisarts"), ("task", "dagdelen"), ("fact", "akkoord"), ("role", "teamleider")] == [
        (reason.kind, reason.name) for reason in error.missing
    ]


def test_a_refusal_lists_what_is_possible_instead():
    """And where that leads."""
    error = refusal(a_definition(), "midden", "rond_af")

    assert [("rust", "pauze")] == [(each.trigger, each.to) for each in error.possible]


def test_from_a_wrong_stage_the_refusal_says_where_it_starts():
    """`rond_af` starts from the middle only."""
    error = refusal(a_definition(), "begin", "rond_af")

    assert [("stage", "begin")] == [(reason.kind, reason.name) for reason in error.missing]
    assert "‘Midden’" in error.missing[0].text.nl
    assert [] == error.possible


def test_a_step_with_several_passages_from_one_stage_names_that_stage_once():
    error = refusal(a_definition(transitions=TWO_WAYS), "midden", "kies")

    assert "it starts only from 'Pause'" == error.missing[0].text.en


def test_a_trigger_that_exists_nowhere_is_said_so():
    """A typo is no wrong stage."""
    error = refusal(a_definition(), "midden", "rond_aff")

    assert [("trigger", "rond_aff")] == [(reason.kind, reason.name) for reason in error.missing]
    assert "there is no trigger" in str(error)


def test_the_first_passage_whose_guard_holds_is_taken():
    """One trigger may lead two ways."""
    compiled = a_definition(transitions=TWO_WAYS)

    yes = compiled.step("pauze", "kies", Seen(FRI_1_MARCH, {"akkoord": True}), COORDINATOR, CALENDAR)
    no = compiled.step("pauze", "kies", Seen(FRI_1_MARCH, {"akkoord": False}), frozenset({"jurist"}), CALENDAR)

    assert ("midden", "einde") == (yes.to, no.to)
    assert ["midden", "einde"] == compiled.leads("pauze", "kies")


def test_the_reasons_of_all_passages_are_named_once():
    """The answer is missing for both ways, but it is one answer."""
    error = refusal(a_definition(transitions=TWO_WAYS), "pauze", "kies")

    assert [("fact", "akkoord"), ("role", "jurist")] == [(reason.kind, reason.name) for reason in error.missing]


def test_possible_and_blocked_share_out_the_triggers_of_a_stage():
    """A trigger that can be fired by one passage is not blocked by its other."""
    compiled = a_definition(transitions=TWO_WAYS)
    seen = Seen(FRI_1_MARCH, {"akkoord": True})

    possible = compiled.possible("pauze", seen, COORDINATOR, CALENDAR)
    blocked = compiled.blocked("midden", seen, COORDINATOR, CALENDAR)

    assert [("hervat", "midden", "hervat"), ("kies", "midden", "Ja")] == [
        (each.trigger, each.to, each.label.nl) for each in possible
    ]
    assert [] == compiled.blocked("pauze", seen, COORDINATOR, CALENDAR)
    assert [("rond_af", "einde", ["role"])] == [
        (each.trigger, each.to, [reason.kind for reason in each.because]) for each in blocked
    ]


def test_an_administrator_may_do_everything():
    """Roles never stop an administrator; guards do."""
    seen = Seen(FRI_1_MARCH, {"akkoord": True})

    assert "einde" == a_definition().step("midden", "rond_af", seen, frozenset({"administrator"}), CALENDAR).to
    error = refusal(a_definition(), "midden", "rond_af", roles=frozenset({"administrator"}))
    assert ["fact"] == [reason.kind for reason in error.missing]


def test_nothing_leads_out_of_a_final_stage():
    """Final is final."""
    seen = Seen(FRI_1_MARCH, {"akkoord": True})

    assert [] == a_definition().possible("einde", seen, frozenset({"administrator"}), CALENDAR)
    assert [] == list(a_definition().leads("einde", "ga"))


def test_asking_changes_nothing():
    """One definition serves all trajectories: no model is bound and its table does not grow."""
    compiled = a_definition()
    before = repr(compiled.passages)

    refusal(compiled, "begin", "rond_af")
    refusal(compiled, "nergens", "ga")
    compiled.leads("nergens", "ga")

    assert [] == compiled.machine.models
    assert before == repr(compiled.passages)


def test_out_of_a_final_stage_leads_only_what_reopens():
    """The same trigger may lead on from another stage."""
    ways = {"rond_af": {"from": "midden", "to": "einde"}, "ga": {"from": ["begin", "einde"], "to": "midden"}}
    back = {"heropen": {"from": ["einde", "pauze"], "to": "midden", "reopens": True}}

    compiled = a_definition(transitions={**ways, **back})

    assert {"heropen"} == set(compiled.passages["einde"])
    assert [[], ["midden"], ["midden"]] == [
        list(compiled.leads("einde", "ga")),
        list(compiled.leads("begin", "ga")),
        list(compiled.leads("pauze", "heropen")),
    ]
