"""An office on ground that moves: one workflow in two versions, with a term of every kind, staff and a mail server.

After anything at all the agenda is what a fresh plan from the history gives, and nothing is said twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import text

from scheduler.installation import prepare
from scheduler.messages.message import Message
from scheduler.outbox.answers import ReminderAnswered, acknowledge, snooze
from scheduler.planning.ladder import Planned, plan
from scheduler.planning.reminder_id import iso
from scheduler.planning.said import said_of
from scheduler.sending.report import TickReport
from scheduler.sending.tick import dispatch_due
from tests.apps import an_app
from tests.builders import NO_MAIL
from tests.scheduler.offices import a_copy
from trajectories.casework import commands as ask
from trajectories.casework.commands import Actor
from trajectories.clock import utc_now
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.streams import OFFICE, said_stream
from trajectories.local_time import write_instant
from trajectories.migration.plan import Pair, Plan, Wish
from trajectories.migration.plan_file import draft
from trajectories.people.clients import NewPerson, add_person
from trajectories.people.staff import add_staff, take_role
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.service import staff_changes
from trajectories.service.migrate import migrate
from trajectories.service.office import rebuild_all
from trajectories.service.recording import By, Done
from trajectories.settings import Settings
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import Resolved
from workflows.language.names import Role
from workflows.machine.state_machine import Compiled

FIRST = """
workflow: grond
version: 1
label: {nl: Grond, en: Ground}
subject: person
source: wet
sources:
  wet: {ref: Wet art. 1, certainty: law}
facts:
  ontvangen_op: {type: date, lies: any, label: {nl: Ontvangen op, en: Received on}}
  gemeld_op: {type: date, lies: any, label: {nl: Gemeld op, en: Reported on}}
  klaar_op: {type: date, lies: any, label: {nl: Klaar op, en: Ready on}}
stages:
  intake: {label: {nl: Intake, en: Intake}, initial: true}
  behandeling: {label: {nl: Behandeling, en: Handling}}
  wachten: {label: {nl: Wachten, en: Waiting}, waits_for: {nl: de IND, en: the IND}}
  klaar: {label: {nl: Klaar, en: Done}, final: true, outcome: klaar}
transitions:
  begin: {from: intake, to: behandeling}
  wacht: {from: behandeling, to: wachten}
  verder: {from: wachten, to: behandeling}
  rond_af: {from: [intake, behandeling], to: klaar}
outcomes:
  klaar: {label: {nl: Klaar, en: Done}}
  gestopt: {label: {nl: Gestopt, en: Stopped}, leave: true}
deadlines:
  beslissing:
    rule: X1
    label: {nl: Beslissing, en: Decision}
    anchor: {fact: ontvangen_op}
    term: 8 weeks
    legal: norm
    paused_in: [wachten]
    met_by: {fact: klaar_op}
    remind:
      - {before: 4 weeks, to: coordinator}
      - {before: 2 weeks, to: [coordinator, jurist]}
      - {on_due: true, to: volunteer}
      - {overdue: 1 week, every: 1 week, to: [coordinator, teamleider]}
  bezwaar:
    rule: X2
    label: {nl: Bezwaar, en: Objection}
    anchor: {fact: ontvangen_op}
    term: 6 weeks
    legal: statutory
    source: wet
    suspend: {grounds: {ziek: {label: {nl: Ziek, en: Ill}}}}
    met_by: {fact: klaar_op}
    remind:
      - {before: 3 weeks, to: jurist}
      - {before: 1 week, to: jurist}
      - {on_due: true, to: [jurist, coordinator]}
      - {overdue: 3 days, every: 10 working days, to: teamleider}
  gesprek:
    rule: X3
    label: {nl: Gesprek, en: Talk}
    anchor: {stage: behandeling, pick: latest}
    term: 20 working days
    met_by: {stage: klaar}
    remind:
      - {after_anchor: 1 week, to: coordinator}
      - {on_due: true, to: coordinator}
  melding:
    rule: X4
    label: {nl: Melding, en: Report}
    anchor: {fact: gemeld_op}
    term: 1 month
    met_by: {stage: klaar}
    remind:
      - {before: 1 week, to: coordinator}
      - {overdue: 1 day, to: coordinator}
