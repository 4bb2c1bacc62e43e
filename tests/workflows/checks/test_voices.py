"""Stages in which a case may fall silent, and ladders that end, are found where they stand."""

from pathlib import Path

import pytest

from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import builtin_folder
from workflows.checks.check_definition import check_base
from workflows.format.yaml_loader import read, read_text

DEFINITION = """\
workflow: proef
version: 1
label: {nl: Proef}
subject: person
source: ons
sources: {ons: {ref: Ons voorstel, certainty: proposal}}
facts:
  dag: {type: date, lies: past, label: {nl: Dag}}
  soort: {type: boolean, label: {nl: Soort}}
tasks:
  ronde: {label: {nl: Ronde}, repeats: true}
stages:
  begin: {label: {nl: Begin}, initial: true, review: 6 months}
  midden: {label: {nl: Midden}, tasks: [ronde]WORDS}
  einde: {label: {nl: Einde}, final: true}
transitions:
  ga: {from: begin, to: midden, when: {fact: soort, is: set}}
  terug: {from: midden, to: begin}
  sluit: {from: midden, to: einde, when: {fact: dag, is: set}}
"""
LADDER = "remind: [{overdue: 1 week, every: 1 month}], source: ons"


ABOUT_MEETING = ("never_met", "met_when_born")  # whether it can be met at all is another matter


def found(rules: str = "", words: str = "") -> list[tuple[int, str, str]]:
    text = DEFINITION.replace("WORDS", words) + (f"deadlines:\n{rules}" if rules else "")
    problems = check_base(read_text(text, "eigen.yaml")).problems
    return [(each.line, each.code, each.severity) for each in problems if each.code not in ABOUT_MEETING]


def rule(words: str, name: str = "kijken") -> str:
    return f"  {name}: {{rule: X, label: {{nl: Kijken}}, {words}, {LADDER}}}\n"


SILENT = [(14, "silent_stage", "warning")]


@pytest.mark.parametrize(
    "expected, words",
    [
        (SILENT, "anchor: {fact: dag}, term: 4 weeks, met_by: {fact: dag}"),  # may be met, and the stage goes on
        (
            SILENT,
            "anchor: {fact: dag}, term: 4 weeks, when: {fact: dag, is: set}",
        ),  # does not apply as long as it is not
        (SILENT, "anchor: {done: ronde}, term: 4 weeks"),  # begins only once something was done
        (SILENT, "anchor: {stage: begin}, term: 4 weeks, lapses_at: midden"),
        (SILENT, "anchor: {opened: true}, term: 4 weeks, met_by: {stage: midden}"),
        (SILENT, "anchor: {stage: midden}, term: 4 weeks, paused_in: [midden]"),
        ([], "anchor: {fact: dag}, term: 4 weeks"),  # a question or a term
        ([], "anchor: {stage: midden}, term: 4 weeks, met_by: {stage: einde}"),
        ([], "anchor: {latest_of: [{stage: midden}, {done: ronde}]}, term: 4 weeks"),
        ([], "anchor: {stage: midden}, term: 4 weeks, when: {fact: soort, is: set}"),  # the way in asks for it
    ],
)
def test_a_term_is_a_voice_where_only_leaving_the_stage_ends_it(expected: list[tuple[int, str, str]], words: str):
    assert expected == found(rule(words))


def test_terms_that_together_always_hold_are_a_voice():
    yes, no = (
        "anchor: {stage: midden}, term: 4 weeks, when: {fact: soort, is: " + each + "}" for each in ("true", "false")
    )

    assert SILENT == found(rule(yes))
    assert [] == found(rule(yes) + rule(no, "anders"))


def test_what_two_steps_ask_of_their_own_day_silences_no_stage():
    """In before the day, on after it: two days, so that one does come there, and where the kind is no, in silence."""
    ways = "  ga: {from: begin, to: tussen, when: {fact: dag, from: today}}\n"
    ways += "  verder: {from: tussen, to: midden, when: {fact: dag, before: today}}\n"
    text = DEFINITION.replace("WORDS", "").replace(
        "  ga: {from: begin, to: midden, when: {fact: soort, is: set}}\n", ways
    )
    text = text.replace("  einde:", "  tussen: {label: {nl: Tussen}, review: 6 months}\n  einde:")
    term = rule("anchor: {stage: midden}, term: 4 weeks, round: true, when: {fact: soort, is: true}")

    problems = check_base(read_text(f"{text}deadlines:\n{term}", "eigen.yaml")).problems

    assert SILENT == [(each.line, each.code, each.severity) for each in problems]


@pytest.mark.parametrize(
    "expected, words",
    [
        (SILENT, ", waits_for: {nl: de IND}"),
        ([], ", waits_for: {party: {nl: de IND}, review: 4 weeks}"),
        ([], ", review: 3 months"),
    ],
)
def test_a_stage_that_says_when_someone_looks_is_not_silent(expected: list[tuple[int, str, str]], words: str):
    assert expected == found(words=words)


def test_a_ladder_goes_on_or_says_why_it_ends():
    once = "  kijken: {rule: X, label: {nl: Kijken}, anchor: {fact: dag}, term: 4 weeks, source: ons, "

    assert [(21, "last_rung_once", "warning")] == found(once + "remind: [{on_due: true}]}\n")
    assert [] == found(once + "remind: [{on_due: true}], ends_silent: {nl: Klaar}}\n")
    assert [] == found(once + "remind: [{overdue: 1 day, every: 1 week}]}\n")


@pytest.mark.parametrize(
    "file, planted, code",
    [
        ("definitions/inburgering.yaml", "    review: 6 months\n", "silent_stage"),
        ("definitions/taalcoach.yaml", "    review: 4 weeks\n", "silent_stage"),
        ("definitions/verblijf.yaml", ", every: 1 week", "last_rung_once"),
    ],
)
def test_what_is_planted_in_one_of_ours_is_an_error_at_its_line(file: str, planted: str, code: str):
    """Read as if it stood where ours do."""
    path = builtin_folder() / file
    text = path.read_text(encoding="utf-8")
    line = text[: text.index(planted)].count("\n")

    problems = [each for each in check_base(read_text(text.replace(planted, "", 1), str(path))).problems
                if each.code == code]  # fmt: skip

    assert [("error", str(path))] == [(each.severity, each.file) for each in problems[:1]]
    assert line - 12 <= problems[0].line <= line + 1
    assert [] == [each for each in check_base(read(path)).problems if each.code == code]


def test_an_office_is_warned_of_what_its_variant_makes_silent(tmp_path: Path):
    (tmp_path / "proef.yaml").write_text(DEFINITION.replace("WORDS", ", review: 1 month"), encoding="utf-8")
    town = "municipality: dorp\nlabel: {nl: Dorp}\nvariants:\n  - id: dorp\n    workflow: proef\n    version: 1\n"
    (tmp_path / "dorp.yaml").write_text(town + "    change: {stages: {midden: {review: null}}}\n", encoding="utf-8")

    problems = Catalogue.load(tmp_path).problems()

    assert [("dorp.yaml", 7, "silent_stage", "warning")] == [
        (Path(each.file).name, each.line, each.code, each.severity) for each in problems
    ]
