"""The shell around the pure core, one method a command: read, decide, append, project.

The caller holds the transaction.
"""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from trajectories.casework import commands as ask
from trajectories.casework import decide
from trajectories.casework.far_back import must_be_likely
from trajectories.casework.permission import must_write, not_after, roles_of_step, roles_of_tasks
from trajectories.casework.refusals import Decision
from trajectories.casework.suspend import decide_resume
from trajectories.casework.tasks import Circle
from trajectories.casework.waive import decide_waive
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.codec import canonical
from trajectories.history.events import Event
from trajectories.history.renamed_events import migrations_in, said_as
from trajectories.history.state import Trajectory
from trajectories.history.streams import said_stream
from trajectories.people.circle import circle_of
from trajectories.people.legal_facts import lock_people, streams_of
from trajectories.people.staff import must_hold
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.repository.trajectories import open_of, running, whose
from trajectories.service.before_recording import must_be_asked
from trajectories.service.facts import members_by_reference
from trajectories.service.notices import follow_suit
from trajectories.service.recording import By, Done, warn_of_bsn
from trajectories.service.take_over import TakingOverCases
from trajectories.service.term_decisions import extended, suspended
from workflows.errors import NotFound, UsageError
from workflows.language.grounds import Extending, Suspending
from workflows.language.private_facts import left_to_person
from workflows.words import Words

if TYPE_CHECKING:
    pass


