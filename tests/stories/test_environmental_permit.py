"""A definition from another field, written by following docs/ alone, works without a line of Python.

The files are those that docs/example.md walks through. Dates are worked out by hand.
"""

import re
import textwrap
from pathlib import Path

import pytest

from tests.stories.desk import Desk, a_desk

DOCS = Path(__file__).parents[2] / "docs"
RULES = ("--workflows", str(DOCS / "example"))


def assessed(desk: Desk) -> None:
    """An application of Monday 5 January 2026, back from the applicant after thirteen days, and under assessment."""
    desk.on("2026-01-05").ask("client", "add", "--ref", "V1", "--born", "1980-05-01")
    desk.ask(
        "open", "omgevingsvergunning", "V1", "--municipality", "waterdam", "--fact", "ontvangen_op=2026-01-05", *RULES
    )
    desk.on("2026-01-07").tasks("t1", "bevestigen")
    desk.on("2026-01-12").advance("t1", "vraag_aanvulling", *letter("2026-02-02"))  # a Monday
    desk.on("2026-01-26").advance("t1", "ontvang_aanvulling")
    desk.advance("t1", "neem_in_behandeling", "--fact", "volledig=yes")


def letter(last_day: str) -> tuple[str, ...]:
    return "--fact", "volledig=no", "--fact", f"aanvullen_uiterlijk={last_day}"


def approved(desk: Desk) -> None:
    """Checked against the rules, and approved by a team leader."""
    desk.tasks("t1", "toetsen")
    desk.who = "Thea"
    desk.tasks("t1", "akkoord")
    desk.who = "Cora"


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request, assessed)


def deadline(desk: Desk, rule: str, day: str) -> dict[str, object]:
    """One term as it stood on that day."""
    state = desk.ask("replay", "t1", "--as-of", day)
    [found] = [each for each in state["deadlines"] if each["rule"] == rule]
    return {key: found[key] for key in ("due_on", "status")}


def test_the_draft_is_whole(desk: Desk):
    assert [] == desk.ask("workflow", "check", "--strict", *RULES)
    tested = desk.ask("workflow", "test", "omgevingsvergunning", "--cover", "100", *RULES)
    assert {True} == {each["ok"] for each in tested}


def test_the_term_stands_still_while_we_wait_for_the_applicant(desk: Desk):
    """Eight weeks: Monday 2 March. Still from the day after the letter until 2 February, as it seems; the papers come
    on 26 January, so 13 up to and including 25 January: 16 March.
    """
    assert {"due_on": "2026-03-02", "status": "open"} == deadline(desk, "beslissen", "2026-01-11")
    assert {"due_on": "2026-03-23", "status": "open"} == deadline(desk, "beslissen", "2026-01-12")
    assert "suspended" == deadline(desk, "beslissen", "2026-01-13")["status"]
    assert "suspended" == deadline(desk, "beslissen", "2026-01-25")["status"]
    assert {"due_on": "2026-03-16", "status": "open"} == deadline(desk, "beslissen", "2026-01-26")


def test_what_was_found_before_the_papers_came_is_no_longer_known_and_receipt_is_confirmed_once(desk: Desk):
    """Papers asked for and received on one Wednesday."""
    desk.on("2026-02-04").ask("client", "add", "--ref", "V2", "--born", "1980-05-01")
    desk.ask(
        "open", "omgevingsvergunning", "V2", "--municipality", "waterdam", "--fact", "ontvangen_op=2026-02-04", *RULES
    )
    desk.tasks("t2", "bevestigen")
    desk.advance("t2", "vraag_aanvulling", *letter("2026-02-18"))
    desk.advance("t2", "ontvang_aanvulling")

    refused = desk.run("advance", "t2", "neem_in_behandeling", "--json")
    assert (4, {"volledig"}) == (refused.code, {each["name"] for each in refused.error["missing"]})
    assert "beoordeling" == desk.advance("t2", "neem_in_behandeling", "--fact", "volledig=yes")


