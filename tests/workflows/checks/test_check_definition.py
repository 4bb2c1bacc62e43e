"""Every mistake in a definition at once, each with its code and its line."""

from pathlib import Path

import pytest

from workflows.checks.check_definition import check, check_base, check_municipality
from workflows.checks.finding import Neighbour
from workflows.format.yaml_loader import read, read_text

DATA = Path(__file__).parent.parent / "data"
CORRECT = (DATA / "correct.yaml").read_text()
TOWN = (DATA / "gemeente.yaml").read_text()


def planted(old, new, text=CORRECT):
    """The correct definition with one word changed."""
    assert 1 == text.count(old), old
    return text.replace(old, new)


def codes(text, neighbours=None):
    return [problem.code for problem in check_base(read_text(text, "f.yaml"), neighbours).problems]


def test_nine_mistakes_are_said_at_once():
    """Each with file and line; the file names the lines beside its mistakes."""
    path = DATA / "nine_mistakes.yaml"

    problems = check_base(read(path)).problems

    assert [
        (15, 3, "unreachable_stage"),
        (16, 3, "dead_end"),
        (21, 32, "unknown_stage"),
        (26, 18, "unknown_fact"),
        (27, 5, "duplicate_key"),
        (36, 23, "rung_before_anchor"),
        (42, 11, "bad_term"),
        (50, 37, "wrong_type"),
        (53, 3, "missing_source"),
    ] == [(problem.line, problem.column, problem.code) for problem in problems]
    assert {str(path)} == {problem.file for problem in problems}
    assert {"error"} == {problem.severity for problem in problems}


def test_a_correct_file_is_left_alone():
    """No mistake, no warning."""
    shaped = check_base(read(DATA / "correct.yaml"), {"proef": None})

    assert () == shaped.problems
    assert shaped.model
    assert "proef" == shaped.model.workflow


@pytest.mark.parametrize(
    "code, old, new",
    [
        ("unknown_stage", "to: midden", "to: middden"),
        ("unknown_stage", "met_by: {stage: midden}", "met_by: {stage: nergens}"),
        ("unknown_fact", "{fact: maanden, is: 9}", "{not: {fact: jaren, is: set}}"),
        ("unknown_task", "tasks: [huisarts]", "tasks: [huisarts, tandarts]"),
        ("unknown_parameter", "parameter: weken", "parameter: week"),
        ("unknown_outcome", "outcome: klaar", "outcome: af"),
        ("unknown_source", "source: wet", "source: wetboek"),
        ("unknown_deadline", "{opened: true}", "{deadline: nooit}"),
        ("circular_anchor", "{opened: true}", "{later_of: [{opened: true}, {deadline: intake}]}"),
        ("no_initial", ", initial: true", ""),
        (
            "no_initial",
            "midden: {label: {nl: Midden}, review: 6 months}",
            "midden: {label: {nl: Midden}, review: 6 months, initial: true}",
        ),
        ("unknown_key", "initial: true", "begins: true"),
        ("unknown_key", "subject: person", "subject: person\nmunicipality: dorp"),
        ("missing_key", "subject: person\n", ""),
        ("missing_key", "    version_key: {fact: getekend_op}\n", ""),
        ("wrong_type", "final: true", "final: perhaps"),
        ("wrong_type", "until: 2021-12-31", "until: 2021-02-30"),
        ("wrong_type", "tasks: [huisarts]", "tasks: huisarts"),
        ("wrong_type", "is: 9", "is: [9]"),
        ("wrong_type", "is: 9", "is: 10"),
        ("wrong_type", "is: 9", "is: '9'"),
        ("wrong_type", "is: 9", "from: 2019-01-01"),
        ("wrong_type", "[9, 15, 21]", "[9, 15, many]"),
        ("wrong_type", "getekend_op, is: set", "getekend_op, at_least: 3"),
        ("wrong_type", "anchor: {fact: getekend_op, on_change: keep}", "anchor: {fact: maanden}"),
        ("wrong_type", "months: {fact: maanden}", "months: {fact: getekend_op}"),
        ("wrong_type", "{weken: 6}", "{weken: zes}"),
        ("bad_term", "10 weeks", "10 fortnights"),
        ("bad_term", "10 weeks", "10"),
        ("bad_term", "before: 1 month", "before: soon"),
        ("bad_value", "legal: statutory", "legal: sometimes"),
        ("bad_value", "rule: M2", "rule: M2\n    when: {fact: maanden, task: huisarts}"),
        ("bad_value", "until: 2021-12-31", "from: 2021-12-31, until: 2021-01-01"),
        ("rung_before_anchor", "before: 8 weeks", "before: 11 weeks"),
        ("rung_before_anchor", "before: 1 month", "before: 10 months"),
        (
            "rung_before_anchor",
            "{weeks: {parameter: weken}}",
            "6 weeks\n    when: {parameter: weken, at_least: 3}\n"
            "    remind: [{before: 2 months}]\n    ends_silent: {nl: Klaar}",
        ),
        (
            "rung_before_anchor",
            "weken}}",
            "weken}}\n    count: back\n    remind: [{after_anchor: 1 week}]\n    ends_silent: {nl: Klaar}",
        ),
        ("version_gap", "from: 2022-01-01", "from: 2022-01-02"),
        ("version_overlap", "from: 2022-01-01", "from: 2021-12-31"),
    ],
)
def test_a_planted_mistake_is_the_only_thing_said(code, old, new):
    """No mistake brings others with it."""
    assert [code] == codes(planted(old, new))


def test_a_misspelt_stage_makes_no_dead_end():
    """The stage that was meant is reached and left; the slip is said once, with the right name."""
    (problem,) = check(read_text(planted("to: midden", "to: midde"), "f.yaml")).problems

    assert "transitions.ga.to: unknown stage 'midde'; did you mean 'midden'?" == problem.message


