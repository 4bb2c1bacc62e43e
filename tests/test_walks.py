"""Walks that nobody wrote: through every definition of ours and each of its variants, in any order.

Most run through the pure core, by way of the rehearsal that plays the scenarios; a few through the real service on
an SQLite file, with ticks. After every step the promises hold that every definition lives by.
"""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, assert_never, get_args

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from scheduler.explain.receipt import explain
from scheduler.planning.ladder import HELD, Planned, plan
from scheduler.planning.owed import standing
from scheduler.planning.reminder_id import find, iso, parts_of
from scheduler.rehearsal.scenarios import Play
from scheduler.sending.tick import dispatch_due
from tests.builders import CALENDAR, MOVE, Clock, Desk, builtin_catalogue, given_database
from trajectories.audit import verify
from trajectories.casework import commands as ask
from trajectories.casework import correct as corrections
from trajectories.casework.permission import WRITERS
from trajectories.casework.refusals import Decision
from trajectories.casework.take_back import decide_taking_back, must_not_be_taken_back
from trajectories.casework.tasks import Circle, open_tasks
from trajectories.deadlines.deadline import Deadline, status
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.replay import continued, replay
from trajectories.history.state import Trajectory
from trajectories.history.state_text import state_text
from trajectories.history.taken_back import NAME
from trajectories.local_time import local_instant
from trajectories.migration.plan import Pair, Wish
from trajectories.migration.plan_file import draft
from trajectories.migration.preview import preview
from trajectories.repository.tables import PROJECTIONS
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import Resolved, builtin_folder
from workflows.describe.renamed_stages import with_stages_named
from workflows.errors import CaseworkError, StepRefused
from workflows.language.facts import FactSpec
from workflows.language.names import Role
from workflows.language.scenarios import (
    AdvanceMove,
    AssignMove,
    CloseMove,
    ExtendMove,
    FactMove,
    MissedMove,
    Move,
    ResumeMove,
    Scenario,
    SignalMove,
    SuspendMove,
    TaskMove,
)
from workflows.language.workflow import Workflow
from workflows.machine.guards import OpenTask
from workflows.machine.state_machine import Compiled

BUILTIN = Catalogue.load(builtin_folder()).workflows
EVERY = [each for name in BUILTIN for each in builtin_catalogue().resolved_of(name)]
NAMES = [f"{each.workflow.workflow}: {each.workflow.variant}" for each in EVERY]
EVERY_DEFINITION = pytest.mark.parametrize("resolved", EVERY, ids=NAMES)

MON_1_JANUARY = date(2018, 1, 1)
TOLD_AT_MOST = 400  # reminders between two steps: more is a rung that never ends
ROLES = [*sorted(WRITERS), "coordinator", "coordinator"]
HOUSEHOLD = [
    {"ref": "ouder", "born": "1985-05-31"},
    {"ref": "jongere", "born": "2001-03-15"},  # of age during the walk
    {"ref": "kind", "born": "2010-02-28"},
    {"ref": "peuter", "born": "2016-12-31"},
    {"ref": "onbekend"},
]


def fewer(examples: int) -> settings:
    """The same walks every time; another set only when a definition changes."""
    checks = [
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
        HealthCheck.large_base_example,
    ]
    phases = [Phase.explicit, Phase.generate, Phase.shrink]
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=checks,
    )


# what may be asked


def days_around(today: date) -> st.SearchStrategy[date]:
    """Long ago, lately, and to come: a term that ended, runs, or has yet to."""
    return st.sampled_from([-800, -200, -30, -7, -1, 0, 1, 14, 90, 400]).map(lambda days: today + timedelta(days))


def values(spec: FactSpec, today: date) -> st.SearchStrategy[Any]:
    if spec.one_of:
        return st.sampled_from(spec.one_of)
    if spec.type == "date":
        return days_around(today)
    return {"boolean": st.booleans(), "integer": st.sampled_from([0, 1, 3, 12, 60]), "text": st.just("een regel")}[
        spec.type
    ]


