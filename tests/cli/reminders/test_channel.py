"""How a database reaches people, tried the whole way; and what came back, recorded."""

from collections.abc import Iterator

import pytest

from tests.cli.reminders.test_scheduler import a_client_whose_permit_is_not_recorded
from tests.mailserver import MailServer, serving
from tests.scheduler.scripted import scripted
from tests.stories.desk import Desk, a_desk


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving() as server:
        yield server


@pytest.fixture
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, server: MailServer) -> Desk:
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    desk = a_desk(request, a_client_whose_permit_is_not_recorded)
    desk.on("2018-01-15").who = "Ada"
    return desk


def test_a_try_goes_the_whole_way_before_the_choice_stands(desk: Desk, server: MailServer):
    ran = desk.run("scheduler", "channel", "smtp", "--try", "ada@voorbeeld.nl")

    assert 0 == ran.code
    assert "The mail server took a message for ada@voorbeeld.nl" in ran.out
    assert "Messages go by smtp." in ran.out
    [mail] = server.mails
    assert ("ada@voorbeeld.nl", "traject: a trial") == (mail["To"], mail["Subject"])
    assert "what cannot be delivered comes back there" in " ".join(mail.get_content().split())
    assert {"channel": "smtp", "tried": "ada@voorbeeld.nl"} == desk.ask(
        "scheduler", "channel", "smtp", "--try", "ada@voorbeeld.nl"
    )


def test_a_try_that_fails_says_why_and_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    with scripted({"mail": "530 5.7.0 log in first"}) as refusing:
        monkeypatch.setenv("TRAJECT_SMTP_PORT", str(refusing.port))
        ran = desk.run("scheduler", "channel", "smtp", "--try", "ada@voorbeeld.nl", "--json")

    assert (7, "not_delivered") == (ran.code, ran.error["code"])
    assert "the mail server wants a login first; set TRAJECT_SMTP_USER" in ran.error["message"]
    assert "(code 530 5.7.0)" in ran.error["message"]
    assert "Cora" in desk.run("scheduler", "tick").out, "messages still go to the screen"


@pytest.mark.parametrize("words", [("smtp", "--try", "ada"), ("console", "--try", "ada@voorbeeld.nl")])
def test_a_try_wants_an_address_and_mail(desk: Desk, server: MailServer, words: tuple[str, ...]):
    assert 2 == desk.run("scheduler", "channel", *words).code
    assert [] == server.mails


def test_a_try_is_for_an_administrator(desk: Desk, server: MailServer):
    desk.who = "Cora"
    assert 4 == desk.run("scheduler", "channel", "smtp", "--try", "ada@voorbeeld.nl").code
    assert [] == server.mails


def test_a_sender_that_is_no_address_is_told_at_once_and_by_doctor(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TRAJECT_MAIL_FROM", "Team West")

    chosen = desk.run("scheduler", "channel", "smtp")
    ticked = desk.run("scheduler", "tick", "--send", "--json")

    assert "TRAJECT_MAIL_FROM is no mail address" in chosen.err
    assert (7, "not_delivered") == (ticked.code, ticked.error["code"])
    assert "TRAJECT_MAIL_FROM is no mail address" in ticked.error["message"]
    found = {each["code"]: each for each in desk.run("doctor", "--json").json["findings"]}
    assert ["TRAJECT_MAIL_FROM"] == found["channel_not_set_up"]["examples"]


def test_what_is_no_address_is_no_address_of_staff(desk: Desk):
    ran = desk.run("staff", "add", "Cora", "--role", "coordinator", "--email", "cora@@voorbeeld.nl", "--json")

    assert (2, "usage") == (ran.code, ran.error["code"])
    assert "this is no mail address; give one, without a name around it" in ran.error["message"]


# what came back


@pytest.fixture
def message(desk: Desk, server: MailServer) -> str:
    """The key of the message that Cora got; she has an address."""
    desk.ask("staff", "add", "Cora", "--role", "coordinator", "--email", "cora@voorbeeld.nl")
    desk.ask("scheduler", "channel", "smtp")
    desk.run("scheduler", "tick", "--send")
    [found] = desk.ask("scheduler", "ledger", "--for", "Cora", "--state", "sent")
    return str(found["message"])


def test_what_came_back_is_recorded_by_the_start_of_its_key(desk: Desk, message: str):
    ran = desk.run("scheduler", "bounced", message[:8], "--reason", "550 no such user")

    assert 0 == ran.code
    assert "What this message carried (1 reminder) does not count as said to Cora." in ran.out
    assert "traject staff add 'Cora' --role coordinator --email ADDRESS" in ran.out
    told = desk.run("scheduler", "ledger", "--for", "Cora", "--state", "bounced").out
    assert "came back" in told
    assert "teruggekomen" in desk.run("--lang", "nl", "scheduler", "ledger", message[:8]).out
    assert "het bericht kwam terug" in desk.run("--lang", "nl", "scheduler", "ledger", message[:8]).out
    assert ["ReminderSent", "MessageBounced"] == [
        each["type"] for each in desk.ask("history", "t1") if each["stream"] == "t1/said"
    ]
    assert "message came back" in desk.run("history", "t1").out


def test_what_came_back_is_answered_as_data_once(desk: Desk, message: str):
    asked = ("scheduler", "bounced", f"<{message}@gemeente.nl>", "--reason", "550 no such user")

    view = desk.ask(*asked)

    assert (message, "Cora", 1, False) == (view["message"], view["name"], view["reminders"], view["address_stands"])
    assert "Cora" in view["told"]
    assert 4 == desk.run(*asked).code
    assert 5 == desk.run("scheduler", "bounced", "abc", "--reason", "550").code


def test_recording_what_came_back_is_for_an_administrator(desk: Desk, message: str):
    desk.who = "Cora"
    assert 4 == desk.run("scheduler", "bounced", message, "--reason", "550 no such user").code


def test_the_database_still_verifies_after_it(desk: Desk, message: str):
    desk.ask("scheduler", "bounced", message, "--reason", "550 no such user")

    assert 0 == desk.run("audit", "verify").code
    assert 0 == desk.run("rebuild").code