"""
EXTRA = """
  nazorg:
    rule: X5
    label: {nl: Nazorg, en: Aftercare}
    anchor: {fact: ontvangen_op}
    term: 12 weeks
    met_by: {stage: klaar}
    remind:
      - {before: 6 weeks, to: coordinator}
      - {before: 1 week, to: coordinator}
"""
_BEFORE_REPORT, _REPORT = FIRST.split("  melding:\n")
SECOND = (
    _BEFORE_REPORT.replace("version: 1\n", "version: 2\n")
    .replace("term: 8 weeks", "term: 10 weeks")
    .replace("behandeling", "beoordeling")
    .replace("  beslissing:\n", "  besluit:\n")
    .replace("{before: 4 weeks, to: coordinator}", "{before: 5 weeks, to: coordinator}")
    + EXTRA
)  # another name, another length, another rung; one rule more and one less

STAGES = {"intake": "intake", "behandeling": "beoordeling", "wachten": "wachten", "klaar": "klaar"}
DEADLINES = {"beslissing": "besluit", "bezwaar": "bezwaar", "gesprek": "gesprek"}
LATER = timedelta(days=2)  # on the clock of leases, so that every lease and back-off has ended
FOLDER = TemporaryDirectory(prefix="traject-grounds-")
MON_16 = datetime(2026, 2, 16, 9, tzinfo=UTC)  # ten in the morning in Amsterdam


class Crash(BaseException):
    """What SIGKILL does to a tick, as far as the database can tell."""


ROLES: dict[str, Role] = {
    "Anna": "coordinator",
    "Bob": "coordinator",
    "Jos": "jurist",
    "Vera": "volunteer",
    "Tea": "teamleider",
}


@cache
def catalogue(version: int) -> Catalogue:
    folder = Path(FOLDER.name) / str(version)
    folder.mkdir()
    (folder / "grond.yaml").write_text({1: FIRST, 2: SECOND}[version])
    return Catalogue.load(folder)


@cache
def resolved(version: int) -> Resolved:
    return catalogue(version).resolve("grond", "any", MON_16.date())


@cache
def the_plan(to: int, how: str) -> Plan:
    """What is named otherwise, decided by a person; the rule that the other version has not is let go."""
    pair = Pair(*(Compiled(each.workflow, each.hash) for each in (resolved(3 - to), resolved(to))))
    stages = STAGES if to == 2 else {new: old for old, new in STAGES.items()}
    deadlines = DEADLINES if to == 2 else {new: old for old, new in DEADLINES.items()}
    found = draft([pair])
    gone = dict.fromkeys(set(found.names["deadlines"]) - set(deadlines), "DROP")
    names = {**found.names, "stages": stages, "deadlines": {**deadlines, **gone}}
    return found._replace(names=names, hows=dict.fromkeys(found.hows, how), guesses=frozenset())


@dataclass
class Ground:
    """now: the product's clock. outbox: every hand-over, in order; lost: the keys of those that crashed."""

    url: str
    now: datetime = MON_16
    outbox: list[Message] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    staff: dict[str, str] = field(default_factory=dict)
    real: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.app = an_app(Settings(self.url, "Beheer", "nl", None, NO_MAIL), lambda _: catalogue(1))

    # who and when

    @property
    def by(self) -> By:
        return By(Actor("s1", frozenset(["administrator"])), self.now)

    @property
    def today(self) -> date:
        return self.by.today

    @property
    def stamp(self) -> Stamp:
        return Stamp(self.now, "s1", "administrator")

    def on(self, day: str) -> "Ground":
        """At ten in the morning of that day, summer or winter."""
        self.now = datetime.fromisoformat(f"{day}T09:00:00+00:00")
        return self

    @contextmanager
    def work(self) -> Iterator[tuple[Any, UnitOfWork]]:
        with self.app.write() as uow:
            yield self.app.casework, uow

    # commands

    def opens(self, received: str = "", ref: str = "") -> str:
        facts = {"ontvangen_op": received} if received else {}
        with self.work() as (casework, uow):
            number = uow.last_number("p") + 1
            born = NewPerson(ref or f"G-{number}", born=date(1990, 5, 1))
            person = add_person(uow, born, self.today, self.stamp)
            command = ask.Open("grond", person, "any", self.today, self.today, facts)
            return str(casework.open(uow, command, self.by).trajectory.id)

    def advances(self, key: str, trigger: str, on: date | None = None) -> Done:
        with self.work() as (casework, uow):
            done: Done = casework.advance(uow, ask.Advance(key, trigger, on or self.today), self.by)
            return done

    def sets(self, key: str, name: str, value: str) -> Done:
        with self.work() as (casework, uow):
            done: Done = casework.set_fact(uow, ask.SetFact(key, name, value, self.today), self.by)
            return done

    def corrects(self, key: str, version: int, **what: Any) -> Done:
        with self.work() as (casework, uow):
            done: Done = casework.correct(uow, key, ask.Correct(version, **what), self.by, "typefout")
            return done

    def suspends(self, key: str, rule: str, until: date | None = None) -> Done:
        command = ask.Suspend(rule, self.occurrence(key, rule), self.today, until)
        with self.work() as (casework, uow):
            done: Done = casework.suspend(uow, key, command, self.by, "ziek")
            return done

    def resumes(self, key: str, rule: str) -> Done:
        command = ask.Resume(rule, self.occurrence(key, rule), self.today)
        with self.work() as (casework, uow):
            done: Done = casework.resume(uow, key, command, self.by, "beter")
            return done

    def extends(self, key: str, rule: str, by: str) -> Done:
        command = ask.Extend(rule, self.occurrence(key, rule), self.today, by)
        with self.work() as (casework, uow):
            done: Done = casework.extend(uow, key, command, self.by, "brief")
            return done

    def closes(self, key: str) -> Done:
        with self.work() as (casework, uow):
            done: Done = casework.close(uow, ask.Close(key, "gestopt", self.today), self.by)
            return done

    def assigns(self, key: str, name: str, role: str) -> Done:
        with self.work() as (casework, uow):
            done: Done = casework.assign(uow, key, self.staff[name], role, self.today, self.by)
            return done

    def acknowledges(self, reminder: str) -> ReminderAnswered:
        with self.work() as (casework, uow):
            return acknowledge(casework, uow, reminder, self.by)

    def snoozes(self, deadline: str, until: date) -> ReminderAnswered:
        with self.work() as (casework, uow):
            return snooze(casework, uow, deadline, until, "wacht op antwoord", self.by)

    def leaves(self, name: str, role: str) -> None:
        with self.work() as (_, uow):
            take_role(uow, self.staff[name], role, self.today, self.stamp)

    def joins(self, name: str, role: str) -> None:
        with self.work() as (_, uow):
            add_staff(uow, name, [role], self.today, self.stamp)  # type: ignore[list-item]

    def goes_away(self, name: str, until: date | None, substitute: str) -> None:
        with self.work() as (_, uow):
            instead = self.staff[substitute] if substitute else ""
            staff_changes.go_away(uow, self.staff[name], self.today, until, instead, self.by)

    def comes_back(self, name: str) -> None:
        with self.work() as (_, uow):
            staff_changes.come_back(uow, self.staff[name], self.today, self.by)

    def goes_over(self, key: str, to: int, past: str = "none", how: str = "recompute") -> None:
        wish = Wish(the_plan(to, how), self.today, self.now, past)
        with self.work() as (casework, uow):
            migrate(casework, uow, key, resolved(3 - to).hash, resolved(to), wish, self.by)

    def rebuilds(self) -> None:
        with self.work() as (casework, uow):
            rebuild_all(casework, uow)

    # ticks

    def tick(self, meanwhile: Callable[[Message], None] = lambda message: None) -> TickReport:
        """meanwhile: what happens while a message is handed over; a Crash there ends the tick as SIGKILL would."""

        def channel(message: Message) -> None:
            self.outbox.append(message)
            try:
                meanwhile(message)
            except Crash:
                self.lost.add(message.key)
                raise
            self.lost.discard(message.key)

        app = self.app
        return dispatch_due(app.store, app.casework, channel, "smtp", self.now, lambda: utc_now() + self.real)

    def in_time(self) -> None:
        """As if every lease and back-off had ended: the machine's clock goes on, a server's cannot, so its rows do."""
        self.real += LATER
        if not self.app.store.is_sqlite:
            with self.app.write() as uow:
                for table in ("agenda", "delivery"):
                    uow.connection.execute(text(f"update {table} set leased_until = '2000' where leased_until > ''"))

    # looking

    def dossier(self, key: str) -> Written:
        with self.app.read() as uow:
            return self.app.dossiers.load(uow, key)

    def dossiers(self) -> list[Written]:
        """All of them, folded again from their events."""
        keys = self.keys()
        with self.app.read() as uow:
            return [self.app.dossiers.load(uow, key) for key in keys]

    def keys(self) -> list[str]:
        return [row[0] for row in self.rows("select id from trajectory order by number")]

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with self.app.read() as uow:
            return [tuple(row) for row in uow.connection.execute(text(statement))]

    def occurrence(self, key: str, rule: str) -> int:
        return next((each.occurrence for each in self.dossier(key).deadlines if each.name == rule), 0)

    def owed(self) -> list[Planned]:
        """What a fresh plan from the history gives: nothing is kept from one look to the next."""
        return [each for written in self.dossiers() for each in plan(written)]

    def day_of(self, reminder: str) -> str:
        """The day on which it is planned; empty where it is not."""
        return next((str(each.day) for each in self.owed() if each.id == reminder), "")

    def said(self, key: str) -> list[tuple[str, str, str]]:
        """To whom, which reminder, for which due day; also what was folded."""
        return heard(self.dossier(key))

    def sent(self, key: str) -> list[str]:
        events = [each.event for each in self.dossier(key).said]
        return [each.reminder for each in events if isinstance(each, ev.ReminderSent)]

    # promises

    def must_hold(self) -> None:
        """The agenda is the fresh plan, row for row; nobody heard anything twice; what was handed over is known of."""
        rows = "select id, trajectory, deadline, rung, repeat, due_on, send_at, roles from agenda"
        dossiers = self.dossiers()
        assert sorted(self.rows(rows)) == sorted(_row(each) for written in dossiers for each in plan(written))
        for written in dossiers:
            assert [] == [each for each, count in Counter(heard(written)).items() if count > 1]
        self.every_hand_over_must_be_known(dossiers)

    def every_hand_over_must_be_known(self, dossiers: list[Written]) -> None:
        states: dict[str, str] = dict(self.rows("select message, state from delivery"))
        handed = {each.key for each in self.outbox}
        assert handed <= set(states), "a message went out that the ledger does not know"
        with self.app.read() as uow:
            office = uow.history(said_stream(OFFICE))
        events = [each.event for said in (*(written.said for written in dossiers), office) for each in said]
        recorded = {each.message for each in events if isinstance(each, ev.ReminderSent | ev.DigestSent)}
        assert {key for key, state in states.items() if state == "sent"} == recorded
        assert {key for key in handed if states[key] != "sent"} <= self.lost, "handed over, and not known to be"

    def must_lose_nothing(self) -> None:
        """Ticks on later days, within everyone's hours, until all that is owed was said; someone is always there."""
        self.now = self.now.replace(hour=9)
        for _ in range(40):
            self.now += timedelta(days=1)
            self.in_time()
            self.tick()
            self.must_hold()
            if not [each for each in self.owed() if each.day <= self.today]:
                return
        raise AssertionError([each for each in self.owed() if each.day <= self.today])


def heard(written: Written) -> list[tuple[str, str, str]]:
    """Who, which reminder, for which due day."""
    told = said_of(written)
    return [(each.to, reminder, each.due_on) for reminder, several in told.items() for each in several]


def _row(planned: Planned) -> tuple[Any, ...]:
    where = (planned.id, planned.trajectory, planned.deadline, planned.rung, planned.repeat)
    return (*where, iso(planned.due_on), write_instant(planned.send_at), ",".join(planned.roles))


def a_ground(request: pytest.FixtureRequest) -> Ground:
    """For a fixture that has BOTH as its parameters."""
    return reopened(a_copy(request, make_ground))


def make_ground(url: str) -> None:
    ground = Ground(url)
    prepare(ground.app, sandbox=True, clock_at=ground.now)
    with ground.app.write() as uow:
        for name, role in ROLES.items():
            email = f"{name.lower()}@voorbeeld.nl"
            add_staff(uow, name, [role], ground.today, ground.stamp, email=email)
    ground.app.store.close()


def reopened(url: str) -> Ground:
    ground = Ground(url)
    ground.staff = {name: key for key, name in ground.rows("select id, name from staff")}
    return ground
