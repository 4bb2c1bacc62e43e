"""What the scenarios of a workflow reach, and what none of them does."""

from pathlib import Path

import pytest

from scheduler.rehearsal.coverage import Coverage, Kind, coverage
from scheduler.rehearsal.scenarios import rehearse_all
from tests.builders import CALENDAR, builtin_catalogue, shipped
from workflows.catalogue.catalogue import Catalogue

BUILTIN = shipped().workflows

KLEIN = """\
workflow: klein
version: 1
label: {nl: Klein, en: Small}
subject: person
source: wet
sources:
  wet: {ref: Een wet, certainty: law}
facts:
  ontvangen_op: {type: date, lies: any, label: {nl: Ontvangen op, en: Received on}}
stages:
  begin: {label: {nl: Begin, en: Start}, initial: true}
  midden: {label: {nl: Midden, en: Middle}}
  einde: {label: {nl: Einde, en: End}, final: true, outcome: klaar}
transitions:
  ga: {from: begin, to: midden}
  rond_af: {from: [begin, midden], to: einde, when: {fact: ontvangen_op, is: set}, roles: [jurist]}
outcomes:
  klaar: {label: {nl: Klaar, en: Done}, success: true}
  gestopt: {label: {nl: Gestopt, en: Stopped}, leave: true}
deadlines:
  antwoord:
    rule: X1
    label: {nl: Antwoord, en: Answer}
    anchor: {fact: ontvangen_op}
    term: 4 weeks
    met_by: {stage: einde}
    remind: [{before: 1 week}, {on_due: true}]
    source: wet
scenarios:
"""
TO_THE_END = """\
  - name: to the end
    opened: 2024-01-08
    given:
      - {on: 2024-01-09, fact: ontvangen_op, value: 2024-01-08}
      - {on: 2024-01-30, advance: rond_af, as: jurist}
    expect: {on: 2024-02-01}
"""
REFUSED = """\
  - name: not yet
    opened: 2024-01-08
    expect: {on: 2024-01-09, refused: [{advance: rond_af, as: WHO}]}
"""
WESTLAND = """\
municipality: westland
label: {nl: Westland}
variants:
  - id: westland
    workflow: klein
    version: 1
    change:
      transitions: {sla_over: {from: midden, to: einde}}
"""


def covered(folder: Path, *scenarios: str) -> Coverage:
    (folder / "klein.yaml").write_text(
        KLEIN.replace("scenarios:\n", "") if not scenarios else KLEIN + "".join(scenarios)
    )
    catalogue = Catalogue.load(folder)
    played = list(rehearse_all(catalogue, ["klein"], CALENDAR))
    assert [] == [failure for each in played for failure in each.failures]
    return coverage(catalogue, "klein", [each.reached for each in played])


def missing(found: Coverage, kind: Kind) -> list[tuple[str, ...]]:
    return [part.names for part in found.of(kind).missing]


@pytest.mark.parametrize("name", BUILTIN)
def test_the_scenarios_of_ours_take_every_transition(name: str):
    catalogue = builtin_catalogue()
    found = coverage(catalogue, name, [each.reached for each in rehearse_all(catalogue, [name], CALENDAR)])

    assert [] == missing(found, "transitions")


def test_what_a_scenario_comes_past_is_reached(tmp_path: Path):
    """The reminder of Mon 29 January goes out, that of Mon 5 February no longer; of two ways in, one is taken."""
    found = covered(tmp_path, TO_THE_END)

    assert [("ga", "begin", "midden"), ("rond_af", "midden", "einde")] == missing(found, "transitions")
    assert [("rond_af", "einde", "refuses")] == missing(found, "guards")
    assert [("antwoord", "due")] == missing(found, "rungs")
    assert [("gestopt",)] == missing(found, "outcomes")
    assert (1, 33) == (found.of("transitions").reached, found.of("transitions").percent)


def test_without_scenarios_nothing_is_reached(tmp_path: Path):
    found = covered(tmp_path)

    assert 0 == found.percent
    assert found.parts == found.missing


def test_a_guard_is_seen_to_refuse_when_a_scenario_is_refused_by_it(tmp_path: Path):
    assert [] == missing(covered(tmp_path, TO_THE_END, REFUSED.replace("WHO", "jurist")), "guards")


def test_a_role_that_is_missing_is_not_the_guard(tmp_path: Path):
    """The fact is known; only a jurist may."""
    told = TO_THE_END.replace("as: jurist", "as: teamleider").replace("advance: rond_af", "advance: ga")
    told = told.replace("expect: {on: 2024-02-01}", "expect: {on: 2024-02-01, refused: [{advance: rond_af}]}")

    assert [("rond_af", "einde", "refuses")] == missing(covered(tmp_path, told), "guards")


def test_what_else_would_have_been_possible_is_not_reached(tmp_path: Path):
    """The refusal of a trigger that is not there says what could be done instead; nobody tried that."""
    told = TO_THE_END.replace("- {on: 2024-01-30, advance: rond_af, as: jurist}", "")
    told = told.replace("expect: {on: 2024-02-01}", "expect: {on: 2024-02-01, refused: [{advance: terug, as: jurist}]}")

    assert [("rond_af", "einde", "holds"), ("rond_af", "einde", "refuses")] == missing(
        covered(tmp_path, told), "guards"
    )


def test_what_a_variant_adds_must_be_reached_too(tmp_path: Path):
    (tmp_path / "westland.yaml").write_text(WESTLAND)

    assert ("sla_over", "midden", "einde") in missing(covered(tmp_path, TO_THE_END), "transitions")

    told = TO_THE_END.replace("opened:", "municipality: westland\n    opened:").replace("rond_af, as: jurist", "ga")
    told = told.replace("    expect:", "      - {on: 2024-01-31, advance: sla_over}\n    expect:")
    assert ("sla_over", "midden", "einde") not in missing(covered(tmp_path, told), "transitions")


FROM_ANYWHERE = """\
  - name: off at once
    opened: 2024-01-08
    given: [{on: 2024-01-09, advance: sla_over}]
    expect: {on: 2024-02-01}
"""


@pytest.mark.parametrize(
    "stages, left",
    [("any", []), ("[begin, midden]", [("sla_over", "midden", "einde")])],
)
def test_a_transition_from_any_stage_is_covered_by_one_told_case(
    tmp_path: Path, stages: str, left: list[tuple[str, ...]]
):
    """Where the stages are written out, each of them is to be told of."""
    text = KLEIN.replace("transitions:\n", f"transitions:\n  sla_over: {{from: {stages}, to: einde}}\n")
    (tmp_path / "klein.yaml").write_text(text + FROM_ANYWHERE)
    catalogue = Catalogue.load(tmp_path)
    played = list(rehearse_all(catalogue, ["klein"], CALENDAR))

    found = coverage(catalogue, "klein", [each.reached for each in played])

    assert left == [names for names in missing(found, "transitions") if names[0] == "sla_over"]
    assert [("sla_over", "any", "einde")] * (stages == "any") == [
        part.names for part in found.of("transitions").parts if part.names[1] == "any"
    ]
