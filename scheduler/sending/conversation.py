"""The conversation with a mail server. The only file that imports smtplib."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from ipaddress import ip_address
from socket import IPPROTO_TCP, TCP_NODELAY, gaierror, gethostname
from typing import NamedTuple

from scheduler.sending.problems import (
    BAD_ADDRESS,
    BAD_CA,
    BAD_LOGIN,
    BAD_PORT,
    BAD_TLS,
    BROKEN_OFF,
    CERTIFICATE,
    ENCRYPTING,
    GREETING,
    HELLO,
    LOGIN,
    MESSAGE,
    NO_ANSWER,
    NO_SERVER,
    NO_TLS,
    NOT_SUPPORTED,
    OPEN_PASSWORD,
    RECIPIENT,
    SENDER,
    UNREADABLE,
    AnswerLost,
    ServerTrouble,
    refused,
)
from trajectories.settings import SmtpSettings
from workflows.errors import NotDelivered
from workflows.words import Words

# Together shorter than the lease of a message: a server is waited for twelve times at most, and once for its last word,
# which takes longer where it looks for spam first.
ANSWER_SECONDS = 15
LAST_ANSWER_SECONDS = 100
GOODBYE_SECONDS = 2
CLOSING, LOGIN_WANTED = 421, 530  # the server goes away; it takes mail only from who has logged in
OF_THE_SERVER = re.compile(rb"4\.[37]\.")  # enhanced codes of a system or a policy that is in the way for now
ENCRYPTIONS = ("starttls", "implicit", "none")


class Patience(NamedTuple):
    """Seconds for each answer of the server, and for the one that says whether it took the message."""

    answer: float = ANSWER_SECONDS
    last: float = LAST_ANSWER_SECONDS


PATIENT = Patience()
Server = smtplib.SMTP  # a connection


def checked(settings: SmtpSettings) -> ssl.SSLContext:
    """What encrypts. Raises NotDelivered with the setting to mend."""
    if not settings.port:
        raise NotDelivered(BAD_PORT)
    if settings.encryption not in ENCRYPTIONS:
        raise NotDelivered(BAD_TLS)
    if settings.user and settings.encryption == "none" and not _is_here(settings.host):
        raise NotDelivered(OPEN_PASSWORD)
    if not f"{settings.user}{settings.password}".isascii():
        raise NotDelivered(BAD_LOGIN)
    context = ssl.create_default_context()
    if settings.ca:
        try:
            context.load_verify_locations(settings.ca)
        except OSError as error:  # no such file, or no certificate in it
            raise NotDelivered(BAD_CA) from error
    return context


def _is_here(host: str) -> bool:
    """Whether what we say there leaves this machine."""
    with suppress(ValueError):
        return ip_address(host.strip("[]")).is_loopback
    return host.lower() == "localhost"


def connected(settings: SmtpSettings, context: ssl.SSLContext, patience: Patience) -> smtplib.SMTP:
    name = settings.ehlo or _own_name()
    server: smtplib.SMTP
    if settings.encryption == "implicit":
        server = smtplib.SMTP_SSL(settings.host, settings.port, name, timeout=patience.answer, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port, name, timeout=patience.answer)
    try:
        if server.sock:  # the dot that ends a message is a small packet of its own, which would wait for an answer
            server.sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        if settings.encryption == "starttls":
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        if settings.user:
            _offer_once(server)
            server.login(settings.user, settings.password)
    except BaseException:
        server.close()
        raise
    return server


def _offer_once(server: smtplib.SMTP) -> None:
    """A wrong password is offered in one way, not in each that the server knows: some count them and close the account.

    What it is wrapped in does not matter: it is encrypted, or does not leave this machine.
    """
    known = server.esmtp_features.get("auth", "").upper().split()
    if way := next((each for each in ("PLAIN", "LOGIN") if each in known), ""):
        server.esmtp_features["auth"] = way


def _own_name() -> str:
    """The machine's name where it is a whole one. Nobody is asked: a slow name server would hold up every message."""
    name = gethostname()
    return name if "." in name else "[127.0.0.1]"