class Asked:
    """Draws what is asked next of a trajectory, possible or not."""

    def __init__(self, data: st.DataObject, workflow: Workflow, members: list[str]) -> None:
        self.data = data
        self.workflow = workflow
        self.members = members
        self.facts = {name: spec for name, spec in workflow.facts.items() if not spec.from_}

    def draw(self, strategy: st.SearchStrategy[Any]) -> Any:
        return self.data.draw(strategy)

    def one(self, several: Any) -> Any:
        return self.draw(st.sampled_from(list(several)))

    def on(self, today: date) -> date:
        """Today, or written down some days late."""
        return today - timedelta(self.one([0, 0, 0, 1, 6]))

    def some_facts(self, today: date) -> dict[str, Any]:
        """All, as one who has everything at hand; or none."""
        return (
            {name: self.draw(values(spec, today)) for name, spec in self.facts.items()}
            if self.draw(st.booleans())
            else {}
        )

    def next(self, step: str, written: Written, today: date) -> list[Move]:
        now, leads = written.trajectory, written.compiled.passages[written.trajectory.stage]
        if step == "onward":
            return self.onward(open_tasks(written.compiled, now), leads, today)
        return [self.move(now, leads, written.deadlines, today)]

    def move(self, now: Trajectory, leads: Any, deadlines: list[Deadline], today: date) -> Move:
        kinds = [kind for kind in KINDS if KINDS[kind](self, deadlines)]
        kind = self.one(
            [*(["along", "advance"] * 5), *kinds, *(kind for kind in kinds if kind in SELDOM for _ in range(2))]
        )
        given = {"on": self.on(today), "as": self.one(ROLES), **getattr(self, kind)(now, leads, deadlines, today)}
        return MOVE.validate_python(given)

    def onward(self, open_now: Sequence[OpenTask], leads: Any, today: date) -> list[Move]:
        """All that is asked here is done, and then a way on is taken with everything at hand."""
        rest = [
            {"task": each.task, "amount": each.of - each.done} | ({"member": each.member} if each.member else {})
            for each in open_now
        ]
        facts = {name: self.draw(values(spec, today)) for name, spec in self.facts.items()}
        steps = [*rest, *([{"advance": self.one(leads), "facts": facts}] if leads else [])]
        return [MOVE.validate_python({"on": today, "as": "administrator", **each}) for each in steps]

    def along(self, now: Trajectory, leads: Any, deadlines: list[Deadline], today: date) -> dict[str, Any]:
        """A trigger that starts here."""
        here = list(leads) or list(self.workflow.transitions)
        return {"advance": self.one(here), "facts": self.some_facts(today)}

    def advance(self, now: Trajectory, leads: Any, deadlines: list[Deadline], today: date) -> dict[str, Any]:
        return {"advance": self.one(self.workflow.transitions), "facts": self.some_facts(today)}

    def fact(self, now: Trajectory, leads: Any, deadlines: list[Deadline], today: date) -> dict[str, Any]:
        name = self.one(self.facts)
        return {"fact": name, "value": self.draw(values(self.facts[name], today))}

    def task(self, now: Trajectory, leads: Any, deadlines: list[Deadline], today: date) -> dict[str, Any]:
        """One that is open, in what is left of it; or any."""
        key = self.one([*now.asked, *self.workflow.tasks])
        name, _, member = key.partition("/")
        task = self.workflow.tasks[name]
        member = member or (self.one(self.members) if task.for_ != "subject" else "")
        return {"task": name, "amount": self.one([1, task.amount])} | ({"member": member} if member else {})

    def missed(self, now: Trajectory, leads: Any, deadlines: list[Deadline], today: date) -> dict[str, Any]:
        given = self.task(now, leads, deadlines, today)
        return {"missed": given["task"]} | ({"member": given["member"]} if "member" in given else {})

    def assign(self, now: Trajectory, leads: Any, deadlines: list[Deadline], today: date) -> dict[str, Any]:
        return {"assign": self.one(get_args(Role))}

    def suspend(self, now: Trajectory, leads: Any, deadlines: list[Deadline], today: date) -> dict[str, Any]:
        until = self.draw(st.none() | days_around(today))
        fit = [each for each in deadlines if each.standing == "running" and each.suspendable]
        deadline = self.one(fit or deadlines)
        return {"suspend": deadline.name, **self.ground(deadline.reading.suspend)} | ({"until": until} if until else {})

    def resume(self, now: Trajectory, leads: Any, deadlines: list[Deadline], today: date) -> dict[str, Any]:
        return {"resume": self.one([each for each in deadlines if each.holds]).name}

    def extend(self, now: Trajectory, leads: Any, deadlines: list[Deadline], today: date) -> dict[str, Any]:
        longer = self.one([{"by": "2 weeks"}, {"by": "3 months"}, {"until": today + timedelta(200)}])
        deadline = self.one(deadlines)
        return {"extend": deadline.name, **self.ground(deadline.reading.extend), **longer}

    def ground(self, granting: Any) -> dict[str, str]:
        """One that the rule names, where it names any."""
        return {"ground": self.one(granting.grounds)} if granting and granting.grounds else {}

    def signal(self, now: Trajectory, leads: Any, deadlines: list[Deadline], today: date) -> dict[str, Any]:
        return {"signal": self.one(self.workflow.tasks)}

    def close(self, now: Trajectory, leads: Any, deadlines: list[Deadline], today: date) -> dict[str, Any]:
        return {"close": self.one(self.workflow.outcomes)}

    def correction(self, now: Trajectory, today: date) -> ask.Correct:
        version = max(1, now.version - self.one([0, 1, 2, 5, 20]))
        what = self.one(["void", "on", "value"])
        if what == "void":
            return ask.Correct(version, void=True)
        if what == "on":
            return ask.Correct(version, on=self.on(today) - timedelta(self.one([0, 3, 30])))
        return ask.Correct(version, value=str(self.draw(days_around(today))))


