"""The database through the command line; rebuild and verify."""

import contextlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from cli.app import main
from tests.stories.desk import Desk, a_desk

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    made = a_desk(request)
    made.who = "Ada"
    return made


def test_the_first_caller_becomes_administrator_and_a_repeat_is_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("TRAJECT_DATABASE", str(tmp_path / "deep" / "office.db"))
    monkeypatch.setenv("TRAJECT_LANG", "nl")

    first = main(["init", "--by", "Ada"])
    made = capsys.readouterr().out
    again = main(["--by", "Bea", "init"])
    kept = capsys.readouterr().out

    assert (0, 0) == (first, again)
    assert "is gemaakt; beheerder: Ada." in made
    assert "office.db is bij; beheerder: Ada." in kept


def test_a_real_database_never_becomes_a_sandbox_and_refuses_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("TRAJECT_DATABASE", str(tmp_path / "office.db"))
    assert 0 == main(["init", "--by", "Ada"])

    assert 4 == main(["init", "--sandbox", "--by", "Ada"])
    assert 4 == main(["staff", "list", "--by", "Ada", "--now", "2030-01-01T09:00"])


def test_without_a_database_the_answer_names_init(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    code = main(["--database", str(tmp_path / "none.db"), "--lang", "en", "staff", "list"])

    assert 5 == code
    assert "traject init" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("command", [["staff", "list"], ["init", "--by", "Ada"]])
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_no_database_is_refused(
    command: list[str], kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    place = tmp_path / "clients.csv"
    if kind == "file":
        place.write_text("ref;name\n" + "P-1;Invented\n" * 200)
    else:
        place.mkdir()

    assert 5 == main(["--database", str(place), "--lang", "en", *command])
    assert "is no database of traject" in " ".join(capsys.readouterr().err.split())


def test_init_with_a_clock_makes_nothing_but_a_sandbox(tmp_path: Path):
    place = tmp_path / "new.db"

    assert 4 == main(["--database", str(place), "--by", "Ada", "--now", "2026-03-02T09:00", "init"])
    assert not place.exists()


def test_someone_not_on_the_staff_is_told_so(desk: Desk):
    desk.who = "Tea"

    ran = desk.run("staff", "list", "--json")

    assert 5 == ran.code
    assert "Thea" in ran.error["message"]


def test_rebuild_says_whether_anything_differed(desk: Desk):
    desk.household("H1", C1="1990-05-01")
    desk.ask("open", "vestiging", "H1", "--municipality", "any")
    clean = desk.ask("rebuild")
    with contextlib.closing(sqlite3.connect(desk.database)) as connection, connection:
        connection.execute("UPDATE trajectory SET stage = 'elsewhere' WHERE id = 't1'")
    connection.close()

    mended = desk.ask("rebuild")
    again = desk.run("rebuild")

    assert (4, []) == (clean["trajectories"], clean["differing"])
    assert ["trajectory"] == mended["differing"]
    assert "nothing differed" in again.out


def test_a_whole_history_verifies_and_the_blind_spot_is_said(desk: Desk):
    verdict = desk.ask("audit", "verify")
    told = desk.run("audit", "verify")

    assert (True, []) == (verdict["ok"], verdict["problems"])
    assert "witness" in told.err


def test_a_changed_event_does_not_verify_and_is_named(desk: Desk):
    desk.household("H1", C1="1990-05-01")
    with contextlib.closing(sqlite3.connect(desk.database)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE event SET data = replace(data, 'p1', 'p2') WHERE stream = 'h1'")
    connection.close()

    ran = desk.run("audit", "verify", "--json")

    assert (8, False) == (ran.code, ran.json["ok"])
    assert ("h1", 1) == (ran.json["problems"][0]["stream"], ran.json["problems"][0]["version"])


@pytest.mark.parametrize(
    "words", ["traject workflow list | head -n 1", "PYTHONIOENCODING=cp1252 traject workflow list"]
)
def test_a_closed_pipe_and_a_poor_terminal_are_no_errors(words: str) -> None:
    """What cannot be shown is left out or replaced; nobody reads on when `head` has enough."""
    command = words.replace("traject", f"{sys.executable} -m cli.start")

    ran = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, encoding="cp1252")

    assert (0, "") == (ran.returncode, ran.stderr)