def test_a_stage_that_cannot_be_left_for_a_final_one_is_a_dead_end():
    """Going round for ever is no way out."""
    text = planted("to: einde", "to: begin")

    assert ["dead_end", "dead_end", "unreachable_stage"] == codes(text)


def test_a_definition_without_a_final_stage_is_refused():
    """Every trajectory must be able to end."""
    text = planted(", final: true", "")

    assert ["no_final", "dead_end", "silent_stage"] == codes(text)


@pytest.mark.parametrize("legal, severity", [("statutory", "error"), ("norm", "warning")])
def test_a_term_names_its_source(legal, severity):
    """Without source a statutory term is an error, another a warning."""
    text = planted("source: wet", "note: {nl: zonder bron}", planted("legal: statutory", f"legal: {legal}"))

    problems = check_base(read_text(text, "f.yaml")).problems

    assert [("missing_source", severity)] * 2 == [(problem.code, problem.severity) for problem in problems]


def test_a_transition_without_source_is_a_warning():
    """The workflow's own source would do."""
    problems = check_base(read_text(planted("source: verslag\nsources:", "sources:"), "f.yaml")).problems

    assert [("missing_source", "warning")] * 2 == [(problem.code, problem.severity) for problem in problems]


def test_a_fact_that_nothing_reads_is_a_warning():
    """Perhaps a guard is forgotten."""
    text = planted("facts:", "facts:\n  los: {type: text, label: {nl: Los}}")

    (problem,) = check_base(read_text(text, "f.yaml")).problems

    assert ("unused_fact", "warning", 12) == (problem.code, problem.severity, problem.line)


def test_names_that_were_lost_are_still_declared():
    """An entry that cannot be read does not make its name unknown, nor its neighbours unreachable."""
    text = planted("midden: {label: {nl: Midden}, review: 6 months}", "midden:")

    assert ["empty_value"] == codes(text)


def test_several_broken_entries_hide_nothing_else():
    """Fields that do not fit, deep and shallow, beside a name that does not resolve."""
    text = planted("type: date", "type: dat", planted("for: each_member", "for: everyone"))
    text = planted("outcome: klaar", "outcome: af", planted("rule: M1\n", "rulle: M1\n", text))

    assert ["bad_value", "bad_value", "unknown_outcome", "missing_key", "unknown_key"] == codes(text)


def test_a_stage_that_cannot_be_read_hides_no_dead_end():
    """Only what it may itself have said is left open."""
    text = planted("  midden: {label: {nl: Midden}, review: 6 months}", "  midden:\n  fuik: {label: {nl: Fuik}}")
    text = planted("  sluit:", "  val: {from: begin, to: fuik}\n  sluit:", text)

    assert ["empty_value", "dead_end"] == codes(text)


STARTS = "tasks: [huisarts], starts: [{workflow: verblijf, facts: {van: getekend_op}}]"
SIGNALS = "tasks: [huisarts], signals: [{to: verblijf, task: toets}, {to: verblijf, fact: van, value: 5}]"


@pytest.mark.parametrize(
    "expected, new, neighbour",
    [
        ([], STARTS, Neighbour({"van": "date"})),
        (["unknown_fact"], STARTS, Neighbour({})),
        (["wrong_type"], STARTS, Neighbour({"van": "text"})),
        ([], STARTS, None),
        (["unknown_task", "wrong_type"], SIGNALS, Neighbour({"van": "date"})),
        ([], SIGNALS, Neighbour({"van": "integer"}, frozenset({"toets"}))),
    ],
)
def test_names_in_another_workflow_are_checked(expected, new, neighbour):
    """A start copies facts and a signal gives tasks or facts; what is there must be known there."""
    text = planted("tasks: [huisarts]", new)

    assert expected == codes(text, {"proef": None, "verblijf": neighbour})


def test_an_unknown_workflow_is_said_only_when_all_are_known():
    """A file read by itself cannot tell."""
    text = planted("tasks: [huisarts]", STARTS)

    assert [] == codes(text)
    assert ["unknown_workflow"] == codes(text, {"proef": None})


@pytest.mark.parametrize(
    "code, old, new",
    [
        ("variant_overlap", "intake_from: 2018-01-01", "intake_from: 2017-12-31"),
        ("duplicate_variant", "id: dorp-2018", "id: dorp-2017"),
        ("bad_value", "id: dorp-2018", "id: base"),
        ("bad_value", "municipality: dorp", "municipality: any"),
        ("missing_key", "version: 2\n    ", ""),
    ],
)
def test_variants_of_one_municipality_keep_apart(code, old, new):
    """No day of intake has two variants, and no id names two."""
    assert [code] == [each.code for each in check_municipality(read_text(planted(old, new, TOWN), "f.yaml")).problems]


def test_values_in_messages_are_short():
    """A page of text pasted in the wrong place does not fill the screen."""
    (problem,) = check_base(read_text(planted("10 weeks", "very " * 500 + "long"), "f.yaml")).problems

    assert len(problem.message) < 200


@pytest.mark.parametrize(
    "old, new, code",
    [
        ("met_by: {stage: midden}", "met_by: {stage: midden, fact: getekend_op}", "bad_value"),
        ("met_by: {stage: midden}", "met_by: {stagee: midden}", "unknown_key"),
        ("met_by: {stage: midden}", "met_by: {}", "bad_value"),
        ("anchor: {", "anchor: {is: set, ", "unknown_key"),
        ("{before: ", "{every: 1 week, before: ", "bad_value"),
    ],
)
def test_a_kind_is_known_by_its_own_key_and_has_no_key_of_another(old, new, code):
    assert code in codes(CORRECT.replace(old, new, 1))
