"""The shell around the pure core: read, decide, append, project. The caller holds the transaction."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from trajectories.audit import verify
from trajectories.casework import commands as ask
from trajectories.casework import correct as corrections
from trajectories.casework import decide, parse_values
from trajectories.casework.decide import Circle, Decision, StartWish
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.codec import canonical
from trajectories.history.events import Event, Recorded
from trajectories.history.renamed_events import in_present_words, in_words_of, migrations_in, present_name, said_as
from trajectories.history.replay import continued, corrected, replay
from trajectories.history.state import Trajectory
from trajectories.history.streams import OFFICE, said_stream
from trajectories.local_time import local_day
from trajectories.people import people
from trajectories.projections.projections import Projection, project_deadlines, project_trajectory, rebuild
from trajectories.repository import definitions
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.repository.tables import PROJECTIONS
from trajectories.repository.trajectories import Dossiers, open_of, running, whose
from workflows.calendar import WorkCalendar
from workflows.errors import NotFound, Refused, StepRefused, UsageError, VersionConflict
from workflows.language.grounds import Extending, Suspending
from workflows.language.private_facts import is_private, taken_from_person
from workflows.machine.state_machine import Compiled
from workflows.words import Words

if TYPE_CHECKING:
    from workflows.catalogue.resolve import Resolved, Selection

CLAIMS = ("token", "leased_until")  # of a tick at work; rebuild leaves them alone


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
    """

    written: Written
    recorded: list[Recorded]
    started: list[Started]
    notices: list[Words]
    before: list[Deadline] = []

    @property
    def trajectory(self) -> Trajectory:
        return self.written.trajectory


