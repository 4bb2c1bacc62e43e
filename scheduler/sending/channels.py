"""Ways to reach a person: a channel is one function. The only file that imports smtplib."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from socket import IPPROTO_TCP, TCP_NODELAY, gaierror, gethostname
from typing import NamedTuple, TextIO

from scheduler.messages.message import Message
from trajectories.settings import SmtpSettings
from workflows.errors import NotDelivered
from workflows.words import Words

Channel = Callable[[Message], None]  # returns, or raises NotDelivered

# Together shorter than the lease of a message: a server is waited for twelve times at most, and once for its last word,
# which takes longer where it looks for spam first.
ANSWER_SECONDS = 15
LAST_ANSWER_SECONDS = 100
GOODBYE_SECONDS = 2
LONGEST_LINE = 78
ENCRYPTIONS = ("starttls", "implicit", "none")


class AnswerLost(NotDelivered):
    """The message was handed over whole and no answer came: it may have arrived."""


class Patience(NamedTuple):
    """Seconds for each answer of the server, and for the one that says whether it took the message."""

    answer: float = ANSWER_SECONDS
    last: float = LAST_ANSWER_SECONDS


PATIENT = Patience()


def console(stream: TextIO) -> Channel:
    """Prints the message; a recipient needs no address."""

    def show(message: Message) -> None:
        to = f"{message.name} <{message.to}>" if message.to else message.name
        print(f"{'=' * 76}\n{to}\n{message.subject}\n{'-' * 76}\n{message.body}", file=stream, flush=True)

    return show


def smtp(settings: SmtpSettings, patience: Patience = PATIENT) -> Channel:
    """Hands each message to a mail server, over a connection of its own, so that none can spoil it for the next.

    Raises NotDelivered at once for settings by which nothing could ever be sent.
    """
    context = _checked(settings)

    def send(message: Message) -> None:
        if not message.to:
            raise NotDelivered(NO_ADDRESS)
        mail = as_mail(message, settings.mail_from)
        with _told():
            server = _connected(settings, context, patience)
        try:
            with _told():
                _offer(server, mail)
            _hand_over(server, patience)
        finally:
            _leave(server, patience)

    return send


# the mail itself


def as_mail(message: Message, mail_from: str) -> EmailMessage:
    """The same message always has the same Message-ID, so that a repeat can be told from a new one."""
    mail = EmailMessage(policy=policy.SMTP)
    if not f"{message.to}{parseaddr(mail_from)[1]}".isascii():
        raise NotDelivered(FOREIGN_ADDRESS)
    try:
        mail["From"] = mail_from
        mail["To"] = Address(_one_line(message.name), addr_spec=message.to)
        mail["Subject"] = _one_line(message.subject)
    except (ValueError, IndexError, MessageError) as error:  # all three come from an address that cannot be read
        raise NotDelivered(BAD_ADDRESS) from error
    if not mail["From"].addresses:
        raise NotDelivered(BAD_ADDRESS)
    mail["Message-ID"] = message_id(message.key, mail_from)
    if message.at:
        mail["Date"] = format_datetime(message.at)
    mail["Auto-Submitted"] = "auto-generated"
    # Quoted, so that no server on the way need take bytes above 127.
    mail.set_content(message.body, cte="7bit" if _fits_as_it_is(message.body) else "quoted-printable")
    return mail


def message_id(key: str, mail_from: str) -> str:
    """As the mail carries it, for the message that the ledger has under this key."""
    return f"<{key}@{parseaddr(mail_from)[1].rpartition('@')[2] or 'traject.invalid'}>"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _fits_as_it_is(body: str) -> bool:
    return body.isascii() and all(len(line) <= LONGEST_LINE for line in body.splitlines())


# the conversation


def _checked(settings: SmtpSettings) -> ssl.SSLContext:
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


def _connected(settings: SmtpSettings, context: ssl.SSLContext, patience: Patience) -> smtplib.SMTP:
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
            server.login(settings.user, settings.password)
    except BaseException:
        server.close()
        raise
    return server


def _own_name() -> str:
    """The machine's name where it is a whole one. Nobody is asked: a slow name server would hold up every message."""
    name = gethostname()
    return name if "." in name else "[127.0.0.1]"


