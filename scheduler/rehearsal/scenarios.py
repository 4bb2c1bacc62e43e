"""Runs the scenarios written inside a definition through the pure core: decide, evolve, plan. No database, no clock.

What a scenario tells is recorded at noon of its day; the reminders of a day go out before that, at eight.
Other trajectories are followed by name only: what is started is noted, what is signalled is told as a move.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time
from typing import NamedTuple, assert_never

from scheduler.planning.ladder import Planned, plan
from scheduler.planning.reminder_id import iso
from scheduler.rehearsal.coverage import Part, Watched, reached
from trajectories.casework import commands as ask
from trajectories.casework import decide
from trajectories.casework.fact_sense import AtEntry, must_make_sense
from trajectories.casework.permission import must_write
from trajectories.casework.refusals import Decision
from trajectories.casework.suspend import decide_extend, decide_resume, decide_suspend
from trajectories.casework.tasks import Circle, open_tasks
from trajectories.casework.whose_task import ever_asked, must_be_asked_of
from trajectories.deadlines.deadline import Deadline, status
from trajectories.deadlines.deadlines import open_deadlines
from trajectories.deadlines.written import Written, asking_again
from trajectories.history import events as ev
from trajectories.history.events import Event, Recorded
from trajectories.history.replay import replay
from trajectories.history.state import Trajectory
from trajectories.history.streams import said_stream
from trajectories.local_time import local_day, local_instant
from trajectories.people.circle import member_seen
from trajectories.people.clients import Person
from workflows.calendar import WorkCalendar
from workflows.catalogue.resolve import Selection
from workflows.errors import CaseworkError, NotFound, StepRefused
from workflows.language.names import Scalar
from workflows.language.private_facts import taken_from_person
from workflows.language.scenarios import (
    AdvanceMove,
    AssignMove,
    CloseMove,
    ExtendMove,
    FactMove,
    MissedMove,
    Move,
    Refusal,
    ResumeMove,
    Scenario,
    ScenarioMember,
    SignalMove,
    SuspendMove,
    TaskMove,
)
from workflows.machine.state_machine import Compiled
from workflows.words import Words

KEY = "t1"
HOUSEHOLD = "household"
NOON = time(12)


class Failure(NamedTuple):
    """Where a scenario and the engine differ. what: the place in the scenario, in the words of its file."""

    what: str
    expected: Words
    was: Words


class Rehearsed(NamedTuple):
    """reached: what of the definition the scenario came past."""

    workflow: str
    variant: str
    scenario: str
    failures: list[Failure]
    reached: frozenset[Part]


def rehearse_all(catalogue: Selection, names: Collection[str], calendar: WorkCalendar) -> Iterator[Rehearsed]:
    """Every scenario of the named workflows, each on the definition it is about. Raises NotFound, DefinitionError."""
    for name in names:
        for scenario in scenarios_of(catalogue, name):
            resolved = catalogue.resolve(name, scenario.municipality, scenario.intake or scenario.opened)
            compiled = Watched(resolved.workflow, resolved.hash)
            own = resolved.calendar.beside(calendar) if resolved.calendar else calendar
            play = Play(compiled, scenario, own)
            failures = play_out(play)
            been = reached(compiled, play.written.history, play.said)
            yield Rehearsed(name, resolved.workflow.variant, scenario.name, failures, been)


def scenarios_of(catalogue: Selection, name: str) -> tuple[Scenario, ...]:
    return catalogue.resolve(name, "any", date.max).workflow.scenarios


def play_out(play: "Play") -> list[Failure]:
    """Where the scenario does not come true; a move that cannot be made ends it."""
    try:
        play.open()
        for move in play.scenario.given:
            play.make(move)
    except CaseworkError as error:
        return [Failure(play.at, Words("mogelijk", "possible"), _explained(error))]
    play.tick_until(play.scenario.expect.on)
    return [*_what_holds(play), *_what_is_refused(play)]


class Play:
    """A scenario under way.

    at: the move it has come to; told: per rule the days on which its rungs went out; said: each rule and rung.
    """

    def __init__(self, compiled: Compiled, scenario: Scenario, calendar: WorkCalendar) -> None:
        self.compiled = compiled
        self.scenario = scenario
        self.household = scenario.household or (ScenarioMember(ref="client"),)
        self.written = Written(compiled, Trajectory(KEY), [], [], [], calendar)
        self.at = "opened"
        self.started: dict[tuple[str, str], None] = {}
        self.told: dict[str, set[date]] = {}
        self.said: set[tuple[str, str]] = set()

    @property
    def now(self) -> Trajectory:
        return self.written.trajectory

    @property
    def calendar(self) -> WorkCalendar:
        return self.written.calendar

    def open(self) -> None:
        scenario, workflow = self.scenario, self.compiled.workflow
        intake_on = scenario.intake or scenario.opened
        subject = HOUSEHOLD if workflow.subject == "household" else self.household[0].ref
        command = ask.Open(
            workflow.workflow, subject, scenario.municipality, scenario.opened, intake_on, self._facts_at_opening()
        )
        self._must_make_sense(_values(scenario.facts), scenario.opened)
        circle = self.circle_on(scenario.opened)
        self._record(decide.decide_open(self.compiled, command, circle, self.calendar), scenario.opened, "")

    def _facts_at_opening(self) -> dict[str, ev.Value]:
        """Those told, and the birth date where the definition takes it over."""
        born = self.household[0].born
        taken = dict.fromkeys(taken_from_person(self.compiled.workflow), born)
        return _values({**taken, **self.scenario.facts})

    def make(self, move: Move) -> None:
        _, (kind, what), *_ = move  # what happens stands right after its day
        self.at = f"given {move.on} {kind} {what}"
        self.tick_until(move.on)
        must_write(_actor(move.as_))
        self._record(_decided(self, move), move.on, move.as_)

    def tick_until(self, last_on: date) -> None:
        """Says one after the other what goes out up to and including that day."""
        while (planned := next(iter(plan(self.written)), None)) and planned.day <= last_on:
            self._say(planned)

    def circle_on(self, day: date) -> Circle:
        members = tuple(member_seen(_person(member), day) for member in self.household)
        return Circle(members, None if self.compiled.workflow.subject == "household" else members[0])

    def as_it_stood(self, on: date) -> Trajectory:
        """What held on that day, with the tasks that were asked again by then."""
        then = replay(KEY, self.written.history, as_of=on)
        return asking_again(self.compiled, then, open_deadlines(self.compiled, then, self.calendar))

    def decide_advance(self, trigger: str, on: date, as_role: str, facts: dict[str, ev.Value]) -> Decision:
        then = self.as_it_stood(on)
        self._must_make_sense(facts, on)
        command = ask.Advance(KEY, trigger, on, facts)
        return decide.decide_advance(
            self.compiled, self.now, then, command, _actor(as_role), self.circle_on(on), self.calendar
        )

    def decide_fact(self, name: str, value: ev.Value, on: date) -> Decision:
        self._must_make_sense({name: value}, on)
        return decide.decide_fact(self.compiled, self.now, ask.SetFact(KEY, name, value, on))

    def _must_make_sense(self, facts: Mapping[str, ev.Value], on: date) -> None:
        """Written down on that day; what is only unlikely is meant so."""
        workflow, born = self.compiled.workflow, self.household[0].born
        seen = AtEntry(on, born if workflow.subject == "person" else None, workflow.subject, self.calendar)
        must_make_sense(workflow, facts, seen, sure=facts)

    def deadline(self, name: str) -> Deadline:
        found = next((each for each in self.written.deadlines if each.name == name), None)
        if found is None:
            raise NotFound(Words(f"{name} loopt dan niet", f"{name} does not run then"))
        return found

    def _record(self, decision: Decision, on: date, role: str) -> None:
        """As written down at noon of that day, and never before what was written already."""
        history = list(self.written.history)
        at = local_instant(on, NOON)
        if history:
            at = max(at, history[-1].recorded_at)
        for event in decision.events:
            history.append(self._recorded(KEY, len(history) + 1, on, at, role, event))
        self.started |= {(wish.workflow, wish.subject): None for wish in decision.starts}
        trajectory = replay(KEY, history)
        deadlines = open_deadlines(self.compiled, trajectory, self.calendar)
        now = asking_again(self.compiled, trajectory, deadlines)
        self.written = self.written._replace(history=history, trajectory=now, deadlines=deadlines)

    def _say(self, planned: Planned) -> None:
        at = max(planned.send_at, self.written.history[-1].recorded_at)
        day = local_day(at)
        event = ev.ReminderSent(planned.id, iso(planned.due_on), "", planned.roles[0], "", "", {})
        said = self._recorded(said_stream(KEY), len(self.written.said) + 1, day, at, "scheduler", event)
        self.written = self.written._replace(said=[*self.written.said, said])
        self.told.setdefault(planned.name, set()).add(day)
        self.said.add((planned.name, planned.rung))

    def _recorded(self, stream: str, version: int, on: date, at: datetime, role: str, event: Event) -> Recorded:
        return Recorded(stream, version, on, at, role, role, "", self.compiled.hash, event)


def _decided(play: Play, move: Move) -> Decision:
    match move:
        case AdvanceMove():
            return play.decide_advance(move.advance, move.on, move.as_, _values(move.facts))
        case TaskMove():
            command = ask.DoTask(KEY, move.task, move.on, move.member or "", move.amount)
            circle, before = play.circle_on(move.on), ever_asked(play.written.history)
            must_be_asked_of(play.compiled, play.now, command, circle, before, play.calendar)
            then = play.as_it_stood(move.on)
            return decide.decide_task(play.compiled, play.now, then, command, _actor(move.as_))
        case MissedMove():
            then = play.as_it_stood(move.on)
            missed = ask.MissTask(KEY, move.missed, move.on, move.member or "")
            return decide.decide_missed(play.compiled, play.now, then, missed, _actor(move.as_))
        case FactMove():
            return play.decide_fact(move.fact, _values({"value": move.value})["value"], move.on)
        case AssignMove():  # each time to someone else, unless to nobody
            return decide.decide_assign(play.now, move.assign, "" if move.to else f"s{play.now.version}")
        case SuspendMove(suspend=name):
            deadline = play.deadline(name)
            pause = ask.Suspend(name, deadline.occurrence, move.on, move.until, move.ground or "")
            return decide_suspend(play.compiled, deadline, play.now, pause, _actor(move.as_), play.calendar)
        case ResumeMove(resume=name):
            deadline = play.deadline(name)
            return decide_resume(deadline, play.now, ask.Resume(name, deadline.occurrence, move.on))
        case ExtendMove(extend=name):
            deadline, by = play.deadline(name), str(move.by) if move.by else ""
            longer = ask.Extend(name, deadline.occurrence, move.on, by, move.until, move.ground or "")
            return decide_extend(play.compiled, deadline, play.now, longer, _actor(move.as_), play.calendar)
        case SignalMove(signal=task):
            if task not in play.compiled.workflow.tasks:
                raise NotFound(Words(f"er is geen taak {task}", f"there is no task {task}"))
            return Decision([ev.TaskAsked(task, "")])
        case CloseMove():
            return decide.decide_close(play.compiled, play.now, ask.Close(KEY, move.close, move.on))
        case _:
            assert_never(move)


def _what_holds(play: Play) -> Iterator[Failure]:
    expect = play.scenario.expect
    then = replay(KEY, play.written.history, as_of=expect.on)
    deadlines = {each.name: each for each in open_deadlines(play.compiled, then, play.calendar)}
    if expect.stage:
        yield from _compared("stage", expect.stage, then.stage)
    if expect.outcome:
        yield from _compared("outcome", expect.outcome, then.outcome)
    if expect.open_tasks is not None:
        open_now = {each.task for each in open_tasks(play.compiled, then)}
        yield from _compared("open_tasks", _listed(sorted(set(expect.open_tasks))), _listed(sorted(open_now)))
    if expect.started is not None:
        started = _listed(sorted(workflow for workflow, _ in play.started))
        yield from _compared("started", _listed(sorted(expect.started)), started)
    for name, wanted in expect.deadlines.items():
        yield from _compared(f"deadlines {name}", str(wanted), _deadline_seen(deadlines.get(name), wanted, expect.on))
    for name, days in expect.reminders.items():
        told = sorted(play.told.get(name, ()))
        yield from _compared(f"reminders {name}", _listed([*map(str, days)]), _listed([*map(str, told)]))


def _deadline_seen(deadline: Deadline | None, wanted: date | str, on: date) -> str:
    """Its due day where a day is wanted, else its status; the status too where it has no day."""
    if deadline is None:
        return "absent"
    return str(deadline.due_on) if isinstance(wanted, date) and deadline.due_on else status(deadline, on)


def _compared(what: str, expected: str, was: str) -> Iterator[Failure]:
    if expected != was:
        yield Failure(f"expect {what}", Words(expected), Words(was or "–"))


def _listed(items: list[str]) -> str:
    return ", ".join(items) or "–"


def _what_is_refused(play: Play) -> Iterator[Failure]:
    for refusal in play.scenario.expect.refused:
        if failure := _refusal_failed(play, refusal):
            yield failure


def _refusal_failed(play: Play, refusal: Refusal) -> Failure | None:
    what = f"expect refused {refusal.advance}"
    try:
        play.decide_advance(refusal.advance, play.scenario.expect.on, refusal.as_, {})
    except CaseworkError as error:
        named = {reason.name for reason in error.missing} if isinstance(error, StepRefused) else set()
        if set(refusal.missing) <= named:
            return None
        return Failure(what, Words(_listed([*refusal.missing])), _explained(error))
    return Failure(what, Words("geweigerd", "refused"), Words("mogelijk", "possible"))


def _explained(error: CaseworkError) -> Words:
    """The refusal with everything that is missing."""
    reasons = [reason.text for reason in error.missing] if isinstance(error, StepRefused) else []
    parts = [error.words, *reasons]
    return Words("; ".join(each.say("nl") for each in parts), "; ".join(each.say("en") for each in parts))


def _actor(role: str) -> ask.Actor:
    return ask.Actor(role, frozenset([role]))


def _person(member: ScenarioMember) -> Person:
    return Person(member.ref, member.ref, "", member.born, "", "", "", "present")


def _values(facts: Mapping[str, Scalar | date | None]) -> dict[str, ev.Value]:
    """Days as events hold them."""
    given = {name: value for name, value in facts.items() if value is not None}
    return {name: str(value) if isinstance(value, date) else value for name, value in given.items()}
