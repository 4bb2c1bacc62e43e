"""Ways to reach a person: the console, and a real mail server that behaves, refuses or breaks off."""

import socket
from datetime import UTC, datetime
from email import message_from_bytes, policy
from io import StringIO

import pytest
from aiosmtpd.controller import Controller

from scheduler.channels import AnswerLost, console, smtp
from scheduler.letters import Message
from trajectories.settings import SmtpSettings
from workflows.errors import DeliveryFailed

MESSAGE = Message(
    "anna@voorbeeld.nl",
    "Aanvragen: 3 weken over tijd (WL-0007)",
    "Dag Anna,\n\nCliënt WL-0007 …\n",
    "Anna",
    "a1b2c3",
    datetime(2026, 6, 3, 8, 0, tzinfo=UTC),
)


class Inbox:
    """Keeps what arrives; `answer` is what it says at the end of a message, `at_rcpt` to each recipient."""

    def __init__(self, answer="250 OK", at_rcpt="250 OK"):
        self.answer, self.at_rcpt, self.mails = answer, at_rcpt, []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.at_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_rcpt

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        if not self.answer:
            server.transport.abort()
        return self.answer


@pytest.fixture
def serve():
    running = []

    def start(inbox):
        controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
        controller.start()
        running.append(controller)
        return settings(controller.port)

    yield start
    for controller in running:
        controller.stop()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settings(port, **more):
    return SmtpSettings("127.0.0.1", port, "", "", False, "Traject <traject@gemeente.nl>")._replace(**more)


def test_a_mail_carries_the_key_the_date_and_the_text(serve):
    inbox = Inbox()

    smtp(serve(inbox))(MESSAGE)

    [mail] = inbox.mails
    assert "<a1b2c3@gemeente.nl>" == mail["Message-ID"]
    assert "Wed, 03 Jun 2026 08:00:00 +0000" == mail["Date"]
    assert ("anna@voorbeeld.nl", MESSAGE.subject) == (mail["To"], mail["Subject"])
    assert MESSAGE.body == mail.get_content().replace("\r\n", "\n")


def test_a_second_attempt_has_the_same_message_id(serve):
    inbox = Inbox()
    send = smtp(serve(inbox))

    send(MESSAGE)
    send(MESSAGE)

    assert 1 == len({mail["Message-ID"] for mail in inbox.mails})


def test_a_refused_recipient_is_told_without_the_address(serve):
    with pytest.raises(DeliveryFailed) as caught:
        smtp(serve(Inbox(at_rcpt="550 no anna@voorbeeld.nl here")))(MESSAGE)

    assert "de mailserver weigert het adres van de ontvanger (code 550)" == caught.value.say("nl")


def test_a_refused_message_is_told_with_its_code(serve):
    with pytest.raises(DeliveryFailed) as caught:
        smtp(serve(Inbox("554 spam")))(MESSAGE)

    assert "the mail server refuses the message (code 554)" == caught.value.say("en")


def test_an_answer_that_is_lost_may_mean_that_it_arrived(serve):
    inbox = Inbox(answer="")

    with pytest.raises(AnswerLost):
        smtp(serve(inbox))(MESSAGE)

    assert 1 == len(inbox.mails)


@pytest.mark.parametrize(
    "more, told",
    [
        ({"port": 1}, "cannot be reached"),
        ({"host": "mail.invalid"}, "cannot be reached"),
        ({"starttls": True}, "cannot do what was asked"),
        ({"user": "traject", "password": "geheim"}, "cannot do what was asked"),
    ],
)
def test_a_wrong_setting_is_told_by_its_name(serve, more, told):
    with pytest.raises(DeliveryFailed) as caught:
        smtp(serve(Inbox())._replace(**more))(MESSAGE)

    assert told in caught.value.say("en")
    assert "TRAJECT_SMTP_" in caught.value.say("en")
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("to", ["", "anna@@voorbeeld.nl\nBcc: x@y", "<"])
def test_an_address_that_cannot_be_is_a_failed_delivery(serve, to):
    inbox = Inbox()

    with pytest.raises(DeliveryFailed):
        smtp(serve(inbox))(MESSAGE._replace(to=to))

    assert [] == inbox.mails


def test_the_console_shows_it_all_also_without_an_address():
    stream = StringIO()

    console(stream)(MESSAGE._replace(to=""))

    assert MESSAGE.subject in stream.getvalue()
    assert MESSAGE.body in stream.getvalue()
    assert stream.getvalue().splitlines()[1] == "Anna"
