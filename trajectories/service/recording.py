"""Who does it, what it came to, and a trajectory read for writing: what every command begins with."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from trajectories.casework import commands as ask
from trajectories.casework import parse_values
from trajectories.casework.fact_sense import AtEntry
from trajectories.casework.permission import must_write, role_of
from trajectories.casework.person_copies import copies_due
from trajectories.casework.take_back import must_not_be_taken_back
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.written import Written, asking_again, deadlines_of
from trajectories.history import events as ev
from trajectories.history.events import Event, Recorded
from trajectories.history.renamed_events import in_words_of, migrations_in
from trajectories.history.replay import continued, replay
from trajectories.history.state import Trajectory
from trajectories.local_time import local_day
from trajectories.outside_text import seems_bsn
from trajectories.people.circle import born_of
from trajectories.people.clients import born_ref
from trajectories.people.legal_facts import known_of
from trajectories.projections.given import around
from trajectories.projections.projections import Projection, project_deadlines, project_trajectory
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.repository.trajectories import Dossiers, open_of
from trajectories.service.notices import what_changed
from workflows.errors import VersionConflict
from workflows.language.private_facts import is_private, left_to_person, taken_from_person
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled
from workflows.words import Words

if TYPE_CHECKING:
    from workflows.catalogue.resolve import Selection


class By(NamedTuple):
    """Who does it, and when it is written down (aware UTC)."""

    actor: ask.Actor
    now: datetime

    @property
    def today(self) -> date:
        return local_day(self.now)


class Started(NamedTuple):
    """continues: the trajectory that it goes on from."""

    trajectory: str
    workflow: str
    subject: str
    continues: str = ""


class Done(NamedTuple):
    """What a command came to.

    started: trajectories opened beside it; notices: what a person should look at; before: the deadlines as they stood.
    with_it: trajectories taken back with this one.
    """

    written: Written
    recorded: list[Recorded]
    started: list[Started]
    notices: list[Words]
    before: list[Deadline] = []
    with_it: list[Started] = []

    @property
    def trajectory(self) -> Trajectory:
        return self.written.trajectory


class Recording:
    """Trajectories read for writing, and written with their projections; each within the transaction of the caller."""

    def __init__(self, catalogue: "Callable[[], Selection]", projections: Sequence[Projection]) -> None:
        self.catalogue = catalogue
        self.dossiers = Dossiers()
        self.reminding = list(projections)
        self.projections = [project_trajectory, project_deadlines, *projections]

    def load(self, uow: UnitOfWork, key: str) -> Written:
        """As it is now. Other writers of this trajectory wait."""
        uow.lock(key)
        return self.dossiers.load(uow, key)

    def for_writing(self, uow: UnitOfWork, key: str, by: By, expect: int | None) -> Written:
        must_write(by.actor)
        written = self.load(uow, key)
        must_not_be_taken_back(written.trajectory)
        if expect is not None and expect != written.trajectory.version:
            raise VersionConflict(what_changed(written, expect))
        return written

    def as_it_stood(self, written: Written, on: date) -> Trajectory:
        """What held on that day as known now, in the names of now; the whole history where nothing is dated later."""
        if all(each.occurred_on <= on for each in written.history):
            return written.trajectory
        history = written.history
        if (written.trajectory.migrated_on or on) > on:
            migrations = migrations_in(history)
            history = in_words_of(history, migrations, len(migrations))
            history = [each for each in history if not isinstance(each.event, ev.Migrated)]
        then = replay(written.trajectory.id, history, as_of=on)
        deadlines = deadlines_of(written.compiled, then, written.calendar, written.private)
        return asking_again(written.compiled, then, deadlines)

    def locked(self, uow: UnitOfWork, subjects: list[str]) -> list[str]:
        """Every open trajectory of these subjects, in id order; other writers of them wait."""
        keys = open_of(uow, subjects)
        uow.lock(*keys)
        return keys

    def household_subjects(self, uow: UnitOfWork, subject: str, on: date) -> list[str]:
        return around(uow, subject, on)

    def kept(self, uow: UnitOfWork, written: Written, facts: Mapping[str, ev.Value]) -> dict[str, ev.Value]:
        """The facts as events may hold them: text goes to the private values."""
        key = written.trajectory.id
        return {name: self.keep_text(uow, written.compiled, key, name, value) for name, value in facts.items()}

    def keep_text(self, uow: UnitOfWork, compiled: Compiled, key: str, name: str, value: ev.Value) -> ev.Value:
        """Text, and a date that is private, as the history may hold it: by reference."""
        spec = parse_values.spec_of(compiled, name)
        if not is_private(spec) or not isinstance(value, str) or not value.strip():
            return value
        return uow.keep_private(key, name, str(parse_values.checked(spec, name, value)))

    def from_person(self, uow: UnitOfWork, compiled: Compiled, subject: str) -> dict[str, ev.Value]:
        """The birth date, by the reference under which the client's own history keeps it; nothing where unknown."""
        names = taken_from_person(compiled.workflow)
        born = born_ref(uow, subject) if names else None
        return dict.fromkeys(names, born) if born else {}

    def copies(self, uow: UnitOfWork, written: Written, subject: str, by: By) -> list[tuple[Event, date]]:
        """What it lacks of what is recorded of its person, each with its day; a correction is of today."""
        if not (names := left_to_person(written.compiled.workflow)):
            return []
        due = copies_due(written.trajectory.id, written.history, known_of(uow, subject), names)
        return [(event, day or by.today) for event, day in due]

    def at_entry(self, uow: UnitOfWork, workflow: Workflow, subject: str, by: By) -> AtEntry:
        """What values typed in now are judged by."""
        calendar = self.dossiers.calendar(uow)
        return AtEntry(by.today, born_of(uow, subject, by.today), workflow.subject, calendar)

    def stamp(self, uow: UnitOfWork, by: By, subject: str = "", reason: str = "", wanted: Sequence[str] = ()) -> Stamp:
        """A reason is private: it is kept under the subject it is about."""
        warn_of_bsn(uow, reason)
        kept = uow.keep_private(subject, "reason", reason)["private"] if reason else ""
        return Stamp(by.now, by.actor.staff, role_of(by.actor, wanted), kept)

    def project(self, uow: UnitOfWork, written: Written) -> None:
        for project in self.projections:
            project(uow, written)
        uow.beginning.discard(written.trajectory.id)


def warn_of_bsn(uow: UnitOfWork, text: str) -> None:
    """It is kept as it was written; whoever wrote it may have meant no such number."""
    if seems_bsn(text):
        uow.remark(
            Words(
                "er lijkt een burgerservicenummer in de tekst te staan; dat hoort hier niet; schrijf het zonder",
                "the text seems to hold a citizen service number, which does not belong here; write it without",
            )
        )


def with_events(written: Written, recorded: list[Recorded]) -> Written:
    now = continued(written.trajectory, written.history, recorded)
    return written._replace(history=[*written.history, *recorded], trajectory=now)


def not_before_last_move(written: Written, on: date) -> date:
    """People come and go on any day; a trajectory takes note of it where it stands now."""
    return max(on, written.trajectory.path[-1].on, written.trajectory.migrated_on or on)
