"""What stories are made of: small definitions, histories on paper, and a desk with a real database."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, get_args

from pydantic import TypeAdapter
from sqlalchemy import Table

from scheduler.installation import prepare
from tests.apps import an_app
from trajectories.casework import commands as ask
from trajectories.casework.commands import Actor
from trajectories.casework.permission import must_write
from trajectories.casework.tasks import Circle
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.events import Event, MemberSeen, PrivateRef, Recorded
from trajectories.people.clients import NewPerson, add_person
from trajectories.people.households import form_household, join_household, leave_household
from trajectories.people.staff import add_staff
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.service import people_changes
from trajectories.service.office import rebuild_all
from trajectories.service.recording import By, Done
from trajectories.settings import Settings, SmtpSettings
from workflows.calendar import WorkCalendar, builtin_calendar
from workflows.catalogue.cache import Cache, CachedCatalogue
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import builtin_folder, canonical
from workflows.language.anchors import Anchor
from workflows.language.conditions import Condition
from workflows.language.names import Role
from workflows.language.scenarios import Move
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled

CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)  # as a definition file writes them
ANCHOR: TypeAdapter[Anchor] = TypeAdapter(Anchor)
MOVE: TypeAdapter[Move] = TypeAdapter(Move)

CALENDAR: WorkCalendar = builtin_calendar()
NO_MAIL = SmtpSettings("", 587, "", "", True, "")
OWN_DEFINITIONS = Path(__file__).parent / "contract" / "definitions"
MON_1_JANUARY = date(2024, 1, 1)


def decree_days(calendar: WorkCalendar = CALENDAR) -> set[date]:
    """Those that the edition names."""
    groups = json.loads(calendar.text)["decree_days"]
    return {date.fromisoformat(day) for group in groups for day in group["days"]}


# a definition on paper

PROEF: dict[str, Any] = {
    "workflow": "proef",
    "version": 1,
    "label": {"nl": "Proef"},
    "subject": "household",
    "sources": {"wet": {"ref": "Wet", "certainty": "law"}},
    "parameters": {"weken": 6, "soort": "lang", "streng": True},
    "facts": {
        "getekend_op": {"type": "date", "label": {"nl": "Getekend op", "en": "Signed on"}},
        "brief_op": {"type": "date", "label": {"nl": "Brief van", "en": "Letter of"}},
        "maanden": {"type": "integer", "label": {"nl": "Maanden", "en": "Months"}, "one_of": [9, 15, 21]},
        "punten": {"type": "integer", "label": {"nl": "Punten", "en": "Points"}},
        "akkoord": {"type": "boolean", "label": {"nl": "Akkoord", "en": "Agreed"}},
        "toelichting": {"type": "text", "label": {"nl": "Toelichting", "en": "Remark"}},
    },
    "tasks": {
        "huisarts": {"label": {"nl": "Huisarts", "en": "GP"}, "for": "each_member"},
        "dagdelen": {"label": {"nl": "Dagdelen", "en": "Half days"}, "amount": 4},
        "folder": {"label": {"nl": "Folder", "en": "Leaflet"}, "optional": True},
        "nakijken": {"label": {"nl": "Nakijken", "en": "Check"}, "optional": True},
    },
    "stages": {
        "begin": {"label": {"nl": "Begin", "en": "Start"}, "initial": True},
        "midden": {"label": {"nl": "Midden", "en": "Middle"}, "tasks": ["huisarts", "dagdelen", "folder"]},
        "pauze": {"label": {"nl": "Pauze", "en": "Pause"}},
        "einde": {"label": {"nl": "Einde", "en": "End"}, "final": True, "outcome": "klaar"},
    },
    "transitions": {
        "ga": {"from": "begin", "to": "midden", "when": {"fact": "getekend_op", "is": "set"}},
        "rust": {"from": "midden", "to": "pauze"},
        "hervat": {"from": "pauze", "to": "midden"},
        "rond_af": {
            "from": "midden",
            "to": "einde",
            "when": {"all": [{"tasks": "done"}, {"fact": "akkoord", "is": True}]},
            "roles": ["teamleider"],
        },
    },
    "outcomes": {
        "klaar": {"label": {"nl": "Klaar"}, "success": True},
        "gestopt": {"label": {"nl": "Gestopt"}, "leave": True},
        "verhuisd": {"label": {"nl": "Verhuisd"}, "leave": True},
    },
}


def a_workflow(**changes: Any) -> Workflow:
    """The definition above, with some of its parts replaced."""
    return Workflow.model_validate({**PROEF, **changes})


def a_definition(**changes: Any) -> Compiled:
    return Compiled(a_workflow(**changes), "d" * 64)


def a_rule(**parts: Any) -> dict[str, Any]:
    """A deadline rule: four weeks from the day of signing, unless said otherwise."""
    rule = {"rule": "X1", "label": {"nl": "Termijn"}, "anchor": {"fact": "getekend_op"}, "term": "4 weeks"}
    return {**rule, **parts}


def a_definition_with(**rules: dict[str, Any]) -> Compiled:
    return a_definition(deadlines=rules)


def builtin_catalogue() -> CachedCatalogue:
    """The definitions of the product, and one of the tests' own."""
    return _catalogue(builtin_folder(), OWN_DEFINITIONS)


