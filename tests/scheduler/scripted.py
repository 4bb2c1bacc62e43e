"""A mail server that does at each point of the conversation what its script says."""

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Event, Thread

HANG, DROP = "hang", "drop"  # says nothing more; breaks off
USUAL = {
    "greeting": "220 here",
    "ehlo": "250-here\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n250 SIZE 100000000",
    "starttls": "220 go on",
    "handshake": "",
    "auth": "235 welcome",
    "mail": "250 OK",
    "rcpt": "250 OK",
    "data": "354 go on",
    "body": "",
    "end": "250 taken",
    "quit": "221 bye",
}
POINTS = {"helo": "ehlo"}
Answer = str | Callable[[], str]


class Slowly(str):
    """Said byte by byte, with a moment between two: never silent for long, and never done."""

    __slots__ = ()


MOMENT = 0.02  # seconds


class ScriptedServer(ThreadingTCPServer):
    """heard: each command with whether it came encrypted; taken: the messages, as they came over the line; received:
    those too of which nobody was told that they were taken.

    names: by which we were greeted. addressed: to whom. connections: how many there were. An answer may be made when
    it is wanted. gone: we close; greeted: someone has come.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, script: Mapping[str, Answer], tls: ssl.SSLContext | None, *, is_implicit: bool) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.script: dict[str, Answer] = {**USUAL, **script}
        self.tls = tls
        self.is_implicit = is_implicit
        self.heard: list[tuple[str, bool]] = []
        self.taken: list[bytes] = []
        self.received: list[bytes] = []
        self.names: list[str] = []
        self.addressed: list[str] = []
        self.connections = 0
        self.gone = Event()
        self.greeted = Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def words(self) -> list[str]:
        return [word for word, _ in self.heard]


class Gone(Exception):
    """The conversation is over."""


class Session(BaseRequestHandler):
    server: ScriptedServer

    def handle(self) -> None:
        self.lines = self.request.makefile("rb")
        self.server.connections += 1
        with suppress(Gone, OSError):
            if self.server.is_implicit:
                self.encrypt()
            self.answer("greeting")
            while True:
                self.obey(self.line())

    def finish(self) -> None:
        self.lines.close()
        self.request.close()

    def obey(self, line: bytes) -> None:
        word = line[:8].split()[0].decode().lower()
        self.server.heard.append((word, isinstance(self.request, ssl.SSLSocket)))
        if word == "ehlo":
            self.server.names.append(line.split()[1].decode())
        if word == "rcpt":
            self.server.addressed.append(line.partition(b"<")[2].partition(b">")[0].decode())
        said = self.answer(POINTS.get(word, word))
        if word == "starttls" and said.startswith("220"):
            self.answer("handshake")
            self.encrypt()
        if word == "data" and said.startswith("354"):
            self.take()
        if word == "quit":
            raise Gone

    def take(self) -> None:
        self.answer("body")
        lines = list(iter(self.line, b".\r\n"))
        self.server.received.append(b"".join(lines))
        if self.answer("end").startswith("250"):
            self.server.taken.append(b"".join(lines))

    def answer(self, point: str) -> str:
        self.server.greeted.set()
        found = self.server.script[point]
        said = found if isinstance(found, str) else found()
        if said == DROP:
            raise Gone
        if said == HANG:
            self.wait_until_they_leave()
        if isinstance(said, Slowly):
            self.stutter(said)
        elif said:
            self.request.sendall(f"{said}\r\n".encode())
        return said

    def stutter(self, said: str) -> None:
        for sign in f"{said}\r\n":
            self.request.sendall(sign.encode("latin-1"))
            self.server.gone.wait(MOMENT)

    def wait_until_they_leave(self) -> None:
        while self.lines.read(65536):
            pass
        raise Gone

    def encrypt(self) -> None:
        assert self.server.tls
        self.lines.close()
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.lines = self.request.makefile("rb")

    def line(self) -> bytes:
        found: bytes = self.lines.readline()
        if not found:
            raise Gone
        return found


@contextmanager
def scripted(
    script: Mapping[str, Answer] = {},
    tls: ssl.SSLContext | None = None,
    *,
    is_implicit: bool = False,
) -> Iterator[ScriptedServer]:
    """Listens until the block ends."""
    with ScriptedServer(script, tls, is_implicit=is_implicit) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.gone.set()
            server.shutdown()
            thread.join()
