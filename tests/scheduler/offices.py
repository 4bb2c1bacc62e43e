"""An office on a real database: a small workflow, staff, clients, and ticks at any moment."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from scheduler.bootstrap import App
from scheduler.installation import prepare
from scheduler.messages.message import Message
from scheduler.outbox import ledger as delivery
from scheduler.sending.channels import Channel
from scheduler.sending.report import TickReport
from scheduler.sending.tick import dispatch_due
from tests.apps import an_app
from trajectories.casework import commands as ask
from trajectories.casework.commands import Actor
from trajectories.clock import utc_now
from trajectories.history import events as ev
from trajectories.history.events import Event
from trajectories.history.streams import said_stream
from trajectories.local_time import AMSTERDAM, write_instant
from trajectories.people.birthdays import SEEN_UNTIL
from trajectories.people.clients import NewPerson, add_person
from trajectories.people.staff import OFFICE, add_staff, staff_on, take_role
from trajectories.repository.connect import sqlite_path
from trajectories.repository.store import Stamp
from trajectories.service import staff_changes
from trajectories.service.recording import By
from trajectories.settings import Settings, SmtpSettings
from workflows.catalogue.catalogue import Catalogue
from workflows.language.names import Role

DEFINITIONS = Path(__file__).parent / "definitions"
GRANTED = "2026-02-12"  # Thursday; due on Tue 12 May 2026, warned of on Fri 10 April and Mon 4 May
DUE = "2026-05-12"
MONTH_BEFORE = "t1/aanvragen#2/before-1m.0"
WEEK_BEFORE = "t1/aanvragen#2/before-1w.0"


@dataclass
class Office:
    """now: the product's clock. real: the machine's, which leases run on; on PostgreSQL the server's own counts."""

    app: App
    now: datetime
    outbox: list[Message] = field(default_factory=list)
    staff: dict[str, str] = field(default_factory=dict)

    def by(self) -> By:
        return By(Actor("s1", frozenset(["administrator"])), self.now)

    @property
    def stamp(self) -> Stamp:
        return Stamp(self.now, "s1", "administrator")

    def joins(self, name: str, *roles: Role, municipality: str = "") -> str:
        """Someone on the staff, with a mail address of that name."""
        with self.app.write() as uow:
            key = add_staff(
                uow,
                name,
                roles,
                self.by().today,
                self.stamp,
                municipality=municipality,
                email=f"{name.lower()}@voorbeeld.nl",
            )
        self.staff[key] = name
        return key

    def leaves(self, staff: str, role: str) -> None:
        with self.app.write() as uow:
            take_role(uow, staff, role, self.by().today, self.stamp)

    def works(self, staff: str, hours: str) -> None:
        with self.app.write() as uow:
            staff_changes.set_hours(uow, staff_on(uow, self.by().today)[staff], hours, self.by())

    def goes_away(self, staff: str, until: str = "", substitute: str = "") -> None:
        """From today on."""
        last = date.fromisoformat(until) if until else None
        with self.app.write() as uow:
            staff_changes.go_away(uow, staff, self.by().today, last, substitute, self.by())

    def client(self, ref: str = "WL-0001", granted: str = GRANTED, coordinator: str = "") -> str:
        """A client with an open trajectory, whose permit was granted on that day."""
        return self.clients([ref], granted, [coordinator] if coordinator else [])[0]

    def clients(self, refs: Iterable[str], granted: str, coordinators: list[str], workflow: str = "proef") -> list[str]:
        found = []
        with self.app.write() as uow:
            for number, ref in enumerate(refs):
                by = self.by()
                person = add_person(uow, NewPerson(ref, born=date(1990, 5, 1)), by.today, self.stamp)
                command = ask.Open(workflow, person, "any", by.today, by.today, {"op": granted} if granted else {})
                key = self.app.casework.open(uow, command, by).trajectory.id
                if coordinators:
                    to = coordinators[number % len(coordinators)]
                    self.app.casework.assign(uow, key, to, "coordinator", by.today, by)
                found.append(key)
        return found

    def does(self, key: str, name: str, value: str) -> None:
        with self.app.write() as uow:
            self.app.casework.set_fact(uow, ask.SetFact(key, name, value, self.by().today), self.by())

    def closes(self, key: str) -> None:
        with self.app.write() as uow:
            self.app.casework.close(uow, ask.Close(key, "gestopt", self.by().today), self.by())

    def tick(
        self, at: str = "", channel: Channel | None = None, *, later: timedelta = timedelta(), **more
    ) -> TickReport:
        """One tick. at: a day, which is nine in the morning in UTC, or a moment in Amsterdam.

        later: how far the machine's clock has gone on.
        """
        if at:
            self.now = moment(at)
            self.goes_on()
        return dispatch_due(
            self.app.store,
            self.app.casework,
            channel or self.outbox.append,
            "smtp",
            self.now,
            lambda: utc_now() + later,
            **more,
        )

    def goes_on(self) -> None:
        """The sandbox's own clock, as `--now` moves it: forward only."""
        with self.app.store.write() as uow:
            if uow.setting("clock") < write_instant(self.now):
                uow.set_setting("clock", write_instant(self.now))

    def at_its_hour(self, at: str) -> None:
        """The sandbox's own clock stands there, for what asks the database for the time."""
        self.now = moment(at)
        with self.app.write() as uow:
            uow.set_setting("clock", write_instant(self.now))

    def said(self, key: str = "t1") -> list[Event]:
        with self.app.read() as uow:
            return [each.event for each in uow.history(said_stream(key))]

    def told(self, key: str = "t1") -> list[tuple[str, str]]:
        """Who was told, and through which reminder."""
        sent = [each for each in self.said(key) if isinstance(each, ev.ReminderSent)]
        return [(self.staff[each.to], each.reminder.rpartition("/")[2]) for each in sent]

    def folded(self, key: str = "t1") -> list[tuple[str, str]]:
        found = [each for each in self.said(key) if isinstance(each, ev.ReminderFolded)]
        return [(self.staff[each.to], each.reminder.rpartition("/")[2]) for each in found]

    def to(self) -> list[str]:
        """To whom messages went that were to carry a reminder."""
        with self.app.read() as uow:
            carrying = {entry.message for entry in delivery.ledger(uow) if entry.rung_count}
        return [message.name for message in self.outbox if message.key in carrying]

    def mail_to(self, name: str) -> list[Message]:
        """All that someone received."""
        return [message for message in self.outbox if message.name == name]

    def digests(self) -> list[str]:
        """Who was told that there was nothing, as the office's own history has it."""
        with self.app.read() as uow:
            events = [each.event for each in uow.history(said_stream(OFFICE))]
        return [self.staff[each.to] for each in events if isinstance(each, ev.DigestSent)]

    def ledger(self, name: str) -> list[tuple[str, str]]:
        """Kind and state of every message to someone."""
        with self.app.read() as uow:
            query = "SELECT recipient, kind, state FROM delivery ORDER BY claimed_at, message"
            rows = uow.connection.exec_driver_sql(query).fetchall()
        return [(row[1], row[2]) for row in rows if self.staff[row[0]] == name]

    def leases_end(self) -> None:
        """Whoever held anything has held it for too long."""
        with self.app.write() as uow:
            for table in ("agenda", "delivery"):
                uow.connection.exec_driver_sql(f"UPDATE {table} SET leased_until = '2000' WHERE leased_until > ''")


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
# For what takes seconds of waiting for other processes: on PostgreSQL, where several run at once; SQLite in the soak.
SLOWLY = [pytest.param("sqlite", marks=pytest.mark.soak), BOTH[1]]
FOLDER = TemporaryDirectory(prefix="traject-offices-")