def shipped() -> CachedCatalogue:
    """The definitions of the product, which the workers of a run read and check once between them."""
    return _catalogue(builtin_folder())


@cache
def _catalogue(*places: Path) -> CachedCatalogue:
    of_this_run = os.environ.get("TRAJECT_CACHE")
    kept = Cache(Path(of_this_run) / "tests" if of_this_run else None)
    return CachedCatalogue(places, kept, lambda: Catalogue.load(*places))


@cache
def builtin(workflow: str, municipality: str = "any", intake: date = MON_1_JANUARY) -> Compiled:
    resolved = builtin_catalogue().resolve(workflow, municipality, intake)
    return Compiled(resolved.workflow, resolved.hash)


# a history on paper


def recorded(
    version: int, on: date, event: Event, *, known: date | None = None, at: int = 12, stream: str = "t1"
) -> Recorded:
    """known: the day it was written down, at that hour UTC."""
    recorded_at = datetime.combine(known or on, time(at), UTC)
    return Recorded(stream, version, on, recorded_at, "s1", "coordinator", "", "d" * 64, event)


def a_history(*entries: tuple[Any, ...]) -> list[Recorded]:
    """(day it happened, event[, day it was written down]), in the order of writing."""
    written, last = [], date.min
    for version, (on, event, *known) in enumerate(entries, 1):
        last = max(last, known[0] if known else on)
        written.append(recorded(version, on, event, known=last))
    return written


def opened(stage: str = "begin", *, tasks: tuple[str, ...] = (), members: tuple[str, ...] = ()) -> ev.TrajectoryOpened:
    return ev.TrajectoryOpened(
        "proef", 1, "base", "any", "h1", "2024-01-01", stage, asked(*tasks), [a_member(each) for each in members]
    )


def entered(stage: str, source: str, trigger: str, *tasks: str, outcome: str = "") -> ev.StageEntered:
    return ev.StageEntered(stage, source, trigger, outcome, asked(*tasks))


def asked(*keys: str) -> list[ev.AskedTask]:
    """Keys as `task` or `task/member`."""
    parts = [key.partition("/") for key in keys]
    return [{"task": task, "member": member} for task, _, member in parts]


def a_member(key: str, *, adult: bool | None = True, school: bool = False, young: bool = False) -> MemberSeen:
    return {"member": key, "adult": adult, "school_age": school, "young_child": young}


def a_circle(*members: MemberSeen) -> Circle:
    return Circle(members)


def a_ref(key: str = "a" * 16) -> PrivateRef:
    return {"private": key, "hash": "b" * 64}