def _offer(server: smtplib.SMTP, mail: EmailMessage) -> None:
    """All but the dot that ends the message: what goes wrong here, goes wrong before the server has it."""
    data = mail.as_bytes()
    _taken(SENDER, server.mail(_address(mail, "From"), [f"size={len(data)}"] if server.has_extn("size") else []))
    _taken(RECIPIENT, server.rcpt(_address(mail, "To")))
    _taken(MESSAGE, server.docmd("DATA"), group=3)
    server.send(re.sub(rb"(?m)^\.", b"..", data))


def _address(mail: EmailMessage, header: str) -> str:
    return str(mail[header].addresses[0].addr_spec)


def _taken(what: Words, answer: tuple[int, bytes], group: int = 2) -> None:
    """Raises NotDelivered unless the answer's code is of this group."""
    if answer[0] // 100 != group:
        raise NotDelivered(_refused(what, answer[0]))


def _hand_over(server: smtplib.SMTP, patience: Patience) -> None:
    """From the dot on only the server knows whether it took the message: without an answer it may have arrived."""
    try:
        assert server.sock is not None
        server.sock.settimeout(patience.last)
        server.send(b".\r\n")
        code, _ = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise AnswerLost(_silence(error)) from error
    if code // 100 in (4, 5):
        raise NotDelivered(_refused(MESSAGE, code))
    if code // 100 != 2:
        raise AnswerLost(UNREADABLE)


def _leave(server: smtplib.SMTP, patience: Patience) -> None:
    """How the goodbye goes says nothing about the message."""
    with suppress(OSError, smtplib.SMTPException):
        if server.sock:
            server.sock.settimeout(min(GOODBYE_SECONDS, patience.answer))
            server.quit()
    server.close()


# what went wrong, in words


@contextmanager
def _told() -> Iterator[None]:
    """Whatever goes wrong, in the words of who looks after the mail; without addresses, passwords or the server's text.

    For as long as the message has not been handed over: then it surely did not arrive.
    """
    try:
        yield
    except smtplib.SMTPServerDisconnected as error:
        raise NotDelivered(_silence(error)) from error
    except smtplib.SMTPResponseException as error:
        raise NotDelivered(_refused(_asked(error), error.smtp_code)) from error
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


def _refused(what: Words, code: int) -> Words:
    if code // 100 == 4:
        return Words(f"{what.nl}{FOR_NOW.nl} (code {code})", f"{what.en}{FOR_NOW.en} (code {code})")
    return Words(f"{what.nl} (code {code})", f"{what.en} (code {code})")


def in_words(problem: str) -> Words:
    """A problem as the ledger and the history keep it, which is in English; one that we do not know stays so."""
    for each in PROBLEMS:
        if problem.startswith(str(each.en)):
            rest = problem.removeprefix(str(each.en)).replace(str(FOR_NOW.en), FOR_NOW.nl)
            return Words(f"{each.nl}{rest}", problem)
    return Words(problem, problem)


FOR_NOW = Words(", voorlopig", ", for now")

