"""A message as a mail."""

from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from hashlib import sha256

from scheduler.messages.message import Message
from scheduler.sending.problems import BAD_ADDRESS, FOREIGN_ADDRESS
from workflows.errors import NotDelivered

LONGEST_LINE = 78


def as_mail(message: Message, mail_from: str) -> EmailMessage:
    """A message that says the same again has the same Message-ID, so that a repeat can be told from a new one."""
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
    mail["Message-ID"] = message_id(message, mail_from)
    if message.at:
        mail["Date"] = format_datetime(message.at)
    mail["Auto-Submitted"] = "auto-generated"
    # Quoted, so that no server on the way need take bytes above 127.
    mail.set_content(message.body, cte="7bit" if _fits_as_it_is(message.body) else "quoted-printable")
    return mail


def message_id(message: Message, mail_from: str) -> str:
    """As the mail carries it: of the message that the ledger has under this key, and of what it says to whom."""
    said = sha256("\0".join((message.to, message.name, message.subject, message.body)).encode()).hexdigest()[:16]
    return f"<{message.key}.{said}@{parseaddr(mail_from)[1].rpartition('@')[2] or 'traject.invalid'}>"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _fits_as_it_is(body: str) -> bool:
    return body.isascii() and all(len(line) <= LONGEST_LINE for line in body.splitlines())
