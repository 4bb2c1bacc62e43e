"""Whose work is what: running trajectories, and what stands of them, read from the projections for messages."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from trajectories.local_time import local_day, read_day
from trajectories.people.references import subject_ref
from trajectories.projections.projections import read_holds
from trajectories.repository.aliases import merged
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import (
    AGENDA,
    DEADLINE,
    DEFINITION,
    DELIVERY,
    EVENT,
    HOUSEHOLD,
    MEMBERSHIP,
    PERSON,
    RUNG,
    TRAJECTORY,
    lasts_on,
    opening_stands,
)
from workflows.language.nothing_planned import NOTHING_PLANNED, RULE
from workflows.words import Words

ANYWHERE = ("", "any")
KEPT = 128  # definitions of which the words are read once, however many messages name them


class Scope(NamedTuple):
    """Whose running trajectories: all of a municipality, or those given to someone.

    municipality: `any` or empty is every one. given: role and staff id; None: never mind to whom. coordinators: those
    who are one today; what none of them was given counts as well where it lies in one of unassigned_in.
    counted_in: where `any` is a place like others, of what is under no municipality's own definition.
    """

    municipality: str = ""
    given: tuple[tuple[str, str], ...] | None = None
    coordinators: frozenset[str] = frozenset()
    unassigned_in: tuple[str, ...] = ()
    counted_in: str = ""


class Running(NamedTuple):
    """coordinator, volunteer, jurist: staff ids, empty where nobody was given it."""

    id: str
    number: int
    ref: str
    subject: str
    workflow: str
    definition: str
    stage: str
    entered_on: date
    municipality: str
    coordinator: str


class RunningTerm(NamedTuple):
    """A term that runs or waits for a fact. due_on: None where it is not known yet. holds: when it stands still.

    register: its id among the rules of law.
    """

    id: str
    trajectory: str
    name: str
    register: str
    legal: str
    opens: bool
    due_on: date | None
    holds: tuple[tuple[date, date | None], ...]
    missing: tuple[str, ...]
    certainty: str


class LeftBehind(NamedTuple):
    """An optional task that was left undone in a stage gone by. member: an id, or empty."""

    trajectory: str
    stage: str
    task: str
    member: str


class Lexicon(NamedTuple):
    """The words of a definition. waits_for: by stage. rounds: terms that come back each time they were done.

    silent: terms that have no reminders at all.
    """

    workflow: Words
    terms: Mapping[str, Words]
    facts: Mapping[str, Words]
    waits_for: Mapping[str, Words]
    rounds: frozenset[str]
    silent: frozenset[str]
    stages: Mapping[str, Words]
    tasks: Mapping[str, Words]


def _within(scope: Scope) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [TRAJECTORY.c.closed_on == ""]
    if scope.municipality not in ANYWHERE:
        conditions.append(TRAJECTORY.c.municipality == scope.municipality)
    if scope.counted_in:
        conditions.append(TRAJECTORY.c.municipality == scope.counted_in)
    if scope.given is not None:
        mine = [_was_given(role, staff) for role, staff in scope.given]
        mine += [_is_unassigned(scope.coordinators, place) for place in scope.unassigned_in]
        conditions.append(or_(*mine) if mine else ~true())
    return and_(*conditions)


def _column(name: str) -> ColumnElement[str]:
    found: ColumnElement[str] = TRAJECTORY.c[name]
    return found


def _was_given(role: str, staff: str) -> ColumnElement[bool]:
    """The state is canonical JSON, so that who was given a role stands there in one form only."""
    if role == "coordinator":
        return _column("coordinator") == staff
    return _column("state").contains(f'"{role}":"{staff}"', autoescape=True)


def _is_unassigned(coordinators: frozenset[str], municipality: str) -> ColumnElement[bool]:
    nobody = _column("coordinator").not_in(sorted(coordinators))
    return nobody if municipality in ANYWHERE else and_(nobody, _column("municipality") == municipality)


def running_in(uow: UnitOfWork, scope: Scope) -> list[Running]:
    """In the order in which they were opened."""
    query = (
        select(
            TRAJECTORY.c.id,
            TRAJECTORY.c.number,
            func.coalesce(PERSON.c.ref, HOUSEHOLD.c.ref, TRAJECTORY.c.subject).label("ref"),
            TRAJECTORY.c.subject,
            TRAJECTORY.c.workflow,
            TRAJECTORY.c.definition,
            TRAJECTORY.c.stage,
            TRAJECTORY.c.entered_on,
            TRAJECTORY.c.municipality,
            TRAJECTORY.c.coordinator,
        )
        .outerjoin(PERSON, PERSON.c.id == TRAJECTORY.c.subject)
        .outerjoin(HOUSEHOLD, HOUSEHOLD.c.id == TRAJECTORY.c.subject)
        .where(_within(scope))
        .order_by(TRAJECTORY.c.number)
    )
    names = {key: subject_ref(uow, into) for key, into in merged(uow).items()}
    found = [_running(row) for row in uow.connection.execute(query)]
    return [each._replace(ref=names.get(each.subject, each.ref)) for each in found]


def _running(row: Any) -> Running:
    return Running(
        row.id,
        row.number,
        row.ref,
        row.subject,
        row.workflow,
        row.definition,
        row.stage,
        date.fromisoformat(row.entered_on),
        row.municipality,
        row.coordinator,
    )


def standing_in(uow: UnitOfWork, scope: Scope, until: date) -> list[RunningTerm]:
    """What ends or opens by that day, is overdue, waits for a fact, or was ever suspended; by day, questions first."""
    query = (
        select(DEADLINE)
        .join(TRAJECTORY, TRAJECTORY.c.id == DEADLINE.c.trajectory)
        .where(_within(scope), DEADLINE.c.standing.in_(("unknown", "running")))
        .where(or_(DEADLINE.c.due_on <= until.isoformat(), DEADLINE.c.holds != "[]"))
        .order_by(DEADLINE.c.due_on, TRAJECTORY.c.number, DEADLINE.c.id)
    )
    return [_standing(row) for row in uow.connection.execute(query)]


def _standing(row: Any) -> RunningTerm:
    return RunningTerm(
        row.id,
        row.trajectory,
        row.name,
        row.rule,
        row.legal,
        bool(row.opens),
        read_day(row.due_on),
        read_holds(row.holds),
        tuple(json.loads(row.missing)),
        row.certainty,
    )


def count_in(uow: UnitOfWork, scope: Scope) -> int:
    """How many trajectories run there."""
    return int(uow.connection.execute(select(func.count()).select_from(TRAJECTORY).where(_within(scope))).scalar_one())


def next_reminders_in(uow: UnitOfWork, scope: Scope) -> dict[str, date]:
    """Per deadline the day of its next reminder."""
    query = (
        select(AGENDA.c.deadline, func.min(AGENDA.c.send_at))
        .join(TRAJECTORY, TRAJECTORY.c.id == AGENDA.c.trajectory)
        .where(_within(scope))
        .group_by(AGENDA.c.deadline)
    )
    return {row[0]: local_day(datetime.fromisoformat(row[1])) for row in uow.connection.execute(query)}


def left_in(uow: UnitOfWork, scope: Scope) -> list[LeftBehind]:
    """In the order in which the trajectories were opened."""
    query = select(TRAJECTORY.c.id, TRAJECTORY.c.left_behind).where(_within(scope), TRAJECTORY.c.left_behind != "[]")
    rows = uow.connection.execute(query.order_by(TRAJECTORY.c.number))
    return [LeftBehind(row.id, *left) for row in rows for left in json.loads(row.left_behind)]


def lexicons(uow: UnitOfWork, definitions: Iterable[str]) -> dict[str, Lexicon]:
    """By hash. Read as plain JSON: nothing is compiled for a few labels."""
    wanted = sorted(set(definitions))
    rows = uow.connection.execute(select(DEFINITION.c.hash, DEFINITION.c.text).where(DEFINITION.c.hash.in_(wanted)))
    return {row.hash: _lexicon(row.text) for row in rows}


@lru_cache(KEPT)
def _lexicon(text: str) -> Lexicon:
    definition: Mapping[str, Any] = json.loads(text)
    rules: Mapping[str, Any] = definition.get("deadlines", {})
    stages: Mapping[str, Any] = definition.get("stages", {})
    return Lexicon(
        _words(definition["label"]),
        {NOTHING_PLANNED: RULE.label, **{name: _words(rule["label"]) for name, rule in rules.items()}},
        {name: _words(fact["label"]) for name, fact in definition.get("facts", {}).items()},
        {name: _words(who.get("party", who)) for name, stage in stages.items() if (who := stage.get("waits_for"))},
        frozenset(name for name, rule in rules.items() if _comes_back(rule["anchor"])),
        frozenset(name for name, rule in rules.items() if not _reminds(rule)),
        {name: _words(stage["label"]) for name, stage in stages.items()},
        {name: _words(task["label"]) for name, task in definition.get("tasks", {}).items()},
    )


def _comes_back(anchor: Mapping[str, Any]) -> bool:
    """Counted from the last time that something was done."""
    return any(part.get("done") for part in anchor.get("latest_of") or ())


def _reminds(rule: Mapping[str, Any]) -> bool:
    return bool(rule.get("remind")) or any(version.get("remind") for version in rule.get("versions") or ())


def _words(label: Mapping[str, str]) -> Words:
    return Words(label["nl"], label.get("en") or "")


# the figures of a week


def households_of_subjects(uow: UnitOfWork, on: date) -> dict[str, str]:
    """The household that each person is a member of on that day, by id."""
    day = on.isoformat()
    query = select(MEMBERSHIP.c.person, MEMBERSHIP.c.household).where(lasts_on(MEMBERSHIP, day))
    return {row.person: row.household for row in uow.connection.execute(query)}


def last_written_in(uow: UnitOfWork, scope: Scope) -> dict[str, date]:
    """By trajectory the day on which something was last written down of it; what was said of it does not count."""
    query = (
        select(TRAJECTORY.c.id, EVENT.c.recorded_at)
        .join(EVENT, and_(EVENT.c.stream == TRAJECTORY.c.id, EVENT.c.version == TRAJECTORY.c.version))
        .where(_within(scope))
    )
    return {row.id: local_day(datetime.fromisoformat(row.recorded_at)) for row in uow.connection.execute(query)}


class RunningRule(NamedTuple):
    """A rule of a workflow with the terms that run by it. next_on: of the first reminder to come, None for none.

    opens: its day is that from which something may be done.
    """

    workflow: str
    name: str
    definition: str
    running: int
    first_due_on: date | None
    next_on: date | None
    opens: bool


def running_rules(uow: UnitOfWork, scope: Scope) -> list[RunningRule]:
    """By workflow and name. first_due_on: None where no term by it has a day yet."""
    dated = func.nullif(DEADLINE.c.due_on, "")
    query = (
        select(
            TRAJECTORY.c.workflow,
            DEADLINE.c.name,
            func.max(TRAJECTORY.c.definition).label("definition"),
            func.count(DEADLINE.c.id.distinct()).label("running"),
            func.min(dated).label("first_due_on"),
            func.min(AGENDA.c.send_at).label("send_at"),
            func.max(DEADLINE.c.opens).label("opens"),
        )
        .join(TRAJECTORY, TRAJECTORY.c.id == DEADLINE.c.trajectory)
        .outerjoin(AGENDA, and_(AGENDA.c.trajectory == DEADLINE.c.trajectory, AGENDA.c.deadline == DEADLINE.c.id))
        .where(_within(scope), DEADLINE.c.standing.in_(("unknown", "running")))
        .group_by(TRAJECTORY.c.workflow, DEADLINE.c.name)
        .order_by(TRAJECTORY.c.workflow, DEADLINE.c.name)
    )
    return [
        RunningRule(
            row.workflow,
            row.name,
            row.definition,
            row.running,
            read_day(row.first_due_on or ""),
            local_day(datetime.fromisoformat(row.send_at)) if row.send_at else None,
            bool(row.opens),
        )
        for row in uow.connection.execute(query)
    ]


def rules_told(uow: UnitOfWork, municipality: str) -> set[tuple[str, str]]:
    """Workflow and name of each rule of which a message was ever sent there, for trajectories closed since as well."""
    query = (
        select(TRAJECTORY.c.workflow, RUNG.c.reminder)
        .join(RUNG, RUNG.c.trajectory == TRAJECTORY.c.id)
        .join(DELIVERY, DELIVERY.c.message == RUNG.c.message)
        .where(DELIVERY.c.state == "sent", opening_stands())
    )
    if municipality not in ANYWHERE:
        query = query.where(TRAJECTORY.c.municipality == municipality)
    return {(row.workflow, _rule_of(row.reminder)) for row in uow.connection.execute(query)}


def _rule_of(reminder: str) -> str:
    """`nareis_aanvragen` of t3/nareis_aanvragen#2/before-2m.0."""
    return reminder.split("/")[1].partition("#")[0]


def seen_by(uow: UnitOfWork, trajectories: Sequence[str], since: date) -> dict[str, tuple[str, date]]:
    """By deadline who said last, since that day, to have seen a reminder of it: staff id and day."""
    if not trajectories:
        return {}
    streams = [f"{key}/said" for key in dict.fromkeys(trajectories)]
    query = (
        select(EVENT.c.actor, EVENT.c.occurred_on, EVENT.c.data)
        .where(EVENT.c.stream.in_(streams), EVENT.c.type == "ReminderAcknowledged")
        .where(EVENT.c.occurred_on >= since.isoformat())
        .order_by(EVENT.c.position)
    )
    found = {}
    for row in uow.connection.execute(query):
        deadline = "/".join(str(json.loads(row.data)["reminder"]).split("/")[:2])
        found[deadline] = (str(row.actor), date.fromisoformat(row.occurred_on))
    return found
