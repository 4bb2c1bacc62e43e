"""Guards that never hold, and passages that hide or meet each other: proven, or left alone."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CONDITION
from workflows.calendar import builtin_calendar
from workflows.checks.check_definition import check_base
from workflows.checks.finding import Neighbour
from workflows.checks.satisfiability import Domain, can_hold
from workflows.format.yaml_loader import read_text
from workflows.language.workflow import Workflow
from workflows.machine.guards import OpenTask, Seen, unmet

HEAD = """\
workflow: proef
version: 1
label: {nl: Proef}
subject: person
source: ons
sources:
  ons: {ref: Ons voorstel, certainty: proposal}
parameters: {soort: 1, aan: false}
facts:
  ja: {type: boolean, label: {nl: Ja}}
  ook: {type: boolean, label: {nl: Ook}}
  maanden: {type: integer, label: {nl: Maanden}, one_of: [9, 15, 21]}
  aantal: {type: integer, label: {nl: Aantal}}
  dag: {type: date, lies: any, label: {nl: Dag}}
tasks:
  bellen: {label: {nl: Bellen}}
  ronde: {label: {nl: Ronde}, repeats: true}
stages:
  begin: {label: {nl: Begin}, initial: true, tasks: [bellen, ronde], review: 6 months}
  een: {label: {nl: Een}, final: true}
  twee: {label: {nl: Twee}, final: true}
transitions:
  lees:
    from: begin
    to: een
    when:
      all:
        - {fact: ja, is: set}
        - {fact: ook, is: set}
        - {fact: maanden, is: set}
        - {fact: aantal, is: set}
        - {fact: dag, is: set}
  beslis:
