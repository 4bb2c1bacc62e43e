"""Ways to reach a person: the console, and a real mail server that behaves, refuses, hangs or breaks off."""

import socket
import ssl
import timeit
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from io import StringIO

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from scheduler.messages.message import Message
from scheduler.sending.channels import Post, console, smtp
from scheduler.sending.conversation import GOODBYE_SECONDS, LAST_ANSWER_SECONDS, MESSAGE_SECONDS, PATIENT, Patience
from scheduler.sending.mail import message_id
from scheduler.sending.problems import AnswerLost, ServerTrouble
from scheduler.sending.tick import KEPT_FRESH, LEASE
from tests.scheduler.scripted import DROP, HANG, scripted
from trajectories.settings import SmtpSettings
from workflows.errors import NotDelivered

MESSAGE = Message(
    "anna@voorbeeld.nl",
    "Aanvragen: 3 weken over tijd (WL-0007)",
    "Dag Anna,\n\nCliënt WL-0007 …\n.\nMet een punt op een regel.\n",
    "Anna",
    "a1b2c3",
    datetime(2026, 6, 3, 8, 0, tzinfo=UTC),
)
IMPATIENT = Patience(message=0.25)
LOGIN = {"user": "traject", "password": "geheim"}
SENT = ["ehlo", "mail", "rcpt", "data", "quit"]
WHOLE_ROAD = ["ehlo", "starttls", "ehlo", "auth", "mail", "rcpt", "data", "quit"]


def settings(server, **more):
    """In the clear, without a login."""
    return SmtpSettings("127.0.0.1", server.port, "", "", False, "Traject <traject@gemeente.nl>")._replace(**more)


def read(mail):
    return message_from_bytes(mail, policy=policy.default)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def tls(authority):
    """What a mail server on this machine shows."""
    return shown(authority, "127.0.0.1")


def shown(authority, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def ca(authority, tmp_path):
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)


# the mail


def test_a_mail_carries_the_key_the_date_and_the_text():
    with scripted() as server:
        smtp(settings(server))(MESSAGE)

    mail = read(*server.taken)
    assert message_id(MESSAGE, "traject@gemeente.nl") == mail["Message-ID"]
    assert mail["Message-ID"].startswith("<a1b2c3.")
    assert "Wed, 03 Jun 2026 08:00:00 +0000" == mail["Date"]
    assert "auto-generated" == mail["Auto-Submitted"]
    assert ("Anna <anna@voorbeeld.nl>", MESSAGE.subject) == (mail["To"], mail["Subject"])
    assert ("text/plain", "utf-8") == (mail.get_content_type(), mail.get_content_charset())


def test_the_text_arrives_as_it_was_written():
    """Also a line that is only a dot, which ends a message in SMTP, and letters that not every server takes."""
    with scripted() as server:
        smtp(settings(server))(MESSAGE)

    [taken] = server.taken
    assert taken.isascii()
    unstuffed = b"".join(line.removeprefix(b".") for line in taken.splitlines(keepends=True))
    assert MESSAGE.body == read(unstuffed).get_content().replace("\r\n", "\n")


def test_no_line_is_longer_than_a_mail_server_need_take():
    with scripted() as server:
        smtp(settings(server))(MESSAGE._replace(subject="Één " * 400, body="é" * 5000 + "\n" + "a" * 5000))

    assert 998 >= max(map(len, server.taken[0].split(b"\r\n")))
    assert b"\n" not in server.taken[0].replace(b"\r\n", b"")


def test_a_second_attempt_has_the_same_message_id():
    with scripted() as server:
        send = smtp(settings(server))
        send(MESSAGE)
        send(MESSAGE)

    assert [read(mail)["Message-ID"] for mail in server.taken] == [message_id(MESSAGE, "traject@gemeente.nl")] * 2