def test_the_last_day_of_a_letter_lies_ahead_of_it(desk: Desk):
    desk.on("2026-02-04")

    assert 4 == desk.run("advance", "t1", "vraag_aanvulling", *letter("2026-02-04")).code
    assert "wacht_op_aanvrager" == desk.advance("t1", "vraag_aanvulling", *letter("2026-02-05"))


def test_not_taken_up_only_after_the_applicant_s_time_and_within_four_weeks(desk: Desk):
    """The letter gives until Wednesday 18 February; four weeks on is Wednesday 18 March."""
    desk.on("2026-02-04").advance("t1", "vraag_aanvulling", *letter("2026-02-18"))

    def step(day: str) -> tuple[str, ...]:
        facts = ("--fact", "besluit=buiten_behandeling", "--fact", f"bekendgemaakt_op={day}")
        return "advance", "t1", "stel_buiten_behandeling", "--on", day, *facts

    def missing(day: str) -> set[str]:
        return {each["name"] for each in desk.on(day).run(*step(day), "--json").error["missing"]}

    assert [{"aanvullen"}, {"niet_behandelen"}] == [missing("2026-02-18"), missing("2026-03-19")]
    assert "besloten" == desk.ask(*step("2026-03-18"))["stage"]  # entered a day later


def test_why_names_the_article_and_the_days_that_stood_still(desk: Desk):
    why = desk.ask("why", "t1/beslissen#2")

    assert ("Omgevingswet art. 16.64 lid 1", "unverified") == (why["source"], why["certainty"])
    assert any("suspended for 13 days" in step for step in map(str, why["steps"]))


def test_the_letter_says_until_when_the_applicant_has_time(desk: Desk):
    assert {"due_on": "2026-02-02", "status": "open"} == deadline(desk, "aanvullen", "2026-01-13")
    assert "met" == deadline(desk, "aanvullen", "2026-01-26")["status"]


def test_a_decision_asks_for_what_must_be_recorded(desk: Desk):
    refused = desk.run("advance", "t1", "beslis", "--json")

    assert 4 == refused.code
    assert {"toetsen", "akkoord", "bekendgemaakt_op", "besluit"} == {each["name"] for each in refused.error["missing"]}


def test_the_end_of_the_term_is_announced_once(desk: Desk):
    """Three weeks before Sunday 15 March is Sunday 22 February: told on Friday the 20th."""
    desk.run("scheduler", "channel", "console", "--by", "Ada")

    early = desk.on("2026-02-19").run("scheduler", "tick", "--json").json
    on_time = desk.on("2026-02-20").run("scheduler", "tick")
    again = desk.run("scheduler", "tick", "--json").json

    assert 0 == early["due"] == early["sent"] - early["digests"]
    assert "cora@example.org" in on_time.out
    assert "Beslissen op de aanvraag: nog 3 weken (V1)" in on_time.out
    assert (0, 0) == (again["due"], again["sent"])
    said = [each["data"] for each in desk.ask("history", "t1") if each["stream"] == "t1/said"]
    assert 1 == len(said)
    assert "before-3w" in str(said[0])