class Casework:
    """Every command on trajectories, each within the transaction of the caller."""

    def __init__(self, catalogue: "Callable[[], Selection]", projections: Sequence[Projection]) -> None:
        self.catalogue = catalogue
        self.dossiers = Dossiers()
        self.reminding = list(projections)
        self.projections = [project_trajectory, project_deadlines, *projections]

    # reading

    def load(self, uow: UnitOfWork, key: str) -> Written:
        """As it is now. Other writers of this trajectory wait."""
        uow.lock(key)
        return self.dossiers.load(uow, key)

    # commands

    def open(self, uow: UnitOfWork, command: ask.Open, by: By) -> Done:
        """Opens a trajectory, and those that its first stage starts. Raises Refused when the subject has one open."""
        decide.must_write(by.actor)
        decide.not_after(command.on, by.today)
        decide.not_after(command.intake_on, by.today)
        resolved = self.catalogue().resolve(command.workflow, command.municipality, command.intake_on)
        decide.not_from_client(resolved.workflow, command.facts)
        subject = self._fitting_subject(uow, resolved, command.subject, command.on)
        uow.last_number("t")  # whoever opens something at the same time waits, so that nobody opens it twice
        self._must_be_free(uow, subject, command.workflow, running(uow, command.workflow, [subject]))
        return self._open(uow, resolved, command._replace(subject=subject), by)

    def advance(
        self, uow: UnitOfWork, command: ask.Advance, by: By, *, reason: str = "", expect: int | None = None
    ) -> Done:
        """Moves one passage along, and carries out what the new stage starts and signals elsewhere.

        Out of a final stage it opens the trajectory again. Raises Refused when the subject has another one open.
        """
        self._lock_circle(uow, command.trajectory, command.on)
        written = self._for_writing(uow, command.trajectory, by, expect)
        decide.not_after(command.on, by.today)
        reopens = written.trajectory.closed_on is not None
        circle = Circle()
        if reopens or written.compiled.asks_about_people:
            circle = people.circle_of(uow, written.trajectory.subject, command.on)
        then = self._as_of(written, command.on)
        decide.not_from_client(written.compiled.workflow, command.facts)
        facts = self._kept(uow, written, command.facts)
        facts |= self._born_since(uow, written) if reopens else {}
        with _members_by_reference(uow):
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
        wanted = _roles_wanted(written.compiled, written.trajectory.stage, command.trigger)
        return self._carry_out(uow, written, decision, command.on, by, circle, reason=reason, wanted=wanted)

    def do_task(self, uow: UnitOfWork, command: ask.DoTask, by: By, *, expect: int | None = None) -> Done:
        written = self._for_writing(uow, command.trajectory, by, expect)
        decide.not_after(command.on, by.today)
        decision = decide.decide_task(written.compiled, written.trajectory, command)
        return self._carry_out(uow, written, decision, command.on, by)

    def miss_task(self, uow: UnitOfWork, command: ask.MissTask, by: By, *, expect: int | None = None) -> Done:
        """Notes that someone was expected and stayed away."""
        written = self._for_writing(uow, command.trajectory, by, expect)
        decide.not_after(command.on, by.today)
        then = self._as_of(written, command.on)
        decision = decide.decide_missed(written.compiled, written.trajectory, then, command)
        return self._carry_out(uow, written, decision, command.on, by)

    def set_fact(self, uow: UnitOfWork, command: ask.SetFact, by: By, *, expect: int | None = None) -> Done:
        written = self._for_writing(uow, command.trajectory, by, expect)
        decide.not_after(command.on, by.today)
        kept = self._kept(uow, written, {command.name: command.value})
        decision = decide.decide_fact(written.compiled, written.trajectory, command._replace(value=kept[command.name]))
        return self._carry_out(uow, written, decision, command.on, by)

    def assign(
        self, uow: UnitOfWork, key: str, staff: str, as_role: str, on: date, by: By, *, alone: bool = False
    ) -> Done:
        """staff: an id, or empty for nobody. Raises Refused for someone who does not hold the role.

        What it started beside it follows, where nobody or the same person held the role: a household stays together.
        alone: this one only.
        """
        written = self._for_writing(uow, key, by, None)
        decide.not_after(on, by.today)
        if staff and as_role not in people.roles_on(uow, staff, by.today):
            role = decide.role_words(as_role)
            raise Refused(
                Words(
                    f"deze medewerker is geen {role.say('nl')}; geef eerst die rol met ‘traject staff add’",
                    f"this colleague is no {role.say('en')}; give the role first with 'traject staff add'",
                )
            )
        before = written.trajectory.assigned.get(as_role, "")
        decision = decide.decide_assign(self._as_of(written, on), as_role, staff)
        done = self._carry_out(uow, written, decision, on, by)
        followers = [] if alone else self._hand_on(uow, written.trajectory, as_role, {"", before}, staff, on, by)
        return done._replace(notices=[*done.notices, *([_follow_suit(followers)] if followers else [])])

    def _hand_on(
        self, uow: UnitOfWork, origin: Trajectory, as_role: str, holders: set[str], staff: str, on: date, by: By
    ) -> list[str]:
        """The open trajectories started from here whose holder was one of `holders`, and those started from them."""
        found = []
        for key in (each["trajectory"] for followed in origin.followed for each in followed.started):
            written = self.load(uow, key)
            now = written.trajectory
            if not now.closed_on and now.assigned.get(as_role, "") in holders and on >= (now.opened_on or on):
                decision = decide.decide_assign(self._as_of(written, on), as_role, staff)
                self._carry_out(uow, written, decision, on, by)
                found += [key] if decision.events else []
                found += self._hand_on(uow, now, as_role, holders, staff, on, by)
        return found

    def suspend(self, uow: UnitOfWork, key: str, command: ask.Suspend, by: By, ground: str, reason: str = "") -> Done:
        """ground: one that the rule declares, which the history keeps; else free text, kept apart with the reason."""
        written, deadline = self._deadline(uow, key, command.rule, command.occurrence, by)
        decide.not_after(command.on, by.today)
        command, granting = command._replace(ground=ground), deadline.reading.suspend
        decision = decide.decide_suspend(
            written.compiled, deadline, written.trajectory, command, by.actor, written.calendar
        )
        told, wanted = _told(granting, ground, reason), granting.roles if granting else ()
        return self._carry_out(uow, written, decision, command.on, by, reason=told, wanted=wanted)

    def resume(self, uow: UnitOfWork, key: str, command: ask.Resume, by: By, ground: str) -> Done:
        written, deadline = self._deadline(uow, key, command.rule, command.occurrence, by)
        decide.not_after(command.on, by.today)
        decision = decide.decide_resume(deadline, written.trajectory, command)
        return self._carry_out(uow, written, decision, command.on, by, reason=ground)

    def extend(self, uow: UnitOfWork, key: str, command: ask.Extend, by: By, ground: str, reason: str = "") -> Done:
        """ground: as for suspending."""
        written, deadline = self._deadline(uow, key, command.rule, command.occurrence, by)
        decide.not_after(command.on, by.today)
        command, granting = command._replace(ground=ground), deadline.reading.extend
        decision = decide.decide_extend(
            written.compiled, deadline, written.trajectory, command, by.actor, written.calendar
        )
        told, wanted = _told(granting, ground, reason), granting.roles if granting else ()
        return self._carry_out(uow, written, decision, command.on, by, reason=told, wanted=wanted)

    def note(self, uow: UnitOfWork, key: str, text: str, on: date, by: By) -> Done:
        """The text is private: the history keeps its id and salted hash. A closed trajectory takes notes too."""
        written = self._for_writing(uow, key, by, None)
        decide.not_after(on, by.today)
        if not text.strip():
            raise UsageError(Words("de notitie is leeg", "the note is empty"))
        decision = Decision([ev.NoteAdded(uow.keep_private(key, "note", text))])
        return self._carry_out(uow, written, decision, on, by)

    def close(self, uow: UnitOfWork, command: ask.Close, by: By, *, reason: str = "") -> Done:
        written = self._for_writing(uow, command.trajectory, by, None)
        decide.not_after(command.on, by.today)
        decision = decide.decide_close(written.compiled, written.trajectory, command)
        return self._carry_out(uow, written, decision, command.on, by, reason=reason)

    def correct(
        self, uow: UnitOfWork, key: str, command: ask.Correct, by: By, reason: str, also: Iterable[str] = ()
    ) -> Done:
        """Voids or replaces an event. What it started elsewhere goes on, unless named in `also`: that is closed."""
        written = self._for_writing(uow, key, by, None)
        if not reason.strip():
            raise UsageError(Words("een correctie heeft een reden nodig (--reason)", "a correction needs a --reason"))
        command = self._kept_correction(uow, written, command)
        with _members_by_reference(uow):
            under = self.dossiers.under(uow, written.history)
            decision = corrections.decide_correction(
                written.compiled, written.history, command, by.today, written.calendar, under
            )
        started = _started_by(written.trajectory, command.version) if command.void else []
        strangers = set(also) - {each["trajectory"] for each in started}
        if strangers:
            listing = ", ".join(sorted(strangers))
            raise UsageError(
                Words(f"{listing} is niet door deze stap gestart", f"{listing} was not started by this step")
            )
        done = self._carry_out(uow, written, decision, by.today, by, reason=reason)
        if written.trajectory.closed_on and not done.trajectory.closed_on:
            self._must_be_alone(uow, done.trajectory)
        for each in started:
            if each["trajectory"] in also:
                self._withdraw(uow, each["trajectory"], by, reason)
            else:
                done.notices.append(_still_running(each))
        if command.void:
            done.notices.extend(_still_given(each) for each in _signalled_by(written.trajectory, command.version))
        return done

    # people who come and go

    def arrive(self, uow: UnitOfWork, household: str, member: str, on: date, by: By) -> list[Started]:
        """A member joined: every open trajectory of the household takes note and starts what is meant for arrivals."""
        started: list[Started] = []
        circle = people.circle_of(uow, household, on)
        seen = next(each for each in circle.members if each["member"] == member)
        for key in self._locked(uow, [household]):
            written = self.load(uow, key)
            day = _not_before_last_move(written, on)
            decision = decide.decide_arrival(written.compiled, written.trajectory, day, circle, seen, written.calendar)
            started += self._carry_out(uow, written, decision, day, by, circle._replace(members=(seen,))).started
        return started

    def depart(self, uow: UnitOfWork, household: str, member: str, on: date, by: By) -> None:
        """A member left: the tasks asked for that member are gone."""
        for key in self._locked(uow, [household]):
            written = self.load(uow, key)
            if member in written.trajectory.members:
                day = _not_before_last_move(written, on)
                self._carry_out(uow, written, Decision([ev.MemberLeft(member)]), day, by)

    def leave(self, uow: UnitOfWork, person: str, on: date, by: By, reason: str) -> list[str]:
        """A client leaves: every open trajectory of the person is closed, and of a household left empty.

        The outcome is the reason where the definition knows it (verhuisd, overleden), else gestopt.
        """
        decide.must_write(by.actor)
        decide.not_after(on, by.today)
        households = people.households_of(uow, person, on)
        self._locked(uow, [person, *households])
        stamp = self.stamp(uow, by, person, reason)
        people.person_left(uow, person, on, stamp)
        closing = open_of(uow, [person])
        for household in households:
            if people.members_of(uow, household, on):
                self.depart(uow, household, person, on, by)
            else:
                closing += open_of(uow, [household])
        for key in closing:
            written = self.load(uow, key)
            outcomes = written.compiled.workflow.outcomes
            outcome = reason if reason in outcomes and outcomes[reason].leave else "gestopt"
            self.close(uow, ask.Close(key, outcome, _not_before_last_move(written, on)), by, reason=reason)
        return closing

    # what the scheduler says

    def say(self, uow: UnitOfWork, key: str, events: list[tuple[Event, date]], stamp: Stamp) -> None:
        """Records what was said about a trajectory, seen or snoozed. Only what is still to be said changes by it."""
        written = self.load(uow, key)
        revealing = self._revealing(uow, written)
        hidden = [(_without_days(uow, written, event, revealing), on) for event, on in events]
        said = uow.append(said_stream(key), hidden, stamp._replace(definition=written.compiled.hash))
        shown = [each._replace(event=event) for each, (event, _) in zip(said, events, strict=True)]
        for project in self.reminding:
            project(uow, written._replace(said=[*written.said, *shown]))

    def _revealing(self, uow: UnitOfWork, written: Written) -> set[str]:
        """The deadlines whose days tell a private date, under any of its definitions: a message that was under way
        during a migration may speak of one that is no more."""
        under = self.dossiers.under(uow, written.history) if written.trajectory.migrations else {}
        return set(written.compiled.revealing).union(*(each.revealing for each in under.values()))

    # the office

    def publish(self, uow: UnitOfWork, resolved: "Resolved", by: By, past: str = "") -> bool:
        """Publishes a definition; False if it was. Raises DefinitionError for another text of that version.

        past: what was answered about reminders that lie in the past for running trajectories.
        """
        definitions.keep_definition(uow, resolved)
        if definitions.is_published(uow, resolved.hash):
            return False
        workflow = resolved.workflow
        event = ev.DefinitionPublished(workflow.workflow, workflow.variant, workflow.version, resolved.hash, past)
        uow.append(OFFICE, [(event, by.today)], self.stamp(uow, by))
        definitions.mark_published(uow, resolved.hash)
        return True

    def adopt_calendar(self, uow: UnitOfWork, calendar: WorkCalendar, by: By) -> bool:
        """Takes an edition into force; False when it is already.

        Deadlines and reminders follow in the same transaction. Whoever opens something at the same time waits.
        """
        before = uow.setting("calendar")
        if before == calendar.hash:
            return False
        uow.last_number("t")
        definitions.keep_calendar(uow, calendar)
        uow.append(OFFICE, [(ev.CalendarAdopted(calendar.hash), by.today)], self.stamp(uow, by))
        uow.set_setting("calendar", calendar.hash)
        if before:
            self.rebuild(uow)
        return True

    def stamp(self, uow: UnitOfWork, by: By, subject: str = "", reason: str = "", wanted: Sequence[str] = ()) -> Stamp:
        """A reason is private: it is kept under the subject it is about."""
        kept = uow.keep_private(subject, "reason", reason)["private"] if reason else ""
        return Stamp(by.now, by.actor.staff, decide.role_of(by.actor, wanted), kept)

    # projections

    def rebuild(self, uow: UnitOfWork, progress: Callable[[int, int], None] | None = None) -> int:
        """Makes every projection again from the history; sends nothing. Returns the number of trajectories.

        Raises HistoryBroken, and changes nothing, where the history itself does not verify.
        """
        verify.must_verify(uow)
        return rebuild(uow, self.dossiers, self.projections, progress)

    def digests(self, uow: UnitOfWork) -> dict[str, str]:
        """Per projection a SHA-256 of what it holds; the agenda's claims are no part of it."""
        tables: list[Any] = list(PROJECTIONS)
        return {row.__tablename__: _digest(uow, row.__table__) for row in tables}

    def _project(self, uow: UnitOfWork, written: Written) -> None:
        for project in self.projections:
            project(uow, written)

    # inside

    def _for_writing(self, uow: UnitOfWork, key: str, by: By, expect: int | None) -> Written:
        decide.must_write(by.actor)
        written = self.load(uow, key)
        if expect is not None and expect != written.trajectory.version:
            raise VersionConflict(_what_changed(written, expect))
        return written

    def _deadline(self, uow: UnitOfWork, key: str, rule: str, occurrence: int, by: By) -> tuple[Written, Deadline]:
        written = self._for_writing(uow, key, by, None)
        return written, find_deadline(written, rule, occurrence)

    def _as_of(self, written: Written, on: date) -> Trajectory:
        """What held on that day as known now, in the names of now; the whole history where nothing is dated later."""
        if all(each.occurred_on <= on for each in written.history):
            return written.trajectory
        if (written.trajectory.migrated_on or on) <= on:
            return replay(written.trajectory.id, written.history, as_of=on)
        migrations = migrations_in(written.history)
        history = in_words_of(written.history, migrations, len(migrations))
        return replay(written.trajectory.id, [e for e in history if not isinstance(e.event, ev.Migrated)], as_of=on)

    def _open(self, uow: UnitOfWork, resolved: "Resolved", command: ask.Open, by: By) -> Done:
        if uow.setting("sandbox") != "yes":
            definitions.must_be_published(uow, resolved)
        definitions.keep_definition(uow, resolved)
        compiled = self.dossiers.compiled(uow, resolved.hash)
        key = f"t{uow.next_number('t')}"
        circle = people.circle_of(uow, command.subject, command.on)
        calendar = self.dossiers.calendar(uow)
        facts = {name: self._keep_text(uow, compiled, key, name, value) for name, value in command.facts.items()}
        facts |= self._from_person(uow, compiled, command.subject)
        decision = decide.decide_open(compiled, command._replace(facts=facts), circle, calendar)
        blank = Written(compiled, Trajectory(key), [], [], [], calendar)
        done = self._carry_out(uow, blank, decision, command.on, by, circle)
        if command.subject.startswith("h") and not people.members_of(uow, command.subject, command.on):
            done.notices.append(_formed_later(people.subject_ref(uow, command.subject), command.on))
        for member in circle.members:
            if member["adult"] is None:
                done.notices.append(_unknown_age(people.subject_ref(uow, member["member"])))
        return done

    def _carry_out(
        self,
        uow: UnitOfWork,
        written: Written,
        decision: Decision,
        on: date,
        by: By,
        circle: Circle | None = None,
        *,
        reason: str = "",
        wanted: Sequence[str] = (),
    ) -> Done:
        """Appends the events, carries out what follows elsewhere, and projects."""
        key = written.trajectory.id
        before = written.deadlines
        if not decision.events:
            return Done(written, [], [], [], before)
        stamp = self.stamp(uow, by, key, reason, wanted)._replace(definition=written.compiled.hash)
        recorded = uow.append(key, [(event, on) for event in decision.events], stamp)
        written = _with_events(written, recorded)
        started, signalled = self._follow(uow, written, decision, _cause(recorded), on, by)
        if started or signalled:
            event = ev.OthersFollowed(
                _cause(recorded),
                [_as_event(each, written.trajectory.id) for each in started],
                signalled,
            )
            last = uow.append(key, [(event, on)], stamp._replace(reason=""))
            recorded += last
            written = _with_events(written, last)
        written = self.dossiers.written(uow, written.compiled, written.trajectory, written.history, written.said)
        self._project(uow, written)
        return Done(written, recorded, started, [_undelivered(each) for each in signalled if each["problem"]], before)

    def _follow(
        self, uow: UnitOfWork, written: Written, decision: Decision, cause: int, on: date, by: By
    ) -> tuple[list[Started], list[ev.Signalled]]:
        origin = f"{written.trajectory.id}@{cause}"
        started: list[Started] = []
        signalled: list[ev.Signalled] = []
        for wish in decision.starts:
            if wish.continues and (busy := self._goes_on_elsewhere(uow, written.trajectory, wish)):
                signalled += busy
            else:
                opened, shut = self._start(uow, written, wish, origin, on, by)
                started += opened
                signalled += shut
        signalled += [self._signal(uow, written, each, origin, on, by) for each in decision.signals]
        return started, signalled

    def _goes_on_elsewhere(self, uow: UnitOfWork, now: Trajectory, wish: StartWish) -> list[ev.Signalled]:
        """The one that should go on where this one ends, where it runs already: a person must see to it."""
        busy = running(uow, wish.workflow, [wish.subject or now.subject])
        return [
            {"workflow": wish.workflow, "task": "", "fact": "", "trajectory": each, "problem": "runs"} for each in busy
        ]

    def _start(
        self, uow: UnitOfWork, written: Written, wish: StartWish, origin: str, on: date, by: By
    ) -> tuple[list[Started], list[ev.Signalled]]:
        """Opens what a stage starts; nothing where the subject has it already. What takes no new clients is said.

        What goes on where this one ends is opened also where it was before: this one was opened again since.
        """
        now = written.trajectory
        subject = wish.subject or now.subject
        before = {(each["workflow"], each["subject"]) for followed in now.followed for each in followed.started}
        if not wish.continues and ((wish.workflow, subject) in before or running(uow, wish.workflow, [subject])):
            return [], []
        resolved = self.catalogue().resolve(wish.workflow, now.municipality, now.intake_on or on)
        if not resolved.workflow.takes_clients(on):
            return [], [{"workflow": wish.workflow, "task": "", "fact": "", "trajectory": "", "problem": "shut"}]
        known = {name: value for name, value in wish.facts.items() if name in resolved.workflow.facts}
        command = ask.Open(wish.workflow, subject, now.municipality, on, now.intake_on or on, known, origin)
        done = self._open(uow, resolved, command._replace(continues=now.id if wish.continues else ""), by)
        holders: list[Event] = [ev.Assigned(role, staff) for role, staff in now.assigned.items() if staff]
        self._carry_out(uow, done.written, Decision(holders), on, by)
        continues = done.trajectory.continues
        return [Started(done.trajectory.id, wish.workflow, subject, continues), *done.started], []

    def _signal(
        self, uow: UnitOfWork, written: Written, signal: ev.Signalled, origin: str, on: date, by: By
    ) -> ev.Signalled:
        """Gives the one open target of the household its task or fact; no target, or several, is said."""
        subjects = self._household_subjects(uow, written.trajectory.subject, on)
        targets = running(uow, signal["workflow"], subjects)
        if len(targets) != 1:
            return {**signal, "problem": "none" if not targets else "several"}
        target = self.load(uow, targets[0])
        workflow = target.compiled.workflow
        fact, _, value = signal["fact"].partition("=")
        name = present_name("facts", fact, target.history, workflow.facts)
        task = present_name("tasks", signal["task"], target.history, workflow.tasks)
        if (name not in workflow.facts) if signal["fact"] else (task not in workflow.tasks):
            return {**signal, "problem": "unknown"}
        event: Event = ev.TaskAsked(task, origin)
        if signal["fact"]:
            event = ev.FactSet(name, parse_values.checked(workflow.facts[name], name, value), origin)
        self._carry_out(uow, target, Decision([event]), on, by)
        return {**signal, "trajectory": targets[0]}

    def _withdraw(self, uow: UnitOfWork, key: str, by: By, reason: str) -> None:
        """Closes a trajectory that a voided step had started."""
        written = self.load(uow, key)
        if not written.trajectory.closed_on:
            self._carry_out(uow, written, Decision([ev.TrajectoryClosed("vervallen")]), by.today, by, reason=reason)

    def _lock_circle(self, uow: UnitOfWork, key: str, on: date) -> None:
        """Locks, in id order, the trajectory and all that a signal might reach: two never wait for each other."""
        subject, definition = ("", "") if uow.is_sqlite else whose(uow, key)
        if not definition:
            return
        if any(stage.signals for stage in self.dossiers.compiled(uow, definition).workflow.stages.values()):
            uow.lock(key, *open_of(uow, self._household_subjects(uow, subject, on)))

    def _locked(self, uow: UnitOfWork, subjects: list[str]) -> list[str]:
        """Every open trajectory of these subjects, in id order; other writers of them wait."""
        keys = open_of(uow, subjects)
        uow.lock(*keys)
        return keys

    def _must_be_alone(self, uow: UnitOfWork, now: Trajectory) -> None:
        """It was closed and is to be open again. Whoever opens another one at the same time waits."""
        uow.last_number("t")
        others = [key for key in running(uow, now.workflow, [now.subject]) if key != now.id]
        self._must_be_free(uow, now.subject, now.workflow, others)

    def _must_be_free(self, uow: UnitOfWork, subject: str, workflow: str, busy: list[str]) -> None:
        """A subject has one open trajectory of a kind. busy: the ones that are open."""
        if busy:
            ref = people.subject_ref(uow, subject)
            raise Refused(
                Words(
                    f"{ref} heeft al een lopend traject {workflow}: {busy[0]}",
                    f"{ref} has an open {workflow} already: {busy[0]}",
                )
            )

    def _household_subjects(self, uow: UnitOfWork, subject: str, on: date) -> list[str]:
        households = [subject] if subject.startswith("h") else people.homes_of(uow, subject, on)
        members = [person.id for household in households for person in people.members_at_first(uow, household, on)]
        return list(dict.fromkeys([subject, *households, *members]))

    def _fitting_subject(self, uow: UnitOfWork, resolved: "Resolved", subject: str, on: date) -> str:
        """The subject, when it is of the kind the workflow follows."""
        wants_household = resolved.workflow.subject == "household"
        if subject.startswith("h") == wants_household:
            return subject
        name, ref = resolved.workflow.workflow, people.subject_ref(uow, subject)
        if wants_household:
            found = people.households_of(uow, subject, on)
            hint = people.subject_ref(uow, found[0]) if found else ""
            raise Refused(
                Words(
                    f"{name} volgt een huishouden en {ref} is een persoon; "
                    + (f"bedoelt u {hint}?" if hint else "maak eerst een huishouden met ‘traject household add’"),
                    f"{name} follows a household and {ref} is a person; "
                    + (f"did you mean {hint}?" if hint else "make one first with 'traject household add'"),
                )
            )
        raise Refused(
            Words(
                f"{name} volgt een persoon en {ref} is een huishouden; open het voor een lid",
                f"{name} follows a person and {ref} is a household; open it for a member",
            )
        )

    def _kept(self, uow: UnitOfWork, written: Written, facts: Mapping[str, ev.Value]) -> dict[str, ev.Value]:
        """The facts as events may hold them: text goes to the private values."""
        key = written.trajectory.id
        return {name: self._keep_text(uow, written.compiled, key, name, value) for name, value in facts.items()}

    def _keep_text(self, uow: UnitOfWork, compiled: Compiled, key: str, name: str, value: ev.Value) -> ev.Value:
        """Text, and a date that is private, as the history may hold it: by reference."""
        spec = parse_values.spec_of(compiled, name)
        if not is_private(spec) or not isinstance(value, str) or not value.strip():
            return value
        return uow.keep_private(key, name, str(parse_values.checked(spec, name, value)))

    def _from_person(self, uow: UnitOfWork, compiled: Compiled, subject: str) -> dict[str, ev.Value]:
        """The birth date, by the reference under which the client's own history keeps it; nothing where unknown."""
        names = taken_from_person(compiled.workflow)
        born = people.born_ref(uow, subject) if names else None
        return dict.fromkeys(names, born) if born else {}

    def _born_since(self, uow: UnitOfWork, written: Written) -> dict[str, ev.Value]:
        """The birth date, where it was changed while the trajectory was closed."""
        found = self._from_person(uow, written.compiled, written.trajectory.subject)
        return {name: value for name, value in found.items() if written.trajectory.fact(name) != value}

    def follow_birth_date(self, uow: UnitOfWork, person: str, by: By) -> None:
        """A birth date was changed: the open trajectories that count from it take it over."""
        for key in self._locked(uow, [person]):
            written = self.load(uow, key)
            facts: list[Event] = [
                ev.FactSet(name, value) for name, value in self._from_person(uow, written.compiled, person).items()
            ]
            self._carry_out(uow, written, Decision(facts), by.today, by)

    def _kept_correction(self, uow: UnitOfWork, written: Written, command: ask.Correct) -> ask.Correct:
        target = next((each for each in corrected(written.history) if each.version == command.version), None)
        if command.value is None or target is None or not isinstance(target.event, ev.FactSet):
            return command
        told = in_present_words(written.history, target)
        compiled = corrections.declaring(told, target, written.compiled, self.dossiers.under(uow, [target]))
        name = str(getattr(told.event, "name", ""))
        return command._replace(value=self._keep_text(uow, compiled, written.trajectory.id, name, command.value))


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