@pytest.mark.parametrize(
    "to", ["", "anna@@voorbeeld.nl\nBcc: x@y", "<", "anna@voorbeeld.nl, ben@voorbeeld.nl", "Anna <anna@voorbeeld.nl>"]
)
def test_an_address_that_cannot_be_is_a_failed_delivery(to):
    with scripted() as server, pytest.raises(NotDelivered):
        smtp(settings(server))(MESSAGE._replace(to=to))

    assert [] == server.heard


def test_a_name_with_a_line_end_makes_no_header():
    with scripted() as server:
        smtp(settings(server))(MESSAGE._replace(name="Anna\r\nBcc: x@y.nl"))

    assert read(*server.taken)["Bcc"] is None


def test_an_address_with_an_accent_before_the_at_is_no_address():
    with scripted() as server, pytest.raises(NotDelivered) as caught:
        smtp(settings(server))(MESSAGE._replace(to="andré@voorbeeld.nl"))

    assert "the mail address of this colleague is no address" in caught.value.say("en")
    assert [] == server.heard


# encryption and login


@pytest.mark.parametrize("is_implicit", [False, True])
def test_nothing_but_a_greeting_is_said_in_the_clear(tls, ca, is_implicit):
    encryption = "implicit" if is_implicit else "starttls"
    with scripted({}, tls, is_implicit=is_implicit) as server:
        smtp(settings(server, tls=encryption, ca=ca, **LOGIN))(MESSAGE)

    assert 1 == len(server.taken)
    assert (["ehlo", "auth", *SENT[1:]] if is_implicit else WHOLE_ROAD) == server.words()
    assert ([] if is_implicit else ["ehlo", "starttls"]) == [word for word, is_safe in server.heard if not is_safe]


class Inbox:
    """Of a mail server that we did not write."""

    def __init__(self):
        self.mails, self.logins = [], []

    def log_in(self, server, session, envelope, mechanism, data):
        self.logins.append((bytes(data.login), bytes(data.password), session.ssl is not None))
        return AuthResult(success=True)

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


def test_a_mail_server_that_we_did_not_write_takes_it_encrypted_and_after_a_login(tls, ca):
    inbox = Inbox()
    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=tls,
        require_starttls=True,
        auth_required=True,
        authenticator=inbox.log_in,
    )
    controller.start()
    try:
        smtp(settings(controller, tls="starttls", ca=ca, **LOGIN))(MESSAGE)
    finally:
        controller.stop()

    [(to, taken)] = inbox.mails
    assert ["anna@voorbeeld.nl"] == to
    assert MESSAGE.body == read(taken).get_content().replace("\r\n", "\n")
    assert [(b"traject", b"geheim", True)] == inbox.logins


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("is_implicit", [False, True])
def test_a_server_with_a_certificate_of_a_stranger_gets_no_mail(tls, is_implicit):
    encryption = "implicit" if is_implicit else "starttls"
    with scripted({}, tls, is_implicit=is_implicit) as server, pytest.raises(NotDelivered) as caught:
        smtp(settings(server, tls=encryption, **LOGIN))(MESSAGE)

    assert "TRAJECT_SMTP_CA" in caught.value.say("en")
    assert not {"auth", "mail"} & {*server.words()}


def test_a_certificate_for_another_host_is_no_certificate(authority, ca):
    with scripted({}, shown(authority, "mail.example.org")) as server, pytest.raises(NotDelivered) as caught:
        smtp(settings(server, tls="starttls", ca=ca))(MESSAGE)

    assert "certificate is not trusted" in caught.value.say("en")


def test_a_server_that_cannot_encrypt_gets_no_mail():
    with scripted({"ehlo": "250 here"}) as server, pytest.raises(NotDelivered) as caught:
        smtp(settings(server, tls="starttls", **LOGIN))(MESSAGE)

    assert "TRAJECT_SMTP_TLS" in caught.value.say("en")
    assert not {"auth", "mail"} & {*server.words()}