class Casework(TakingOverCases):
    """Every command on trajectories, each within the transaction of the caller."""

    def open(self, uow: UnitOfWork, command: ask.Open, by: By) -> Done:
        """Opens a trajectory, and those that its first stage starts. Raises Refused when the subject has one open."""
        must_write(by.actor)
        not_after(command.on, by.today)
        not_after(command.intake_on, by.today)
        for day in (command.on, command.intake_on):
            must_be_likely(day, by.today, sure=command.sure_of_days)
        resolved = self.catalogue().resolve(command.workflow, command.municipality, command.intake_on)
        decide.not_from_client(resolved.workflow, command.facts)
        subject = self._fitting_subject(uow, resolved, command.subject, command.on)
        self._must_make_sense(uow, resolved.workflow, subject, command.facts, command.sure, by)
        command = command._replace(facts=self.told_of_person(uow, resolved.workflow, subject, command, by))
        uow.last_number("t")  # whoever opens something at the same time waits, so that nobody opens it twice
        self._must_be_free(uow, subject, command.workflow, running(uow, command.workflow, [subject]))
        return self._kept_together(uow, self._open(uow, resolved, command._replace(subject=subject), by), by)

    def advance(
        self, uow: UnitOfWork, command: ask.Advance, by: By, *, reason: str = "", expect: int | None = None
    ) -> Done:
        """Moves one passage along, and carries out what the new stage starts and signals elsewhere.

        Out of a final stage it opens the trajectory again. Raises Refused when the subject has another one open.
        """
        self._lock_circle(uow, command.trajectory, command.on)
        written = self.for_writing(uow, command.trajectory, by, expect)
        not_after(command.on, by.today)
        reopens = written.trajectory.closed_on is not None
        written, before = self.catch_up(uow, written, by).written if reopens else written, written.deadlines
        circle = Circle()
        if reopens or written.compiled.asks_about_people:
            circle = circle_of(uow, written.trajectory.subject, command.on)
        then = self.as_it_stood(written, command.on)
        workflow, subject = written.compiled.workflow, written.trajectory.subject
        decide.not_from_client(workflow, command.facts)
        self._must_make_sense(uow, workflow, subject, command.facts, command.sure, by)
        written, then, command = self.told_in_step(uow, written, then, command, by)
        facts = self.kept(uow, written, command.facts)
        facts |= self._born_since(uow, written) if reopens else {}
        with members_by_reference(uow):
            decision = decide.decide_advance(
                written.compiled,
                written.trajectory,
                then,
                command._replace(facts=facts),
                by.actor,
                circle,
                written.calendar,
            )
        if reopens:
            self._must_be_alone(uow, written.trajectory)
        wanted = roles_of_step(written.compiled, written.trajectory.stage, command.trigger)
        done = self.carry_out(uow, written, decision, command.on, by, circle, reason=reason, wanted=wanted)
        return done._replace(before=before)

    def do_task(self, uow: UnitOfWork, command: ask.DoTask, by: By, *, expect: int | None = None) -> Done:
        written = self.for_writing(uow, command.trajectory, by, expect)
        not_after(command.on, by.today)
        must_be_asked(uow, written, command)
        spec = written.compiled.workflow.tasks.get(command.task)
        then = self.as_it_stood(written, command.on) if spec and spec.after else written.trajectory
        decision = decide.decide_task(written.compiled, written.trajectory, then, command, by.actor)
        wanted = roles_of_tasks(written.compiled, [command.task])
        return self.carry_out(uow, written, decision, command.on, by, wanted=wanted)

    def miss_task(self, uow: UnitOfWork, command: ask.MissTask, by: By, *, expect: int | None = None) -> Done:
        """Notes that someone was expected and stayed away."""
        written = self.for_writing(uow, command.trajectory, by, expect)
        not_after(command.on, by.today)
        then = self.as_it_stood(written, command.on)
        decision = decide.decide_missed(written.compiled, written.trajectory, then, command, by.actor)
        wanted = roles_of_tasks(written.compiled, [command.task])
        return self.carry_out(uow, written, decision, command.on, by, wanted=wanted)

    def waive_task(
        self, uow: UnitOfWork, command: ask.WaiveTask, by: By, reason: str, *, expect: int | None = None
    ) -> Done:
        """Raises UsageError without a reason."""
        written = self.for_writing(uow, command.trajectory, by, expect)
        not_after(command.on, by.today)
        if not reason.strip():
            raise UsageError(Words("zeg waarom het niet meer hoeft (--reason)", "say why it is waived (--reason)"))
        decision = decide_waive(written.compiled, written.trajectory, command, written.deadlines, by.actor)
        wanted = roles_of_tasks(written.compiled, command.tasks)
        return self.carry_out(uow, written, decision, command.on, by, reason=reason.strip(), wanted=wanted)

    def assign(
        self, uow: UnitOfWork, key: str, staff: str, as_role: str, on: date, by: By, *, alone: bool = False
    ) -> Done:
        """staff: an id, or empty for nobody. Raises Refused for someone who does not hold the role.

        What it started beside it follows, where nobody or the same person held the role: a household stays together.
        alone: this one only.
        """
        written = self.for_writing(uow, key, by, None)
        not_after(on, by.today)
        must_hold(uow, staff, as_role, by.today)
        before = written.trajectory.assigned.get(as_role, "")
        decision = decide.decide_assign(self.as_it_stood(written, on), as_role, staff)
        done = self.carry_out(uow, written, decision, on, by)
        followers = [] if alone else self._hand_on(uow, written.trajectory, as_role, {"", before}, staff, on, by)
        return done._replace(notices=[*done.notices, *([follow_suit(followers)] if followers else [])])

    def _hand_on(
        self, uow: UnitOfWork, origin: Trajectory, as_role: str, holders: set[str], staff: str, on: date, by: By
    ) -> list[str]:
        """The open trajectories started from here whose holder was one of `holders`, and those started from them."""
        found = []
        for key in (each["trajectory"] for followed in origin.followed for each in followed.started):
            written = self.load(uow, key)
            now = written.trajectory
            if not now.closed_on and now.assigned.get(as_role, "") in holders and on >= (now.here_from or on):
                decision = decide.decide_assign(self.as_it_stood(written, on), as_role, staff)
                self.carry_out(uow, written, decision, on, by)
                found += [key] if decision.events else []
                found += self._hand_on(uow, now, as_role, holders, staff, on, by)
        return found

    def suspend(self, uow: UnitOfWork, key: str, command: ask.Suspend, by: By, ground: str, reason: str = "") -> Done:
        """ground: one that the rule declares, which the history keeps; else free text, kept apart with the reason."""
        written, deadline = self._deadline(uow, key, command.rule, command.occurrence, by)
        not_after(command.on, by.today)
        command, granting = command._replace(ground=ground), deadline.reading.suspend
        decision = suspended(self.catalogue, written, deadline, command, by.actor)
        told, wanted = _told(granting, ground, reason), granting.roles if granting else ()
        return self.carry_out(uow, written, decision, command.on, by, reason=told, wanted=wanted)

    def resume(self, uow: UnitOfWork, key: str, command: ask.Resume, by: By, ground: str) -> Done:
        written, deadline = self._deadline(uow, key, command.rule, command.occurrence, by)
        not_after(command.on, by.today)
        decision = decide_resume(deadline, written.trajectory, command)
        return self.carry_out(uow, written, decision, command.on, by, reason=ground)

    def extend(self, uow: UnitOfWork, key: str, command: ask.Extend, by: By, ground: str, reason: str = "") -> Done:
        """ground: as for suspending."""
        written, deadline = self._deadline(uow, key, command.rule, command.occurrence, by)
        not_after(command.on, by.today)
        command, granting = command._replace(ground=ground), deadline.reading.extend
        decision = extended(self.catalogue, written, deadline, command, by.actor)
        told, wanted = _told(granting, ground, reason), granting.roles if granting else ()
        return self.carry_out(uow, written, decision, command.on, by, reason=told, wanted=wanted)

    def note(self, uow: UnitOfWork, key: str, text: str, on: date, by: By) -> Done:
        """The text is private: the history keeps its id and salted hash. A closed trajectory takes notes too."""
        written = self.for_writing(uow, key, by, None)
        not_after(on, by.today)
        if not text.strip():
            raise UsageError(Words("de notitie is leeg", "the note is empty"))
        warn_of_bsn(uow, text)
        decision = Decision([ev.NoteAdded(uow.keep_private(key, "note", text))])
        return self.carry_out(uow, written, decision, on, by)

    def close(self, uow: UnitOfWork, command: ask.Close, by: By, *, reason: str = "") -> Done:
        written = self.for_writing(uow, command.trajectory, by, None)
        not_after(command.on, by.today)
        decision = decide.decide_close(written.compiled, written.trajectory, command)
        return self.carry_out(uow, written, decision, command.on, by, reason=reason)

    def say(self, uow: UnitOfWork, key: str, events: list[tuple[Event, date]], stamp: Stamp) -> None:
        """Records what was said about a trajectory, seen or snoozed. Only what is still to be said changes by it."""
        written = self.load(uow, key)
        revealing = self._revealing(uow, written)
        hidden = [(_without_days(uow, written, event, revealing), on) for event, on in events]
        said = uow.append(said_stream(key), hidden, stamp._replace(definition=written.compiled.hash), later=True)
        shown = [each._replace(event=event) for each, (event, _) in zip(said, events, strict=True)]
        for project in self.reminding:
            project(uow, written._replace(said=[*written.said, *shown]))

    def _revealing(self, uow: UnitOfWork, written: Written) -> set[str]:
        """The deadlines whose days tell a private date, under any of its definitions: a message that was under way
        during a migration may speak of one that is no more."""
        under = self.dossiers.under(uow, written.history) if written.trajectory.migrations else {}
        return set(written.compiled.revealing).union(*(each.revealing for each in under.values()))

    def _deadline(self, uow: UnitOfWork, key: str, rule: str, occurrence: int, by: By) -> tuple[Written, Deadline]:
        written = self.for_writing(uow, key, by, None)
        return written, find_deadline(written, rule, occurrence)

    def _lock_circle(self, uow: UnitOfWork, key: str, on: date) -> None:
        """Locks the person whose facts it reads, then, in id order, the trajectory and all that it might write in: two
        never wait for each other.
        """
        subject, definition = ("", "") if uow.is_sqlite else whose(uow, key)
        if not definition:
            return
        workflow, around = self.dossiers.compiled(uow, definition).workflow, []
        if left_to_person(workflow):
            lock_people(uow, streams_of(uow, subject))
            around += open_of(uow, [subject])
        if any(stage.signals for stage in workflow.stages.values()):
            around += open_of(uow, self.household_subjects(uow, subject, on))
        if around:
            uow.lock(*{key, *around})

    def _born_since(self, uow: UnitOfWork, written: Written) -> dict[str, ev.Value]:
        """The birth date, where it was changed while the trajectory was closed."""
        found = self.from_person(uow, written.compiled, written.trajectory.subject)
        return {name: value for name, value in found.items() if written.trajectory.fact(name) != value}