def _digest(uow: UnitOfWork, table: Any) -> str:
    names = [column.name for column in table.columns if column.name not in CLAIMS]
    listing = ", ".join(names)
    digest = hashlib.sha256()
    for row in uow.connection.exec_driver_sql(f"SELECT {listing} FROM {table.name} ORDER BY {listing}"):
        digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def _not_before_last_move(written: Written, on: date) -> date:
    """People come and go on any day; a trajectory takes note of it where it stands now."""
    return max(on, written.trajectory.path[-1].on, written.trajectory.migrated_on or on)


@contextmanager
def _members_by_reference(uow: UnitOfWork) -> Iterator[None]:
    """A refusal names members as the office does."""
    try:
        yield
    except StepRefused as refused:
        texts = [reason.text for reason in refused.missing]
        named = [Words(people.by_reference(uow, text.nl), people.by_reference(uow, text.en)) for text in texts]
        missing = [replace(reason, text=text) for reason, text in zip(refused.missing, named, strict=True)]
        raise StepRefused(refused.words, missing, refused.possible) from refused


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


def _with_events(written: Written, recorded: list[Recorded]) -> Written:
    now = continued(written.trajectory, written.history, recorded)
    return written._replace(history=[*written.history, *recorded], trajectory=now)


def _cause(recorded: list[Recorded]) -> int:
    """The event that others follow from: the opening or stage move among those just written, else who joined."""
    for moves in ((ev.TrajectoryOpened, ev.StageEntered), (ev.MemberJoined,)):
        if found := [each.version for each in recorded if isinstance(each.event, moves)]:
            return found[0]
    return recorded[-1].version


