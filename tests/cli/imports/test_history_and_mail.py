"""After a log is stored a real mail server hears nothing of the past, and of what is still to come in time."""

from pathlib import Path
from typing import Any

import pytest

from tests.applications import FIRST
from tests.cli.imports.test_history import a_file
from tests.mailserver import MailServer, serving
from tests.stories.desk import Desk, a_desk

pytestmark = pytest.mark.one_python

LOG = """zaak;stap;datum;ontvangen
L1;intake;2025-10-06;2025-10-06
L1;begin;2025-10-13;
N1;intake;2026-02-16;2026-02-16
N1;begin;2026-02-20;
"""  # the decision on L1 was due on 1 December, the one on N1 is on 13 April; readings on 5 January and 15 May
TOLD = ("--fact", "ontvangen_op=ontvangen", "--apply", "--new-clients", "--dates", "d-m-y")


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A log was stored on Monday 2 March; Cora looks after both cases."""
    (tmp_path / "regels").mkdir()
    (tmp_path / "regels" / "aanvraag.yaml").write_text(FIRST)
    monkeypatch.setenv("TRAJECT_WORKFLOWS", str(tmp_path / "regels"))
    desk, log = a_desk(request).on("2026-03-02"), a_file(tmp_path, "log.csv", LOG.encode())
    desk.who = "Ada"
    with serving() as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("TRAJECT_WORKFLOWS", str(tmp_path / "regels"))
        desk.ask("scheduler", "channel", "smtp")
        desk.ask("import", "history", str(log), "--workflow", "aanvraag", *TOLD)
        for key in ("t1", "t2"):
            desk.ask("assign", key, "Cora", "--as", "coordinator")
        yield desk, server


def ticks(desk: Desk, server: MailServer, *days: str) -> list[tuple[str, str]]:
    """What arrived on those days: to whom, and the whole text."""
    before = len(server.mails)
    for day in days:
        desk.now = f"{day}T13:00"
        desk.run("scheduler", "tick", "--send")
    return [(str(mail["To"]), f"{mail['Subject']}\n{text(mail)}") for mail in server.mails[before:]]


def text(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


def said(desk: Desk, key: str) -> list[tuple[str, str]]:
    return [
        (each["occurred_on"], each["data"]["reminder"].partition("/")[2])
        for each in desk.ask("history", key)
        if each["type"] == "ReminderSent"
    ]


def test_a_tick_says_nothing_of_days_that_were_past_when_it_came_in(office: tuple[Desk, MailServer]):
    """What is overdue by then stands in the message as overdue; a rung that repeats goes on with the repeat that comes
    next. Of a term to come of which no rung lies ahead one goes out, as of any other.
    """
    desk, server = office
    mails = ticks(desk, server, "2026-03-02", "2026-03-03", "2026-03-09")
    of_cora = [words for to, words in mails if "cora@" in to]

    assert [("2026-03-02", "beslissing#2/overdue-1w.12"), ("2026-03-09", "beslissing#2/overdue-1w.13")] == said(
        desk, "t1"
    )
    assert [("2026-03-02", "lezing#3/before-11w.0")] == said(desk, "t2")
    assert "nog 2 maanden" in of_cora[0]
    assert all("L1  Lezing, 8 weken over tijd" in words for words in of_cora[:2])
    assert all("Vandaag is er geen nieuwe" in words for words in of_cora[1:])


def test_what_is_to_come_is_reminded_of_on_its_day(office: tuple[Desk, MailServer]):
    desk, server = office
    ticks(desk, server, "2026-03-02")
    mails = ticks(desk, server, "2026-03-30", "2026-04-13")

    assert ["beslissing#2/before-2w.0", "beslissing#2/due.0"] == [reminder for _, reminder in said(desk, "t2")][-2:]
    assert 2 == len([words for to, words in mails if "cora@" in to and "Beslissing" in words and "N1" in words])