NO_ADDRESS = Words(
    "van deze medewerker is geen mailadres bekend; leg het vast met ‘traject staff add’",
    "no mail address is known for this colleague; record it with 'traject staff add'",
)
BAD_ADDRESS = Words(
    "het mailadres van de ontvanger of de afzender is niet te lezen; verbeter het",
    "the mail address of the recipient or the sender cannot be read; correct it",
)
FOREIGN_ADDRESS = Words(
    "het mailadres van de ontvanger of de afzender bevat letters met een accent; geef een adres zonder",
    "the mail address of the recipient or the sender has letters with an accent; give one without",
)
BAD_PORT = Words(
    "er is niets verstuurd: TRAJECT_SMTP_PORT is geen poort; geef een getal, zoals 587",
    "nothing was sent: TRAJECT_SMTP_PORT is no port; give a number, such as 587",
)
BAD_TLS = Words(
    "er is niets verstuurd: TRAJECT_SMTP_TLS kan starttls, implicit of none zijn",
    "nothing was sent: TRAJECT_SMTP_TLS can be starttls, implicit or none",
)
BAD_CA = Words(
    "er is niets verstuurd: het bestand van TRAJECT_SMTP_CA is er niet of bevat geen certificaat",
    "nothing was sent: the file of TRAJECT_SMTP_CA is not there or holds no certificate",
)
BAD_LOGIN = Words(
    "er is niets verstuurd: TRAJECT_SMTP_USER en TRAJECT_SMTP_PASSWORD kunnen alleen gewone letters en tekens hebben",
    "nothing was sent: TRAJECT_SMTP_USER and TRAJECT_SMTP_PASSWORD can only have plain letters and signs",
)
OPEN_PASSWORD = Words(
    "er is niets verstuurd: zonder versleuteling gaat er geen wachtwoord het huis uit; "
    "zet TRAJECT_SMTP_TLS op starttls of implicit",
    "nothing was sent: no password leaves the house unencrypted; set TRAJECT_SMTP_TLS to starttls or implicit",
)
GREETING = Words(
    "de mailserver neemt geen post aan van deze machine", "the mail server takes no mail from this machine"
)
HELLO = Words(
    "de mailserver weigert de naam van deze machine; zet TRAJECT_SMTP_EHLO",
    "the mail server refuses the name of this machine; set TRAJECT_SMTP_EHLO",
)
ENCRYPTING = Words(
    "de mailserver weigert de verbinding te versleutelen; controleer TRAJECT_SMTP_TLS",
    "the mail server refuses to encrypt the connection; check TRAJECT_SMTP_TLS",
)
LOGIN = Words(
    "de mailserver weigert de gebruikersnaam of het wachtwoord; controleer TRAJECT_SMTP_USER en TRAJECT_SMTP_PASSWORD",
    "the mail server refuses the user name or password; check TRAJECT_SMTP_USER and TRAJECT_SMTP_PASSWORD",
)
RECIPIENT = Words("de mailserver weigert het adres van de ontvanger", "the mail server refuses the recipient's address")
SENDER = Words("de mailserver weigert de afzender", "the mail server refuses the sender")
MESSAGE = Words("de mailserver weigert het bericht", "the mail server refuses the message")
BROKEN_OFF = Words("de mailserver verbrak de verbinding", "the mail server broke off the connection")
NO_ANSWER = Words("de mailserver antwoordde niet op tijd", "the mail server did not answer in time")
UNREADABLE = Words("het antwoord van de mailserver was niet te lezen", "the mail server's answer could not be read")
NO_SERVER = Words(
    "de mailserver is niet bereikbaar; controleer TRAJECT_SMTP_HOST en TRAJECT_SMTP_PORT",
    "the mail server cannot be reached; check TRAJECT_SMTP_HOST and TRAJECT_SMTP_PORT",
)
NO_TLS = Words(
    "de verbinding met de mailserver kon niet worden versleuteld; controleer TRAJECT_SMTP_TLS en TRAJECT_SMTP_PORT",
    "the connection to the mail server could not be encrypted; check TRAJECT_SMTP_TLS and TRAJECT_SMTP_PORT",
)
CERTIFICATE = Words(
    "het certificaat van de mailserver wordt niet vertrouwd; controleer TRAJECT_SMTP_HOST, of geef uw eigen "
    "certificaten met TRAJECT_SMTP_CA",
    "the mail server's certificate is not trusted; check TRAJECT_SMTP_HOST, or give your own certificates with "
    "TRAJECT_SMTP_CA",
)
NOT_SUPPORTED = Words(
    "de mailserver kan niet wat gevraagd is; controleer TRAJECT_SMTP_TLS en de inloggegevens",
    "the mail server cannot do what was asked; check TRAJECT_SMTP_TLS and the login",
)
PROBLEMS = (
    *(NO_ADDRESS, BAD_ADDRESS, FOREIGN_ADDRESS, GREETING, HELLO, ENCRYPTING, LOGIN, RECIPIENT, SENDER, MESSAGE),
    *(BROKEN_OFF, NO_ANSWER, UNREADABLE, NO_SERVER, NO_TLS, CERTIFICATE, NOT_SUPPORTED),
)
