"""Ways to reach a person: a channel is one function. The only file that imports smtplib."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from socket import gaierror
from typing import TextIO

from scheduler.letters import Message
from trajectories.settings import SmtpSettings
from workflows.errors import DeliveryFailed
from workflows.words import Words

Channel = Callable[[Message], None]  # returns, or raises DeliveryFailed

TIMEOUT_SECONDS = 20  # for each answer of the server
IMPLICIT_TLS_PORT = 465


class AnswerLost(DeliveryFailed):
    """The message was being handed over and no answer came: it may have arrived."""


def console(stream: TextIO) -> Channel:
    """Prints the message; a recipient needs no address."""

    def show(message: Message) -> None:
        to = f"{message.name} <{message.to}>" if message.to else message.name
        print(f"{'=' * 76}\n{to}\n{message.subject}\n{'-' * 76}\n{message.body}", file=stream, flush=True)

    return show


def smtp(settings: SmtpSettings) -> Channel:
    """Hands each message to a mail server, over a connection of its own."""

    def send(message: Message) -> None:
        if not message.to:
            raise DeliveryFailed(NO_ADDRESS)
        mail = as_mail(message, settings.mail_from)
        with _told(DeliveryFailed):
            server = _connected(settings)
        try:
            with _told(AnswerLost):
                server.send_message(mail)
        finally:
            _leave(server)

    return send


def as_mail(message: Message, mail_from: str) -> EmailMessage:
    """The same message always has the same Message-ID, so that a repeat can be told from a new one."""
    mail = EmailMessage(policy=policy.SMTP)
    domain = parseaddr(mail_from)[1].rpartition("@")[2] or "traject.invalid"
    try:
        mail["From"] = mail_from
        mail["To"] = message.to
        mail["Subject"] = " ".join(message.subject.split())
    except (ValueError, IndexError) as error:  # both come from an address that cannot be read
        raise DeliveryFailed(BAD_ADDRESS) from error
    mail["Message-ID"] = f"<{message.key}@{domain}>"
    if message.at:
        mail["Date"] = format_datetime(message.at)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body)
    return mail


def _connected(settings: SmtpSettings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.port == IMPLICIT_TLS_PORT:
        server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_SECONDS)
    try:
        if settings.starttls and settings.port != IMPLICIT_TLS_PORT:
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, settings.password)
    except BaseException:
        server.close()
        raise
    return server


def _leave(server: smtplib.SMTP) -> None:
    """How the goodbye goes says nothing about the message."""
    with suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()


@contextmanager
def _told(when_lost: type[DeliveryFailed]) -> Iterator[None]:
    """Whatever goes wrong, in the words of who looks after the mail; without addresses, passwords or the server's text.

    when_lost: what a connection that breaks off means at this point.
    """
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise DeliveryFailed(LOGIN) from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = sorted({str(code) for code, _ in error.recipients.values()})
        raise DeliveryFailed(_refused(RECIPIENT, ", ".join(codes))) from error
    except smtplib.SMTPSenderRefused as error:
        raise DeliveryFailed(_refused(SENDER, str(error.smtp_code))) from error
    except smtplib.SMTPServerDisconnected as error:
        raise when_lost(BROKEN_OFF) from error
    except smtplib.SMTPResponseException as error:
        raise DeliveryFailed(_refused(MESSAGE, str(error.smtp_code))) from error
    except smtplib.SMTPException as error:
        raise DeliveryFailed(NOT_SUPPORTED) from error
    except ssl.SSLError as error:
        raise DeliveryFailed(NO_TLS) from error
    except (ConnectionRefusedError, gaierror) as error:
        raise DeliveryFailed(NO_SERVER) from error
    except OSError as error:
        raise when_lost(NO_ANSWER) from error
    except ValueError as error:
        raise DeliveryFailed(BAD_ADDRESS) from error


def _refused(what: Words, code: str) -> Words:
    return Words(f"{what.nl} (code {code})", f"{what.en} (code {code})")


NO_ADDRESS = Words(
    "van deze medewerker is geen mailadres bekend; leg het vast met ‘traject staff add’",
    "no mail address is known for this colleague; record it with 'traject staff add'",
)
BAD_ADDRESS = Words(
    "het mailadres van de ontvanger of de afzender is niet te lezen; verbeter het",
    "the mail address of the recipient or the sender cannot be read; correct it",
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
NO_SERVER = Words(
    "de mailserver is niet bereikbaar; controleer TRAJECT_SMTP_HOST en TRAJECT_SMTP_PORT",
    "the mail server cannot be reached; check TRAJECT_SMTP_HOST and TRAJECT_SMTP_PORT",
)
NO_TLS = Words(
    "de verbinding met de mailserver kon niet worden versleuteld; controleer het certificaat van de server",
    "the connection to the mail server could not be encrypted; check the server's certificate",
)
NOT_SUPPORTED = Words(
    "de mailserver kan niet wat gevraagd is; controleer TRAJECT_SMTP_STARTTLS en de inloggegevens",
    "the mail server cannot do what was asked; check TRAJECT_SMTP_STARTTLS and the login",
)