@pytest.mark.parametrize("is_implicit", [False, True])
def test_the_wrong_kind_of_encryption_is_told_by_its_setting(tls, ca, is_implicit):
    encryption = "starttls" if is_implicit else "implicit"
    with scripted({}, tls, is_implicit=is_implicit) as server, pytest.raises(NotDelivered) as caught:
        smtp(settings(server, tls=encryption, ca=ca), IMPATIENT)(MESSAGE)

    assert not isinstance(caught.value, AnswerLost)
    assert [] == server.taken


def test_a_password_never_leaves_the_machine_in_the_clear():
    with pytest.raises(NotDelivered) as caught:
        smtp(SmtpSettings("mail.example.org", 25, "traject", "geheim", False, "traject@gemeente.nl"))

    assert "no password leaves the house unencrypted" in caught.value.say("en")
    assert "geheim" not in caught.value.say("en")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_on_this_machine_a_login_may_be_in_the_clear(host):
    with scripted() as server:
        smtp(settings(server, host=host, **LOGIN))(MESSAGE)

    assert ["ehlo", "auth", *SENT[1:]] == server.words()


def test_the_server_is_greeted_by_the_name_that_was_set():
    with scripted() as server:
        smtp(settings(server, ehlo="traject.example.org"))(MESSAGE)

    assert ["traject.example.org"] == server.names


def test_a_server_that_wants_another_name_says_which_setting():
    with scripted({"ehlo": "550 no"}) as server, pytest.raises(NotDelivered) as caught:
        smtp(settings(server))(MESSAGE)

    assert ["ehlo", "helo"] == server.words()[:2]
    assert "TRAJECT_SMTP_EHLO" in caught.value.say("en")


@pytest.mark.parametrize(
    "more, told",
    [
        ({"port": 1}, "TRAJECT_SMTP_PORT"),
        ({"host": "mail.invalid"}, "TRAJECT_SMTP_HOST"),
        ({"port": 0}, "TRAJECT_SMTP_PORT is no port"),
        ({"tls": "ssl"}, "TRAJECT_SMTP_TLS can be"),
        ({"ca": "/nowhere/ca.pem"}, "TRAJECT_SMTP_CA"),
        ({"ca": __file__}, "TRAJECT_SMTP_CA"),
        ({"user": "tráject"}, "TRAJECT_SMTP_USER"),
    ],
)
def test_a_wrong_setting_is_told_by_its_name(more, told):
    with scripted() as server, pytest.raises(NotDelivered) as caught:
        smtp(settings(server, **more))(MESSAGE)

    assert told in caught.value.say("en")
    assert [] == server.taken


# every point of the conversation

REFUSALS = {
    "greeting": "takes no mail from this machine",
    "ehlo": "refuses the name of this machine",
    "starttls": "refuses to encrypt",
    "auth": "refuses the user name or password",
    "mail": "refuses the sender",
    "rcpt": "refuses the recipient's address",
    "data": "refuses the message",
    "end": "refuses the message",
}
BEFORE_ANYONE_IS_NAMED = ["greeting", "ehlo", "starttls", "handshake", "auth"]
BEFORE_IT_IS_WHOLE = [*BEFORE_ANYONE_IS_NAMED, "mail", "rcpt", "data"]


def attempt(point, answer, tls, ca, patience=PATIENT):
    """A whole conversation, encrypted and with a login; how it failed, and what the server took."""
    with scripted({point: answer}, tls) as server, pytest.raises(NotDelivered) as caught:
        smtp(settings(server, tls="starttls", ca=ca, **LOGIN), patience)(MESSAGE)
    return caught.value, server.taken


@pytest.mark.parametrize("code", ["450", "550"])
@pytest.mark.parametrize("point", REFUSALS)
def test_a_refusal_at_any_point_means_that_it_did_not_arrive(point, code, tls, ca):
    """With its code, and without the server's text, which may hold the address."""
    failed, taken = attempt(point, f"{code} not for anna@voorbeeld.nl", tls, ca)

    assert isinstance(failed, ServerTrouble) == (point in BEFORE_ANYONE_IS_NAMED)
    assert not isinstance(failed, AnswerLost)
    assert [] == taken
    assert REFUSALS[point] in failed.say("en")
    assert f"for now (code {code})" in failed.say("en") or code == "550"
    assert f"(code {code})" in failed.say("nl")
    assert not any(secret in str(failed) for secret in ("voorbeeld", "gemeente", "geheim"))