def one_of_each() -> list[Event]:
    """An event of every type there is."""
    ref = a_ref()
    events: list[Event] = [
        opened(tasks=("folder",), members=("p1",)),
        ev.TakenOver(
            "proef",
            1,
            "base",
            "any",
            "h1",
            "2024-01-01",
            "midden",
            asked("dagdelen"),
            [a_member("p1")],
            [{"stage": "begin", "on": "2024-01-02"}],
            {"pauze": ""},
            ["dagdelen"],
            1,
        ),
        entered("midden", "begin", "ga", "dagdelen", "huisarts/p1"),
        ev.FactSet("getekend_op", "2024-01-05"),
        ev.TaskAsked("nakijken", "t2@3"),
        ev.TaskDone("dagdelen", "", 2),
        ev.TaskMissed("dagdelen"),
        ev.TaskWaived("folder"),
        ev.MemberJoined(a_member("p2"), asked("huisarts/p2")),
        ev.MemberChanged(a_member("p2"), gone=asked("school/p2")),
        ev.MemberLeft("p2"),
        ev.OthersFollowed(1, [{"workflow": "verblijf", "subject": "p1", "trajectory": "t2"}]),
        ev.Transferred("leiden"),
        ev.Assigned("coordinator", "s2"),
        ev.DeadlineSuspended("termijn", 3, "2024-02-01"),
        ev.DeadlineResumed("termijn", 3),
        ev.DeadlineExtended("termijn", 3, "2 weeks"),
        ev.NoteAdded(ref),
        ev.TrajectoryClosed("gestopt"),
        ev.Migrated("d" * 64, "e" * 64, 2, "base", "f" * 64, "midden", "midden", facts={"brief_op": "brief_van"}),
        ev.PastDecided("latest"),
        ev.EventVoided(2),
        ev.EventReplaced(3, "2024-01-06"),
        ev.ReminderSent("t1/termijn#3/due.0", "2024-02-02", "s2", "coordinator", "console", "m1", {"rule": "X1"}),
        ev.ReminderFolded("t1/termijn#3/due.0", "2024-02-02", "s2", "t1/termijn#3/overdue-1w.0"),
        ev.DeliveryFailed("t1/termijn#3/due.0", "2024-02-02", "s2", "smtp", "m1", "no answer"),
        ev.ReminderAcknowledged("t1/termijn#3/due.0"),
        ev.ReminderSnoozed("t1/termijn#3", "2024-02-02"),
        ev.PersonAdded(ref, ref, ref, "v", "Syrisch", "asiel"),
        ev.PersonChanged("gender", "x"),
        ev.PersonVoided(),
        ev.PersonLeft(),
        ev.PersonReturned(),
        ev.PersonMerged("p2"),
        ev.PersonUnmerged(),
        ev.HouseholdFormed(ref, ["p1", "p2"]),
        ev.HouseholdJoined("p3"),
        ev.HouseholdLeft("p3"),
        ev.HouseholdHoused("westland", "W-1", "gewoon", True, ref),
        ev.DwellingTakenBack(),
        ev.HouseholdVoided(),
        ev.KnownElsewhere(ref),
        ev.QuestionAsked("transfer", "moved", "h1", municipality="leiden"),
        ev.QuestionSettled("yes"),
        ev.StaffAdded("s2", ref, ref, "westland", "nl"),
        ev.StaffChanged("s2", "municipality", "leiden"),
        ev.RoleGiven("s2", "coordinator", "2024-12-31"),
        ev.RoleTaken("s2", "coordinator"),
        ev.StaffAway("s2", "2024-02-02", "s1"),
        ev.StaffBack("s2"),
        ev.DigestSent("s2", "smtp", "m1", 412),
        ev.MessageBounced("m1", "s2"),
        ev.AddressBounced("s2", "m1"),
        ev.DefinitionPublished("proef", "base", 1, "d" * 64),
        ev.CalendarAdopted("c" * 64),
        ev.PersonFactsAdopted("c" * 64),
        ev.Restored(),
        ev.OfficeBegun("a" * 32, False, "console"),
        ev.OfficeFound("a" * 32, False, "smtp", {"kantoor": "c" * 64}, ["d" * 64], "e" * 64),
        ev.ChannelChosen("smtp"),
        ev.LossAccepted([{"stream": "t1", "after": 4, "known": 7}]),
        ev.WitnessAdded("w1", ref),
        ev.WitnessRemoved("w1"),
        ev.CheckpointTaken(812, 812, "a" * 64, "b" * 64),
        ev.ClockConfirmed("2024-01-08T11:00:00.000000Z"),
        ev.ClockRepaired("2029-01-08T11:00:00.000000Z"),
        ev.SeatsKept(),
        ev.SeatSeen("1", ref, ref, ref),
        ev.StaffBound("s2", ref, None),
        ev.IdentityStrict(True),
        ev.RestoreSettled(True),
        ev.Erased("p1", ["a" * 32], {"name": 1}),
        ev.MissingFound(["a" * 32]),
        ev.Imported(1, "clients", "a" * 64, {"clients": 2}, ["p1-p2"], ["h1@2"]),
        ev.ImportUndone(1, {"clients": 2}, ["p1"]),
    ]
    assert {type(event) for event in events} == set(get_args(Event))
    return events


