"""What is said of guards about terms, about dates beside others, about numbers, and of transitions from any stage."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import CONDITION
from workflows.calendar import builtin_calendar
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import from_text
from workflows.checks.certain_terms import what_lasts
from workflows.checks.check_definition import check_base
from workflows.checks.satisfiability import Domain, can_hold
from workflows.errors import Problem
from workflows.format.yaml_loader import read_text
from workflows.language.workflow import Workflow
from workflows.machine.guards import Seen, unmet
from workflows.machine.seen_terms import TermSeen

HEAD = """\
workflow: proef
version: 1
label: {nl: Proef}
subject: person
source: ons
sources:
  ons: {ref: Ons voorstel, certainty: proposal}
parameters: {grens: 2026-01-01}
facts:
  een_op: {type: date, lies: any, label: {nl: Een}}
  twee_op: {type: date, lies: any, label: {nl: Twee}}
  drie_op: {type: date, lies: any, label: {nl: Drie}}
  geheim_op: {type: date, lies: past, private: true, label: {nl: Geheim}}
  aantal: {type: integer, label: {nl: Aantal}}
tasks:
  lessen: {label: {nl: Lessen}, amount: 4}
  ronde: {label: {nl: Ronde}, repeats: true}
stages:
  begin: {label: {nl: Begin}, initial: true, tasks: [lessen, ronde], review: 6 months}
  midden: {label: {nl: Midden}, review: 6 months}
  einde: {label: {nl: Einde}, final: true}
transitions:
  lees:
    from: begin
    to: midden
    when: {all: [{fact: twee_op, is: set}, {fact: drie_op, is: set}, {fact: aantal, is: set}]}
  sluit: {from: [begin, midden], to: einde}
deadlines:
  antwoord:
    rule: X1
    label: {nl: Antwoord}
    anchor: {fact: een_op}
    term: 2 weeks
    met_by: {fact: twee_op}
    remind: [{on_due: true}, {overdue: 1 week, every: 1 week}]
  venster:
    rule: X2
    label: {nl: Venster}
    anchor: {fact: een_op}
    term: 2 weeks
    round: true
    moment: opens
  geheim:
    rule: X3
    label: {nl: Geheim}
    anchor: {fact: geheim_op}
    term: 2 weeks
    met_by: {fact: twee_op}
    remind: [{on_due: true}, {overdue: 1 week, every: 1 week}]