Applies = Callable[[Asked, list[Deadline]], object]
KINDS: dict[str, Applies] = {
    "along": lambda asked, deadlines: True,
    "advance": lambda asked, deadlines: True,
    "fact": lambda asked, deadlines: asked.facts,
    "task": lambda asked, deadlines: asked.workflow.tasks,
    "missed": lambda asked, deadlines: asked.workflow.tasks,
    "assign": lambda asked, deadlines: True,
    "suspend": lambda asked, deadlines: deadlines,
    "resume": lambda asked, deadlines: [each for each in deadlines if each.holds],
    "extend": lambda asked, deadlines: deadlines,
    "signal": lambda asked, deadlines: asked.workflow.tasks,
    "close": lambda asked, deadlines: asked.workflow.outcomes,
}
SELDOM = ("suspend", "resume", "extend")  # possible for so few terms that they are tried more often
STEPS = ["onward", "move", "wait", "move", "onward", "move", "move", "move", "correct"]
WAITS = [1, 6, 35, 100]


# what must hold, whatever was done


def must_hold(written: Written, today: date) -> None:
    planned = plan(written)
    assert len({each.id for each in planned}) == len(planned)
    for each in planned:
        must_hang(each, written)
    must_be_silent_when_over(written, planned)
    assert len({each.id for each in written.deadlines}) == len(written.deadlines)
    for deadline in written.deadlines:
        must_be_in_order(deadline, planned, today)


