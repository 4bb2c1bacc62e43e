"""Ways to reach a person: a channel is one function."""

import ssl
from collections.abc import Callable
from typing import TextIO

from scheduler.messages.message import Message
from scheduler.sending.conversation import (
    PATIENT,
    Conversation,
    Patience,
    Until,
    begin,
    check,
    connected,
    encrypting,
    hand_over,
    leave,
    of_the_server,
    offer,
)
from scheduler.sending.mail import Mail, as_mail
from scheduler.sending.problems import NO_ADDRESS, ServerTrouble, Unsendable
from trajectories.settings import SmtpSettings
from workflows.errors import NotDelivered

Channel = Callable[[Message], None]  # returns, or raises NotDelivered


def console(stream: TextIO) -> Channel:
    """Prints the message; a recipient needs no address."""

    def show(message: Message) -> None:
        to = f"{message.name} <{message.to}>" if message.to else message.name
        print(f"{'=' * 76}\n{to}\n{message.subject}\n{'-' * 76}\n{message.body}", file=stream, flush=True)

    return show


class Post:
    """Hands messages to a mail server over one connection, made anew after anything but a message well taken, so that
    none can spoil it for the next. Whoever made it closes it.

    Raises NotDelivered at once for settings by which nothing could ever be sent. The certificates of this machine are
    read with the first message: most ticks send none. before: done each time before it waits for the server.
    """

    def __init__(
        self, settings: SmtpSettings, patience: Patience = PATIENT, before: Callable[[], None] = lambda: None
    ) -> None:
        self._settings = settings
        self._patience = patience
        self._before = before
        check(settings)
        self._context: ssl.SSLContext | None = None
        self._server: Conversation | None = None

    def __call__(self, message: Message) -> None:
        """Raises NotDelivered: ServerTrouble where it is nobody's fault, AnswerLost where it may have arrived,
        Unsendable where the address cannot be.
        """
        if not message.to:
            raise Unsendable(NO_ADDRESS)
        try:
            mail = as_mail(message, self._settings.mail_from)
        except NotDelivered as error:
            raise Unsendable(error.words) from error
        self._before()
        try:
            server = self._begun(mail, Until(self._patience.message))
            offer(server, mail)
            hand_over(server, self._patience.last)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._server:
            leave(self._server)
            self._server = None

    def _begun(self, mail: Mail, until: Until) -> Conversation:
        """A connection on which the sender is named. One that was used before may have been closed meanwhile, or have
        taken as many as the server allows: a new one is made before that is trouble.
        """
        if self._server:
            self._server.until = until
            try:
                return self._named(self._server, mail)
            except ServerTrouble:
                self.close()
        with of_the_server():
            self._context = self._context or encrypting(self._settings)
            self._server = connected(self._settings, self._context, until)
        return self._named(self._server, mail)

    def _named(self, server: Conversation, mail: Mail) -> Conversation:
        with of_the_server():
            begin(server, mail)
        return server


def smtp(settings: SmtpSettings, patience: Patience = PATIENT) -> Channel:
    """The same, over a connection of its own for each message."""
    post = Post(settings, patience)

    def send(message: Message) -> None:
        try:
            post(message)
        finally:
            post.close()

    return send
