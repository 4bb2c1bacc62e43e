"""Guards: what holds, and what a person reads when it does not."""

from datetime import date
from typing import Any

import pytest

from tests.builders import CALENDAR, CONDITION, a_workflow
from workflows.errors import Reason
from workflows.machine.guards import OpenTask, Seen, is_met, unmet

FRI_1_MARCH = date(2024, 3, 1)
WORKFLOW = a_workflow()


def found(when: dict[str, Any], **seen: Any) -> list[Reason]:
    """The reasons why the guard does not hold on Friday 1 March 2024. Whether it holds is also asked by itself."""
    asked = CONDITION.validate_python(when), Seen(FRI_1_MARCH, **seen), WORKFLOW, CALENDAR
    reasons = unmet(*asked)
    assert is_met(*asked) is (not reasons)
    return reasons


def names(when: dict[str, Any], **seen: Any) -> list[tuple[str, str]]:
    return [(reason.kind, reason.name) for reason in found(when, **seen)]


def test_no_guard_always_holds():
    """A passage without `when` is open to everyone who may write."""
    assert [] == unmet(None, Seen(FRI_1_MARCH), WORKFLOW, CALENDAR)


@pytest.mark.parametrize(
    "when, value, holds",
    [
        ({"fact": "getekend_op"}, "2024-01-05", True),
        ({"fact": "getekend_op", "is": "set"}, "2024-01-05", True),
        ({"fact": "getekend_op", "is": "set"}, None, False),
        ({"fact": "akkoord", "is": True}, True, True),
        ({"fact": "akkoord", "is": True}, False, False),
        ({"fact": "akkoord", "is": False}, False, True),
        ({"fact": "akkoord", "is": False}, None, False),
        ({"fact": "akkoord", "is": "set"}, False, True),
        ({"fact": "punten", "is": 1}, True, False),
        ({"fact": "akkoord", "is": True}, 1, False),
        ({"fact": "maanden", "one_of": [9, 15]}, 15, True),
        ({"fact": "maanden", "one_of": [9, 15]}, 21, False),
        ({"fact": "punten", "at_least": 3}, 3, True),
        ({"fact": "punten", "at_least": 3}, 2, False),
        ({"fact": "punten", "at_least": 0}, 0, True),
        ({"fact": "getekend_op", "before": "2022-01-01"}, "2021-12-31", True),
        ({"fact": "getekend_op", "before": "2022-01-01"}, "2022-01-01", False),
        ({"fact": "getekend_op", "from": "2022-01-01"}, "2022-01-01", True),
        ({"fact": "getekend_op", "from": "2022-01-01"}, "2021-12-31", False),
    ],
)
def test_a_fact_is_asked_for_its_value(when, value, holds):
    """`before` leaves its day out, `from` takes it in; yes is not one; not recorded is neither yes nor no."""
    facts = {} if value is None else {when["fact"]: value}

    assert holds is (found(when, facts=facts) == [])


def test_a_refusal_says_what_is_recorded_and_what_is_needed():
    """In the label of the fact, in both languages."""
    [missing] = found({"fact": "maanden", "one_of": [9, 15]})
    [wrong] = found({"fact": "maanden", "one_of": [9, 15]}, facts={"maanden": 21})

    assert "'Months' is not recorded yet" == missing.text.en.replace("‘", "'").replace("’", "'")
    assert "‘Maanden’ is 21; nodig is een van 9, 15" == wrong.text.nl


@pytest.mark.parametrize(
    "when, holds",
    [
        ({"parameter": "weken", "is": 6}, True),
        ({"parameter": "weken", "at_least": 7}, False),
        ({"parameter": "soort", "is": "lang"}, True),
        ({"parameter": "streng", "is": True}, True),
        ({"parameter": "streng", "is": False}, False),
    ],
)
def test_a_parameter_is_read_from_the_definition(when, holds):
    """What a municipality agreed can open or close a way."""
    assert holds is (found(when) == [])


def test_every_open_task_is_named_but_an_optional_one_never_blocks():
    """`tasks: done` lists each task, member and amount."""
    open_tasks = (OpenTask("huisarts", "p1", 0, 1), OpenTask("dagdelen", "", 3, 4), OpenTask("folder", "", 0, 1))

    reasons = found({"tasks": "done"}, open_tasks=open_tasks)

    assert ["huisarts", "dagdelen"] == [reason.name for reason in reasons]
    assert "[p1]" in reasons[0].text.en
    assert "(3/4)" in reasons[1].text.en


def test_one_task_may_be_asked_for():
    """Done once is done, also before it was asked."""
    assert [] == found({"task": "nakijken"}, done_tasks=frozenset({"nakijken"}))
    assert [("task", "nakijken")] == names({"task": "nakijken"})