def must_hang(planned: Planned, written: Written) -> None:
    """No orphan: it hangs on a deadline that is there and speaks, and `why` can tell where it comes from."""
    deadline_id, rung, repeat = parts_of(planned.id)
    assert (deadline_id, rung, repeat) == (planned.deadline, planned.rung, planned.repeat)
    deadline = find(written, deadline_id)
    assert deadline.standing in ("running", "unknown")
    assert planned.roles
    assert standing(written, planned.id, iso(planned.due_on)) is not None
    if planned.name == NAME:
        return  # it rests on no term
    told = explain(written, planned.id)
    assert [(planned.id, "planned")] == [
        (each.reminder, each.state) for each in told.rungs if each.reminder == planned.id
    ]
    if told.receipt:  # the rehearsal gives none with what it said
        assert deadline.reading.rule == told.receipt["rule"]
    if deadline.standing == "unknown":
        assert deadline.missing or deadline.reckoned is None


def must_be_silent_when_over(written: Written, planned: list[Planned]) -> None:
    now, workflow = written.trajectory, written.compiled.workflow
    if now.taken_back_on:
        assert ("", []) == (now.outcome, written.deadlines)
        assert {NAME} >= {each.name for each in planned}
        return
    is_final = bool(now.stage) and workflow.stages[now.stage].final
    if is_final:
        assert now.closed_on
        assert now.outcome == workflow.stages[now.stage].outcome
    if now.closed_on:
        assert [] == planned
        assert not [each for each in written.deadlines if each.standing in ("running", "unknown")]
        assert now.outcome in workflow.outcomes


def must_be_in_order(deadline: Deadline, planned: list[Planned], today: date) -> None:
    own = [each for each in planned if each.deadline == deadline.id]
    if deadline.reckoned and deadline.reckoned.last_on:
        assert deadline.due_on == deadline.reckoned.last_on  # granted by others, whatever it was counted from
    elif deadline.reckoned and not deadline.reckoned.back:
        assert deadline.due_on
        assert deadline.due_on >= deadline.reckoned.anchor_on
    if deadline.standing == "running" and deadline.is_suspended(today):
        assert "suspended" == status(deadline, today)
    if deadline.standing == "running" and deadline.held_since:
        assert {HELD} >= {each.rung for each in own}
    if deadline.standing in ("met", "lapsed"):
        assert [] == own


def must_explain(error: CaseworkError) -> None:
    assert error.say("nl").strip()
    assert error.say("en").strip()
    for reason in error.missing if isinstance(error, StepRefused) else []:
        assert reason.kind
        assert reason.text.say("nl").strip()
        assert reason.text.say("en").strip()


# through the pure core


class Walk(Play):
    """A scenario that is made up on the way. today: how far it has come."""

    def __init__(self, resolved: Resolved, scenario: Scenario) -> None:
        super().__init__(Compiled(resolved.workflow, resolved.hash), scenario, CALENDAR)
        self.today = scenario.opened
        self.open()

    def attempt(self, move: Move) -> None:
        """Done, or refused with its reasons, and then nothing has changed but what went out meanwhile.

        Of one that was taken back nothing is asked any more: the service refuses it.
        """
        if self.now.taken_back_on:
            return
        before = self.written.history
        note(f"{self.today}: {move.model_dump(exclude_defaults=True, mode='json')}")
        try:
            self.make(move)
        except CaseworkError as error:
            note(f"  refused: {error.say('en')}")
            assert before == self.written.history
            must_explain(error)
            if isinstance(error, StepRefused) and not self.now.closed_on:
                self.must_be_true(error, move)

    def must_be_true(self, error: StepRefused, move: Move) -> None:
        """What is missing is named, and what is called possible is possible."""
        assert error.missing
        facts = decided_facts(move)
        for trigger in {each.trigger for each in error.possible}:
            decision = self.decide_advance(trigger, move.on, move.as_, facts)
            led = next(each.stage for each in decision.events if isinstance(each, ev.StageEntered))
            assert led in {each.to for each in error.possible if each.trigger == trigger}

    def correct(self, command: ask.Correct) -> None:
        note(f"{self.today}: {command}")
        try:
            must_not_be_taken_back(self.now)
            decision = (
                decide_taking_back([self.written])[0]
                if command == ask.Correct(1, void=True)
                else corrections.decide_correction(
                    self.compiled, self.written.history, command, self.today, self.calendar
                )
            )
        except CaseworkError as error:
            note(f"  refused: {error.say('en')}")
            must_explain(error)
            return
        self._record(decision, self.today, "coordinator")

    def wait(self, days: int) -> None:
        note(f"{self.today}: {days} days pass")
        self.today += timedelta(days)
        self.tick_until(self.today)

    def tick_until(self, last_on: date) -> None:
        for _ in range(TOLD_AT_MOST):
            before = len(self.written.said)
            planned = next(iter(plan(self.written)), None)
            if planned is None or planned.day > last_on:
                return
            self._say(planned)
            assert len(self.written.said) == before + 1
        raise AssertionError(f"{planned} is said without end")

    def _record(self, decision: Decision, on: date, role: str) -> None:
        """Carrying on from what was is the same as beginning again from nothing."""
        before, history = self.now, self.written.history
        super()._record(decision, on, role)
        new = self.written.history[len(history) :]
        if history and new:
            assert state_text(continued(before, history, new)) == state_text(self.now)


