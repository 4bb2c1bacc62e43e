"""Whose work is what: running trajectories, and what stands of them, read from the projections for messages."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, func, literal_column, or_, select

from trajectories.local_time import local_day, read_day
from trajectories.projections.projections import read_holds
from trajectories.projections.scope import Scope, ScopeShape, of_shape, shape_of, values, within
from trajectories.repository.aliases import MERGED, merged
from trajectories.repository.among import among, among_named, as_list
from trajectories.repository.store import Prepared, UnitOfWork
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
from workflows.language.municipalities import ANYWHERE
from workflows.language.nothing_planned import NOTHING_PLANNED, RULE
from workflows.language.road_facts import road_label, road_stage
from workflows.words import Words, in_languages

KEPT = 128  # statements, of which a scope has a few
LEXICONS: dict[str, "Lexicon"] = {}  # of the definitions that this process has met, however many messages name them


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

    register: its id among the rules of law. provisional: the facts whose answer decides about it and is not known.
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
    provisional: tuple[str, ...]


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

    def fact(self, name: str) -> Words | None:
        """Also of one that is about a stage; see road_facts."""
        stage = self.stages.get(road_stage(name))
        return road_label(name, stage) if stage else self.facts.get(name)


def ask_ahead(uow: UnitOfWork, scope: Scope, until: date) -> None:
    """What the messages about it will ask: what runs, what stands, what was left."""
    shape, its = shape_of(scope), values(scope)
    uow.ask_ahead(_running_in(shape), **its)
    uow.ask_ahead(MERGED)
    uow.ask_ahead(_standing_in(shape), until=until.isoformat(), **its)
    uow.ask_ahead(_left_in(shape), **its)


@lru_cache(KEPT)
def _running_in(shape: ScopeShape) -> Prepared:
    its = TRAJECTORY.c
    ref = func.coalesce(PERSON.c.ref, HOUSEHOLD.c.ref, its.subject)
    given = its.id, its.number, ref, its.subject, its.workflow, its.definition, its.stage
    query = (
        select(*given, its.entered_on, its.municipality, its.coordinator)
        .outerjoin(PERSON, PERSON.c.id == its.subject)
        .outerjoin(HOUSEHOLD, HOUSEHOLD.c.id == its.subject)
    )
    return Prepared(query.where(of_shape(shape)).order_by(its.number))


def running_in(uow: UnitOfWork, scope: Scope) -> list[Running]:
    """In the order in which they were opened."""
    rows = uow.fetch(_running_in(shape_of(scope)), **values(scope))
    found = [Running._make((*row[:7], date.fromisoformat(row[7]), *row[8:])) for row in rows]
    if not (goes_on := merged(uow)):
        return found
    refs = uow.connection.execute(select(PERSON.c.id, PERSON.c.ref).where(among(PERSON.c.id, goes_on.values())))
    ref_of = {row.id: row.ref for row in refs}
    return [each._replace(ref=ref_of.get(goes_on.get(each.subject, ""), each.ref)) for each in found]


@lru_cache(KEPT)
def _standing_in(shape: ScopeShape) -> Prepared:
    its = DEADLINE.c
    query = (
        select(its.id, its.trajectory, its.name, its.rule, its.legal, its.opens, its.due_on, its.holds, its.missing)
        .add_columns(its.certainty, its.provisional)
        .join(TRAJECTORY, TRAJECTORY.c.id == its.trajectory)
        .where(of_shape(shape), is_standing())
        .where(or_(its.due_on <= bindparam("until"), its.holds != literal_column("'[]'")))
    )
    return Prepared(query.order_by(its.due_on, TRAJECTORY.c.number, its.id))


def standing_in(uow: UnitOfWork, scope: Scope, until: date) -> list[RunningTerm]:
    """What ends or opens by that day, is overdue, waits for a fact, or was ever suspended; by day, questions first."""
    rows = uow.fetch(_standing_in(shape_of(scope)), until=until.isoformat(), **values(scope))
    return [_standing(*row) for row in rows]


def is_standing() -> ColumnElement[bool]:
    """Of a deadline: it runs, or waits for a fact."""
    return DEADLINE.c.standing.in_((literal_column("'unknown'"), literal_column("'running'")))


def _standing(
    id: str,
    trajectory: str,
    name: str,
    register: str,
    legal: str,
    opens: int,
    due_on: str,
    holds: str,
    missing: str,
    certainty: str,
    provisional: str,
) -> RunningTerm:
    day, waits_for, hangs_on = read_day(due_on), tuple(json.loads(missing)), tuple(json.loads(provisional))
    term = (id, trajectory, name, register, legal, bool(opens), day, read_holds(holds))
    return RunningTerm(*term, waits_for, certainty, hangs_on)


def count_in(uow: UnitOfWork, scope: Scope) -> int:
    """How many trajectories run there."""
    query = select(func.count()).select_from(TRAJECTORY).where(within(scope))
    return int(uow.connection.execute(query, values(scope)).scalar_one())


def next_reminders_in(uow: UnitOfWork, scope: Scope) -> dict[str, date]:
    """Per deadline the day of its next reminder."""
    query = (
        select(AGENDA.c.deadline, func.min(AGENDA.c.send_at))
        .join(TRAJECTORY, TRAJECTORY.c.id == AGENDA.c.trajectory)
        .where(within(scope))
        .group_by(AGENDA.c.deadline)
    )
    rows = uow.connection.execute(query, values(scope))
    return {row[0]: local_day(datetime.fromisoformat(row[1])) for row in rows}


def left_in(uow: UnitOfWork, scope: Scope) -> list[LeftBehind]:
    """In the order in which the trajectories were opened."""
    rows = uow.fetch(_left_in(shape_of(scope)), **values(scope))
    return [LeftBehind(key, *left) for key, several in rows for left in json.loads(several)]


@lru_cache(KEPT)
def _left_in(shape: ScopeShape) -> Prepared:
    its = TRAJECTORY.c
    query = select(its.id, its.left_behind).where(of_shape(shape), its.left_behind != literal_column("'[]'"))
    return Prepared(query.order_by(its.number))


def lexicons(uow: UnitOfWork, definitions: Iterable[str]) -> dict[str, Lexicon]:
    """By hash. Read as plain JSON: nothing is compiled for a few labels. A text never changes under its hash."""
    wanted = set(definitions)
    if new := wanted - LEXICONS.keys():
        rows = uow.connection.execute(select(DEFINITION.c.hash, DEFINITION.c.text).where(among(DEFINITION.c.hash, new)))
        LEXICONS.update({row.hash: _lexicon(row.text) for row in rows})
    return {each: LEXICONS[each] for each in wanted if each in LEXICONS}


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
    """As the format reads them: in any languages, one at least."""
    return in_languages(label)


# the figures of a week


def households_of_subjects(uow: UnitOfWork, on: date) -> dict[str, str]:
    """The household that each person is a member of on that day, by id."""
    day = on.isoformat()
    query = select(MEMBERSHIP.c.person, MEMBERSHIP.c.household).where(lasts_on(MEMBERSHIP, day))
    return {row.person: row.household for row in uow.connection.execute(query)}


def coordinators_with_work(uow: UnitOfWork) -> set[str]:
    """Staff ids of those to whom any open trajectory is given, wherever it is counted."""
    query = select(TRAJECTORY.c.coordinator).where(TRAJECTORY.c.closed_on == "").distinct()
    return set(uow.connection.execute(query).scalars())


def last_written_in(uow: UnitOfWork, scope: Scope) -> dict[str, date]:
    """By trajectory the day on which something was last written down of it; what was said of it does not count."""
    query = (
        select(TRAJECTORY.c.id, EVENT.c.recorded_at)
        .join(EVENT, and_(EVENT.c.stream == TRAJECTORY.c.id, EVENT.c.version == TRAJECTORY.c.version))
        .where(within(scope))
    )
    rows = uow.connection.execute(query, values(scope))
    return {row.id: local_day(datetime.fromisoformat(row.recorded_at)) for row in rows}


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
        .where(within(scope), is_standing())
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
        for row in uow.connection.execute(query, values(scope))
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
    streams = as_list(f"{key}/said" for key in trajectories)
    found = {}
    for actor, on, data in uow.fetch(SEEN_BY, streams=streams, since=since.isoformat()):
        deadline = "/".join(str(json.loads(data)["reminder"]).split("/")[:2])
        found[deadline] = (str(actor), date.fromisoformat(on))
    return found


SEEN_BY = Prepared(
    select(EVENT.c.actor, EVENT.c.occurred_on, EVENT.c.data)
    .where(among_named(EVENT.c.stream, "streams"), EVENT.c.type == literal_column("'ReminderAcknowledged'"))
    .where(EVENT.c.occurred_on >= bindparam("since"))
    .order_by(EVENT.c.position)
)
