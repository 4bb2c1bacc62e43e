"""What a step brings about elsewhere: other trajectories opened, tasks and facts given to others of the household."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, assert_never

from trajectories.casework import commands as ask
from trajectories.casework import decide, parse_values
from trajectories.casework.person_copies import opened_with
from trajectories.casework.refusals import Decision
from trajectories.casework.take_over import NOT_GIVEN, NOT_STARTED, decide_take_over
from trajectories.casework.tasks import Circle, SignalWish, StartWish
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.events import Event, Recorded
from trajectories.history.people_events import Because
from trajectories.history.renamed_events import present_name
from trajectories.history.state import Trajectory
from trajectories.people.circle import circle_of
from trajectories.people.households import homes_of, members_of
from trajectories.people.legal_facts import facts_of
from trajectories.people.questions import ask_whether
from trajectories.people.references import subject_ref
from trajectories.people.staff import must_hold
from trajectories.projections.given import was_given
from trajectories.repository import definitions
from trajectories.repository.office_rows import calendar_setting, record
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import Had, had, kinds_had, open_of, running
from trajectories.service import asking
from trajectories.service.notices import formed_later, undelivered, unknown_age
from trajectories.service.recording import By, Done, Recording, Started, not_before_last_move, with_events
from workflows.language.duplicate import DUPLICATE
from workflows.language.private_facts import left_to_person

if TYPE_CHECKING:
    from workflows.catalogue.resolve import Resolved


class FollowUp(Recording):
    """Writes what was decided, and carries out what follows from it elsewhere, in the same transaction."""

    def carry_out(
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
        dated: Sequence[tuple[Event, date]] = (),
        follow_on: date | None = None,
    ) -> Done:
        """Appends the events, carries out what follows elsewhere, and projects. dated: more, each with its own day.

        follow_on: the day on which that follows, where it is not the day of the events.
        """
        key = written.trajectory.id
        before = written.deadlines
        if not decision.events and not dated:
            return Done(written, [], [], [], before)
        stamp = self.stamp(uow, by, key, reason, wanted)._replace(definition=written.compiled.hash)
        recorded = uow.append(key, [*((event, on) for event in decision.events), *dated], stamp)
        written = with_events(written, recorded)
        follow_on = follow_on or on
        started, signalled = self._follow(uow, written, decision, _cause(recorded), follow_on, by)
        if started or signalled:
            event = ev.OthersFollowed(
                _cause(recorded),
                [_as_event(each, written.trajectory.id) for each in started],
                signalled,
            )
            last = uow.append(key, [(event, follow_on)], stamp._replace(reason=""))
            recorded += last
            written = with_events(written, last)
        written = self.dossiers.written(uow, written.compiled, written.trajectory, written.history, written.said)
        self.project(uow, written)
        self.dossiers.at_hand.keep(uow, key, written)
        return Done(written, recorded, started, [undelivered(each) for each in signalled if each["problem"]], before)

    def _kept_together(self, uow: UnitOfWork, done: Done, by: By) -> Done:
        """Whoever looks after the household looks after what is opened for a member of it; see also after_joining."""
        now = done.trajectory
        on = now.here_from or by.today
        for home in homes_of(uow, now.subject, on) if now.subject.startswith("p") else ():
            for key in open_of(uow, [home]):
                self.take_in_hand(uow, self.load(uow, now.id), self.load(uow, key).trajectory, on, by)
                done = done._replace(written=self.load(uow, now.id))
        for member in members_of(uow, now.subject, on) if now.subject.startswith("h") else ():
            asking.after_joining(uow, now.subject, member.id, on, self.stamp(uow, by))
        return done

    def take_in_hand(self, uow: UnitOfWork, written: Written, home: Trajectory, on: date, by: By) -> list[str]:
        """Whoever looks after the household's trajectory looks after this one too, in roles that nobody holds here.

        Returns those roles.
        """
        held = written.trajectory.assigned
        roles = {role: staff for role, staff in home.assigned.items() if staff and not held.get(role)}
        holders: list[Event] = [ev.Assigned(role, staff) for role, staff in roles.items()]
        self.carry_out(uow, written, Decision(holders), not_before_last_move(written, on), by)
        return list(roles)

    def _follow(
        self, uow: UnitOfWork, written: Written, decision: Decision, cause: int, on: date, by: By
    ) -> tuple[list[Started], list[ev.Signalled]]:
        origin = f"{written.trajectory.id}@{cause}"
        started: list[Started] = []
        signalled: list[ev.Signalled] = []
        for wish in decision.starts:
            if wish.follows and (known := had(uow, wish.workflow, wish.subject)):
                self._ask_for_another(uow, written.trajectory, known, wish, on, by, _because(decision))
                continue
            if wish.continues and (busy := self._goes_on_elsewhere(uow, written.trajectory, wish)):
                signalled += busy
            else:
                opened, shut = self._start(uow, written, wish, origin, on, by)
                started += opened
                signalled += shut
        given = [self._signal(uow, written, each, origin, on, by) for each in decision.signals]
        signalled += [each for each in given if each]
        return started, signalled

    def _ask_for_another(
        self, uow: UnitOfWork, now: Trajectory, known: list[Had], wish: StartWish, on: date, by: By, because: Because
    ) -> None:
        """Nothing where one runs or came to its end; a second one after one that was left is asked about."""
        known = [each for each in known if each.outcome != DUPLICATE]
        if not known:
            return
        last, outcomes = known[-1], self.dossiers.compiled(uow, known[-1].definition).workflow.outcomes
        if not all(each.closed_on for each in known) or (last.outcome in outcomes and not outcomes[last.outcome].leave):
            return
        question = ev.QuestionAsked("open", because, wish.subject, last.id, wish.workflow, now.municipality)
        ask_whether(uow, question, on, self.stamp(uow, by))

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
        resolved = self.catalogue().resolve(wish.workflow, now.municipality, now.intake_on or on)
        subject = self._whose(uow, resolved, wish.subject or now.subject, on)
        if not subject:
            return [], [_not_opened(wish, "no_household")]
        before = {(each["workflow"], each["subject"]) for followed in now.followed for each in followed.started}
        is_once = not (wish.continues or wish.follows)
        had_already = (wish.workflow, subject) in before or running(uow, wish.workflow, [subject])
        if is_once and (had_already or self._is_being_opened(uow, now, wish.workflow, subject)):
            return [], []
        if not resolved.workflow.takes_clients(on):
            return [], [_not_opened(wish, "shut")]
        theirs = {each.name for each in facts_of(uow, subject)} & left_to_person(resolved.workflow)
        known = {name: value for name, value in wish.facts.items() if name in resolved.workflow.facts.keys() - theirs}
        command = ask.Open(wish.workflow, subject, now.municipality, on, now.intake_on or on, known, origin)
        done = self._open(uow, resolved, command._replace(continues=now.id if wish.continues else ""), by)
        holders: list[Event] = [ev.Assigned(role, staff) for role, staff in now.assigned.items() if staff]
        self.carry_out(uow, done.written, Decision(holders), on, by)
        continues = done.trajectory.continues
        return [Started(done.trajectory.id, wish.workflow, subject, continues), *done.started], []

    def _whose(self, uow: UnitOfWork, resolved: "Resolved", subject: str, on: date) -> str:
        """The subject; the household of a person where a household is followed, empty where there is not just one."""
        if resolved.workflow.subject != "household" or subject.startswith("h"):
            return subject
        homes = homes_of(uow, subject, on)
        return homes[0] if len(homes) == 1 else ""

    def _is_being_opened(self, uow: UnitOfWork, now: Trajectory, workflow: str, subject: str) -> bool:
        """By this one, or one of those that it was started by: two that start each other are each opened once."""
        while (now.workflow, now.subject) != (workflow, subject):
            if not now.origin:
                return False
            now = self.load(uow, now.origin.partition("@")[0]).trajectory
        return not now.closed_on

    def _open(self, uow: UnitOfWork, resolved: "Resolved", command: ask.Open | ask.TakeOver, by: By) -> Done:
        if uow.setting("sandbox") != "yes":
            definitions.must_be_published(uow, resolved)
        definitions.keep_definition(uow, resolved)
        compiled = self.dossiers.compiled(uow, resolved.hash)
        self._try_calendar(uow, resolved, by)
        key = f"t{uow.next_number('t')}"
        circle = circle_of(uow, command.subject, command.on)
        calendar = self.dossiers.calendar_of(uow, compiled.workflow)
        facts = {name: self.keep_text(uow, compiled, key, name, value) for name, value in command.facts.items()}
        facts |= self.from_person(uow, compiled, command.subject)
        blank = Written(compiled, Trajectory(key), [], [], [], calendar)
        copies = self.copies(uow, blank, command.subject, by)
        known = {each.name: each.value for each, day in copies if isinstance(each, ev.FactSet) and day <= command.on}
        held: list[tuple[ev.FactSet, date]] = []
        match command:
            case ask.Open():
                decision = decide.decide_open(compiled, command._replace(facts={**facts, **known}), circle, calendar)
            case ask.TakeOver():
                told = command._replace(facts={**facts, **known})
                decision, held, left = decide_take_over(compiled, told, circle, calendar)
                held = [each for each in held if each[0].name not in known]
                decision = decision._replace(signals=[*self._not_started(uow, command, left), *decision.signals])
            case _:
                assert_never(command)
        decision = opened_with(decision, (event for event, _ in copies), len(held))
        follow_on = by.today if isinstance(command, ask.TakeOver) else command.on
        dated = [*held, *copies, *_holding(uow, command, by)]
        done = self.carry_out(uow, blank, decision, command.on, by, circle, dated=dated, follow_on=follow_on)
        if command.subject.startswith("h") and not members_of(uow, command.subject, command.on):
            done.notices.append(formed_later(subject_ref(uow, command.subject), command.on))
        for member in circle.members:
            if member["adult"] is None:
                done.notices.append(unknown_age(subject_ref(uow, member["member"])))
        return done

    def _not_started(self, uow: UnitOfWork, command: ask.TakeOver, left: Sequence[StartWish]) -> list[SignalWish]:
        """What stages of the past start and nobody asked for: to be looked at where there never was one of its kind."""
        wanted = [(each.subject or command.subject, each.workflow) for each in left]
        known = kinds_had(uow, (subject for subject, _ in wanted)) if wanted else set[tuple[str, str]]()
        missing = [workflow for subject, workflow in wanted if (subject, workflow) not in known]
        return [
            SignalWish({"workflow": name, "task": "", "fact": "", "trajectory": "", "problem": NOT_STARTED})
            for name in dict.fromkeys(missing)
        ]

    def _try_calendar(self, uow: UnitOfWork, resolved: "Resolved", by: By) -> None:
        """A sandbox opens drafts, so it takes the calendar that a draft names, once; elsewhere publishing does."""
        name, calendar = resolved.workflow.calendar, resolved.calendar
        if calendar is None or uow.setting(calendar_setting(name)):
            return
        definitions.keep_calendar(uow, calendar)
        record(uow, ev.CalendarAdopted(calendar.hash, name), by.today, self.stamp(uow, by))

    def _signal(
        self, uow: UnitOfWork, written: Written, wish: SignalWish, origin: str, on: date, by: By
    ) -> ev.Signalled | None:
        """Gives the one open target of the household its task or fact; no target, or several, is said.

        None where none is open and that may be, and where what was not given with a taking over is there already.
        """
        signal = wish.signal
        if signal["problem"] and not wish.if_open:
            return signal
        subjects = self.household_subjects(uow, written.trajectory.subject, on)
        targets = running(uow, signal["workflow"], subjects)
        if wish.if_open and not targets:
            return None
        if signal["problem"] == NOT_GIVEN and was_given(uow, signal, subjects):
            return None
        if signal["problem"]:
            return signal
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
        self.carry_out(uow, target, Decision([event]), on, by)
        return {**signal, "trajectory": targets[0]}

    def _withdraw(self, uow: UnitOfWork, key: str, by: By, reason: str) -> None:
        """Closes a trajectory that a voided step had started."""
        written = self.load(uow, key)
        if not written.trajectory.closed_on:
            self.carry_out(uow, written, Decision([ev.TrajectoryClosed("vervallen")]), by.today, by, reason=reason)


def _holding(uow: UnitOfWork, command: ask.Open | ask.TakeOver, by: By) -> list[tuple[Event, date]]:
    if command.holders is None:
        return []
    for role, staff in command.holders.staff.items():
        must_hold(uow, staff, role, by.today)
    on = max(command.on, command.holders.on)
    return [(ev.Assigned(role, staff), on) for role, staff in command.holders.staff.items() if staff]


def _not_opened(wish: StartWish, problem: str) -> ev.Signalled:
    return {"workflow": wish.workflow, "task": "", "fact": "", "trajectory": "", "problem": problem}


def _cause(recorded: list[Recorded]) -> int:
    """The event that others follow from: the opening or stage move among those just written, else who joined."""
    for moves in ((ev.Opening, ev.StageEntered), (ev.MemberJoined, ev.MemberChanged)):
        if found := [each.version for each in recorded if isinstance(each.event, moves)]:
            return found[0]
    return recorded[-1].version


def _because(decision: Decision) -> Because:
    """Of what it is that a case of the household would open something for a member."""
    if any(isinstance(each, ev.MemberChanged) for each in decision.events):
        return "aged"
    return "reopened" if any(isinstance(each, ev.Opening) for each in decision.events) else "joined"


def _as_event(started: Started, origin: str) -> ev.StartedOther:
    found: ev.StartedOther = {
        "workflow": started.workflow,
        "subject": started.subject,
        "trajectory": started.trajectory,
    }
    return {**found, "continues": True} if started.continues == origin else found
