"""Copies of the database through the command line, in both languages."""

from pathlib import Path

import pytest

from tests.stories.desk import Desk, a_desk


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    made = a_desk(request)
    made.who = "Ada"
    return made


def test_a_backup_is_put_back_and_what_came_after_it_is_named(desk: Desk, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    assert 0 == desk.run("backup", copy).code
    assert 4 == desk.run("backup", copy).code
    assert 0 == desk.run("client", "add", "--ref", "X-1").code

    seen = desk.run("restore", copy, "--lang", "nl")

    assert 0 == seen.code
    assert "client" not in desk.run("client", "find", "X-1", "--lang", "en").out
    assert "De kopie is teruggezet" in seen.out
    assert "cliënt toegevoegd" in seen.out
    assert "X-1" in seen.out
    assert ".replaced" in seen.out
    assert 0 == desk.run("audit", "verify").code


def test_what_a_restore_leaves_open_is_answered_once(desk: Desk, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    assert 0 == desk.run("backup", copy, "--json").code
    desk.database.write_bytes(b"no database any more")

    made = desk.run("restore", copy, "--json").json

    assert (0, []) == (made["waiting"], made["lost"])
    assert "--say-again" in desk.run("restore", "--lang", "en").err
    assert {"answer": "said", "reminders": 0} == desk.run("restore", "--said", "--json").json
    assert 4 == desk.run("restore", "--say-again").code
    assert 2 == desk.run("restore", copy, "--said", "--say-again").code
    assert 2 == desk.run("backup").code
    assert 0 == desk.run("backup", "--elsewhere").code


def test_who_is_no_administrator_puts_nothing_back(desk: Desk, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    assert 0 == desk.run("backup", copy).code
    desk.who = "Cora"

    assert 4 == desk.run("restore", copy).code
    assert 4 == desk.run("restore", "--said").code
