"""A message as a mail."""

from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from typing import NamedTuple

from scheduler.messages.message import Message
from scheduler.sending.problems import BAD_RECIPIENT, BAD_SENDER
from trajectories.people.mail_address import LONGEST_LINE, mail_address, mailbox, sender
from workflows.errors import NotDelivered, UsageError

AS_WRITTEN = policy.SMTP.clone(refold_source="none")
# No away message, no confirmation of reading; what could not be delivered does come back.
NO_ANSWERS = {
    "Auto-Submitted": "auto-generated",  # RFC 3834
    "X-Auto-Response-Suppress": "OOF, AutoReply, RN, NRN",  # Exchange and Outlook
    "Precedence": "bulk",  # older programs
}


class Mail(NamedTuple):
    """sender, recipient: bare addresses, for the conversation; content: the whole of it, with its headers."""

    sender: str
    recipient: str
    content: bytes


def as_mail(message: Message, mail_from: str) -> Mail:
    """A message that says the same again has the same Message-ID, so that a repeat can be told from a new one."""
    name, from_address = sender_of(mail_from)
    try:
        to = mail_address(message.to)
    except UsageError as error:
        raise NotDelivered(BAD_RECIPIENT) from error
    mail = EmailMessage(policy=AS_WRITTEN)
    mail.set_raw("From", mailbox(name, from_address))
    mail.set_raw("To", mailbox(message.name, to))
    mail["Subject"] = " ".join(message.subject.split())
    mail["Message-ID"] = message_id(message, mail_from)
    if message.at:
        mail["Date"] = format_datetime(message.at)
    for header, value in NO_ANSWERS.items():
        mail[header] = value
    # Quoted, so that no server on the way need take bytes above 127.
    mail.set_content(message.body, cte="7bit" if _fits_as_it_is(message.body) else "quoted-printable")
    return Mail(from_address, to, mail.as_bytes())


def sender_of(mail_from: str) -> tuple[str, str]:
    """The name and the address. Raises NotDelivered for a setting that holds no address."""
    try:
        return sender(mail_from)
    except UsageError as error:
        raise NotDelivered(BAD_SENDER) from error


def message_id(message: Message, mail_from: str) -> str:
    """As the mail carries it: of the message that the ledger has under this key, and of what it says to whom."""
    said = sha256("\0".join((message.to, message.name, message.subject, message.body)).encode()).hexdigest()[:16]
    return f"<{message.key}.{said}@{_from_address(mail_from).rpartition('@')[2]}>"


def _from_address(mail_from: str) -> str:
    """Also for a ledger that is read where the setting is wrong."""
    try:
        return sender(mail_from)[1]
    except UsageError:
        return "traject.invalid"


def _fits_as_it_is(body: str) -> bool:
    return body.isascii() and all(len(line) <= LONGEST_LINE for line in body.splitlines())
