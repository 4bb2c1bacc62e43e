"""The ledger through the command line: what became of each message, for people who wonder whether it arrived."""

import pytest

from tests.scheduler.scripted import DROP, ScriptedServer, scripted
from tests.stories.desk import Desk, a_desk


def a_client_whose_permit_is_not_recorded(desk: Desk) -> None:
    """After five working days Cora is asked for the permit date; the messages go by mail."""
    desk.on("2018-01-08")  # Monday
    desk.ask("client", "add", "--ref", "C-1", "--born", "1990-01-01")
    desk.ask("open", "gezinshereniging", "C-1", "--municipality", "westland")
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")
    desk.who = "Ada"
    desk.ask("scheduler", "channel", "smtp")


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request, a_client_whose_permit_is_not_recorded)


@pytest.fixture
def tick(desk, monkeypatch):
    """A tick on Monday 15 January 2018, at ten, by a mail server with this script."""

    def at(**script: str) -> ScriptedServer:
        monkeypatch.setenv("TRAJECT_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("TRAJECT_SMTP_TLS", "none")
        monkeypatch.setenv("TRAJECT_MAIL_FROM", "traject@gemeente.nl")
        with scripted(script) as server:
            monkeypatch.setenv("TRAJECT_SMTP_PORT", str(server.port))
            desk.on("2018-01-15").run("scheduler", "tick", "--send")
        return server

    return at


def to_cora(desk):
    [entry] = desk.ask("scheduler", "ledger", "--for", "Cora")
    return entry


def test_it_tells_when_to_whom_and_how_it_ended(desk, tick):
    tick()

    ran = desk.run("scheduler", "ledger", "--for", "Cora")

    [row] = ran.out.splitlines()[1:]
    cells = row.split()
    assert ["2018-01-15", "10:00", "Cora", "sent", "1", "1"] == cells[:6]
    assert to_cora(desk)["message"].startswith(cells[6])


def test_on_a_wide_screen_it_tells_by_which_way_too(desk, tick, monkeypatch):
    tick()
    monkeypatch.setenv("COLUMNS", "120")

    [row] = desk.run("scheduler", "ledger", "--for", "Cora").out.splitlines()[1:]

    assert ["smtp", "daily"] == row.split()[7:]


def test_what_was_refused_is_told_with_its_code_and_when_it_goes_again(desk, tick):
    tick(rcpt="451 later")

    told = " ".join(desk.run("--lang", "nl", "scheduler", "ledger", "--for", "Cora").out.split())

    assert "mislukt" in told
    assert "451" in told
    assert "De laatste poging met 1 bericht kwam zeker niet aan. Het gaat vanzelf opnieuw." in told
    entry = to_cora(desk)
    assert ("failed", 1) == (entry["state"], entry["attempts"])
    assert "the mail server refuses the recipient's address, for now (code 451)" == entry["problem"]
    assert entry["again_at"]


def test_what_may_have_arrived_is_told_in_words(desk, tick):
    tick(end=DROP)

    ran = desk.run("scheduler", "ledger", "--for", "Cora")

    assert "unknown" == to_cora(desk)["state"]
    assert "1 message may have arrived: no answer came. It goes again, with the same Message-ID" in " ".join(
        ran.out.split()
    )


def test_it_can_be_asked_for_one_colleague_one_state_or_from_a_day_on(desk, tick):
    tick(rcpt="550 no")

    def asked(*words):
        return [each["name"] for each in desk.ask("scheduler", "ledger", *words)]

    assert "Cora" in asked()
    assert [] == asked("--for", "Otto")
    assert "Cora" in asked("--state", "failed", "--state", "unknown")
    assert [] == asked("--state", "sent")
    assert "Cora" in asked("--since", "2018-01-15")
    assert [] == asked("--since", "2018-01-16")
    assert "No message found." in desk.run("scheduler", "ledger", "--state", "sent").err
    assert 2 == desk.run("scheduler", "ledger", "--since", "yesterday").code
    assert 5 == desk.run("scheduler", "ledger", "--for", "Nobody").code


def test_one_message_is_told_whole(desk, tick):
    """By the start of its key, or by the Message-ID of the mail."""
    tick(end="451 busy")
    key = to_cora(desk)["message"]

    by_key = desk.ask("scheduler", "ledger", key[:8])
    [identity] = by_key["message_ids"]

    assert by_key == desk.ask("scheduler", "ledger", identity)
    assert (identity, True) == (by_key["message_id"], identity.startswith(f"<{key}."))
    trouble = "the mail server has trouble of its own, for now (code 451)"
    assert [trouble] == [each["problem"] for each in by_key["told"]]
    assert ["coordinator"] == [each["as_role"] for each in by_key["reminders"]]
    told = desk.run("--lang", "nl", "scheduler", "ledger", key[:8]).out
    assert by_key["reminders"][0]["reminder"] in told
    assert "heeft zelf een storing, voorlopig (code 451)" in " ".join(told.split())


def test_a_message_that_is_not_there_is_not_found(desk):
    assert 5 == desk.run("scheduler", "ledger", "abc").code
    assert "There is no message yet." in desk.run("scheduler", "ledger").err