def decided_facts(move: Move) -> dict[str, Any]:
    facts = move.facts if isinstance(move, AdvanceMove) else {}
    return {name: str(value) if isinstance(value, date) else value for name, value in facts.items()}


def walk(resolved: Resolved, data: st.DataObject, steps: int, kind: type[Walk] = Walk) -> Walk:
    household = data.draw(
        st.lists(st.sampled_from(HOUSEHOLD), min_size=1, max_size=4, unique_by=lambda each: each["ref"])
    )
    days = [date(2017, 1, 2), MON_1_JANUARY, date(2019, 12, 27), date(2024, 2, 29)]
    opened = data.draw(st.sampled_from([day for day in days if resolved.workflow.takes_clients(day)]))
    scenario = Scenario.model_validate(
        {"name": "walk", "opened": opened, "household": household, "expect": {"on": opened}}
    )
    play = kind(resolved, scenario)
    members = [each["ref"] for each in household]
    asked = Asked(data, resolved.workflow, members)
    for _ in range(steps):
        step = asked.one(STEPS)
        if step == "wait":
            play.wait(asked.one(WAITS))
        elif step == "correct":
            play.correct(asked.correction(play.now, play.today))
        else:
            for move in asked.next(step, play.written, play.today):
                play.attempt(move)
        must_hold(play.written, play.today)
    return play


@EVERY_DEFINITION
def test_a_walk_in_any_order_keeps_every_promise(resolved: Resolved):
    @fewer(8)
    @given(st.data())
    def walks(data: st.DataObject) -> None:
        walk(resolved, data, 18)

    walks()


def gone_over(written: Written, after: Compiled, names: dict[str, str], how: str, today: date) -> Written:
    """Under a definition whose stages have those other names."""
    plan_ = draft([Pair(written.compiled, after)])
    plan_ = plan_._replace(
        names={**plan_.names, "stages": names}, hows=dict.fromkeys(plan_.hows, how), guesses=frozenset()
    )
    found = preview(written, after, Wish(plan_, today, local_instant(today, time(12))), Circle())
    assert ([], []) == (found.hindrances, found.overdue)
    assert found.after
    return found.after


def what_is_told(written: Written) -> tuple[Any, ...]:
    """All that a caseworker sees of terms and tasks, and hears."""
    days = [(each.id, each.standing, each.due_on, each.met_on, each.holds) for each in written.deadlines]
    return days, [(each.id, each.day, each.due_on) for each in plan(written)], set(written.trajectory.asked)


