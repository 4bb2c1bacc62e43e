"""What a scenario names is there, in the definition or in the variant that it is about."""

from pathlib import Path

import pytest

from workflows.catalogue.catalogue import Catalogue
from workflows.checks.check_definition import check_base
from workflows.checks.finding import Neighbour
from workflows.format.yaml_loader import read_text

DEFINITION = """\
workflow: proef
version: 1
label: {nl: Proef}
subject: household
source: ons
sources:
  ons: {ref: Ons voorstel, certainty: proposal}
facts:
  brief_op: {type: date, lies: any, label: {nl: Brief van}}
tasks:
  bellen: {label: {nl: Bellen}, for: each_member}
stages:
  begin: {label: {nl: Begin}, initial: true, tasks: [bellen], review: 6 months}
  einde: {label: {nl: Einde}, final: true, outcome: klaar}
transitions:
  sluit: {from: begin, to: einde}
outcomes:
  klaar: {label: {nl: Klaar}}
  gestopt: {label: {nl: Gestopt}, leave: true}
deadlines:
  antwoord:
    rule: X1
    label: {nl: Antwoord}
    anchor: {fact: brief_op}
    term: 10 weeks
    met_by: {stage: einde}
    remind: [{before: 1 week}, {overdue: 1 week, every: 1 month}]
    source: ons
"""
SCENARIO = """\
scenarios:
  - name: all of it
    opened: 2024-01-08
    facts: {brief_op: 2024-01-08}
    household: [{ref: ouder, born: 1990-05-01}]
    given:
      - {on: 2024-01-09, task: bellen, member: ouder}
      - {on: 2024-01-09, missed: bellen}
      - {on: 2024-01-09, signal: bellen}
      - {on: 2024-01-10, fact: brief_op, value: 2024-01-09}
      - {on: 2024-01-10, assign: jurist, to: nobody}
      - {on: 2024-01-11, suspend: antwoord}
      - {on: 2024-01-12, resume: antwoord}
      - {on: 2024-01-12, extend: antwoord, by: 1 week}
      - {on: 2024-01-15, advance: sluit, facts: {brief_op: 2024-01-10}}
      - {on: 2024-01-15, close: gestopt}
    expect:
      on: 2024-01-16
      stage: einde
      outcome: klaar
      open_tasks: [bellen]
      deadlines: {antwoord: met}
      reminders: {antwoord: []}
      refused: [{advance: sluit}]
      started: [proef]
"""
TOWN = """\
municipality: dorp
label: {nl: Dorp}
variants:
  - id: dorp-1
    workflow: proef
    version: 1
    intake_until: 2023-12-31
    change:
      parameters: {weken: 6}
  - id: dorp-2
    workflow: proef
    version: 2
    intake_from: 2024-01-01
    change:
      stages:
        nazorg: {label: {nl: Nazorg}, review: 6 months}
      transitions:
        help: {from: begin, to: nazorg}
        klaar: {from: nazorg, to: einde}
"""


def said(text: str) -> list[tuple[int, str, str]]:
    """Line within the scenarios, code and words."""
    found = check_base(
        read_text(DEFINITION + text, "f.yaml"), {"proef": Neighbour(tasks=frozenset(["bellen"]))}
    ).problems
    return [(each.line - len(DEFINITION.splitlines()), each.code, each.message) for each in found]


def test_a_scenario_that_names_what_there_is_is_left_alone():
    assert [] == said(SCENARIO)