def _as_event(started: Started, origin: str) -> ev.Started:
    found: ev.Started = {
        "workflow": started.workflow,
        "subject": started.subject,
        "trajectory": started.trajectory,
    }
    return {**found, "continues": True} if started.continues == origin else found


def _roles_wanted(compiled: Compiled, stage: str, trigger: str) -> Sequence[str]:
    return [role for passage in compiled.passages[stage].get(trigger, ()) for role in passage.roles]


def _started_by(trajectory: Trajectory, version: int) -> list[ev.Started]:
    return [each for followed in trajectory.followed if followed.cause == version for each in followed.started]


def _signalled_by(trajectory: Trajectory, version: int) -> list[ev.Signalled]:
    found = [each for followed in trajectory.followed if followed.cause == version for each in followed.signalled]
    return [each for each in found if each["trajectory"] and not each["problem"]]


def _still_given(signal: ev.Signalled) -> Words:
    what, key = signal["task"] or signal["fact"], signal["trajectory"]
    return Words(
        f"{key} kreeg door deze stap {what}; dat blijft daar staan: handel het daar af",
        f"{key} was given {what} by this step; it stays there: see to it there",
    )


def _what_changed(written: Written, expect: int) -> Words:
    later = [each for each in written.history if each.version > expect]
    listing = ", ".join(f"{each.version} {type(each.event).__name__} {each.occurred_on}" for each in later) or "–"
    now = written.trajectory
    return Words(
        f"iemand schreef eerder: {now.id} is nu versie {now.version}, niet {expect}. Nieuw: {listing}. Kijk opnieuw",
        f"someone wrote first: {now.id} is at version {now.version} now, not {expect}. New: {listing}. Look again",
    )