@pytest.mark.soak
@EVERY_DEFINITION
def test_going_over_to_the_same_rules_in_other_words_and_back_changes_nothing(resolved: Resolved):
    names = {name: f"{name}_anders" for name in resolved.workflow.stages}
    before = Compiled(resolved.workflow, resolved.hash)
    after = Compiled(with_stages_named(resolved.workflow, names).model_copy(update={"version": 99}), "9" * 64)

    @fewer(25)
    @given(st.data(), st.sampled_from(["recompute", "keep"]))
    def walks(data: st.DataObject, how: str) -> None:
        play = walk(resolved, data, 14)
        if not play.now.closed_on:
            there = gone_over(play.written._replace(compiled=before), after, names, how, play.today)
            back = gone_over(there, before, {new: old for old, new in names.items()}, "recompute", play.today)
            assert what_is_told(play.written) == what_is_told(there) == what_is_told(back)

    walks()


@pytest.mark.soak
@EVERY_DEFINITION
def test_long_walks_in_any_order_keep_every_promise(resolved: Resolved):
    @fewer(150)
    @given(st.data())
    def walks(data: st.DataObject) -> None:
        walk(resolved, data, 50)

    walks()


# through the service, on an SQLite file


class Undone(Exception):
    """Raised to take a step back: it was only tried."""


class Service:
    """An office that follows one household along a definition, and along all that this starts beside it."""

    def __init__(self, folder: Path, resolved: Resolved) -> None:
        self.clock = Clock(date(2019, 6, 3))
        self.desk = Desk(f"sqlite:///{folder / 'traject.db'}", self.clock)
        early = date(2019, 1, 7)
        members = [self.desk.client(str(each["ref"]), each.get("born", ""), on=early) for each in HOUSEHOLD[:4]]
        self.members = members
        home = self.desk.household("H-1", *members, on=early)
        self.colleague = self.desk.colleague("Vera", "coordinator", "jurist", "volunteer", "teamleider", on=early)
        workflow = resolved.workflow
        subject = home if workflow.subject == "household" else members[0]
        variant = next((each for _, each in self.variants(workflow) if each.id == workflow.variant), None)
        intake = min(day for day in (variant and variant.intake_until, variant and variant.intake_from, early) if day)
        self.desk.open(workflow.workflow, subject, municipality=workflow.municipality, intake=intake)

    @staticmethod
    def variants(workflow: Workflow) -> list[tuple[str, Any]]:
        return builtin_catalogue().variants(workflow.workflow)

    @property
    def today(self) -> date:
        return self.desk.by.today

    @property
    def keys(self) -> list[str]:
        return [row[0] for row in self.desk.rows("select id from trajectory order by number")]

    def wait(self, days: int) -> None:
        self.clock.at += timedelta(days)
        desk = self.desk
        dispatch_due(desk.app.store, desk.casework, lambda message: None, "console", self.clock(), self.clock)

    def attempt(self, key: str, move: Move) -> None:
        note(f"{self.today} {key}: {move.model_dump(exclude_defaults=True, mode='json')}")
        desk = self.desk.as_(move.as_, staff="s1" if move.as_ == "administrator" else self.colleague)
        try:
            self.make(desk, key, move)
        except CaseworkError as error:
            note(f"  refused: {error.say('en')}")
            must_explain(error)
            if isinstance(error, StepRefused) and not desk.dossier(key).trajectory.closed_on:
                self.must_be_true(error, desk, key, move)

    def make(self, desk: Desk, key: str, move: Move) -> None:
        match move:
            case AdvanceMove(advance=trigger):
                desk.advance(key, trigger, move.on, **decided_facts(move))
            case FactMove(fact=name):
                value = str(move.value) if isinstance(move.value, date) else move.value
                desk.fact(key, name, value if value is not None else "", move.on)
            case TaskMove(task=task):
                desk.task(key, task, move.on, move.member or "", move.amount)
            case MissedMove(missed=task):
                desk.missed(key, task, move.on, move.member or "")
            case AssignMove(assign=role):
                desk.assign(key, self.colleague, role, move.on)
            case SuspendMove(suspend=rule):
                desk.suspend(key, rule, move.on, move.until, move.ground or "ziek")
            case ResumeMove(resume=rule):
                desk.resume(key, rule, move.on)
            case ExtendMove(extend=rule):
                desk.extend(key, rule, move.on, str(move.by) if move.by else "", move.until, move.ground or "brief")
            case CloseMove(close=outcome):
                desk.close(key, outcome, move.on)
            case SignalMove():
                pass
            case _:
                assert_never(move)

    def must_be_true(self, error: StepRefused, desk: Desk, key: str, move: Move) -> None:
        assert error.missing
        for trigger in {each.trigger for each in error.possible}:
            self.would_be_done(desk, ask.Advance(key, trigger, move.on, decided_facts(move)))

    def would_be_done(self, desk: Desk, command: ask.Advance) -> None:
        try:
            with desk.write() as uow:
                desk.casework.advance(uow, command, desk.by)
                raise Undone
        except Undone:
            pass

    def correct(self, key: str, command: ask.Correct) -> None:
        note(f"{self.today} {key}: {command}")
        try:
            with self.desk.write() as uow:
                self.desk.casework.correct(uow, key, command, self.desk.by, "verkeerd")
        except CaseworkError as error:
            note(f"  refused: {error.say('en')}")
            must_explain(error)

    def must_hold(self, keys: list[str]) -> None:
        """Replay is the projection to the byte; of these trajectories the agenda is what the plan says."""
        with self.desk.read() as uow:
            stored = self.desk.rows("select id, state from trajectory")
            assert stored == [(key, state_text(replay(key, uow.history(key)))) for key, _ in stored]
        for key in keys:
            written = self.desk.dossier(key)
            must_hold(written, self.today)
            agenda = self.desk.rows("select id from agenda where trajectory = :key order by id", {"key": key})
            assert sorted(each.id for each in plan(written)) == [row[0] for row in agenda]
        orphans = (
            f"select id from agenda where deadline not in (select id from deadline) and deadline not like '%/{NAME}#%'"
        )
        assert [] == self.desk.rows(orphans)

    def end(self) -> None:
        self.must_hold(self.keys)
        before = self.desk.dump(*PROJECTIONS)
        self.desk.rebuild()
        assert before == self.desk.dump(*PROJECTIONS)
        with self.desk.read() as uow:
            assert [] == verify.verify(uow).problems
        self.desk.app.store.close()


