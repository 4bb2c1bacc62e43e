"""The language school of docs/guards.md: every piece of the page stands in its definition, and works at a desk."""

import re
from pathlib import Path

import pytest

from tests.stories.desk import Desk, a_desk

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "guards" / "taalles.yaml").read_text("utf-8")
RULES = ("--workflows", str(DOCS / "guards"))


def warned(desk: Desk) -> None:
    """In class from Tuesday 13 January 2026, three times away, warned on Monday 2 February."""
    desk.on("2026-01-05").ask("client", "add", "--ref", "L1", "--born", "1990-05-01")
    desk.ask("open", "taalles", "L1", "--municipality", "any", "--fact", "plaatsing_op=2026-01-13", *RULES)
    desk.on("2026-01-13").advance("t1", "begin")
    for day in ("2026-01-20", "2026-01-22", "2026-01-27"):
        desk.on(day).ask("task", "missed", "t1", "lessen")
    desk.on("2026-02-02").advance("t1", "waarschuw", "--fact", "brief_op=2026-02-02")


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request, warned)


def test_every_piece_of_the_page_stands_in_the_definition():
    pieces = re.findall(r"^```yaml\n(.*?)^```", (DOCS / "guards.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)

    assert 8 == len(pieces)
    assert [] == [piece for piece in pieces if piece not in TEXT]


def test_the_definition_is_whole_and_its_scenarios_reach_all_of_it(desk: Desk):
    assert [] == desk.ask("workflow", "check", str(DOCS / "guards" / "taalles.yaml"), "--strict")
    tested = desk.ask("workflow", "test", "taalles", "--cover", "100", *RULES)

    assert {True} == {each["ok"] for each in tested}
    assert {100} == {kind["percent"] for each in tested for kind in each["coverage"].values()}


def test_a_refusal_says_how_the_term_stands(desk: Desk):
    """Monday 16 February is its last day: over from Tuesday on."""
    refused = desk.on("2026-02-16").run("advance", "t1", "beeindig", "--json")
    blocked = {each["trigger"]: each["because"] for each in desk.ask("show", "t1")["trajectories"][0]["blocked"]}

    assert 4 == refused.code
    [missing] = refused.error["missing"]
    assert ("deadline", "antwoorden") == (missing["kind"], missing["name"])
    assert "runs (last day 2026-02-16)" in missing["text"]
    assert "runs (last day 2026-02-16)" in blocked["beeindig"][0]["text"]
    assert "gestopt" == desk.on("2026-02-17").advance("t1", "beeindig")


def test_a_step_entered_late_is_judged_by_its_own_day(desk: Desk):
    """On Friday 20 February both are asked: on the 16th it still ran, on the 17th it was over."""
    assert 4 == desk.on("2026-02-20").run("advance", "t1", "beeindig", "--on", "2026-02-16").code
    assert "gestopt" == desk.advance("t1", "beeindig", "--on", "2026-02-17")


def test_a_correction_that_takes_the_ground_from_a_step_is_refused(desk: Desk):
    """Ended on the 17th for want of an answer; the letter cannot have been of the 10th then."""
    desk.on("2026-02-17").advance("t1", "beeindig")
    [letter] = [each["version"] for each in desk.ask("history", "t1") if "brief_op" in str(each["data"])]

    later = desk.run("correct", "t1", str(letter), "--value", "2026-02-10", "--reason", "typed wrong", "--json")
    sooner = desk.run("correct", "t1", str(letter), "--value", "2026-01-30", "--reason", "typed wrong", "--json")

    assert (4, 0) == (later.code, sooner.code), later
    assert "runs (last day 2026-02-24)" in later.error["missing"][0]["text"]
    assert 0 == desk.run("audit", "verify", "--by", "Ada").code


def test_two_absences_are_no_three(desk: Desk):
    """One of them was a mistake: the warning would not have been possible, and the correction says so."""
    [first, *_] = [each["version"] for each in desk.ask("history", "t1") if each["type"] == "TaskMissed"]

    undone = desk.run("correct", "t1", str(first), "--void", "--reason", "was there", "--json")

    assert 4 == undone.code
    assert "at least 3 times (2/3)" in undone.error["missing"][0]["text"]


def test_any_stage_is_written_out_for_who_reads_and_not_for_who_writes(desk: Desk):
    shown = desk.ask("workflow", "show", "taalles", *RULES)
    text = desk.run("workflow", "show", "taalles", "--resolved", *RULES).out
    [put_off] = [each for each in shown["transitions"] if each["trigger"] == "stel_uit"]
    assert ["aangemeld", "in_les", "gewaarschuwd", "gesprek", "uitgesteld", "toets"] == put_off["from"]
    assert "from: any" in text
    assert "from_any" not in text
