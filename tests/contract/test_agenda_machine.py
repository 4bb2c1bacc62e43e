"""Any order of casework, answers, staff, migrations, ticks and crashes leaves agenda = plan(history) − said.

After every step the rows are what a fresh plan from the history gives, nobody heard a reminder twice for the same day,
and every message handed over is known of. What ticks take off the plan was said. In the end nothing owed stays unsaid.
"""

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from scheduler.planning.reminder_id import iso
from scheduler.planning.said import said_of
from tests.contract.grounds import ROLES, Crash, Ground, make_ground, reopened
from tests.scheduler.offices import copied
from trajectories.audit import verify
from trajectories.audit.rebuilt import differences
from trajectories.local_time import write_instant
from trajectories.repository.tables import PROJECTIONS
from workflows.errors import CaseworkError, NotDelivered
from workflows.words import Words

RULES = ("beslissing", "besluit", "bezwaar", "gesprek", "melding", "nazorg")
NAMES = tuple(ROLES)
AT = st.integers(0, 59)  # says which trajectory, and what of it
AGO = st.integers(0, 90)
WAITS = st.sampled_from([1, 1, 2, 3, 5, 7, 7, 14, 21, 60])


class AnyGround(RuleBasedStateMachine):
    """One office. prepared: gives the URL of a database as `make_ground` leaves it."""

    prepared: ClassVar[Callable[[], str]]

    @initialize()
    def an_office(self) -> None:
        self.ground = reopened(type(self).prepared())
        self.ground.opens("2026-02-02")
        self.ground.opens("2026-02-09")
        self.ground.advances("t2", "begin")

    def ask(self, command: Callable[..., object], *given: Any, **named: Any) -> None:
        """Done, or refused in words and then nothing has changed."""
        events = "select count(*), max(position) from event"
        before = self.ground.rows(events)
        try:
            command(*given, **named)
        except CaseworkError as error:
            if not error.say("nl") or before != self.ground.rows(events):
                raise AssertionError("a refusal changed something, or said nothing") from error

    def day(self, ago: int) -> date:
        return self.ground.today - timedelta(ago)

    def pick(self, at: int) -> str:
        """Not drawn from those there are: the order of messages is chance, and no draw may hang on it."""
        keys = self.ground.keys()
        return keys[at % len(keys)]

    def pick_rule(self, at: int, key: str) -> str:
        names = [each.name for each in self.ground.dossier(key).deadlines]
        return (names or RULES)[at // 5 % len(names or RULES)]

    def is_open(self) -> bool:
        return hasattr(self, "ground")

    # casework

    @precondition(lambda self: self.is_open() and len(self.ground.keys()) < 5)
    @rule(ago=st.none() | AGO)
    def open(self, ago: int | None) -> None:
        self.ask(self.ground.opens, "" if ago is None else str(self.day(ago)))

    @precondition(is_open)
    @rule(at=AT, trigger=st.sampled_from(["begin", "wacht", "verder", "begin", "wacht", "verder", "rond_af"]))
    def advance(self, at: int, trigger: str) -> None:
        self.ask(self.ground.advances, self.pick(at), trigger)

    @precondition(is_open)
    @rule(at=AT, name=st.sampled_from(["ontvangen_op", "ontvangen_op", "gemeld_op", "klaar_op"]), ago=AGO)
    def fact(self, at: int, name: str, ago: int) -> None:
        self.ask(self.ground.sets, self.pick(at), name, str(self.day(ago)))

    @precondition(is_open)
    @rule(at=AT, back=st.integers(0, 5), void=st.booleans(), ago=AGO)
    def correct(self, at: int, back: int, void: bool, ago: int) -> None:
        key = self.pick(at)
        version = self.ground.dossier(key).trajectory.version - back
        what: dict[str, Any] = {"void": True} if void else {"value": str(self.day(ago))}
        self.ask(self.ground.corrects, key, version, **what)

    @precondition(is_open)
    @rule(at=AT)
    def take_back(self, at: int) -> None:
        self.ask(self.ground.corrects, self.pick(at), 1, void=True)

    @precondition(is_open)
    @rule(
        at=AT,
        what=st.sampled_from(["suspend", "suspend", "resume", "extend"]),
        ahead=st.none() | st.integers(0, 40),
        by=st.sampled_from(["3 days", "2 weeks", "1 month"]),
    )
    def decide(self, at: int, what: str, ahead: int | None, by: str) -> None:
        key = self.pick(at)
        name = self.pick_rule(at, key)
        if what == "suspend":
            self.ask(self.ground.suspends, key, name, None if ahead is None else self.day(-ahead))
        elif what == "resume":
            self.ask(self.ground.resumes, key, name)
        else:
            self.ask(self.ground.extends, key, name, by)

    @precondition(lambda self: self.is_open() and len(self.ground.keys()) > 1)
    @rule(at=AT)
    def close(self, at: int) -> None:
        self.ask(self.ground.closes, self.pick(at))

    # answers

    @precondition(is_open)
    @rule(at=AT)
    def acknowledge(self, at: int) -> None:
        key = self.pick(at)
        if told := sorted(said_of(self.ground.dossier(key))):
            self.ask(self.ground.acknowledges, told[at // 5 % len(told)])

    @precondition(is_open)
    @rule(at=AT, ahead=st.integers(-1, 90))
    def snooze(self, at: int, ahead: int) -> None:
        key = self.pick(at)
        deadlines = [each.id for each in self.ground.dossier(key).deadlines]
        if deadlines:
            self.ask(self.ground.snoozes, deadlines[at // 5 % len(deadlines)], self.day(-ahead))

    # staff

    @precondition(is_open)
    @rule(
        at=AT,
        name=st.sampled_from(NAMES),
        what=st.sampled_from(["assign", "assign", "leave", "join", "away", "back"]),
        until=st.none() | st.integers(0, 30),
        other=st.sampled_from(["", *NAMES]),
    )
    def staff(self, at: int, name: str, what: str, until: int | None, other: str) -> None:
        if what == "assign":
            self.ask(self.ground.assigns, self.pick(at), name, ROLES[name])
        elif what == "away":
            self.ask(self.ground.goes_away, name, None if until is None else self.day(-until), other)
        elif what == "back":
            self.ask(self.ground.comes_back, name)
        else:
            self.ask(self.ground.leaves if what == "leave" else self.ground.joins, name, ROLES[name])

    # versions

    @precondition(is_open)
    @rule(
        at=AT,
        past=st.sampled_from(["none", "latest", "all"]),
        how=st.sampled_from(["recompute", "keep", "restart"]),
    )
    def migrate(self, at: int, past: str, how: str) -> None:
        key = self.pick(at)
        to = 3 - self.ground.dossier(key).trajectory.workflow_version
        self.ask(self.ground.goes_over, key, to, past, how)

    @precondition(is_open)
    @rule()
    def rebuild(self) -> None:
        self.ground.rebuilds()

    # time and ticks

    def wait(self, days: int) -> None:
        self.ground.now += timedelta(days)
        self.ground.in_time()

    @precondition(is_open)
    @rule(hours=st.integers(1, 20))
    def hours_pass(self, hours: int) -> None:
        self.ground.now += timedelta(hours=hours)

    @precondition(is_open)
    @rule(days=WAITS)
    def tick(self, days: int) -> None:
        """What it takes off the plan was said, for that very due day."""
        self.wait(days)
        before = {(each.trajectory, each.id, iso(each.due_on)) for each in self.ground.owed()}
        self.ground.tick()
        after = {(each.trajectory, each.id, iso(each.due_on)) for each in self.ground.owed()}
        for key, reminder, due_on in before - after:
            told = said_of(self.ground.dossier(key)).get(reminder, [])
            assert due_on in {each.due_on for each in told}, (reminder, due_on)

    @precondition(is_open)
    @rule(days=WAITS, place=st.integers(0, 2), early=st.booleans())
    def tick_that_dies(self, days: int, place: int, early: bool) -> None:
        """At that message: before it is handed over, or after; the next tick takes it over once its lease is past."""
        self.wait(days)
        first = len(self.ground.outbox)

        def dies(message: object) -> None:
            if len(self.ground.outbox) - first > place:
                if early:
                    self.ground.outbox.pop()
                raise Crash

        try:
            self.ground.tick(dies)
        except Crash:
            self.ground.in_time()

    @precondition(is_open)
    @rule(days=WAITS, place=st.integers(0, 2))
    def tick_that_fails(self, days: int, place: int) -> None:
        """The mail server refuses that message and takes the others."""
        self.wait(days)
        first = len(self.ground.outbox)

        def refuses(message: object) -> None:
            if len(self.ground.outbox) - first == place + 1:
                self.ground.outbox.pop()
                raise NotDelivered(Words("de mailserver weigert", "the mail server refuses"))

        self.ground.tick(refuses)

    @precondition(is_open)
    @rule(
        at=AT,
        days=WAITS,
        what=st.sampled_from(["closes", "sets", "suspends", "snoozes", "goes_over", "leaves"]),
    )
    def tick_while_the_ground_moves(self, at: int, days: int, what: str) -> None:
        """While a message is handed over, something happens to what another one speaks of."""
        self.wait(days)
        key = self.pick(at)
        rule_name = self.pick_rule(at, key)
        done: list[str] = []

        def meanwhile(message: object) -> None:
            if not done:
                done.append(what)
                self.moves(what, key, rule_name)

        self.ground.tick(meanwhile)

    def moves(self, what: str, key: str, rule_name: str) -> None:
        given: dict[str, tuple[Any, ...]] = {
            "closes": (key,),
            "sets": (key, "ontvangen_op", str(self.day(30))),
            "suspends": (key, rule_name),
            "snoozes": (f"{key}/{rule_name}#{self.ground.occurrence(key, rule_name)}", self.day(-9)),
            "goes_over": (key, 3 - self.ground.dossier(key).trajectory.workflow_version),
            "leaves": ("Anna", "coordinator"),
        }
        self.ask(getattr(self.ground, what), *given[what])

    # promises

    @invariant()
    def the_agenda_is_a_fresh_plan_and_nothing_was_doubled_or_lost(self) -> None:
        if self.is_open():
            self.ground.must_hold()

    def teardown(self) -> None:
        if not self.is_open():
            return
        ground = self.ground
        for name in NAMES:
            self.ask(ground.joins, name, ROLES[name])
        ground.must_lose_nothing()
        before = dump(ground)
        ground.rebuilds()
        assert before == dump(ground)
        with ground.app.write() as uow:
            uow.set_setting("clock", write_instant(ground.now))  # as its commands would have left it
            assert [] == verify.verify(uow).problems
            assert [] == list(differences(uow, ground.app.dossiers, ground.app.casework.projections))
        ground.app.store.close()


def dump(ground: Ground) -> list[object]:
    """Every row of every projection; a claim is none."""
    with ground.app.read() as uow:
        return [sorted(map(str, uow.connection.execute(text(f"select * from {table.name}")))) for table in PROJECTIONS]


def machine_settings(examples: int, steps: int, *, by_chance: bool = False) -> settings:
    """by_chance: other orders each time, as in the soak; else the same ones, so that a red run is of what changed."""
    return settings(
        max_examples=examples,
        derandomize=not by_chance,
        stateful_step_count=steps,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


@pytest.fixture
def on_sqlite(tmp_path: Path) -> type[AnyGround]:
    def a_copy() -> str:
        return copied(f"sqlite:///{tempfile.mkdtemp(dir=tmp_path)}/traject.db", make_ground)

    AnyGround.prepared = staticmethod(a_copy)
    return AnyGround


@pytest.fixture
def on_postgresql(postgres_copy: Callable[[Callable[[str], None]], str]) -> type[AnyGround]:
    AnyGround.prepared = staticmethod(lambda: postgres_copy(make_ground))
    return AnyGround


@pytest.mark.slow
def test_whatever_happens_the_agenda_is_the_plan_less_what_was_said(on_sqlite):
    run_state_machine_as_test(on_sqlite, settings=machine_settings(6, 25))


@pytest.mark.slow
def test_whatever_happens_on_postgresql_the_agenda_is_the_plan_less_what_was_said(on_postgresql):
    run_state_machine_as_test(on_postgresql, settings=machine_settings(2, 20))


@pytest.mark.soak
def test_whatever_happens_for_long_the_agenda_is_the_plan_less_what_was_said(on_sqlite):
    run_state_machine_as_test(on_sqlite, settings=machine_settings(400, 50, by_chance=True))


@pytest.mark.soak
def test_whatever_happens_for_long_on_postgresql(on_postgresql):
    run_state_machine_as_test(on_postgresql, settings=machine_settings(60, 40, by_chance=True))


def test_what_was_heard_before_a_migration_is_not_folded_again_after_it(on_sqlite):
    """An order that chance found."""
    state = on_sqlite()
    state.an_office()
    state.rebuild()
    state.tick(days=3)
    state.tick_while_the_ground_moves(at=32, days=2, what="closes")
    state.tick_that_dies(days=3, early=False, place=2)
    state.acknowledge(at=46)
    state.rebuild()
    state.staff(at=39, name="Jos", other="Anna", until=None, what="assign")
    state.fact(ago=67, at=52, name="ontvangen_op")
    state.tick_that_fails(days=3, place=2)
    state.correct(ago=25, at=47, back=0, void=False)
    state.close(at=33)
    state.tick_while_the_ground_moves(at=56, days=7, what="goes_over")
    state.tick_that_fails(days=7, place=0)
    state.tick_while_the_ground_moves(at=16, days=21, what="closes")
    state.advance(at=2, trigger="verder")
    state.rebuild()
    state.acknowledge(at=18)
    state.acknowledge(at=47)
    state.staff(at=7, name="Bob", other="Tea", until=20, what="assign")
    state.tick(days=3)
    state.correct(ago=21, at=32, back=1, void=False)
    state.rebuild()
    state.acknowledge(at=38)
    state.rebuild()

    state.teardown()


def test_what_waited_in_a_message_is_left_to_the_plan_where_that_says_it_to_everyone_again(on_sqlite):
    """Of a day that moved, the plan holds the first repeat, and the waiting one follows."""
    state = on_sqlite()
    state.an_office()
    state.tick(days=7)
    state.tick_while_the_ground_moves(at=51, days=5, what="closes")
    state.tick_that_dies(days=60, early=True, place=1)
    state.correct(ago=67, at=6, back=0, void=False)
    state.tick(days=60)
    state.teardown()


def test_what_waits_in_a_message_of_before_a_migration_is_not_said_beside_it(on_sqlite):
    """The message carries the reminder under the name it had then."""
    state = on_sqlite()
    state.an_office()
    before = ((34, 5, "suspends"), (23, 3, "snoozes"), (57, 1, "sets"), (25, 21, "leaves"), (55, 21, "goes_over"))
    for at, days, what in (*before, (58, 2, "sets")):
        state.tick_while_the_ground_moves(at=at, days=days, what=what)
    for ago in (12, None, None):
        state.open(ago=ago)
    for at, days, what in ((33, 2, "goes_over"), (45, 5, "sets")):
        state.tick_while_the_ground_moves(at=at, days=days, what=what)
    state.tick_that_dies(days=7, early=False, place=0)
    state.migrate(at=41, how="keep", past="none")
    state.teardown()
