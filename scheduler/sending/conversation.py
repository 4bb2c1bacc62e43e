"""The conversation with a mail server, which ends however the server behaves. The only file that imports smtplib."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader, RawIOBase
from ipaddress import ip_address
from queue import Empty, Queue
from socket import IPPROTO_TCP, SOCK_STREAM, TCP_NODELAY, gaierror, getaddrinfo, gethostname, socket
from threading import Thread
from time import monotonic
from typing import Any, NamedTuple

from scheduler.sending.mail import Mail, sender_of
from scheduler.sending.problems import (
    BAD_CA,
    BAD_EHLO,
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
    refusal,
)
from trajectories.settings import SmtpSettings
from workflows.errors import NotDelivered
from workflows.words import Words

# Together shorter than the lease of a message. A server may look for spam, or ask another, before its last word.
MESSAGE_SECONDS = 60
LAST_ANSWER_SECONDS = 300
GOODBYE_SECONDS = 2
CONNECT_SECONDS = 15  # to one of a server's addresses, before the next is tried
PIECE = 65536
CLOSES, WANTS_LOGIN = 421, 530  # the server goes away; it takes mail only from who has logged in
OF_THE_SERVER = re.compile(rb"4\.[37]\.")  # enhanced codes of a system or a policy that is in the way for now
ENCRYPTIONS = ("starttls", "implicit", "none")


class Patience(NamedTuple):
    """Seconds from the first look for the server up to the end of the message; and for the answer to that."""

    message: float = MESSAGE_SECONDS
    last: float = LAST_ANSWER_SECONDS


PATIENT = Patience()


class Until:
    """A moment on the monotonic clock, which no change of the machine's clock moves."""

    def __init__(self, seconds: float) -> None:
        self.at = monotonic() + seconds

    def left(self) -> float:
        """Seconds. Raises TimeoutError when it has passed."""
        left = self.at - monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def check(settings: SmtpSettings) -> None:
    """Raises NotDelivered with the setting to mend."""
    sender_of(settings.mail_from)
    if not settings.port:
        raise NotDelivered(BAD_PORT)
    if settings.encryption not in ENCRYPTIONS:
        raise NotDelivered(BAD_TLS)
    if settings.user and settings.encryption == "none" and not _is_here(settings.host):
        raise NotDelivered(OPEN_PASSWORD)
    if not f"{settings.user}{settings.password}".isascii():
        raise NotDelivered(BAD_LOGIN)
    if not re.fullmatch(r"[!-~]*", settings.ehlo):
        raise NotDelivered(BAD_EHLO)
    if settings.ca:
        _trust(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), settings.ca)


def encrypting(settings: SmtpSettings) -> ssl.SSLContext:
    """What encrypts, where anything is encrypted: it takes a while to read the certificates of this machine."""
    if settings.encryption == "none":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.create_default_context()
    if settings.ca:
        _trust(context, settings.ca)
    return context


def _trust(context: ssl.SSLContext, ca: str) -> None:
    try:
        context.load_verify_locations(ca)
    except OSError as error:  # no such file, or no certificate in it
        raise NotDelivered(BAD_CA) from error


def _is_here(host: str) -> bool:
    """Whether what we say there leaves this machine."""
    with suppress(ValueError):
        return ip_address(host.strip("[]")).is_loopback
    return host.lower() == "localhost"


# the connection


class Conversation(smtplib.SMTP):
    """Each byte of it comes and goes before `until`, also when the server sends them one by one."""

    def __init__(self, settings: SmtpSettings, context: ssl.SSLContext, until: Until) -> None:
        self.until = until
        self.encrypts_at_once = context if settings.encryption == "implicit" else None
        super().__init__(settings.host, settings.port, settings.ehlo or _own_name())

    def _get_socket(self, host: str, port: int, timeout: float) -> socket:
        found = _connection(host, port, self.until)
        found.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)  # else the dot that ends a message would wait for an answer
        found.settimeout(self.until.left())
        if self.encrypts_at_once:
            return self.encrypts_at_once.wrap_socket(found, server_hostname=host)
        return found

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = BufferedReader(_Incoming(self))
        return super().getreply()

    def send(self, s: Any) -> None:
        data = s.encode("ascii") if isinstance(s, str) else s
        for start in range(0, len(data), PIECE):
            if self.sock:
                self.sock.settimeout(self.until.left())
            super().send(data[start : start + PIECE])