def a_copy(request: pytest.FixtureRequest, make: Callable[[str], None]) -> str:
    """For a fixture that has BOTH as its parameters: the URL of a copy of what `make(url)` made once."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_copy")(make))
    return copied(str(request.getfixturevalue("sqlite_url")), make)


def copied(url: str, make: Callable[[str], None]) -> str:
    """Such a copy on SQLite, at that URL."""
    shutil.copy(_made_once(make), str(sqlite_path(url)))
    return url


@cache
def _made_once(make: Callable[[str], None]) -> Path:
    path = Path(FOLDER.name) / f"{make.__module__}.{make.__name__}.db"
    make(f"sqlite:///{path}")
    return path


def an_office(where: pytest.FixtureRequest | str) -> Office:
    """Opened on Monday 16 February 2026, with an administrator and a coordinator.

    where: the request of a fixture that has BOTH as its parameters, or the URL of a database that is not made yet.
    """
    if not isinstance(where, str):
        office = reopened(a_copy(where, make_office))
    elif sqlite_path(where):
        office = reopened(copied(where, make_office))
    else:
        make_office(where)
        office = reopened(where)
    office.staff["s2"] = "Anna"
    return office


def make_office(url: str) -> None:
    office = reopened(url)
    prepare(office.app, sandbox=True, clock_at=office.now)
    office.joins("Anna", "coordinator")
    with office.app.write() as uow:
        uow.set_setting(
            SEEN_UNTIL, "2099-12-31"
        )  # no birthday is looked for, so the first write of a tick is its claim
    office.app.store.close()


def reopened(url: str) -> Office:
    settings = Settings(url, "Beheer", "nl", None, SmtpSettings("", 25, "", "", False, ""))
    return Office(an_app(settings, lambda _: definitions()), morning("2026-02-16"), staff={"s1": "Beheer"})


@cache
def definitions() -> Catalogue:
    return Catalogue.load(DEFINITIONS)


def moment(text: str) -> datetime:
    """`2026-04-10` is nine in the morning in UTC; `2026-04-10T18:00` is a moment in Amsterdam."""
    if len(text) == 10:
        return morning(text)
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC)


def morning(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00:00+00:00")
