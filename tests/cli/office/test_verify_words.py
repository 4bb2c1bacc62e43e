"""What `audit verify` says in the end: one or several, what was compared, and what it cannot see."""

import contextlib
import sqlite3

import pytest

from tests.stories.desk import Desk, a_desk


@pytest.fixture
def desk(request) -> Desk:
    return a_desk(request)


def by_hand(desk: Desk, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(desk.database)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def test_one_is_no_plural(desk):
    assert "1 reeks, " in desk.run("--lang", "nl", "audit", "verify").out
    by_hand(desk, "UPDATE setting SET value = '7' WHERE key = 'last_p'")

    told = desk.run("--lang", "nl", "audit", "verify")

    assert (8, True) == (told.code, told.out.endswith(": 1 probleem.\n"))
    assert desk.run("--lang", "en", "audit", "verify").out.endswith(": 1 problem.\n")


def test_a_checkpoint_that_agrees_is_said_to_with_how_far_it_goes(desk, tmp_path):
    """An answer that does not name it would read the same had it not been looked at."""
    kept = tmp_path / "kept.json"
    kept.write_text(desk.run("audit", "checkpoint", "--json").out)
    position = desk.ask("audit", "checkpoint")["position"]
    desk.run("client", "add", "--ref", "A-1", "--name", "Amal", "--born", "1990-05-31")

    nl, en = (desk.run("--lang", lang, "audit", "verify", "--since", str(kept)).out for lang in ("nl", "en"))

    assert f"Tot en met positie {position} is de geschiedenis wat zij bij dat controlepunt was; " in nl
    assert f"Up to position {position} the history is what it was at that checkpoint; " in en
    assert "1 gebeurtenis is van daarna" in nl


def test_streams_that_are_named_need_no_guess_where_it_lies(desk, tmp_path):
    kept = tmp_path / "heads.json"
    desk.run("client", "add", "--ref", "A-1", "--name", "Amal", "--born", "1990-05-31")
    desk.run("audit", "checkpoint", "--heads", str(kept))
    by_hand(desk, "DELETE FROM event WHERE stream = 'p1'")

    told = desk.run("--lang", "nl", "audit", "verify", "--since", str(kept)).out

    assert "p1: deze reeks was er bij het controlepunt en is nu helemaal weg\n" in told
    assert "de geschiedenis tot en met positie" in told
    assert "Waar de verandering ligt" not in told
    assert "history" not in told


def test_how_a_message_ended_is_said_in_dutch(desk):
    values = "'x', 's1', 'console', 'sent', 1, '', '', '', '', ''"
    columns = "message, recipient, channel, state, attempts, token, leased_until, claimed_at, ended_at, problem"
    by_hand(desk, f"INSERT INTO delivery ({columns}) VALUES ({values})")

    told = desk.run("--lang", "nl", "audit", "verify").out

    assert "berichten: bericht x staat in het logboek als ‘verstuurd’" in told
