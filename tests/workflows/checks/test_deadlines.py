"""What is said of deadlines, of who hears them and of closing; and what must be left alone."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workflows.calendar import builtin_calendar
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.check_all import failing, refuse_strict
from workflows.checks.check_definition import check_base
from workflows.checks.finding import Almanac, Neighbour
from workflows.errors import DefinitionError, Problem
from workflows.format.yaml_loader import read_text

DEFINITION = """\
workflow: proef
version: 1
label: {nl: Proef}
subject: person
source: ons
sources:
  ons: {ref: Ons voorstel, certainty: proposal}
  wet: {ref: Wet art. 1, certainty: law, text_of: 2025-01-01}
parameters: {weken: 6}
facts:
  brief_op: {type: date, lies: any, label: {nl: Brief van}}
  spoed: {type: boolean, label: {nl: Spoed}}
tasks:
  bellen: {label: {nl: Bellen}}
  nazorg: {label: {nl: Nazorg}}
stages:
  begin: {label: {nl: Begin}, initial: true, tasks: [bellen], review: 6 months}
  wacht: {label: {nl: Wacht}, review: 6 months}
  einde: {label: {nl: Einde}, final: true, tasks: [nazorg]}
  weg: {label: {nl: Weg}, final: true}
transitions:
  ga: {from: begin, to: wacht, when: {fact: spoed, is: set}}
  sluit: {from: wacht, to: einde, when: {fact: brief_op, is: set}}
  stop: {from: [begin, wacht], to: weg}
  heropen: {from: weg, to: begin, reopens: true}
