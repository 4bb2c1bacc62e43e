"""Ways to reach a person: a channel is one function."""

from collections.abc import Callable
from typing import TextIO

from scheduler.messages.message import Message
from scheduler.sending.conversation import PATIENT, Patience, Until, checked, connected, hand_over, leave, offer
from scheduler.sending.mail import as_mail
from scheduler.sending.problems import NO_ADDRESS
from trajectories.settings import SmtpSettings
from workflows.errors import NotDelivered

Channel = Callable[[Message], None]  # returns, or raises NotDelivered


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
    context = checked(settings)

    def send(message: Message) -> None:
        if not message.to:
            raise NotDelivered(NO_ADDRESS)
        mail = as_mail(message, settings.mail_from)
        server = connected(settings, context, Until(patience.message))
        try:
            offer(server, mail)
            hand_over(server, patience.last)
        finally:
            leave(server)

    return send
