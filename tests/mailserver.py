"""A mail server on this machine that keeps every mail it says OK to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread


class MailServer(ThreadingTCPServer):
    """after_ok: called once the client may have read our OK; it may kill it."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, after_ok: Callable[[], None] = lambda: None) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mails: list[EmailMessage] = []
        self.after_ok = after_ok

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def ids(self) -> dict[str, list[str]]:
        """By recipient the Message-IDs, in order of arrival."""
        found: dict[str, list[str]] = {}
        for mail in self.mails:
            found.setdefault(mail["To"], []).append(mail["Message-ID"])
        return found

    def environment(self) -> dict[str, str]:
        """What a process needs to send its mail here."""
        return {
            "TRAJECT_SMTP_HOST": "127.0.0.1",
            "TRAJECT_SMTP_PORT": str(self.port),
            "TRAJECT_SMTP_STARTTLS": "no",
            "TRAJECT_MAIL_FROM": "traject@gemeente.nl",
        }


class Session(StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 here")
        for line in self.rfile:
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.take()
            elif word == b"QUIT":
                return self.say("221 bye")
            else:
                self.say(self.answer(line))
        return None

    def answer(self, line: bytes) -> str:
        """To all but the message itself and the goodbye."""
        return "250 OK"

    def take(self) -> None:
        self.say("354 go on")
        lines = list(iter(self.rfile.readline, b".\r\n"))
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.say("250 OK")
        self.server.after_ok()

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def serving(after_ok: Callable[[], None] = lambda: None) -> Iterator[MailServer]:
    with MailServer(after_ok) as server:
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield server
        server.shutdown()
