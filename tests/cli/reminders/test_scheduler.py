"""The scheduler through the command line: tick and channel. What a tick does stands in contract/."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cli.app import main
from tests.stories.desk import Desk, a_desk
from trajectories.clock import utc_now

SETTINGS = ("TRAJECT_SMTP_HOST", "TRAJECT_MAIL_FROM")


def a_client_whose_permit_is_not_recorded(desk: Desk) -> None:
    """t1 is their gezinshereniging; after five working days Cora is asked for the permit date."""
    desk.on("2018-01-08")  # Monday
    desk.ask("client", "add", "--ref", "C-1", "--born", "1990-01-01")
    desk.ask("open", "gezinshereniging", "C-1", "--municipality", "westland")
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")


@pytest.fixture
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    return a_desk(request, a_client_whose_permit_is_not_recorded)


def said(desk: Desk) -> list[str]:
    return [event["type"] for event in desk.ask("history", "t1") if event["stream"] == "t1/said"]


def test_a_tick_in_a_sandbox_shows_the_message_and_counts_it_as_said(desk: Desk):
    ran = desk.on("2018-01-15").run("scheduler", "tick")

    assert 0 == ran.code
    assert "Hello Cora" in ran.out or "Dag Cora" in ran.out
    assert (
        "Due: 1. Messages sent: 2, failed: 0, possibly double: 0. Remaining: 0. Without a reminder: 1."
        == ran.out.splitlines()[-1]
    )
    assert ["ReminderSent"] == said(desk)


def test_a_tick_gives_scripts_one_document_and_the_message_on_stderr(desk: Desk):
    ran = desk.on("2018-01-15").run("scheduler", "tick", "--json")

    came_to = {"due": 1, "sent": 2, "digests": 1}
    nothing = ("failed", "unknown", "remaining", "waiting", "later", "witnesses", "witnesses_failed", "held")
    assert {**came_to, **dict.fromkeys(nothing, 0)} == {
        key: value for key, value in ran.json.items() if key not in ("unaddressed", "mail_server", "server_again_at")
    }
    assert "Cora" in ran.err


def test_a_tick_with_nothing_due_is_done(desk: Desk):
    assert 0 == desk.on("2018-01-12").ask("scheduler", "tick")["due"]


def test_scheduler_itself_may_tick_and_an_auditor_may_not(desk: Desk):
    desk.on("2018-01-15").who = "Otto"
    assert 4 == desk.run("scheduler", "tick").code

    desk.who = "scheduler"
    assert 2 == desk.ask("scheduler", "tick")["sent"]


def test_without_mail_settings_nothing_is_sent_and_nothing_recorded(desk: Desk):
    desk.who = "Ada"
    assert "smtp" == desk.on("2018-01-15").ask("scheduler", "channel", "smtp")["channel"]

    ran = desk.run("scheduler", "tick", "--send", "--json")

    assert (7, "not_delivered") == (ran.code, ran.error["code"])
    assert "TRAJECT_SMTP_HOST and TRAJECT_MAIL_FROM" in ran.error["message"]
    assert [] == said(desk)
    assert [] == desk.ask("scheduler", "ledger")


def test_a_sandbox_mails_only_when_told_to(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TRAJECT_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("TRAJECT_SMTP_PORT", "1")  # nobody listens here
    monkeypatch.setenv("TRAJECT_SMTP_STARTTLS", "no")
    monkeypatch.setenv("TRAJECT_MAIL_FROM", "traject@example.org")
    desk.who = "Ada"
    desk.on("2018-01-15").ask("scheduler", "channel", "smtp")

    quiet = desk.run("scheduler", "tick")
    tried = desk.run("scheduler", "tick", "--send", "--json")

    assert 7 == quiet.code
    assert "--send" in quiet.err
    assert "Dag Cora," in quiet.out  # what would be said
    assert (7, 0) == (tried.code, tried.json["failed"])
    assert "cannot be reached" in tried.json["mail_server"]
    assert [] == said(desk)  # nobody's attempt
    [entry] = (each for each in desk.ask("scheduler", "ledger") if each["rungs"])
    assert ("waiting", 0, "Cora", 1) == (entry["state"], entry["attempts"], entry["name"], entry["rungs"])


def test_only_an_administrator_chooses_the_channel(desk: Desk):
    assert 4 == desk.run("scheduler", "channel", "smtp").code
    assert 2 == desk.run("scheduler", "channel", "pigeon").code


def test_a_real_database_shows_on_the_console_and_sends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Outside a sandbox nothing on the console counts as said."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TRAJECT_DATABASE", str(tmp_path / "office.db"))
    monkeypatch.setenv("TRAJECT_LANG", "en")
    monkeypatch.setenv("TRAJECT_ACTOR", "Ada")
    for words in (
        ["init"],
        ["client", "add", "--ref", "C-1"],
        [
            "open",
            "gezinshereniging",
            "C-1",
            "--municipality",
            "any",
            "--fact",
            f"vergunning_verleend_op={_months_ago()}",
        ],
    ):
        assert 0 == main(words), capsys.readouterr().err
    capsys.readouterr()

    code = main(["scheduler", "tick"])

    shown = capsys.readouterr()
    assert 7 == code
    assert "traject scheduler channel smtp" in " ".join(shown.err.split())
    assert 0 == main(["scheduler", "ledger", "--json"])
    assert "[]" == capsys.readouterr().out.strip()


def _months_ago() -> str:
    """Some time ago, on real time: this database has no clock of its own."""
    return str(utc_now().date().replace(day=1))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM to wait for")
def test_run_looks_at_once_and_stops_cleanly(desk: Desk):
    desk.on("2018-01-15").ask("due")
    given = ["--database", str(desk.database), "--by", "scheduler", "scheduler", "run", "--every", "60"]
    code = f"import sys; from cli.app import main; sys.exit(main({given!r}))"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    heard = [process.stderr.readline(), process.stderr.readline()]
    second = desk.run("scheduler", "run")
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)

    assert 0 == process.returncode
    assert "Looks every 60 minutes." == heard[0].strip()
    assert "Messages sent: 2" in heard[1]
    assert "Stopped." in err
    assert "Cora" in out
    assert 4 == second.code