"""


def said(guard: str, where: str = "transition") -> list[Problem]:
    """Problems of the definition with one more guard; where: of what."""
    places = {
        "transition": ("  sluit:", f"  beslis: {{from: begin, to: einde, when: {guard}}}\n  sluit:"),
        "task": ("lessen: {label: {nl: Lessen}, amount: 4}",
                 f"lessen: {{label: {{nl: Lessen}}, amount: 4, when: {guard}}}"),
        "start": ("review: 6 months}\n  midden", f"starts: [{{workflow: ander, when: {guard}}}], review: 6 months}}\n"
                  "  midden"),
        "deadline": ("    moment: opens\n", f"    moment: opens\n    when: {guard}\n"),
    }  # fmt: skip
    old, new = places[where]
    assert old in HEAD
    text = HEAD.replace("deadlines:", "deadlines:").replace(old, new, 1)
    return [each for each in check_base(read_text(text, "f.yaml")).problems if each.code != "missing_source"]


def codes(guard: str, where: str = "transition") -> list[str]:
    return [each.code for each in said(guard, where)]


OF_A_DAY = [
    "{deadline: antwoord, is: over}",
    "{deadline: antwoord, is: running}",
    "{deadline: antwoord, is: met}",
    "{deadline: venster, is: running}",
    "{fact: een_op, before: today}",
    "{fact: een_op, from: today, until: {fact: twee_op}}",
    "{parameter: grens, after: {fact: een_op}}",
]


@pytest.mark.parametrize("guard", OF_A_DAY)
@pytest.mark.parametrize("where", ["transition", "task", "start"])
def test_what_is_decided_on_a_day_may_ask_how_things_stand_that_day(guard: str, where: str):
    assert [] == codes(guard, where)


@pytest.mark.parametrize("guard", [*OF_A_DAY, "{missed: lessen}", "{task: lessen, at_least: 2}"])
def test_a_deadline_may_not(guard: str):
    """Whether a term applies is worked out for any day; the mistake is said at its own line."""
    found = said(guard, "deadline")

    assert {"guard_out_of_reach"} == {each.code for each in found}
    [line] = {each.line for each in found}
    assert "    when: " in HEAD.replace("    moment: opens\n", f"    moment: opens\n    when: {guard}\n").splitlines()[
        line - 1
    ]  # fmt: skip


@pytest.mark.parametrize(
    "guard, code, words",
    [
        ("{deadline: antwoort, is: over}", "unknown_deadline", "did you mean 'antwoord'"),
        ("{deadline: antwoord, is: late}", "bad_value", "'over', 'running' or 'met'"),
        ("{deadline: antwoord}", "missing_key", "'is' is missing"),
        ("{deadline: geheim, is: over}", "private_guard", "tell a private date"),
        ("{fact: een_op, before: {fact: geheim_op}}", "private_guard", "'geheim_op' is private"),
        ("{fact: geheim_op, before: today}", "private_guard", "is: set"),
        ("{fact: een_op, before: {fact: aantal}}", "wrong_type", "'aantal' is a whole number"),
        ("{fact: aantal, until: today}", "wrong_type", "'until' asks for a date"),
        ("{fact: een_op, before: {fact: tweede_op}}", "unknown_fact", "'tweede_op'"),
        ("{fact: een_op, before: {fakt: twee_op}}", "missing_key", "'fact' is missing"),
        ("{fact: een_op, before: tomorrow}", "wrong_type", "'tomorrow' does not fit; expected a date"),
        ("{missed: lesen}", "unknown_task", "did you mean 'lessen'"),
        ("{task: lessen, at_least: 0}", "bad_value", "greater than or equal to 1"),
    ],
)
def test_a_mistake_is_said_with_its_cure(guard: str, code: str, words: str):
    found = said(guard)

    assert code in [each.code for each in found]
    assert any(words in each.message for each in found if each.code == code), [each.message for each in found]


@pytest.mark.parametrize(
    "guard",
    [
        "{deadline: venster, is: over}",
        "{deadline: venster, is: met}",
        "{all: [{deadline: antwoord, is: over}, {deadline: antwoord, is: met}]}",
        "{task: lessen, at_least: 5}",
        "{all: [{task: lessen}, {not: {task: lessen, at_least: 3}}]}",
        "{all: [{missed: lessen, at_least: 3}, {not: {missed: lessen}}]}",
        "{fact: een_op, before: today, from: today}",
        "{fact: een_op, before: {fact: een_op}}",
        "{all: [{fact: een_op, before: {fact: twee_op}}, {fact: twee_op, before: {fact: een_op}}]}",
        "{all: [{fact: een_op, before: {fact: twee_op}}, {fact: twee_op, until: {fact: drie_op}},"
        " {fact: drie_op, until: {fact: een_op}}]}",
        "{all: [{fact: een_op, before: today}, {fact: twee_op, from: today}, {fact: een_op, after: {fact: twee_op}}]}",
        "{all: [{fact: een_op, is: 2026-01-05}, {fact: twee_op, is: 2026-01-06},"
        " {fact: een_op, after: {fact: twee_op}}]}",
        "{all: [{fact: een_op, before: {fact: twee_op}}, {not: {fact: twee_op, is: set}}]}",
    ],
)
def test_what_can_never_hold_is_told(guard: str):
    assert ["impossible_guard"] == codes(guard)


@pytest.mark.parametrize(
    "guard",
    [
        "{all: [{not: {deadline: antwoord, is: over}}, {not: {deadline: antwoord, is: met}},"
        " {not: {deadline: antwoord, is: running}}]}",
        "{task: ronde, at_least: 12}",
        "{all: [{task: lessen, at_least: 3}, {not: {task: lessen}}]}",
        "{all: [{fact: een_op, before: {fact: twee_op}}, {fact: twee_op, before: {fact: drie_op}},"
        " {fact: drie_op, before: 2026-01-04}, {fact: een_op, from: 2026-01-01}]}",
        "{all: [{fact: een_op, before: today}, {fact: twee_op, from: today}]}",
    ],
)
def test_what_can_hold_is_left_alone(guard: str):
    assert [] == codes(guard)


# Decided against every case there is: the engine that decides steps is asked, and the check must agree, both ways

MODEL = check_base(read_text(HEAD, "f.yaml")).model
DAYS = [f"2026-01-{day:02}" for day in range(1, 10)]
ORDERS = ("before", "until", "from", "after")
BESIDE = st.one_of(st.sampled_from(DAYS[3:6]), st.just("today"), st.sampled_from([{"fact": "een_op"},
                                                                                  {"fact": "twee_op"}]))  # fmt: skip
COMPARED = st.tuples(
    st.sampled_from(["een_op", "twee_op"]), st.dictionaries(st.sampled_from(ORDERS), BESIDE, min_size=1, max_size=2)
).map(lambda drawn: {"fact": drawn[0], **drawn[1]})
OTHER = st.sampled_from(
    [
        {"deadline": "antwoord", "is": "over"},
        {"deadline": "antwoord", "is": "running"},
        {"deadline": "antwoord", "is": "met"},
        {"fact": "een_op", "is": "set"},
    ]
)
ASKED = st.lists(st.one_of(COMPARED, COMPARED, OTHER), max_size=3)


def every_case() -> Iterator[Seen]:
    stands = [{}, *({"antwoord": TermSeen(each)} for each in ("over", "running", "met"))]
    for one, two, today, terms in product([None, *DAYS], [None, *DAYS], DAYS, stands):
        facts = {name: day for name, day in (("een_op", one), ("twee_op", two)) if day is not None}
        yield Seen(date.fromisoformat(today), facts, terms=terms)


CASES = list(every_case())


@settings(max_examples=60)
@given(ASKED, ASKED)
def test_what_can_hold_together_is_what_holds_in_some_case(first: list[Any], second: list[Any]):
    assert isinstance(MODEL, Workflow)
    wanted = [CONDITION.validate_python(each) for each in first]
    unwanted = [CONDITION.validate_python(each) for each in second]

    in_some_case = any(
        all(not unmet(each, seen, MODEL, builtin_calendar()) for each in wanted)
        and all(unmet(each, seen, MODEL, builtin_calendar()) for each in unwanted)
        for seen in CASES
    )

    assert in_some_case is can_hold(Domain(MODEL.facts, deadlines=MODEL.deadlines), wanted, unwanted)


# What was so on the day of a step

FIXED = {"fact": "een_op", "is": "set"}
TODAY = {"fact": "een_op", "from": "today"}


@pytest.mark.parametrize(
    "guard, lasting",
    [
        (FIXED, FIXED),
        (TODAY, None),
        ({"deadline": "antwoord", "is": "running"}, None),
        ({"all": [FIXED, TODAY]}, {"all": [FIXED]}),
        ({"any": [FIXED, TODAY]}, None),
        ({"not": {"any": [FIXED, TODAY]}}, None),
        ({"not": FIXED}, {"not": FIXED}),
    ],
)
def test_nothing_is_concluded_later_from_how_it_was_that_day(guard: dict[str, Any], lasting: dict[str, Any] | None):
    """Two steps on two days may ask opposite things of `today`: a stage reached by both is no stage of nobody."""
    expected = None if lasting is None else CONDITION.validate_python(lasting)

    assert expected == what_lasts(CONDITION.validate_python(guard))


# From any stage


def with_any(more: str = "", from_: str = "any") -> Any:
    extra = f"  schors: {{from: {from_}, to: midden{more}}}\n  sluit:"
    return check_base(read_text(HEAD.replace("  sluit:", extra, 1), "f.yaml"))


def test_any_stage_is_every_one_that_is_not_final():
    shaped = with_any()
    assert shaped.model

    [passage] = shaped.model.transitions["schors"]
    assert (("begin", "midden"), True) == (passage.from_, passage.from_any)


@pytest.mark.parametrize(
    "found, code",
    [
        (with_any(", from_any: true"), "unknown_key"),
        (with_any(", reopens: true"), "leaves_final"),
        (with_any("", "[any, begin]"), "unknown_stage"),
    ],
)
def test_any_stage_is_written_in_one_way(found: Any, code: str):
    assert code in [each.code for each in found.problems]


def test_a_stage_that_a_municipality_adds_is_one_of_any(tmp_path: Path):
    """And a stage that is called so is meant by its name."""
    base = HEAD.replace("  sluit:", "  schors: {from: any, to: midden}\n  sluit:", 1)
    (tmp_path / "proef.yaml").write_text(base)
    (tmp_path / "stad.yaml").write_text(
        "municipality: stad\nlabel: {nl: Stad}\nvariants:\n  - id: stad\n    workflow: proef\n    version: 1\n"
        "    change:\n      stages: {extra: {label: {nl: Extra}, review: 6 months}}\n"
        "      transitions: {heen: {from: begin, to: extra}}\n"
    )
    catalogue = Catalogue.load(tmp_path)

    texts = [catalogue.resolve("proef", place, date(2026, 1, 1)) for place in ("any", "stad")]

    assert [("begin", "midden"), ("begin", "midden", "extra")] == [
        each.workflow.transitions["schors"][0].from_ for each in texts
    ]
    assert [each.workflow.transitions for each in texts] == [from_text(each.text).transitions for each in texts]
    named = base.replace("  midden:", "  any: {label: {nl: Any}, review: 6 months}\n  midden:", 1)
    shaped = check_base(read_text(named, "f.yaml"))
    assert shaped.model
    assert (("any",), False) == (
        shaped.model.transitions["schors"][0].from_,
        shaped.model.transitions["schors"][0].from_any,
    )