def _follow_suit(followers: list[str]) -> Words:
    listing = ", ".join(followers)
    return Words(f"gaat mee: {listing}", f"follows along: {listing}")


def _undelivered(signal: ev.Signalled) -> Words:
    if signal["problem"] == "runs":
        key, workflow = signal["trajectory"], signal["workflow"]
        return Words(
            f"{workflow} loopt al ({key}) en ging daarom niet hiervandaan verder; kijk of dat klopt",
            f"{workflow} runs already ({key}), so it was not opened as what follows; see whether that is right",
        )
    if signal["problem"] == "shut":
        return Words(
            f"{signal['workflow']} neemt op deze dag geen nieuwe cliënten aan en werd niet geopend; "
            "kijk wat er in plaats daarvan nodig is",
            f"{signal['workflow']} takes no new clients on this day, so it was not opened; see what is needed instead",
        )
    several = signal["problem"] == "several"
    what = signal["task"] or signal["fact"]
    return Words(
        f"{what} kon niet worden doorgegeven: {'meer dan één' if several else 'geen'} lopend traject "
        f"{signal['workflow']} in het huishouden; regel dit zelf",
        f"{what} could not be passed on: {'more than one' if several else 'no'} open {signal['workflow']} "
        "in the household; see to it yourself",
    )


def _still_running(started: ev.Started) -> Words:
    key, workflow = started["trajectory"], started["workflow"]
    return Words(
        f"{key} ({workflow}) was door deze stap gestart en loopt door; sluit het mee met --also {key}",
        f"{key} ({workflow}) was started by this step and goes on; close it too with --also {key}",
    )


def _formed_later(ref: str, on: date) -> Words:
    return Words(
        f"op {on} had {ref} nog geen leden; de leden waarmee het huishouden later begon, tellen mee",
        f"on {on} {ref} had no members yet; those it was formed with later are counted in",
    )


def _unknown_age(ref: str) -> Words:
    return Words(
        f"de geboortedatum van {ref} is niet bekend; telt als volwassene",
        f"the birth date of {ref} is not known; counts as an adult",
    )
