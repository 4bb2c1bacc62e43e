"""A client erased through the command line."""

import pytest

from tests.stories.desk import Desk, a_desk


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    made = a_desk(request)
    made.who = "Ada"
    return made


def test_what_would_go_is_shown_then_it_goes_and_what_it_does_not_reach_is_told(desk: Desk) -> None:
    assert 0 == desk.run("client", "add", "--ref", "X-1", "--name", "Zahra", "--gender", "v").code
    words = ("client", "erase", "X-1", "--reason", "op verzoek")

    tried = desk.run(*words, "--dry-run", "--lang", "nl")
    there = desk.run("client", "find", "Zahra").out
    done = desk.run(*words, "--json").json

    assert "Te wissen: 3 (geslacht 1, naam 1, kenmerk 1)." in tried.out
    assert "reservekopieën" in tried.out
    assert "X-1" in there
    assert ({"gender": 1, "name": 1, "ref": 1}, [], False) == (done["counts"], done["left_over"], done["dry_run"])
    assert "backups" in " ".join(done["not_reached"])
    assert "Zahra" not in desk.run("client", "list").out
    assert 0 == desk.run("audit", "verify").code
    assert 4 == desk.run("client", "erase", f"erased:{done['client']}", "--reason", "nog eens").code


def test_everything_that_goes_is_named_by_its_label_and_a_household_by_its_reference(desk: Desk) -> None:
    """Raw names of fields stood between Dutch words, and a household with others was called h1."""
    desk.ask("client", "add", "--ref", "X-1", "--name", "Zahra", "--born", "1990-05-01")
    desk.ask("client", "add", "--ref", "X-2")
    desk.ask("household", "add", "--ref", "H-1", "--member", "X-1", "--member", "X-2")
    desk.ask("open", "inburgering", "X-1", "--municipality", "westland")
    desk.ask("note", "t1", "Belt terug")
    desk.ask("close", "t1", "--outcome", "gestopt", "--reason", "verhuisd")
    told = " ".join(desk.run("client", "erase", "X-1", "--reason", "op verzoek", "--lang", "nl").out.split())
    history = desk.run("history", "p1", "--lang", "nl").out

    assert "notities: H-1" in told
    assert {"geboren", "naam", "kenmerk", "notitie", "reden"} <= {*told.replace("(", " ").split()}
    assert [] == [name for name in ("born", "note ", "reason", "name ", " ref ", "h1") if name in told]
    assert "notitie 1" in " ".join(history.split())


def test_who_is_no_administrator_erases_nobody(desk: Desk) -> None:
    assert 0 == desk.run("client", "add", "--ref", "X-1").code
    desk.who = "Cora"

    assert 4 == desk.run("client", "erase", "X-1", "--reason", "op verzoek").code
    assert 2 == desk.run("client", "erase", "X-1", "--reason", " ").code
