"""A coordinator's week with a move, a split and a birth, through the command line: Mon 2 to Fri 6 March 2026."""

from typing import Any

import pytest

from tests.stories.desk import Desk, a_desk


def a_family(desk: Desk) -> None:
    """H1 came to Westland in February; Cora looks after them, Lena works in Leiden."""
    desk.who = "Ada"
    desk.on("2026-02-02").ask("staff", "add", "Lena", "--role", "coordinator", "--email", "lena@example.org")
    desk.who = "Cora"
    desk.household("H1", A1="1990-05-01", A2="1991-06-01", K1="2020-01-01")
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")
    housed = ["--fact", "huurcontract_op=2026-02-02", "--fact", "gevestigd_op=2026-02-02"]
    assert "coaching_vestiging" == desk.advance("t1", "start_coaching", *housed)
    desk.ask("household", "house", "H1", "--municipality", "westland", "--dwelling", "W-1")
    desk.ask("fact", "set", "t5", "vergunning_verleend_op", "2026-01-20")


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request, a_family)


def open_cases(desk: Desk, ref: str) -> dict[str, tuple[str, str]]:
    """Of a client or household itself: by workflow, where it is counted and who looks after it."""
    every = desk.ask("show", ref)["trajectories"]
    return {
        each["workflow"]: (each["municipality"], each["assigned"].get("coordinator", ""))
        for each in every
        if each["subject"] == ref and not each["closed"]
    }


def nareis(due: list[dict[str, Any]]) -> list[str]:
    """The last days for family reunion that are known."""
    return [each["due_on"] for each in due if each["rule"] == "nareis_aanvragen" and each["due_on"]]


def subjects(digest: dict[str, Any]) -> set[str]:
    """Of whom a daily message speaks."""
    return {item["subject"] for group in digest["groups"] for item in group["items"]}


def test_a_week_with_a_move_a_split_and_a_birth(desk: Desk):
    """Whatever the people do, each of their cases is somebody's, and nothing is asked that was answered."""
    lena = desk.ask("staff", "list")[-1]["staff"]

    # Monday: the family moves to Leiden; one question, and a yes takes all along
    desk.on("2026-03-02").ask("household", "move", "H1", "--municipality", "leiden", "--dwelling", "L-1")
    [asked] = desk.ask("digest")["questions"]
    settled = desk.ask("settle", asked["question"], "yes")
    assert {"leiden"} == {each["after"]["municipality"] for each in settled["transferred"]}
    assert [("vestiging", "t9")] == [
        (each["workflow"], each["opened"]) for each in settled["transferred"] if each["opened"]
    ]
    assert [] == desk.ask("show", "H1")["questions"]
    assert [] == desk.ask("digest")["questions"]

    # Tuesday: Lena takes over; the three months for family reunion run on
    [before] = nareis(desk.ask("due"))
    desk.on("2026-03-03").ask("transfer", "H1", "--to", "Lena")
    [after] = nareis(desk.ask("due", "--coordinator", "Lena"))
    assert "2026-04-20" == before == after
    assert ("leiden", lena) == open_cases(desk, "H1")["vestiging"]
    assert {("leiden", lena)} == set(open_cases(desk, "A2").values())

    # Wednesday: A2 leaves the family, and stays with Lena
    desk.who = "Lena"
    desk.on("2026-03-04").ask("household", "leave", "H1", "--member", "A2")
    desk.ask("household", "add", "--ref", "H2", "--member", "A2")
    asked = desk.ask("show", "A2")["questions"]
    assert [("stay", "A2")] == [(each["kind"], each["subject"]) for each in asked]
    desk.ask("settle", asked[0]["question"], "yes")
    assert {"verblijf", "gezinshereniging", "inburgering"} == set(open_cases(desk, "A2"))

    # Thursday: a child is born to A1
    desk.on("2026-03-05").ask("client", "add", "--ref", "K2", "--born", "2026-03-01")
    joined = desk.ask("household", "join", "H1", "--member", "K2", "--on", "2026-03-01")
    assert ["verblijf"] == [each["workflow"] for each in joined["started"]]
    assert {"verblijf": ("leiden", lena)} == open_cases(desk, "K2")

    # Friday: all of it is in Lena's message, nothing in Cora's, and no case is silent
    desk.now = "2026-03-06T08:00"
    told = desk.run("scheduler", "tick").out
    assert "Lena <lena@example.org>" in told
    mine = desk.ask("digest")
    assert [] == mine["questions"]
    assert {"A1", "A2", "K1", "K2"} <= subjects(mine)
    desk.who = "Cora"
    assert set() == subjects(desk.ask("digest"))
    codes = {each["code"] for each in desk.run("doctor", "--json").json["findings"]}
    assert {"vacant_role"} == codes  # no jurist was assigned