"""
OWN = Neighbour(
    tasks=frozenset(["bellen", "nazorg"]),
    asked=frozenset(["bellen", "nazorg"]),
    named=frozenset(["weken", "dagen", "wet"]),  # a variant uses them
)
EASTER_MONDAY = date(2024, 4, 1)


def rule(name: str = "antwoord", **words: str) -> str:
    said = {
        "rule": "X1",
        "label": "{nl: Antwoord}",
        "anchor": "{fact: brief_op}",
        "term": "10 weeks",
        "met_by": "{stage: einde}",
        "lapses_at": "weg",
        "remind": "[{before: 1 week}]",
        "source": "wet",
        "ends_silent": "{nl: Er is niets meer aan te doen}",
        **({"suspendable": "false"} if words.get("legal") == "statutory" else {}),
        **words,
    }
    return f"  {name}:\n" + "".join(f"    {word}: {value}\n" for word, value in said.items() if value)


def problems(rules: str = "", text: str = DEFINITION, today: date | None = None, **neighbours: Any) -> list[Problem]:
    almanac = Almanac(builtin_calendar(), today) if today else None
    whole = f"{text}deadlines:\n{rules}" if rules else text
    return list(check_base(read_text(whole, "f.yaml"), {"proef": OWN, **neighbours}, almanac).problems)


def codes(*given: Any, **further: Any) -> list[str]:
    return [each.code for each in problems(*given, **further)]


def changed(old: str, new: str) -> str:
    assert 1 == DEFINITION.count(old), old
    return DEFINITION.replace(old, new)


def test_the_definition_itself_is_clean():
    assert [] == problems(rule())


# Closing


@pytest.mark.parametrize(
    "words",
    [
        {"since": "einde"},
        {"anchor": "{stage: einde}"},
        {"anchor": "{done: nazorg}"},
        {"anchor": "{later_of: [{fact: brief_op}, {stage: einde}]}"},
        {"anchor": "{latest_of: [{stage: einde}, {done: nazorg}]}"},
    ],
)
def test_what_begins_at_the_end_is_never_said(words: dict[str, str]):
    assert ["reminder_after_closing"] == codes(rule(**words))


@pytest.mark.parametrize(
    "words",
    [
        {"since": "weg"},  # may be opened again
        {"anchor": "{stage: wacht}"},
        {"anchor": "{latest_of: [{fact: brief_op}, {stage: einde}]}"},
        {"anchor": "{done: bellen}"},
    ],
)
def test_what_may_begin_before_the_end_is_left_alone(words: dict[str, str]):
    assert [] == codes(rule(**words))


@pytest.mark.parametrize(
    "expected, words",
    [
        (True, {}),
        (True, {"anchor": "{opened: true}"}),
        (True, {"anchor": "{later_of: [{opened: true}, {fact: brief_op}]}"}),
        (False, {"since": "begin"}),
        (False, {"anchor": "{stage: begin}"}),
        (False, {"anchor": "{missed: bellen}"}),
        (False, {"anchor": "{assigned: jurist}"}),
        (False, {"anchor": "{latest_of: [{opened: true}, {done: bellen}]}"}),
        (False, {"lapses_at": "weg"}),
        (False, {"lapses_at": "[wacht, weg]"}),
        (True, {"lapses_at": "wacht"}),
        (False, {"remind": "", "met_by": "", "round": "true"}),
    ],
)
def test_a_term_that_does_not_begin_anew_in_a_second_life_is_said(expected: bool, words: dict[str, str]):
    """It may run when the trajectory closes without an answer; only what happens later sets it going again."""
    found = problems(rule(**{"lapses_at": "", **words}))

    assert ["silent_after_reopening"] * expected == [each.code for each in found]
    assert {25} >= {each.line for each in found}


def test_a_term_that_every_road_to_the_closing_ends_is_over():
    """Closed by 'sluit' only, which answers; opened again from there."""
    text = changed("heropen: {from: weg, to: begin", "heropen: {from: einde, to: begin")

    assert [] == codes(rule(lapses_at=""), text)
    assert ["silent_after_reopening"] == codes(rule(lapses_at="", met_by="{fact: spoed}"), text)


def test_the_second_life_that_a_municipality_gives_is_said_of_the_municipality(tmp_path: Path):
    """The base cannot be opened again, so its rule is no mistake there."""
    base = "\n".join(line for line in DEFINITION.splitlines() if "heropen" not in line)
    (tmp_path / "proef.yaml").write_text(f"{base}\ndeadlines:\n{rule(lapses_at='')}")
    (tmp_path / "dorp.yaml").write_text(
        "municipality: dorp\nlabel: {nl: Dorp}\nvariants:\n  - id: dorp-1\n    workflow: proef\n    version: 1\n"
        "    change:\n      transitions:\n        heropen: {from: weg, to: begin, reopens: true}\n"
    )

    [said, unused] = Catalogue.load(tmp_path).problems()

    assert "unused_parameter" == unused.code  # of the definition here, in which only some tests use it
    assert ("dorp.yaml", 9, "silent_after_reopening") == (Path(said.file).name, said.line, said.code)


@pytest.mark.parametrize(
    "expected, words",
    [
        (["paused_counted_back"], {"count": "back"}),
        (["paused_not_suspendable"], {"count": "back", "suspendable": "false"}),
        ([], {}),
    ],
)
def test_a_day_counted_back_does_not_stand_still(expected: list[str], words: dict[str, str]):
    assert expected == codes(rule(paused_in="wacht", **words))


@pytest.mark.parametrize(
    "first, last, expected",
    [("2020-01-01", "2019-12-31", ["bad_value"]), ("2020-01-01", "2020-01-01", []), ("", "2020-01-01", [])],
)
def test_a_programme_stops_taking_clients_after_it_begins(first: str, last: str, expected: list[str]):
    days = [f"opens_from: {first}\n"] if first else []

    assert expected == codes(rule(), "".join([DEFINITION, *days, f"opens_until: {last}\n"]))


def test_a_task_that_another_workflow_gives_may_come_at_any_time():
    there = Neighbour(given=frozenset([("proef", "nazorg")]))

    assert [] == codes(rule(anchor="{done: nazorg}"), elders=there)
    assert [] == codes(rule(anchor="{done: nazorg}"), elders=None)


@pytest.mark.parametrize(
    "expected, new",
    [
        (["leaves_final"], "{from: weg, to: begin}"),
        (["leaves_final"], "{from: [weg, wacht], to: begin, reopens: true}"),
        (["leaves_final"], "{from: [weg, wacht], to: begin}"),
        ([], "{from: [weg, einde], to: begin, reopens: true}"),
    ],
)
def test_a_closed_trajectory_is_left_only_by_opening_it_again(expected: list[str], new: str):
    assert expected == codes(text=changed("{from: weg, to: begin, reopens: true}", new))


def test_another_trajectory_goes_on_only_where_this_one_ends():
    start = "starts: [{workflow: elders, continues: true}]"
    inside = changed(
        "wacht: {label: {nl: Wacht}, review: 6 months}", f"wacht: {{label: {{nl: Wacht}}, review: 6 months, {start}}}"
    )
    at_the_end = changed("weg: {label: {nl: Weg}, final: true}", f"weg: {{label: {{nl: Weg}}, final: true, {start}}}")

    assert ["continues_outside_final"] == codes(text=inside, elders=Neighbour())
    assert [] == codes(text=at_the_end, elders=Neighbour())


# Tasks


def test_a_task_that_nobody_asks_for_is_waited_for_in_vain():
    text = changed("tasks: [bellen], review", "tasks: [], review")
    nowhere = Neighbour(tasks=frozenset(["bellen"]), named=OWN.named)

    assert ["task_never_asked"] == codes(rule(met_by="{attended: bellen}"), text, proef=nowhere)
    assert [] == codes(rule(met_by="{attended: bellen}"), text)  # a variant of it does
    assert [] == codes(rule(met_by="{task: bellen}"), text, proef=nowhere, elders=None)
    given = Neighbour(given=frozenset([("proef", "bellen")]))
    assert [] == codes(rule(met_by="{task: bellen}"), text, proef=nowhere, elders=given)


# Beside the law


LAW = rule("besluit", legal="statutory", term="8 weeks")


@pytest.mark.parametrize(
    "expected, words",
    [
        (["norm_after_legal"], {"term": "9 weeks"}),
        (["norm_after_legal"], {"term": "{weeks: {parameter: weken}}"}),
        (["norm_after_legal"], {"term": "3 months", "legal": "norm"}),
        ([], {"term": "8 weeks"}),
        ([], {"term": "3 months", "legal": "statutory"}),
        (["norm_after_legal"], {"term": "9 weeks", "met_by": "[{stage: wacht}, {stage: einde}]"}),
        (["norm_after_legal"], {"term": "9 weeks", "anchor": "{fact: brief_op, pick: first}"}),
        ([], {"term": "9 weeks", "met_by": "{stage: wacht}"}),
        ([], {"term": "9 weeks", "met_by": "", "round": "true"}),
        ([], {"term": "9 weeks", "anchor": "{stage: begin}"}),
        ([], {"term": "9 weeks", "when": "{fact: spoed, is: true}"}),
    ],
)
def test_a_norm_that_ends_after_the_law_is_said(expected: list[str], words: dict[str, str]):
    """Not where the two are about different things, or never meet in one client."""
    law = rule("besluit", legal="statutory", term="8 weeks", when="{fact: spoed, is: false}" if "when" in words else "")
    text = changed("{weken: 6}", "{weken: 9}")

    assert expected == codes(law + rule(**{"legal": "norm", **words}), text)


@pytest.mark.parametrize(
    "expected, words",
    [
        (["statutory_without_ground"], {}),
        ([], {"suspend": "{grounds: {overmacht: {label: {nl: Overmacht}}}}"}),
        ([], {"suspend": "{grounds: {}}"}),
        ([], {"suspendable": "false"}),
        ([], {"count": "back"}),
        ([], {"legal": "norm"}),
        (["statutory_without_ground"], {"legal": "norm", "version_key": "{intake: true}",
                                        "versions": "[{rule: X2, legal: statutory}]"}),
        ([], {"version_key": "{intake: true}", "versions": "[{rule: X2, suspend: {grounds: {}}}]"}),
    ],
)  # fmt: skip
def test_a_term_of_law_says_on_what_ground_it_may_stand_still(expected: list[str], words: dict[str, str]):
    assert expected == codes(rule(**{"legal": "statutory", "suspendable": "true", **words}))


@pytest.mark.parametrize(
    "expected, ground",
    [
        (["ground_never_ends"], "begins: {fact: brief_op}"),
        ([], "begins: {fact: brief_op}, ends: {stage: wacht}"),
        ([], "begins: {fact: brief_op}, last_day: brief_op"),
        ([], "begins: {stage: wacht}"),
        (["wrong_type"], "begins: {fact: spoed}, ends: {fact: brief_op}"),
        (["wrong_type"], "begins: {fact: brief_op}, last_day: spoed"),
        (["unknown_stage"], "begins: {stage: elders}"),
        (["grounds_without_use"], "ends: {fact: brief_op}"),
    ],
)
def test_a_ground_that_begins_by_itself_ends_and_turns_on_a_date(expected: list[str], ground: str):
    text = f"{{grounds: {{stukken: {{label: {{nl: Stukken}}, {ground}}}}}}}"

    assert expected == codes(rule(suspend=text, when="{fact: spoed, is: true}"))


@pytest.mark.parametrize("law, norm", [("3 months", "13 weeks"), ("1 month", "30 days"), ("1 year", "365 days")])
def test_terms_that_depend_on_the_month_are_left_alone(law: str, norm: str):
    rules = rule("besluit", legal="statutory", term=law) + rule(term=norm, in_days="true", legal="norm")

    assert [] == codes(rules)


@pytest.mark.parametrize(
    "expected, words",
    [
        (["months_as_days"], {"term": "365 days"}),
        ([], {"term": "365 days", "in_days": "true"}),
        (["months_as_days"], {"term": "{days: {parameter: dagen}}"}),
        ([], {"term": "28 days"}),
        ([], {"term": "90 working days"}),
        (["months_as_days"], {"version_key": "{intake: true}", "versions": "[{rule: X2, term: 90 days}]"}),
    ],
)
def test_months_counted_in_days_are_asked_about(expected: list[str], words: dict[str, str]):
    assert expected == codes(rule(**words), changed("{weken: 6}", "{weken: 6, dagen: 60}"))


@pytest.mark.parametrize(
    "expected, words",
    [
        (["calendar_ends"], {"legal": "statutory"}),
        (["calendar_ends"], {"legal": "statutory", "term": "3 months"}),
        ([], {"legal": "norm"}),
        ([], {"legal": "statutory", "term": "1 year"}),  # the law on terms does not move it
        ([], {"legal": "statutory", "term": "26000 working days"}),
        ([], {"legal": "statutory", "term": "100 years"}),
        ([], {"legal": "statutory", "count": "back"}),
        ([], {"legal": "statutory", "term": "2 weeks"}),
    ],
)
def test_a_term_beyond_the_calendar_is_said(expected: list[str], words: dict[str, str]):
    """The calendar knows the decree days up to and including 2028."""
    assert expected == codes(rule(**words), today=date(2028, 12, 1))
    assert [] == codes(rule(**words), today=date(2026, 11, 22))


# Who hears it, and when


@pytest.mark.parametrize(
    "expected, remind",
    [
        (["no_recipient"], "[{before: 1 week, to: []}]"),
        (["no_recipient"], "[{before: 1 week, to: auditor}, {on_due: true, to: [auditor]}]"),
        ([], "[{before: 1 week, to: coordinator}, {on_due: true, to: [auditor]}]"),
        (["silent_deadline"], "[]"),
        (["weekend_rung"], "[{overdue: 1 day, every: 3 days}]"),
        ([], "[{overdue: 1 day, every: 14 days}]"),
        ([], "[{overdue: 1 day, every: 1 working day}]"),
        ([], "[{overdue: 1 day, every: 1 month}]"),
    ],
)
def test_a_ladder_is_heard_by_someone_on_a_day_that_people_work(expected: list[str], remind: str):
    assert expected == codes(rule(remind=remind))


def test_a_term_that_is_only_information_may_be_silent():
    assert [] == codes(rule(remind="", met_by="", round="true"))


@pytest.mark.parametrize(
    "expected, versions",
    [
        (["silent_deadline"], "[{rule: X1, remind: []}]"),
        ([], "[{rule: X1, remind: [{on_due: true}]}]"),
    ],
)
def test_each_version_has_its_own_ladder(expected: list[str], versions: str):
    assert expected == codes(rule(version_key="{intake: true}", versions=versions))


@pytest.mark.parametrize("day, is_off", [("2024-03-30", True), ("2024-04-01", True), ("2024-04-02", False)])
def test_a_scenario_expects_no_reminder_on_a_day_off(day: str, is_off: bool):
    """Saturday, Easter Monday, Tuesday."""
    scenario = f"""\