def begin(server: smtplib.SMTP, mail: EmailMessage, patience: Patience) -> None:
    """Names the sender; nobody else yet, so that what goes wrong here is nobody's but the sender's or the server's."""
    if server.sock:
        server.sock.settimeout(patience.answer)
    size = [f"size={len(mail.as_bytes())}"] if server.has_extn("size") else []
    code, text = server.mail(_address(mail, "From"), size)
    if code == LOGIN_WANTED or OF_THE_SERVER.match(text):
        raise ServerTrouble(refused(SENDER, code), is_login=code == LOGIN_WANTED)
    _taken(SENDER, (code, text))


def offer(server: smtplib.SMTP, mail: EmailMessage) -> None:
    """All but the dot that ends the message: what goes wrong here, goes wrong before the server has it."""
    _taken(RECIPIENT, server.rcpt(_address(mail, "To")))
    _taken(MESSAGE, server.docmd("DATA"), group=3)
    server.send(re.sub(rb"(?m)^\.", b"..", mail.as_bytes()))


def _address(mail: EmailMessage, header: str) -> str:
    return str(mail[header].addresses[0].addr_spec)


def _taken(what: Words, answer: tuple[int, bytes], group: int = 2) -> None:
    """Raises NotDelivered unless the answer's code is of this group."""
    if answer[0] == CLOSING:
        raise ServerTrouble(refused(what, answer[0]))
    if answer[0] // 100 != group:
        raise NotDelivered(refused(what, answer[0]))


def hand_over(server: smtplib.SMTP, patience: Patience) -> None:
    """From the dot on only the server knows whether it took the message: without an answer it may have arrived."""
    try:
        assert server.sock is not None
        server.sock.settimeout(patience.last)
        server.send(b".\r\n")
        code, _ = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise AnswerLost(_silence(error)) from error
    if code // 100 in (4, 5):
        _taken(MESSAGE, (code, b""))
    if code // 100 != 2:
        raise AnswerLost(UNREADABLE)


def leave(server: smtplib.SMTP, patience: Patience) -> None:
    """How the goodbye goes says nothing about the message."""
    with suppress(OSError, smtplib.SMTPException):
        if server.sock:
            server.sock.settimeout(min(GOODBYE_SECONDS, patience.answer))
            server.quit()
    server.close()


# what went wrong


@contextmanager
def of_the_server() -> Iterator[None]:
    """Until a recipient is named, whatever goes wrong is trouble of the server, but for a sender that it refuses."""
    try:
        with told():
            yield
    except ServerTrouble:
        raise
    except NotDelivered as error:
        cause = error.__cause__
        if cause is None or isinstance(cause, ValueError):
            raise
        is_login = isinstance(cause, smtplib.SMTPAuthenticationError) and cause.smtp_code // 100 == 5
        raise ServerTrouble(error.words, is_login=is_login) from error


@contextmanager
def told() -> Iterator[None]:
    """Whatever goes wrong, in the words of who looks after the mail; without addresses, passwords or the server's text.

    For as long as the message has not been handed over: then it surely did not arrive.
    """
    try:
        yield
    except smtplib.SMTPServerDisconnected as error:
        raise NotDelivered(_silence(error)) from error
    except smtplib.SMTPResponseException as error:
        raise NotDelivered(refused(_asked(error), error.smtp_code)) from error
    except smtplib.SMTPException as error:
        raise NotDelivered(NOT_SUPPORTED) from error
    except ssl.SSLCertVerificationError as error:
        raise NotDelivered(CERTIFICATE) from error
    except ssl.SSLError as error:
        raise NotDelivered(NO_TLS) from error
    except (ConnectionRefusedError, gaierror) as error:
        raise NotDelivered(NO_SERVER) from error
    except OSError as error:
        raise NotDelivered(_silence(error)) from error
    except ValueError as error:
        raise NotDelivered(BAD_ADDRESS) from error


def _asked(error: smtplib.SMTPResponseException) -> Words:
    """What the server refused before there was any message."""
    for kind, what in (
        (smtplib.SMTPAuthenticationError, LOGIN),
        (smtplib.SMTPConnectError, GREETING),
        (smtplib.SMTPHeloError, HELLO),
    ):
        if isinstance(error, kind):
            return what
    return ENCRYPTING


def _silence(error: BaseException) -> Words:
    """smtplib calls a server that takes too long a broken connection; what came before tells."""
    causes = (error, error.__cause__, error.__context__)
    if any(isinstance(each, TimeoutError) for each in causes):
        return NO_ANSWER
    return BROKEN_OFF