@pytest.mark.parametrize(
    "line, code, old, new",
    [
        (4, "unknown_fact", "facts: {brief_op: 2024-01-08}", "facts: {brieven_op: 2024-01-08}"),
        (7, "unknown_task", "task: bellen", "task: bel"),
        (7, "unknown_member", "member: ouder", "member: moeder"),
        (8, "unknown_task", "missed: bellen", "missed: schrijven"),
        (9, "unknown_task", "signal: bellen", "signal: schrijven"),
        (10, "unknown_fact", "fact: brief_op", "fact: brief"),
        (12, "unknown_deadline", "suspend: antwoord", "suspend: antwoorden"),
        (13, "unknown_deadline", "resume: antwoord", "resume: vraag"),
        (14, "unknown_deadline", "extend: antwoord", "extend: vraag"),
        (15, "unknown_trigger", "advance: sluit, facts", "advance: sluiten, facts"),
        (15, "unknown_fact", "facts: {brief_op: 2024-01-10}", "facts: {brieven: 2024-01-10}"),
        (16, "unknown_outcome", "close: gestopt", "close: gestaakt"),
        (19, "unknown_stage", "stage: einde", "stage: eind"),
        (20, "unknown_outcome", "outcome: klaar", "outcome: af"),
        (21, "unknown_task", "open_tasks: [bellen]", "open_tasks: [schrijven]"),
        (22, "unknown_deadline", "{antwoord: met}", "{vraag: met}"),
        (23, "unknown_deadline", "{antwoord: []}", "{vraag: []}"),
        (24, "unknown_trigger", "[{advance: sluit}]", "[{advance: open}]"),
        (25, "unknown_workflow", "started: [proef]", "started: [proeven]"),
        (11, "bad_value", "assign: jurist, to: nobody", "task: bellen, to: nobody"),
        (16, "bad_value", "close: gestopt", "as: jurist"),
        (16, "bad_value", "close: gestopt", "close: gestopt, task: bellen"),
    ],
)
def test_a_name_that_is_not_there_is_said_in_its_place(line: int, code: str, old: str, new: str):
    assert 1 == SCENARIO.count(old)

    assert [(line, code)] == [each[:2] for each in said(SCENARIO.replace(old, new))]


def test_the_name_that_was_meant_is_given():
    [(_, _, message)] = said(SCENARIO.replace("advance: sluit, facts", "advance: sluid, facts"))

    assert "scenarios[0].given[8].advance: unknown trigger 'sluid'; did you mean 'sluit'?" == message


def test_without_a_household_the_one_who_is_followed_is_called_client():
    alone = SCENARIO.replace("    household: [{ref: ouder, born: 1990-05-01}]\n", "")

    assert [(6, "unknown_member")] == [each[:2] for each in said(alone)]
    assert [] == said(alone.replace("member: ouder", "member: client"))


@pytest.mark.parametrize(
    "about, expected",
    [
        ("municipality: dorp\n    opened: 2024-01-08", []),
        ("municipality: dorp\n    opened: 2024-01-08\n    intake: 2023-12-31", ["unknown_trigger", "unknown_stage"]),
        ("opened: 2024-01-08", ["unknown_trigger", "unknown_stage"]),
    ],
)
def test_a_scenario_may_name_what_only_its_own_variant_declares(tmp_path: Path, about: str, expected: list[str]):
    """The help of Dorp is for intakes from 2024 on; each name is said once, in the base, and of no variant."""
    story = "    given: [{on: 2024-01-15, advance: help}]\n    expect: {on: 2024-01-16, stage: nazorg}\n"
    (tmp_path / "proef.yaml").write_text(f"{DEFINITION}scenarios:\n  - name: helped\n    {about}\n{story}")
    (tmp_path / "dorp.yaml").write_text(TOWN)

    found = [each for each in Catalogue.load(tmp_path).problems() if each.code.startswith("unknown")]

    assert [("proef.yaml", code) for code in expected] == [(Path(each.file).name, each.code) for each in found]


def test_where_variants_are_not_known_nothing_is_said_of_a_scenario_about_one():
    """A file that is read by itself, to open a trajectory with."""
    text = SCENARIO.replace("opened: 2024-01-08", "opened: 2024-01-08\n    municipality: dorp").replace(
        "stage: einde", "stage: x"
    )

    assert () == check_base(read_text(DEFINITION + text, "f.yaml")).problems


def test_a_scenario_that_names_too_much_stops_no_client():
    """It is a warning: publishing asks for none, opening does not mind."""
    [problem] = check_base(read_text(DEFINITION + SCENARIO.replace("stage: einde", "stage: x"), "f.yaml")).problems

    assert ("unknown_stage", "warning") == (problem.code, problem.severity)
