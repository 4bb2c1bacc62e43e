"""Days with a mail server that misbehaves as told: ticks at a steady pace, on the product's clock and on real time."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from functools import cache
from typing import NamedTuple

from scheduler.messages.message import Message
from scheduler.sending.channels import Channel, Post
from scheduler.sending.conversation import Patience
from scheduler.sending.report import TickReport
from scheduler.sending.tick import dispatch_due
from tests.scheduler.offices import Office, moment
from tests.scheduler.scripted import Answer, ScriptedServer, scripted
from trajectories.clock import utc_now
from trajectories.local_time import AMSTERDAM
from trajectories.settings import SmtpSettings

QUICK = Patience(message=2, last=2)
SENDER = "Traject <traject@gemeente.nl>"


class Arrived(NamedTuple):
    """A mail that the server has, whatever it answered. at: as `15 08:05`, the day and the time in Amsterdam."""

    at: str
    to: str
    subject: str
    body: str
    message_id: str


@dataclass
class MailDays:
    """settings: of the mail; to be changed between ticks. started: by the machine's own clock. arrived: in order.
    reports: of each tick. patience: with the server, in seconds. handed_over: what happens once a message went out.
    """

    office: Office
    server: ScriptedServer
    settings: SmtpSettings
    started: datetime
    before_each: Callable[[], None] = lambda: None
    handed_over: Callable[[], None] = lambda: None
    patience: Patience = QUICK
    arrived: list[Arrived] = field(default_factory=list)
    reports: list[TickReport] = field(default_factory=list)

    def tick(self, at: str, node: str = "") -> TickReport:
        """at: a moment in Amsterdam, on the product's clock and on real time."""
        self.office.now = moment(at)
        later = self.office.now - self.started
        move_clock(self.office, later)
        self.before_each()
        seen = len(self.server.received)
        with closing(_post(self.settings, self.patience)) as post:
            report = dispatch_due(
                self.office.app.store,
                self.office.app.casework,
                self._channel(post),
                "smtp",
                self.office.now,
                lambda: utc_now() + later,
                node=node,
                settings=self.settings,
            )
        self.arrived += [self._read(mail) for mail in self.server.received[seen:]]
        self.reports.append(report)
        return report

    def _channel(self, post: Post) -> Channel:
        def send(message: Message) -> None:
            post(message)
            self.handed_over()

        return send

    def ticks(self, day: str, first: str, last: str, minutes: int = 5) -> None:
        """From the one time to the other, both included."""
        at, end = datetime.fromisoformat(f"{day}T{first}"), datetime.fromisoformat(f"{day}T{last}")
        while at <= end:
            self.tick(at.isoformat(timespec="minutes"))
            at += timedelta(minutes=minutes)

    def _read(self, mail: bytes) -> Arrived:
        found = message_from_bytes(mail, policy=policy.default)
        at = self.office.now.astimezone(AMSTERDAM)
        name = found["To"].addresses[0].display_name
        return Arrived(f"{at:%d %H:%M}", name, found["Subject"], found.get_content(), found["Message-ID"])

    def to(self, name: str) -> list[Arrived]:
        return [each for each in self.arrived if each.to == name]

    def logins(self) -> int:
        return self.server.words().count("auth")

    def rows(self, columns: str) -> list[tuple[object, ...]]:
        """Of the ledger."""
        with self.office.app.read() as uow:
            found = uow.connection.exec_driver_sql(f"SELECT {columns} FROM delivery ORDER BY claimed_at, message")
            return [tuple(row) for row in found]


@cache
def _post(settings: SmtpSettings, patience: Patience) -> Post:
    """It takes a while to read the certificates of this machine."""
    return Post(settings, patience)


@contextmanager
def mail_days(office: Office, script: Mapping[str, Answer] = {}, **settings: str) -> Iterator[MailDays]:
    with scripted(script) as server:
        mail = SmtpSettings("127.0.0.1", server.port, "", "", False, SENDER)._replace(**settings)  # type: ignore[arg-type]
        yield MailDays(office, server, mail, utc_now())


def move_clock(office: Office, later: timedelta) -> None:
    """On PostgreSQL leases run on the server's clock, which a function of the same name goes before."""
    store = office.app.store
    if store.is_sqlite:
        return
    shifted = f"SELECT pg_catalog.clock_timestamp() + interval '{later.total_seconds()} seconds'"
    with store.write() as uow:
        name = uow.connection.exec_driver_sql("SELECT current_database()").scalar_one()
        path = uow.connection.exec_driver_sql("SHOW search_path").scalar_one()
        uow.connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ {shifted} $$"
        )
        if "pg_catalog" not in path:
            uow.connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET search_path TO public, pg_catalog')
    if "pg_catalog" not in path:
        store.engine.dispose()