def test_a_refusal_goes_the_road_of_objection_to_a_permit(desk: Desk):
    """Extended to fourteen weeks and thirteen days: Sunday 26 April, and longer than what the law moves."""
    desk.on("2026-03-10").ask("extend", "t1/beslissen#2", "--by", "6 weeks", "--ground", "verlenging")
    assert {"due_on": "2026-04-26", "status": "open"} == deadline(desk, "beslissen", "2026-03-10")

    approved(desk.on("2026-04-22"))
    desk.advance("t1", "beslis", "--fact", "bekendgemaakt_op=2026-04-22", "--fact", "besluit=geweigerd")
    assert "met" == deadline(desk, "beslissen", "2026-04-22")["status"]
    assert {"due_on": "2026-06-03", "status": "open"} == deadline(desk, "bezwaar_maken", "2026-04-22")  # Wednesday
    assert 4 == desk.run("suspend", "t1/bezwaar_maken#13", "--ground", "holiday").code
    assert {"due_on": "2026-06-10", "status": "open"} == deadline(desk, "per_post", "2026-04-22")
    assert 4 == desk.run("advance", "t1", "sluit_af").code

    desk.on("2026-05-20").advance("t1", "ontvang_bezwaar", "--fact", "bezwaar_op=2026-05-20")
    decide = {"due_on": "2026-08-26", "status": "open"}  # twelve weeks from Wednesday 3 June
    assert decide == deadline(desk, "beslissen_op_bezwaar", "2026-05-20")

    desk.on("2026-06-10").tasks("t1", "hoorzitting")
    facts = ("--fact", "beslist_op=2026-07-01", "--fact", "besluit_op_bezwaar=verleend")
    by_coordinator = desk.on("2026-07-01").run("advance", "t1", "beslis_op_bezwaar", *facts)
    desk.who = "Joost"
    assert 4 == by_coordinator.code
    assert "verleend" == desk.advance("t1", "beslis_op_bezwaar", *facts)
    shown = desk.ask("show", "t1")["trajectories"][0]
    assert (True, "verleend") == (shown["closed"], shown["outcome"])
    assert {"met"} == {each["status"] for each in shown["deadlines"]}


def test_what_was_entered_late_was_not_known_then(desk: Desk):
    """On Friday 24 April someone records that the decision of Wednesday 22 went out."""
    facts = ("--fact", "bekendgemaakt_op=2026-04-22", "--fact", "besluit=verleend")
    approved(desk.on("2026-04-22"))
    desk.on("2026-04-24").advance("t1", "beslis", "--on", "2026-04-22", *facts)

    assert "besloten" == desk.ask("replay", "t1", "--as-of", "2026-04-22")["stage"]
    assert "beoordeling" == desk.ask("replay", "t1", "--known-at", "2026-04-23")["stage"]


def test_the_history_verifies_and_the_projections_follow_from_it(desk: Desk):
    before = desk.ask("show", "t1")

    assert desk.ask("audit", "verify")["ok"]
    assert 0 == desk.run("rebuild", "--by", "Ada").code
    assert before == desk.ask("show", "t1")


def test_an_office_opens_what_was_published_and_needs_the_folder_no_more(desk: Desk, tmp_path: Path):
    """A database that is no sandbox; it keeps what its trajectories were opened under."""
    office = Desk(tmp_path / "office.db", desk.capsys)
    office.who = "Ada"
    office.ask("init")
    office.ask("client", "add", "--ref", "V1", "--born", "1980-05-01")
    opening = ("open", "omgevingsvergunning", "V1", "--municipality", "waterdam", "--on", "2026-01-05", *RULES)

    assert 4 == office.run(*opening).code
    published = office.ask("workflow", "publish", "omgevingsvergunning", *RULES)
    assert ["base", "waterdam"] == sorted(each["variant"] for each in published)
    assert "volledigheidstoets" == office.ask(*opening)["stage"]

    office.ask("fact", "set", "t1", "ontvangen_op", "2026-01-05", "--on", "2026-01-05")
    office.ask("task", "done", "t1", "bevestigen", "--on", "2026-01-07")
    assert "beoordeling" == office.advance("t1", "neem_in_behandeling", "--fact", "volledig=yes", "--on", "2026-01-07")
    assert {"due_on": "2026-03-02", "status": "open"} == deadline(office, "beslissen", "2026-01-07")
    assert office.ask("audit", "verify")["ok"]


def test_what_the_page_shows_stands_in_the_files():
    """Every piece of YAML on the page, to the letter."""
    files = "\n".join(path.read_text(encoding="utf-8") for path in sorted((DOCS / "example").glob("*.yaml")))
    page = (DOCS / "example.md").read_text(encoding="utf-8")

    pieces = re.findall(r"^```yaml\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)

    assert len(pieces) > 5
    assert [] == [textwrap.shorten(piece, 80) for piece in pieces if piece not in files]