@pytest.mark.parametrize("how, told", [(HANG, "did not answer in time"), (DROP, "broke off")])
@pytest.mark.parametrize("point", BEFORE_IT_IS_WHOLE)
def test_silence_before_the_message_is_whole_means_that_it_did_not_arrive(point, how, told, tls, ca):
    failed, taken = attempt(point, how, tls, ca, IMPATIENT if how == HANG else PATIENT)

    assert isinstance(failed, ServerTrouble) == (point in BEFORE_ANYONE_IS_NAMED or point == "mail")
    assert not isinstance(failed, AnswerLost)
    assert [] == taken
    assert told in failed.say("en") or (point, how) == ("handshake", DROP)


@pytest.mark.slow
def test_silence_halfway_through_the_text_means_that_it_did_not_arrive():
    """A text longer than what lies between us and the server, which stops reading after `go on`."""
    long = MESSAGE._replace(body="Een regel van een brief die geen einde heeft.\n" * 250_000)
    with scripted({"body": DROP}) as server, pytest.raises(NotDelivered) as caught:
        smtp(settings(server))(long)

    assert type(caught.value) is NotDelivered
    assert [] == server.taken


@pytest.mark.parametrize(
    "answer, told",
    [(HANG, "did not answer in time"), (DROP, "broke off"), ("OK", "could not be read"), ("354 more", "not be read")],
)
def test_only_after_the_last_dot_may_it_have_arrived(answer, told, tls, ca):
    lost, _ = attempt("end", answer, tls, ca, Patience(last=0.25) if answer == HANG else PATIENT)

    assert type(lost) is AnswerLost
    assert told in lost.say("en")


@pytest.mark.slow
@pytest.mark.parametrize("how", [HANG, DROP, "500 what"])
def test_how_the_goodbye_goes_says_nothing_about_the_message(how):
    with scripted({"quit": how}) as server:
        smtp(settings(server), PATIENT)(MESSAGE)

    assert 1 == len(server.taken)


def test_a_refused_recipient_does_not_hold_up_the_next():
    with scripted({"rcpt": "550 no"}) as server:
        send = smtp(settings(server))
        with pytest.raises(NotDelivered):
            send(MESSAGE)
        server.script["rcpt"] = "250 OK"
        send(MESSAGE._replace(to="ben@voorbeeld.nl"))

    assert ["Anna <ben@voorbeeld.nl>"] == [read(mail)["To"] for mail in server.taken]


def test_the_slowest_server_is_given_up_before_the_lease_of_a_message_ends():
    """Up to the last dot, its answer, and the goodbye; with what may have gone of the lease before the message."""
    whole = timedelta(seconds=MESSAGE_SECONDS + LAST_ANSWER_SECONDS + GOODBYE_SECONDS)
    assert whole + LEASE * KEPT_FRESH < LEASE


# the console


def test_the_console_shows_it_all_also_without_an_address():
    stream = StringIO()

    console(stream)(MESSAGE._replace(to=""))

    assert MESSAGE.subject in stream.getvalue()
    assert MESSAGE.body in stream.getvalue()
    assert stream.getvalue().splitlines()[1] == "Anna"


def test_the_certificates_of_this_machine_are_read_once_there_is_something_to_send():
    """Most ticks send nothing, and reading them takes longer than the rest of such a tick."""
    reading = spent(ssl.create_default_context)
    made = spent(lambda: Post(SmtpSettings("mail.example.org", 587, "", "", True, "traject@gemeente.nl")))

    assert made < reading / 2


def spent(what) -> float:
    """Seconds, of the quickest of five."""
    return min(timeit.repeat(what, number=1, repeat=5))