class _Incoming(RawIOBase):
    """What the server sends."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        sock = self.conversation.sock
        assert sock
        sock.settimeout(self.conversation.until.left())
        return sock.recv_into(buffer)


def _connection(host: str, port: int, until: Until) -> socket:
    """To the first of its addresses where someone listens."""
    failed: OSError = gaierror()
    for family, kind, protocol, _, address in _addresses(host, port, until):
        found = socket(family, kind, protocol)
        try:
            found.settimeout(min(until.left(), CONNECT_SECONDS))
            found.connect(address)
        except OSError as error:
            found.close()
            failed = error
        else:
            return found
    raise failed


def _addresses(host: str, port: int, until: Until) -> list[Any]:
    """In a thread of its own, as nothing else ends the wait for a name server that is silent."""
    found: Queue[list[Any] | OSError] = Queue()

    def look_up() -> None:
        try:
            found.put(list(getaddrinfo(host, port, type=SOCK_STREAM)))
        except OSError as error:
            found.put(error)
        except UnicodeError:
            found.put(gaierror("no name of a host"))

    Thread(target=look_up, daemon=True).start()
    try:
        answer = found.get(timeout=until.left())
    except Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _own_name() -> str:
    """The machine's name where it is a whole one. Nobody is asked: a slow name server would hold up every message."""
    name = gethostname()
    return name if "." in name else "[127.0.0.1]"


# what is said


def connected(settings: SmtpSettings, context: ssl.SSLContext, until: Until) -> Conversation:
    """Encrypted and logged in, as the settings say."""
    server = Conversation(settings, context, until)
    try:
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


def _offer_once(server: Conversation) -> None:
    """A wrong password is offered in one way, not in each that the server knows: some count them and close the account.

    What it is wrapped in does not matter: it is encrypted, or does not leave this machine.
    """
    known = server.esmtp_features.get("auth", "").upper().split()
    if way := next((each for each in ("PLAIN", "LOGIN") if each in known), ""):
        server.esmtp_features["auth"] = way


def begin(server: Conversation, mail: Mail) -> None:
    """Names the sender; nobody else yet, so that what goes wrong here is nobody's but the sender's or the server's."""
    size = [f"size={len(mail.content)}"] if server.has_extn("size") else []
    code, said = server.mail(mail.sender, size)
    if code == WANTS_LOGIN or OF_THE_SERVER.match(said):
        raise ServerTrouble(refusal(SENDER, code, said).words, is_login=code == WANTS_LOGIN)
    _taken(SENDER, (code, said))


def offer(server: Conversation, mail: Mail) -> None:
    """All but the dot that ends the message: what goes wrong here, goes wrong before the server has it."""
    with told():
        _taken(RECIPIENT, server.rcpt(mail.recipient))
        _taken(MESSAGE, server.docmd("DATA"), group=3)
        server.send(re.sub(rb"(?m)^\.", b"..", mail.content))


def _taken(what: Words, answer: tuple[int, bytes], group: int = 2) -> None:
    """Raises NotDelivered unless the answer's code is of this group."""
    if answer[0] == CLOSES:
        raise ServerTrouble(refusal(what, *answer).words)
    if answer[0] // 100 != group:
        raise refusal(what, *answer)


def hand_over(server: Conversation, seconds: float) -> None:
    """From the dot on only the server knows whether it took the message: without an answer it may have arrived."""
    try:
        server.until = Until(seconds)
        server.send(b".\r\n")
        answer = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise AnswerLost(_silence(error)) from error
    if answer[0] // 100 in (4, 5):
        _taken(MESSAGE, answer)
    if answer[0] // 100 != 2:
        raise AnswerLost(UNREADABLE)


def leave(server: Conversation) -> None:
    """How the goodbye goes says nothing about the message."""
    with suppress(OSError, smtplib.SMTPException):
        if server.sock:
            server.until = Until(GOODBYE_SECONDS)
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
        if not isinstance(error.__cause__, OSError):  # as all are that smtplib and ssl raise
            raise
        cause = error.__cause__
        is_login = isinstance(cause, smtplib.SMTPAuthenticationError) and cause.smtp_code // 100 == 5
        raise ServerTrouble(error.words, is_login=is_login) from error


@contextmanager
def told() -> Iterator[None]:
    """Whatever goes wrong, in words. For as long as the message has not been handed over: then it surely did not
    arrive.
    """
    try:
        yield
    except smtplib.SMTPServerDisconnected as error:
        raise NotDelivered(_silence(error)) from error
    except smtplib.SMTPResponseException as error:
        raise refusal(_asked(error), error.smtp_code, _bytes(error.smtp_error)) from error
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
        raise NotDelivered(NOT_SUPPORTED) from error


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


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