def serve(prepared: Path, data: st.DataObject, steps: int) -> None:
    resolved = data.draw(st.sampled_from(EVERY))
    note(f"{resolved.workflow.workflow} {resolved.workflow.variant}")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(prepared, Path(folder) / "traject.db")
        office = Service(Path(folder), resolved)
        for _ in range(steps):
            key = data.draw(st.sampled_from(office.keys))
            written = office.desk.dossier(key)
            asked = Asked(data, written.compiled.workflow, office.members)
            step = asked.one(STEPS)
            if step == "wait":
                office.wait(asked.one(WAITS))
            elif step == "correct":
                office.correct(key, asked.correction(written.trajectory, office.today))
            else:
                for move in asked.next(step, written, office.today):
                    office.attempt(key, move)
            office.must_hold([key])
        office.end()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("walks") / "traject.db"
    given_database(f"sqlite:///{path}")
    return path


@pytest.mark.slow
def test_a_walk_through_the_service_leaves_what_its_history_tells(prepared: Path):
    @fewer(8)
    @given(st.data())
    def walks(data: st.DataObject) -> None:
        serve(prepared, data, 12)

    walks()


@pytest.mark.soak
def test_long_walks_through_the_service_leave_what_their_history_tells(prepared: Path):
    @fewer(300)
    @given(st.data())
    def walks(data: st.DataObject) -> None:
        serve(prepared, data, 40)

    walks()
