"""What was seen of the scheduler and its tables at one moment, and the figures of it that monitoring wants."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import NamedTuple

from scheduler.health.own_answers import OwnAnswer
from scheduler.health.queries import Audience, Place, Tick, Underway
from scheduler.health.recorded_facts import DoubtfulFact
from scheduler.health.without_ground import WithoutGround
from scheduler.outbox.witness_mail import Unreached
from scheduler.planning.pace import Trouble
from trajectories.local_time import write_instant
from trajectories.people.questions import Question
from trajectories.service.missing import MissingCase

PATIENCE = timedelta(minutes=30)  # a clock that skips a beat is no alarm
ABANDONED = timedelta(minutes=15)  # after the end of a lease, real time
JUMP = timedelta(minutes=1)  # how far clocks may differ
HELD_AT_MOST = timedelta(hours=1)  # no tick claims anything for so long


class Room(NamedTuple):
    """In bytes: free on the disk of the database, and how large that is."""

    free: int
    database: int


class Keeping(NamedTuple):
    """began_at: the first event. last_backup: None where none is known of. room: None where no disk is seen from here.

    waiting: reminders of which, since a copy was put back, nobody has said whether they were said.
    """

    began_at: datetime | None
    last_backup: datetime | None
    room: Room | None
    waiting: int


class Snapshot(NamedTuple):
    """What was seen at one moment. now: the product's clock; machine_now, database_now: real time, by two clocks.

    every_minutes: how often a tick is to come. missing_settings: of the channel, in these surroundings.
    calendar_until: the last day of which all decree days are known; None where the calendar itself is missing.
    """

    now: datetime
    machine_now: datetime
    database_now: datetime
    is_sandbox: bool
    every_minutes: float
    channel: str
    missing_settings: tuple[str, ...]
    ticks: list[Tick]
    due: int
    sent: int
    late: list[str]
    abandoned: list[str]
    messages: list[Underway]
    last_recorded_at: datetime | None
    never_said_again: list[str]
    without_a_voice: list[str]
    only_asked: list[str]
    told: "list[AudienceToday]"
    without_address: tuple[str, ...]
    calendar_until: date | None
    calendar_must_reach: date
    newer_calendar: bool
    dead_ends: list[Place]
    broken_definitions: list[str]
    trajectories: int
    replayed: "list[Replayed]"
    rules: dict[str, str | None]
    people_differ: list[str]
    rows_differ: list[str]  # every projection beside the history, row by row; looked at where all is replayed
    missing_cases: list[MissingCase]
    questions: list[Question]
    doubtful_facts: list[DoubtfulFact]
    facts_apart: list[OwnAnswer]
    without_ground: list[WithoutGround]
    same_refs: list[list[str]]
    mail_trouble: Trouble | None
    unheard_of: list[str]  # messages that ended uncertain, of which not everyone who should has heard
    office_differs: list[str]  # rows of the office that say something else than its history
    events_missing: list[str]  # the streams of which rows know more than the history
    unreached_witnesses: list[Unreached]
    silent_since: datetime | None = None  # the last sign of life, where the clock is doubted for it
    keeping: Keeping | None = None


class AudienceToday(NamedTuple):
    """Reminders for the same people. nobody: no one at all; vacant: roles for which someone else stands in."""

    audience: Audience
    nobody: bool
    vacant: tuple[str, ...]


class Replayed(NamedTuple):
    """A trajectory beside its history. problem: why it could not be read, empty otherwise."""

    trajectory: str
    problem: str = ""
    state_differs: bool = False
    unplanned: tuple[str, ...] = ()  # on the agenda, but not in the plan
    unreached: tuple[str, ...] = ()  # in the plan, but not on the agenda


def ticks_so_far(seen: Snapshot) -> list[Tick]:
    """Without those that lie ahead, of before a clock was set back: they say nothing about now."""
    return [each for each in seen.ticks if each.started_at <= seen.database_now + JUMP]


def last_good(seen: Snapshot) -> Tick | None:
    return next((each for each in ticks_so_far(seen) if each.ended_at and not each.problem), None)


def tick_age(seen: Snapshot) -> timedelta | None:
    """Since the last tick that ended well, in real time, in a sandbox on its own clock; None where there is none."""
    last = last_good(seen)
    if last is None or last.ended_at is None:
        return None
    return seen.now - last.at if seen.is_sandbox else seen.database_now - last.ended_at


class RuleFigures(NamedTuple):
    """last_fired_at: None where it never spoke."""

    last_fired_at: str | None


class HealthFigures(NamedTuple):
    """What monitoring wants, with stable keys; counts of messages, seconds, instants as text."""

    at: str
    due: int
    sent: int
    failed: int
    unknown: int
    waiting: int
    late_seconds: int
    late: int
    tick_age_seconds: int | None
    last_tick_at: str | None
    node: str | None
    nodes: list[str]
    calendar_until: date | None
    trajectories: int
    replayed: int
    rules: dict[str, RuleFigures]


def as_figures(seen: Snapshot) -> HealthFigures:
    states = Counter(each.state for each in seen.messages)
    last, age = last_good(seen), tick_age(seen)
    return HealthFigures(
        at=write_instant(seen.now),
        due=seen.due,
        sent=seen.sent,
        failed=states["failed"],
        unknown=states["unknown"],
        waiting=states["waiting"],
        late_seconds=max((each.late_seconds for each in seen.ticks), default=0),
        late=len(seen.late),
        tick_age_seconds=round(age.total_seconds()) if age is not None else None,
        last_tick_at=write_instant(last.ended_at) if last and last.ended_at else None,
        node=last.node or None if last else None,
        nodes=sorted({each.node for each in seen.ticks if each.node}),
        calendar_until=seen.calendar_until,
        trajectories=seen.trajectories,
        replayed=len(seen.replayed),
        rules={name: RuleFigures(at) for name, at in seen.rules.items()},
    )
