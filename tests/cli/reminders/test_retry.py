"""traject scheduler retry, and what the command line says of a mail server in trouble."""

import pytest

from tests.cli.reminders.test_ledger import a_client_whose_permit_is_not_recorded
from tests.scheduler.scripted import scripted
from tests.stories.desk import Desk, a_desk


@pytest.fixture
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("TRAJECT_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("TRAJECT_SMTP_TLS", "none")
    monkeypatch.setenv("TRAJECT_MAIL_FROM", "traject@gemeente.nl")
    return a_desk(request, a_client_whose_permit_is_not_recorded)


def test_what_failed_is_due_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    with scripted({"rcpt": "550 no"}) as server:
        monkeypatch.setenv("TRAJECT_SMTP_PORT", str(server.port))
        desk.on("2018-01-15").run("scheduler", "tick", "--send")
        before = len(server.addressed)
        assert 0 == desk.run("scheduler", "tick", "--send", "--json").json["sent"]
        assert before == len(server.addressed)
        server.script["rcpt"] = "250 OK"

        told = desk.run("scheduler", "retry", "--to", "Cora")
        assert "1 failed message to Cora is due now." in told.out
        assert 1 == desk.run("scheduler", "tick", "--send", "--json").json["sent"]

        assert {"messages": before - 1, "mail_server": False} == desk.ask("scheduler", "retry")
        assert before - 1 == desk.run("scheduler", "tick", "--send", "--json").json["sent"]
    assert "Er is niets mislukt dat op een volgende poging wacht." in desk.run("--lang", "nl", "scheduler", "retry").out


def test_the_server_is_tried_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    with scripted({"greeting": "554 no"}) as server:
        monkeypatch.setenv("TRAJECT_SMTP_PORT", str(server.port))
        first = desk.on("2018-01-15").run("--lang", "nl", "scheduler", "tick", "--send")
        again = desk.run("scheduler", "tick", "--send", "--json")
        found = desk.run("doctor", "--json", "--every", "10000").json["findings"]
        server.script["greeting"] = "220 here"
        assert {"messages": 0, "mail_server": True} == desk.ask("scheduler", "retry")
        last = desk.run("scheduler", "tick", "--send")

    assert (7, 7, 0) == (first.code, again.code, last.code)
    said = " ".join(first.out.split())
    assert "De mailserver hield de rest tegen: de mailserver neemt geen post aan van deze machine (code 554)." in said
    assert "traject scheduler retry" in said
    assert (0, "the mail server takes no mail from this machine (code 554)") == (
        again.json["failed"],
        again.json["mail_server"],
    )
    assert ["traject scheduler retry"] == [each["commands"][0] for each in found if each["code"] == "mail_server"]
    assert "Messages sent: 2, failed: 0" in last.out


def test_who_may_write_may_ask_for_it_and_an_auditor_may_not(desk: Desk):
    desk.who = "Otto"
    assert 4 == desk.run("scheduler", "retry").code
    desk.who = "Ada"
    assert 5 == desk.run("scheduler", "retry", "--to", "Nobody").code
