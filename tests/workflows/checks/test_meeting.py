"""What the checks say of meeting a term is what happens: played, and then checked."""

import pytest

from scheduler.rehearsal.scenarios import Play, play_out
from workflows.calendar import builtin_calendar
from workflows.checks.check_definition import check_base
from workflows.format.yaml_loader import read_text
from workflows.machine.state_machine import Compiled

DEFINITION = """\
workflow: proef
version: 1
label: {nl: Proef}
subject: person
source: ons
sources:
  ons: {ref: Ons voorstel, certainty: proposal}
facts:
  brief_op: {type: date, lies: past, label: {nl: Brief van}}
tasks:
  gesprek: {label: {nl: Gesprek}, repeats: true}
stages:
  begin: {label: {nl: Begin}, initial: true, review: 6 months}
  midden: {label: {nl: Midden}, tasks: [gesprek], review: 6 months}
  einde: {label: {nl: Einde}, final: true}
transitions:
  ga: {from: begin, to: midden, when: {fact: brief_op, is: set}}
  sluit: {from: midden, to: einde}
deadlines:
  antwoord:
    rule: X1
    label: {nl: Antwoord}
    anchor: ANCHOR
    term: 10 weeks
    met_by: WAY
    remind: [{overdue: 1 week, every: 1 week}]
    source: ons
scenarios:
  - name: a letter, a step, a talk and a long wait
    opened: 2024-01-08
    given:
      - {on: 2024-01-10, advance: ga, facts: {brief_op: 2024-01-10}}
      - {on: 2024-01-12, task: gesprek}
    expect:
      on: 2024-12-02
      stage: midden
      deadlines: {antwoord: STANDING}
"""


@pytest.mark.parametrize(
    "anchor, way, standing, code",
    [
        ("{stage: midden}", "{stage: midden}", "overdue", "never_met"),
        ("{fact: brief_op}", "{fact: brief_op}", "overdue", "never_met"),
        ("{stage: midden}", "{stage: begin}", "overdue", "never_met"),
        ("{opened: true}", "{stage: begin}", "overdue", "never_met"),
        ("{done: gesprek}", "{task: gesprek}", "overdue", "never_met"),
        ("{done: gesprek}", "{attended: gesprek}", "overdue", "never_met"),
        ("{stage: midden}", "{stage: midden, ahead: true}", "met", "met_when_born"),
        ("{fact: brief_op}", "{fact: brief_op, ahead: true}", "met", "met_when_born"),
        ("{stage: midden}", "{stage: begin, ahead: true}", "met", "met_when_born"),
        ("{stage: midden}", "{fact: brief_op, ahead: true}", "met", "met_when_born"),
        ("{stage: midden}", "{stage: einde}", "overdue", ""),
        ("{stage: midden}", "{task: gesprek}", "met", ""),
        ("{fact: brief_op}", "{task: gesprek}", "met", ""),
    ],
)
def test_it_stands_as_the_check_says(anchor: str, way: str, standing: str, code: str):
    """Almost a year later; what could still be met is overdue too, and nothing is said of it."""
    text = DEFINITION.replace("ANCHOR", anchor).replace("WAY", way).replace("STANDING", standing)

    shaped = check_base(read_text(text, f"{code}.yaml"))

    assert [code] * bool(code) == [each.code for each in shaped.problems]
    assert shaped.model
    (scenario,) = shaped.model.scenarios
    assert [] == play_out(Play(Compiled(shaped.model, "hash"), scenario, builtin_calendar()))