def _without_days(uow: UnitOfWork, written: Written, event: Any, revealing: Collection[str]) -> Event:
    """What was said of a day that tells a private date keeps that day, and its receipt, in private rows."""
    if not hasattr(event, "due_on"):
        return event  # type: ignore[no-any-return]
    key = written.trajectory.id
    rule, _, rest = event.reminder.partition("/")[2].partition("#")
    migrations, known = migrations_in(written.history), written.compiled.workflow.deadlines
    occurrence, said = int(rest.partition("/")[0]), len(written.said) + 1
    present, _ = said_as((rule, occurrence), said, migrations, len(migrations), known)
    if rule not in revealing and present not in revealing:
        return event  # type: ignore[no-any-return]
    found: dict[str, object] = {"due_on": uow.keep_private(key, "due_on", event.due_on)} if event.due_on else {}
    if isinstance(event, ev.ReminderSent):
        found["receipt"] = dict(uow.keep_private(key, "receipt", canonical(event.receipt)))
    return event._replace(**found)  # type: ignore[no-any-return]


def find_deadline(written: Written, rule: str, occurrence: int) -> Deadline:
    """Raises NotFound with those there are."""
    for deadline in written.deadlines:
        if (deadline.name, deadline.occurrence) == (rule, occurrence):
            return deadline
    known = ", ".join(deadline.id for deadline in written.deadlines) or "–"
    asked = f"{written.trajectory.id}/{rule}#{occurrence}"
    raise NotFound(Words(f"er is geen termijn {asked}; wel {known}", f"there is no deadline {asked}; there is {known}"))


def _told(granting: Suspending | Extending | None, ground: str, reason: str) -> str:
    """What is kept apart from the history: the reason, and a ground that is only text."""
    return reason if granting else "; ".join(filter(None, (ground.strip(), reason.strip())))