"""

NAMED = frozenset(["soort", "aan"])  # parameters that a variant uses


def codes(*passages: str, neighbours: Any = None) -> list[str]:
    """What is said of these passages of one trigger."""
    text = HEAD + "".join(f"    - {{from: begin, {each}}}\n" for each in passages) + "  rest: {from: begin, to: twee}\n"
    return [each.code for each in check_base(read_text(text, "f.yaml"), neighbours).problems]


@pytest.mark.parametrize(
    "guard",
    [
        "{all: [{fact: maanden, is: 9}, {fact: maanden, is: 15}]}",
        "{fact: maanden, at_least: 22}",
        "{fact: dag, from: 2022-01-01, before: 2022-01-01}",
        "{all: [{fact: dag, from: 2022-01-01}, {fact: dag, before: 2020-01-01}]}",
        "{all: [{fact: aantal, at_least: 4}, {not: {fact: aantal, is: set}}]}",
        "{all: [{fact: ja, is: set}, {not: {fact: ja, is: true}}, {not: {fact: ja, is: false}}]}",
        "{all: [{task: bellen}, {not: {task: bellen}}]}",
        "{all: [{tasks: done}, {not: {tasks: done}}]}",
        "{all: [{stage: begin, for_at_least: 4 weeks}, {not: {stage: begin, for_at_least: 2 weeks}}]}",
        "{all: [{household: has_young_child}, {not: {household: has_child}}]}",
        "{all: [{member: adult}, {member: leerplichtig}]}",
        "{all: [{assigned: jurist}, {not: {assigned: jurist}}]}",
        "{any: [{fact: ja, is: true}, {fact: maanden, at_least: 22}]}",
    ],
)
def test_a_guard_that_can_never_hold_is_said(guard: str):
    assert ["impossible_guard"] == codes(f"to: een, when: {guard}")


@pytest.mark.parametrize(
    "guard",
    [
        "{any: [{fact: maanden, is: 9}, {fact: maanden, is: 15}]}",
        "{fact: maanden, at_least: 21}",
        "{fact: dag, from: 2022-01-01, before: 2022-01-02}",
        "{all: [{fact: dag, from: 2022-01-01}, {not: {fact: dag, is: '2022-01-01'}}]}",
        "{all: [{fact: ja, is: true}, {fact: ook, is: false}]}",
        "{not: {fact: dag, from: 2022-01-01}}",
        "{all: [{tasks: done}, {fact: dag, is: set}]}",
        "{task: ronde}",  # done at least once
        "{all: [{stage: begin, for_at_least: 30 days}, {not: {stage: begin, for_at_least: 1 month}}]}",
        "{household: has_young_child, is: false}",
        "{parameter: soort, is: 2}",  # which variants there are is not known here
    ],
)
def test_a_guard_that_may_hold_is_left_alone(guard: str):
    assert [] == codes(f"to: een, when: {guard}")


def test_a_parameter_may_switch_a_step_on_in_one_variant():
    """Only where no variant sets it so is anything said, and then as a warning."""
    passage = "to: een, when: {parameter: aan, is: true}"

    for expected, values in (([], (False, True)), (["impossible_guard"], (False,))):
        neighbours = {"proef": Neighbour(parameters={"aan": values}, named=NAMED)}
        assert expected == codes(passage, neighbours=neighbours)


@pytest.mark.parametrize("guard", ["{any: []}", "{all: []}", "{fact: maanden, one_of: []}"])
def test_a_guard_with_nothing_in_it_is_said_as_such(guard: str):
    assert ["empty_list"] == codes(f"to: een, when: {guard}")


@pytest.mark.parametrize("guard", ["{any: [{fact: ja, is: true}, {not: {fact: ja, is: true}}]}"])
def test_a_guard_that_asks_nothing_is_said(guard: str):
    assert ["guard_always_true"] == codes(f"to: een, when: {guard}")


@pytest.mark.parametrize(
    "first, second",
    [
        ("to: een", "to: twee, when: {fact: ja, is: true}"),
        ("to: een", "to: twee"),
        ("to: een, when: {fact: ja, is: set}", "to: twee, when: {fact: ja, is: true}"),
        ("to: een, when: {fact: dag, from: 2020-01-01}", "to: twee, when: {fact: dag, from: 2022-01-01}"),
        ("to: een, roles: [jurist, coordinator]", "to: twee, roles: [jurist]"),
        ("to: een, when: {fact: ja, is: true}", "to: een, when: {all: [{fact: ja, is: true}, {fact: ook, is: true}]}"),
    ],
)
def test_a_passage_behind_a_wider_one_is_never_taken(first: str, second: str):
    assert ["shadowed_transition"] == codes(first, second)


def test_several_passages_together_hide_the_last():
    yes, no = "to: een, when: {fact: ja, is: true}", "to: twee, when: {fact: ja, is: false}"

    assert ["shadowed_transition"] == codes(yes, no, "to: een, when: {fact: ja, is: set}")
    assert [] == codes(yes, no, "to: een")


@pytest.mark.parametrize(
    "first, second",
    [
        ("to: een, when: {fact: ja, is: true}", "to: twee, when: {fact: ja, is: false}"),
        ("to: een, when: {fact: dag, before: 2022-01-01}", "to: twee, when: {fact: dag, from: 2022-01-01}"),
        ("to: een, when: {fact: maanden, at_least: 15}", "to: twee, when: {fact: maanden, is: 9}"),
        ("to: een, when: {fact: aantal, at_least: 3}", "to: twee, when: {not: {fact: aantal, at_least: 3}}"),
        ("to: een, when: {tasks: done}", "to: twee, when: {not: {task: bellen}}"),
        ("to: een, when: {parameter: soort, is: 1}", "to: twee, when: {parameter: soort, is: 2}"),
        (
            "to: een, when: {fact: ja, is: true}, roles: [jurist]",
            "to: twee, when: {fact: ook, is: true}, roles: [coordinator]",
        ),
        ("to: een, when: {fact: ja, is: true}", "to: twee"),
        ("to: een, when: {fact: ja, is: true}", "to: een, when: {fact: ook, is: true}"),
        ("to: een, roles: [jurist]", "to: twee"),
    ],
)
def test_passages_that_exclude_each_other_or_are_meant_in_order_are_left_alone(first: str, second: str):
    assert [] == codes(first, second)


@pytest.mark.parametrize(
    "first, second",
    [
        ("to: een, when: {fact: ja, is: true}", "to: twee, when: {fact: ook, is: true}"),
        ("to: een, when: {fact: dag, before: 2022-01-02}", "to: twee, when: {fact: dag, from: 2022-01-01}"),
        ("to: een, when: {tasks: done}", "to: twee, when: {fact: ja, is: true}"),
    ],
)
def test_passages_that_can_both_be_taken_are_ambiguous(first: str, second: str):
    assert ["ambiguous_transition"] == codes(first, second)


@pytest.mark.parametrize(
    "expected, subject, guard",
    [
        (["guard_out_of_reach"], "household", "{member: adult}"),
        (["guard_out_of_reach"], "household", "{any: [{fact: ja, is: true}, {not: {member: leerplichtig}}]}"),
        (["bad_value"], "household", "{household: adult}"),
        (["bad_value"], "person", "{member: has_child}"),
        ([], "person", "{member: adult}"),
        ([], "household", "{household: has_child}"),
    ],
)
def test_each_is_asked_what_it_can_answer(expected: list[str], subject: str, guard: str):
    text = HEAD.replace("subject: person", f"subject: {subject}") + f"    - {{from: begin, to: een, when: {guard}}}\n"
    found = check_base(read_text(f"{text}  rest: {{from: begin, to: twee}}\n", "f.yaml")).problems

    assert expected == [each.code for each in found]


@pytest.mark.parametrize("whom, expected", [("subject", ["guard_out_of_reach"]), ("each_member", [])])
def test_a_task_of_a_household_asks_of_a_member_only_where_it_is_for_each(whom: str, expected: list[str]):
    task = f"bellen: {{label: {{nl: Bellen}}, for: {whom}, when: {{member: adult}}}}"
    text = HEAD.replace("bellen: {label: {nl: Bellen}}", task).replace("subject: person", "subject: household")
    text += "    - {from: begin, to: een}\n  rest: {from: begin, to: twee}\n"

    assert expected == [each.code for each in check_base(read_text(text, "f.yaml")).problems]


# Decided against every case there is

FACTS: dict[str, list[Any]] = {"ja": [None, True, False], "ook": [None, True, False], "maanden": [None, 9, 15, 21]}
MODEL = check_base(read_text(HEAD + "    - {from: begin, to: een}\n  rest: {from: begin, to: twee}\n", "f.yaml")).model
LEAVES = st.sampled_from(
    [
        {"fact": "ja", "is": True},
        {"fact": "ja", "is": "set"},
        {"fact": "ook", "is": False},
        {"fact": "maanden", "is": 9},
        {"fact": "maanden", "one_of": [9, 21]},
        {"fact": "maanden", "at_least": 15},
        {"task": "bellen"},
        {"household": "has_child"},
        {"household": "has_child", "is": False},
    ]
)
GUARDS = st.recursive(
    LEAVES,
    lambda inside: st.one_of(
        st.lists(inside, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inside, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inside.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
)


def every_case() -> list[Seen]:
    found = []
    for values in product(*FACTS.values(), [True, False], [True, False]):
        facts = {name: value for name, value in zip(FACTS, values, strict=False) if value is not None}
        is_done, has_child = values[-2:]
        done = frozenset(["bellen"]) if is_done else frozenset()
        tasks = () if is_done else (OpenTask("bellen", "", 0, 1),)
        found.append(Seen(date(2024, 1, 1), facts, tasks, done, {}, {"household.has_child": has_child}))
    return found


CASES = every_case()


@given(GUARDS, GUARDS)
def test_what_can_hold_together_is_what_holds_in_some_case(first: Any, second: Any):
    """The engine that decides steps is asked of every case; the check must agree, both ways."""
    assert isinstance(MODEL, Workflow)
    wanted, unwanted = CONDITION.validate_python(first), CONDITION.validate_python(second)

    in_some_case = any(
        not unmet(wanted, seen, MODEL, builtin_calendar()) and unmet(unwanted, seen, MODEL, builtin_calendar())
        for seen in CASES
    )

    assert in_some_case is can_hold(Domain(MODEL.facts), [wanted], [unwanted])


DAYS = [date(2022, 1, day) for day in range(1, 13)]
ORDERED = st.one_of(
    st.sampled_from(DAYS[3:9]).map(lambda day: {"fact": "dag", "from": day.isoformat()}),
    st.sampled_from(DAYS[3:9]).map(lambda day: {"fact": "dag", "before": day.isoformat()}),
    st.sampled_from(DAYS[3:9]).map(lambda day: {"fact": "dag", "is": day.isoformat()}),
    st.just({"fact": "dag", "is": "set"}),
    st.integers(0, 4).map(lambda least: {"fact": "aantal", "at_least": least}),
    st.integers(0, 4).map(lambda same: {"fact": "aantal", "is": same}),
    st.lists(st.integers(0, 4), min_size=1, max_size=3).map(lambda some: {"fact": "aantal", "one_of": some}),
)
SPREAD = [
    Seen(date(2024, 1, 1), {name: value for name, value in (("dag", day), ("aantal", number)) if value is not None})
    for day in [None, *(each.isoformat() for each in DAYS)]
    for number in [None, *range(-8, 13)]
]


@given(st.lists(ORDERED, min_size=1, max_size=4), st.lists(ORDERED, max_size=3))
def test_days_and_numbers_are_tried_wherever_it_makes_a_difference(first: list[Any], second: list[Any]):
    assert isinstance(MODEL, Workflow)
    wanted = [CONDITION.validate_python(each) for each in first]
    unwanted = [CONDITION.validate_python(each) for each in second]

    in_some_case = any(
        all(not unmet(each, seen, MODEL, builtin_calendar()) for each in wanted)
        and all(unmet(each, seen, MODEL, builtin_calendar()) for each in unwanted)
        for seen in SPREAD
    )

    assert in_some_case is can_hold(Domain(MODEL.facts), wanted, unwanted)