# a desk: commands on a real database


class Clock:
    """`clock.at = …` moves the time; `clock.noon(day)` sets it to noon."""

    def __init__(self, day: date) -> None:
        self.noon(day)

    def noon(self, day: date) -> None:
        self.at = datetime.combine(day, time(11), UTC)

    def __call__(self) -> datetime:
        return self.at


def given_database(url: str) -> None:
    """What `traject init` leaves behind on Monday 2 January 2017; Beheer is administrator."""
    app = an_app(Settings(url, "Beheer", "en", None, NO_MAIL), lambda _: builtin_catalogue(), Clock(date(2017, 1, 2)))
    prepare(app, sandbox=False)
    app.store.close()


class Desk:
    """Every call is one command in one transaction, by someone on the staff; `on` is the day it is, too."""

    def __init__(self, url: str, clock: Clock, roles: tuple[str, ...] = ("administrator",)) -> None:
        self.app = an_app(Settings(url, "Beheer", "en", None, NO_MAIL), lambda _: builtin_catalogue(), clock)
        self.clock = clock
        self.actor = Actor("s1", frozenset(roles))

    def as_(self, *roles: str, staff: str = "s1") -> "Desk":
        """The same desk with someone else behind it."""
        other = Desk.__new__(Desk)
        other.app, other.clock, other.actor = self.app, self.clock, Actor(staff, frozenset(roles))
        return other

    @property
    def by(self) -> By:
        return By(self.actor, self.clock())

    @property
    def casework(self):
        return self.app.casework

    @property
    def stamp(self) -> Stamp:
        return Stamp(self.clock(), self.actor.staff, "administrator")

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        with self.app.store.write() as uow:
            yield uow

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        with self.app.store.read() as uow:
            yield uow

    # people

    def client(self, ref: str, born: str = "", name: str = "", on: date | None = None, **more: str) -> str:
        new = NewPerson(ref, name, date.fromisoformat(born) if born else None, **more)
        with self.write() as uow:
            return add_person(uow, new, on or self.by.today, self.stamp)

    def household(self, ref: str, *members: str, on: date | None = None) -> str:
        with self.write() as uow:
            return form_household(uow, ref, list(members), on or self.by.today, self.stamp)

    def join(self, household: str, member: str, on: date | None = None) -> list[str]:
        """What was started for the member who joins."""
        day = on or self.by.today
        with self.write() as uow:
            must_write(self.actor)
            join_household(uow, household, member, day, self.stamp)
            return [
                each.workflow for each in people_changes.arrive(self.casework, uow, household, member, day, self.by)
            ]

    def depart(self, household: str, member: str, on: date | None = None) -> None:
        day = on or self.by.today
        with self.write() as uow:
            must_write(self.actor)
            leave_household(uow, household, member, day, self.stamp)
            people_changes.split_off(self.casework, uow, household, member, day, self.by)

    def colleague(self, name: str, *roles: Role, on: date | None = None, **more: Any) -> str:
        with self.write() as uow:
            return add_staff(uow, name, roles, on or self.by.today, self.stamp, **more)

    # casework

    def open(
        self,
        workflow: str,
        subject: str,
        on: date | None = None,
        municipality: str = "any",
        intake: date | None = None,
        **facts: ev.Value,
    ) -> str:
        day = on or self.by.today
        command = ask.Open(workflow, subject, municipality, day, intake or day, facts)
        with self.write() as uow:
            return str(self.casework.open(uow, command, self.by).trajectory.id)

    def take_over(
        self, workflow: str, subject: str, stage: str, since: date, municipality: str = "any", **more: Any
    ) -> Done:
        """more: as of the command."""
        intake = more.pop("intake_on", None) or min([since, *(day for _, day in more.get("passed", ()))])
        command = ask.TakeOver(workflow, subject, municipality, stage, since, intake, **more)
        with self.write() as uow:
            done: Done = self.casework.take_over(uow, command, self.by)
            return done

    def advance(
        self,
        key: str,
        trigger: str,
        on: date | None = None,
        *,
        reason: str = "",
        expect: int | None = None,
        **facts: ev.Value,
    ) -> Done:
        command = ask.Advance(key, trigger, on or self.by.today, facts)
        with self.write() as uow:
            done: Done = self.casework.advance(uow, command, self.by, reason=reason, expect=expect)
            return done

    def task(
        self,
        key: str,
        task: str,
        on: date | None = None,
        member: str = "",
        amount: int = 1,
        expect: int | None = None,
    ) -> Done:
        command = ask.DoTask(key, task, on or self.by.today, member, amount)
        with self.write() as uow:
            done: Done = self.casework.do_task(uow, command, self.by, expect=expect)
            return done

    def missed(self, key: str, task: str, on: date | None = None, member: str = "") -> Done:
        command = ask.MissTask(key, task, on or self.by.today, member)
        with self.write() as uow:
            done: Done = self.casework.miss_task(uow, command, self.by)
            return done

    def fact(
        self,
        key: str,
        name: str,
        value: ev.Value,
        on: date | None = None,
        expect: int | None = None,
        meant: ask.Meant | None = None,
    ) -> Done:
        command = ask.SetFact(key, name, value, on or self.by.today)
        with self.write() as uow:
            done: Done = self.casework.set_fact(uow, command, self.by, meant, expect=expect)
            return done

    def assign(self, key: str, staff: str, role: str = "coordinator", on: date | None = None) -> Done:
        with self.write() as uow:
            done: Done = self.casework.assign(uow, key, staff, role, on or self.by.today, self.by)
            return done

    def note(self, key: str, text: str, on: date | None = None) -> Done:
        with self.write() as uow:
            done: Done = self.casework.note(uow, key, text, on or self.by.today, self.by)
            return done

    def suspend(
        self, key: str, rule: str, on: date | None = None, until: date | None = None, ground: str = "ziek"
    ) -> Done:
        command = ask.Suspend(rule, self.occurrence(key, rule), on or self.by.today, until)
        with self.write() as uow:
            done: Done = self.casework.suspend(uow, key, command, self.by, ground)
            return done

    def resume(self, key: str, rule: str, on: date | None = None, ground: str = "beter") -> Done:
        command = ask.Resume(rule, self.occurrence(key, rule), on or self.by.today)
        with self.write() as uow:
            done: Done = self.casework.resume(uow, key, command, self.by, ground)
            return done

    def extend(
        self,
        key: str,
        rule: str,
        on: date | None = None,
        by: str = "",
        until: date | None = None,
        ground: str = "brief",
    ) -> Done:
        command = ask.Extend(rule, self.occurrence(key, rule), on or self.by.today, by, until)
        with self.write() as uow:
            done: Done = self.casework.extend(uow, key, command, self.by, ground)
            return done

    def close(self, key: str, outcome: str, on: date | None = None, reason: str = "") -> Done:
        with self.write() as uow:
            done: Done = self.casework.close(uow, ask.Close(key, outcome, on or self.by.today), self.by, reason=reason)
            return done

    def correct(
        self, key: str, version: int, reason: str = "typefout", also: tuple[str, ...] = (), **what: Any
    ) -> Done:
        with self.write() as uow:
            done: Done = self.casework.correct(uow, key, ask.Correct(version, **what), self.by, reason, also)
            return done

    def rebuild(self) -> int:
        with self.write() as uow:
            count = int(rebuild_all(self.casework, uow))
        self.app.store.door.forget()  # as the command, after which nothing goes on
        return count

    # looking

    def dossier(self, key: str, as_of: date | None = None, known_at: datetime | None = None) -> Written:
        with self.read() as uow:
            return self.app.dossiers.load(uow, key, as_of, known_at)

    def occurrence(self, key: str, rule: str) -> int:
        return next(each.occurrence for each in self.dossier(key).deadlines if each.name == rule)

    def started(self, key: str) -> list[tuple[str, str]]:
        """(workflow, trajectory) of all that this trajectory started, in order."""
        followed = self.dossier(key).trajectory.followed
        return [(each["workflow"], each["trajectory"]) for every in followed for each in every.started]

    def rows(self, statement: str, values: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        from sqlalchemy import text

        with self.read() as uow:
            return [tuple(row) for row in uow.connection.execute(text(statement), values or {})]

    def dump(self, *tables: Table) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of the tables, in an order of its own."""
        with self.read() as uow:
            return {
                table.name: sorted(tuple(row) for row in uow.connection.execute(table.select())) for table in tables
            }


def text_of(workflow: Workflow) -> str:
    return canonical(workflow)