def test_a_stage_must_have_been_entered_and_may_have_to_ripen():
    """A month after 31 January is 29 February 2024: that day itself is enough."""
    when = {"stage": "midden", "for_at_least": "1 month"}

    assert [("stage", "midden")] == names(when)
    assert [] == found(when, entered={"midden": date(2024, 1, 31)})
    assert [] == found(when, entered={"midden": date(2024, 2, 1)})  # Friday 1 March itself
    [reason] = found(when, entered={"midden": date(2024, 2, 2)})
    assert reason.text.en == "‘Middle’ last began on 2024-02-02; 1 month after that is 2024-03-02"


@pytest.mark.parametrize(
    "when, answer, holds",
    [
        ({"household": "has_young_child"}, True, True),
        ({"household": "has_young_child"}, False, False),
        ({"household": "has_young_child"}, None, False),
        ({"household": "has_young_child", "is": False}, None, True),
        ({"household": "has_young_child", "is": False}, True, False),
        ({"member": "leerplichtig", "is": True}, True, True),
        ({"member": "leerplichtig"}, False, False),
    ],
)
def test_people_are_read_as_yes_or_no(when, answer, holds):
    """A question that was not answered counts as no."""
    kind = next(iter(when))
    answers = {} if answer is None else {f"{kind}.{when[kind]}": answer}

    assert holds is (found(when, answers=answers) == [])


def test_all_lists_everything_that_is_missing():
    """So that a coordinator goes back once, not five times."""
    when = {"all": [{"fact": "akkoord"}, {"all": [{"task": "folder"}, {"stage": "pauze"}]}, {"household": "has_child"}]}

    assert [("fact", "akkoord"), ("task", "folder"), ("stage", "pauze"), ("household", "has_child")] == names(when)


def test_any_holds_by_one_and_otherwise_lists_each_way():
    """One way is enough."""
    when = {"any": [{"fact": "akkoord", "is": True}, {"task": "folder"}]}

    assert [] == found(when, facts={"akkoord": True})
    assert [] == found(when, done_tasks=frozenset({"folder"}))
    assert [("fact", "akkoord"), ("task", "folder")] == names(when)


def test_not_turns_a_guard_round_and_says_what_stands_in_the_way():
    """`not` names the thing that must not be so."""
    when = {"not": {"fact": "akkoord", "is": True}}

    assert [] == found(when)
    assert [] == found(when, facts={"akkoord": False})
    assert [("fact", "akkoord")] == names(when, facts={"akkoord": True})
    assert [] == found({"not": {"not": {"fact": "akkoord"}}}, facts={"akkoord": True})


@pytest.mark.parametrize(
    "inner, seen, said",
    [
        ({"fact": "akkoord", "is": True}, {"facts": {"akkoord": True}}, "Agreed = yes"),
        ({"fact": "akkoord", "is": "set"}, {"facts": {"akkoord": True}}, "Agreed recorded"),
        ({"task": "folder"}, {"done_tasks": frozenset({"folder"})}, "Leaflet done"),
        ({"stage": "begin"}, {"entered": {"begin": date(2024, 1, 1)}}, "Start reached"),
        ({"household": "has_child"}, {"answers": {"household.has_child": True}}, "if there is a child under eighteen"),
        ({"tasks": "done"}, {}, "all tasks done"),
        (
            {"all": [{"fact": "akkoord", "is": True}, {"task": "folder"}]},
            {"facts": {"akkoord": True}, "done_tasks": frozenset({"folder"})},
            "Agreed = yes and Leaflet done",
        ),
    ],
)
def test_what_must_not_be_so_is_told_as_a_sentence(inner, seen, said):
    """With labels, never with the names of the file."""
    [reason] = found({"not": inner}, **seen)

    assert f"this is not possible while this holds: {said}" == reason.text.say("en")
    assert reason.text.say("nl").startswith("dit kan niet zolang geldt: ")


def test_not_all_holds_as_soon_as_one_part_fails():
    """As with subsidiary protection only, before its day."""
    when = {"not": {"all": [{"fact": "akkoord", "is": True}, {"fact": "getekend_op", "from": "2026-06-12"}]}}

    assert [] == found(when, facts={"akkoord": True, "getekend_op": "2026-06-11"})
    assert 1 == len(found(when, facts={"akkoord": True, "getekend_op": "2026-06-12"}))


def test_a_guard_has_exactly_one_subject():
    """A guard that asks two things is two guards."""
    with pytest.raises(ValueError):
        CONDITION.validate_python({"fact": "akkoord", "task": "folder"})
    with pytest.raises(ValueError):
        CONDITION.validate_python({"is": True})


def test_someone_must_hold_the_role_and_else_it_says_which_and_how():
    """Whoever it is; nobody any more is nobody."""
    assert [] == found({"assigned": "jurist"}, assigned=frozenset({"jurist"}))
    [reason] = found({"assigned": "jurist"}, assigned=frozenset({"volunteer"}))
    assert ("assigned", "jurist") == (reason.kind, reason.name)
    assert "er is nog geen juridisch begeleider; wijs iemand aan met ‘traject assign … --as jurist’" == reason.text.nl
    assert [("assigned", "jurist")] == [
        (each.kind, each.name) for each in found({"not": {"assigned": "jurist"}}, assigned=frozenset({"jurist"}))
    ]