scenarios:
  - {{name: Pasen, opened: 2024-01-08, expect: {{on: 2024-05-01, reminders: {{antwoord: [{day}]}}}}}}
"""

    found = problems(rule() + scenario, today=EASTER_MONDAY)

    assert [("weekend_rung", "warning")] * is_off == [(each.code, each.severity) for each in found]


@pytest.mark.parametrize(
    "expected, roles",
    [(True, "[auditor]"), (False, "[auditor, coordinator]"), (False, "[administrator]"), (False, "[]")],
)
def test_a_stage_that_only_a_reader_may_leave(expected: bool, roles: str):
    text = changed("sluit: {from: wacht,", f"sluit: {{from: wacht, roles: {roles},").replace("[begin, wacht]", "begin")

    assert ["no_role_can_leave"] * expected == codes(text=text)


@pytest.mark.parametrize(
    "expected, remind",
    [
        (["duplicate_rung"], "[{overdue: 1 week}, {overdue: 1 week, every: 1 week, to: teamleider}]"),
        (["duplicate_rung"], "[{on_due: true, to: jurist}, {on_due: true, to: teamleider}]"),
        ([], "[{overdue: 1 week}, {overdue: 2 weeks, every: 1 week, to: teamleider}]"),
    ],
)
def test_two_rungs_of_one_moment_are_one_reminder(expected: list[str], remind: str):
    assert expected == codes(rule(remind=remind))


def test_no_hour_can_be_written():
    assert ["unknown_key"] == codes(rule(remind="[{before: 1 week, at: 02:00}]"))


@pytest.mark.parametrize(
    "expected, guard",
    [
        (True, "{tasks: done}"),
        (True, "{all: [{fact: spoed, is: true}, {not: {member: adult}}]}"),
        (True, "{assigned: jurist}"),
        (False, "{any: [{fact: spoed, is: true}, {stage: wacht}, {parameter: weken, is: 6}]}"),
    ],
)
def test_whether_a_deadline_applies_is_asked_of_what_was_recorded(expected: bool, guard: str):
    assert ["guard_out_of_reach"] * expected == codes(rule(when=guard))


@pytest.mark.parametrize("until, expected", [("2024-01-31", []), ("2023-12-31", ["bad_value"])])
def test_a_rule_without_a_term_ends_after_it_begins(until: str, expected: list[str]):
    known = f"rules:\n  plicht: {{rule: J1, label: {{nl: Plicht}}, from: 2024-01-01, until: {until}, source: wet}}\n"

    assert expected == codes(rule() + known)


# What is private


@pytest.mark.parametrize(
    "expected, fact, guard",
    [
        (["private_guard"], "type: text", "is: ja"),
        (["private_guard"], "type: text", "one_of: [ja, nee]"),
        (["private_guard"], "type: date, lies: any, private: true", "before: 2020-01-01"),
        (["private_guard"], "type: date, lies: any, private: true", "at_least: 3"),
        ([], "type: date, lies: any, private: true", "is: set"),
        ([], "type: text", "is: set"),
    ],
)
def test_a_guard_asks_of_what_is_private_only_whether_it_is_known(expected: list[str], fact: str, guard: str):
    text = changed("facts:\n", f"facts:\n  geheim: {{{fact}, label: {{nl: Geheim}}}}\n")
    text = text.replace("stop: {from", f"stop: {{when: {{fact: geheim, {guard}}}, from")

    assert expected == codes(text=text)


# In variants, and for publishing


def test_what_a_variant_brings_about_is_said_of_the_variant(tmp_path: Path):
    (tmp_path / "proef.yaml").write_text(f"{DEFINITION}deadlines:\n{rule()}")
    (tmp_path / "dorp.yaml").write_text(
        "municipality: dorp\nlabel: {nl: Dorp}\nvariants:\n"
        "  - id: dorp\n    workflow: proef\n    version: 1\n    change:\n"
        "      deadlines: {antwoord: {term: 90 days}}\n"
        "      transitions: {heropen: {reopens: null}}\n"
        "      parameters: {weken: null}\n"
    )

    found = Catalogue.load(tmp_path).problems()

    assert [("dorp.yaml", 8, "months_as_days"), ("dorp.yaml", 9, "leaves_final")] == [
        (Path(each.file).name, each.line, each.code) for each in found if each.code != "unused_parameter"
    ]


def test_nothing_is_published_with_a_warning():
    warning = Problem("f.yaml", 1, 1, "unused_fact", "nothing reads it", "warning")

    assert [] == failing([warning], strict=False)
    assert [warning] == failing([warning], strict=True)
    refuse_strict([])
    with pytest.raises(DefinitionError):
        refuse_strict([warning])
