"""Every decision against the client starts what may be done about it, or says why nothing can be."""

from datetime import date
from pathlib import Path

import pytest

from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import builtin_folder
from workflows.checks.check_definition import check_base
from workflows.describe.work_instruction import instruction
from workflows.format.yaml_loader import read, read_text

DEFINITION = """\
workflow: proef
version: 1
label: {nl: Proef}
subject: person
source: ons
sources: {ons: {ref: Ons voorstel, certainty: proposal}}
facts:
  bekend_op: {type: date, lies: past, label: {nl: Bekend op}}
FACT
stages:
  begin: {label: {nl: Begin}, initial: true, review: 6 months}
  geweigerd: {label: {nl: Geweigerd, en: Turned down}, review: 1 monthWORDS}
  einde: {label: {nl: Einde}, final: true}
transitions:
  wijs_af: {from: begin, to: geweigerd, when: {fact: bekend_op, is: set}}
  sluit: {from: geweigerd, to: einde}
deadlines:
  bezwaar:
    rule: X
    label: {nl: Bezwaar maken}
    anchor: {fact: bekend_op}
    term: 6 weeks
    since: geweigerd
    met_by: {stage: einde}
    lapses_at: LAPSES
    remind: [{overdue: 1 week, every: 1 month}]
    source: ons
"""


def found(words: str = "", fact: str = "", lapses: str = "begin") -> list[tuple[int, str, str]]:
    text = DEFINITION.replace("WORDS", words).replace("FACT", fact or "#").replace("LAPSES", lapses)
    problems = check_base(read_text(text, "eigen.yaml")).problems
    return [(each.line, each.code, each.severity) for each in problems if each.code != "unused_fact"]


LEFT_OUT = (12, "adverse_without_remedy", "warning")


def test_a_stage_that_refuses_names_its_remedy_or_says_why_there_is_none():
    assert [LEFT_OUT] == found()
    assert [] == found(", adverse: {objection: bezwaar}")
    assert [] == found(", adverse: {objection: [bezwaar]}")
    assert [] == found(", adverse: {none: {nl: Een eigen fonds}}")


@pytest.mark.parametrize(
    "words, code",
    [
        (", adverse: {objection: bezwaren}", "unknown_deadline"),
        (", adverse: {}", "bad_value"),
        (", adverse: {objection: bezwaar, none: {nl: Niets}}", "bad_value"),
        (", adverse: {bezwaar: bezwaar}", "unknown_key"),
    ],
)
def test_a_remedy_that_is_none_is_refused_at_its_line(words: str, code: str):
    assert (12, code) in [(line, each) for line, each, _ in found(words)]


def test_a_remedy_that_lapses_where_it_should_begin_is_none():
    assert [LEFT_OUT] == found(", adverse: {objection: bezwaar}", lapses="geweigerd")


@pytest.mark.parametrize("name, label", [("boete_op", "Beboet op"), ("dag", "Intrekking bekend op")])
def test_a_date_that_records_a_decision_names_it_too(name: str, label: str):
    fact = f"  {name}: {{type: date, lies: past, label: {{nl: {label}}}MORE}}"
    stage = ", adverse: {objection: bezwaar}"

    assert [(9, *LEFT_OUT[1:])] == found(stage, fact.replace("MORE", ""))
    assert [] == found(stage, fact.replace("MORE", ", adverse: {objection: bezwaar}"))


def test_left_out_in_one_of_ours_it_is_an_error_at_its_line():
    path = builtin_folder() / "definitions" / "naturalisatie.yaml"
    text, planted = path.read_text(encoding="utf-8"), "    adverse: {objection: bezwaar_maken}\n"

    problems = [each for each in check_base(read_text(text.replace(planted, ""), str(path))).problems
                if each.code == "adverse_without_remedy"]  # fmt: skip

    line = text[: text.index(planted)].count("\n") + 1
    assert ("error", True) == (problems[-1].severity, problems[-1].line <= line)
    assert [] == [each for each in check_base(read(path)).problems if each.code == "adverse_without_remedy"]


def test_the_work_instruction_says_what_may_be_done():
    workflow = Catalogue.load(builtin_folder()).resolve("verblijf", "any", date(2026, 11, 30)).workflow

    stages = {each.stage: each for each in instruction(workflow).stages}

    told = " ".join(each.say("en") for each in stages["ingetrokken"].about)
    assert "A decision against the client. Against it: " in told
    assert "Appeal against the withdrawal" in told


def test_every_remedy_of_ours_is_a_term_in_law_that_may_not_stand_still():
    """What the client must do in time runs on whatever we wait for."""
    for resolved in Catalogue.load(builtin_folder()).all_resolved():
        workflow = resolved.workflow
        for stage in workflow.stages.values():
            for several in (stage.adverse.remedies if stage.adverse else {}).values():
                for term in several:
                    rule = workflow.deadlines[term]
                    assert ("statutory", False) == (rule.legal, rule.suspendable), (Path(workflow.workflow), term)
