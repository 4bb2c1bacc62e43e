"""The replaced file could not be read: what was due by then waits for an answer, and whoever looks is told so."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from cli.app import main
from cli.asked import Asked
from cli.reminders.scheduler import _look
from scheduler.restoring.backup import make
from scheduler.restoring.restore import restore
from scheduler.sending.tick import Grip
from tests.scheduler.offices import Office, an_office, moment, reopened
from trajectories.local_time import write_instant
from trajectories.repository.connect import sqlite_path

WAITS = "Since a copy was put back 1 reminder waits"
Ask = Callable[..., Any]


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Office:
    """A reminder of 10 April was due when the copy was put back in the place of a file that could not be read."""
    office = an_office(sqlite_url)
    office.client(coordinator=next(key for key, name in office.staff.items() if name == "Anna"))
    office.at_its_hour("2026-04-10T11:00")
    make(office.app, tmp_path / "copy.db")
    office.app.store.close()
    path = sqlite_path(sqlite_url)
    assert path
    path.write_bytes(path.read_bytes()[:3000])
    restore(office.app, tmp_path / "copy.db")
    again = reopened(sqlite_url)
    again.staff, again.now = office.staff, moment("2026-04-13T11:00")
    return again


@pytest.fixture
def ask(office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Exit code, what stands on stdout (or the document), and what is said beside it."""
    monkeypatch.setenv("COLUMNS", "240")

    def ask(*words: str, lang: str = "en", by: str = "Beheer") -> tuple[int, Any, str]:
        with office.app.write() as uow:
            uow.set_setting("clock", write_instant(office.now))
        office.app.store.close()
        capsys.readouterr()
        code = main(["--database", office.app.settings.database, "--lang", lang, "--by", by, *words])
        said = capsys.readouterr()
        out = json.loads(said.out) if "--json" in words else " ".join(said.out.split())
        return code, out, " ".join(said.err.split())

    return ask


def test_a_tick_by_hand_says_what_waits_and_hands_nothing_over(office: Office, ask: Ask) -> None:
    """In its sentence, its document and its exit code; the day's message does not say that there is nothing."""
    code, out, _ = ask("scheduler", "tick", by="scheduler")

    assert 7 == code
    assert WAITS in out
    assert "traject restore --said" in out
    assert "Sinds een kopie is teruggezet wacht 1 herinnering" in ask("scheduler", "tick", lang="nl", by="scheduler")[1]
    code, report, _ = ask("scheduler", "tick", "--json", by="scheduler")
    assert (7, 1, 0) == (code, report["held"], report["sent"])
    assert "Er is vandaag niets te doen" not in out
    assert [] == office.told()


LOOKS = [
    ("scheduler", "preview", "--until", "2026-04-20"),
    ("due",),
    ("digest", "Anna"),
    ("forecast", "WL-0001", "--until", "2026-04-20"),
    ("why", "t1/aanvragen"),
    ("why-not", "WL-0001", "aanvragen"),
    ("show", "t1"),
    ("doctor",),
]


def test_whoever_looks_at_what_is_to_be_said_is_told_that_it_waits(ask: Ask) -> None:
    for words in LOOKS:
        _, out, beside = ask(*words)
        assert WAITS in out + beside, words
        assert "traject restore --said" in out + beside, words
    _, out, beside = ask("due", lang="nl")
    assert "Sinds een kopie is teruggezet wacht 1 herinnering" in beside
    _, out, _ = ask("digest", "Anna")
    assert "Er is vandaag niets te doen" not in out


def test_run_says_it_at_each_look_until_it_is_answered(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    asked = Asked(database=office.app.settings.database, by="scheduler", lang_asked="en")
    office.app.is_ticking = True

    _look(asked, office.app, Event(), Grip(), send=False, for_people=True)

    assert WAITS in " ".join(capsys.readouterr().err.split())
    assert [] == office.told()


def test_once_it_is_answered_nobody_is_told_any_more(office: Office, ask: Ask) -> None:
    assert 0 == ask("restore", "--say-again")[0]

    assert WAITS not in "".join(ask("due")[1:])
    code, out, _ = ask("scheduler", "tick", by="scheduler")

    assert 0 == code
    assert WAITS not in out
    assert [("Anna", "before-1m.0")] == office.told()
