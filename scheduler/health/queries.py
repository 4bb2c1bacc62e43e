"""What the tables say about the work of the scheduler: counts, moments and names of rows. Reads, never writes."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, func, not_, or_, select, tuple_

from scheduler.outbox.agenda import OF_TRAJECTORY
from scheduler.outbox.ledger import under_way
from trajectories.history.opening_events import OPENINGS
from trajectories.history.streams import OFFICE, said_stream
from trajectories.local_time import is_within, write_instant
from trajectories.projections.projections import read_holds
from trajectories.repository.among import among
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import (
    AGENDA,
    DEADLINE,
    DEFINITION,
    DELIVERY,
    EVENT,
    RUNG,
    TICK,
    TRAJECTORY,
    is_counted,
    opening_stands,
)
from workflows.language.nothing_planned import NOTHING_PLANNED

SAID = said_stream("")
OPEN = ("claimed", "unknown", "failed", "waiting")


class Tick(NamedTuple):
    """A look at the agenda. at: the product's clock. ended_at: None while it goes on, or when it died.

    problem: how it broke off.
    """

    token: str
    node: str
    at: datetime
    started_at: datetime
    ended_at: datetime | None
    late_seconds: int
    problem: str


class Underway(NamedTuple):
    """A message without an end. leased_until: real time; open_at: the product's, when what waits is thought to go."""

    message: str
    recipient: str
    state: str
    kind: str
    attempts: int
    claimed_at: str
    leased_until: str
    open_at: str
    problem: str


class Audience(NamedTuple):
    """Reminders with the same roles to tell, in trajectories that are staffed alike, one of which is named."""

    trajectory: str
    roles: tuple[str, ...]
    reminders: int


class Place(NamedTuple):
    """Open trajectories in one stage of one definition, one of which is named."""

    definition: str
    workflow: str
    stage: str
    amount: int
    trajectory: str


class OpenState(NamedTuple):
    """An open trajectory. state: folded, as the projection keeps it."""

    trajectory: str
    subject: str
    definition: str
    state: dict[str, Any]


def ticks(uow: UnitOfWork, since: datetime, until: datetime, limit: int = 500) -> list[Tick]:
    """The latest until then, newest first: those of that time, and at least the last that ended well. And the newest of
    all, which lies ahead where a clock was set back.
    """
    query = select(TICK).order_by(TICK.c.started_at.desc(), TICK.c.token)
    past = query.where(TICK.c.started_at <= write_instant(until))
    recent = uow.connection.execute(past.where(TICK.c.started_at >= write_instant(since)).limit(limit)).all()
    well = uow.connection.execute(past.where(TICK.c.ended_at > "", TICK.c.problem == "").limit(1)).all()
    newest = uow.connection.execute(query.limit(1)).all()
    rows = {row.token: row for row in (*recent, *newest, *well)}
    return [_tick(row) for row in sorted(rows.values(), key=lambda row: str(row.started_at), reverse=True)]


def _tick(row: Any) -> Tick:
    ended_at = datetime.fromisoformat(row.ended_at) if row.ended_at else None
    at, started_at = datetime.fromisoformat(row.at), datetime.fromisoformat(row.started_at)
    return Tick(row.token, row.node, at, started_at, ended_at, row.late_seconds, row.problem)


def late(uow: UnitOfWork, before: datetime, real_now: datetime) -> list[str]:
    """Reminders whose hour came before that instant, that no tick holds and no message carries; oldest first.

    Where something was recorded in the case since, as that a message came back, its next tick is not late yet.
    """
    is_new = exists().where(
        EVENT.c.stream.in_((AGENDA.c.trajectory, AGENDA.c.trajectory + SAID)),
        EVENT.c.recorded_at >= write_instant(before),
    )
    query = (
        select(AGENDA.c.id)
        .where(not_(is_new))
        .where(AGENDA.c.send_at < write_instant(before), AGENDA.c.leased_until < write_instant(real_now))
        .where(tuple_(AGENDA.c.id, AGENDA.c.due_on).not_in(under_way()))
    )
    return list(uow.connection.execute(query.order_by(AGENDA.c.send_at, AGENDA.c.id)).scalars())


def abandoned_claims(uow: UnitOfWork, before: datetime, after: datetime) -> list[str]:
    """Reminders whose claim ended before the one instant of real time, and that nobody took over, or that are claimed
    until beyond the other, as no tick does: until then nobody says them.
    """
    left = and_(AGENDA.c.leased_until > "", AGENDA.c.leased_until < write_instant(before))
    query = select(AGENDA.c.id).where(or_(left, AGENDA.c.leased_until > write_instant(after)))
    return list(uow.connection.execute(query.order_by(AGENDA.c.id)).scalars())


def messages_under_way(uow: UnitOfWork) -> list[Underway]:
    """The oldest first."""
    columns = [DELIVERY.c[name] for name in Underway._fields]
    query = select(*columns).where(DELIVERY.c.state.in_(OPEN)).order_by(DELIVERY.c.claimed_at, DELIVERY.c.message)
    return [Underway._make(row) for row in uow.connection.execute(query)]


def sent_since(uow: UnitOfWork, instant: datetime) -> int:
    """Messages, on the product's clock."""
    query = select(func.count()).where(DELIVERY.c.state == "sent", DELIVERY.c.ended_at >= write_instant(instant))
    return int(uow.connection.execute(query).scalar_one())


def last_fired(uow: UnitOfWork) -> dict[str, str]:
    """Per WORKFLOW/RULE when a reminder of it was said last, on the product's clock; folded ones count."""
    query = (
        select(TRAJECTORY.c.workflow, RUNG.c.reminder, func.max(DELIVERY.c.ended_at))
        .join(DELIVERY, DELIVERY.c.message == RUNG.c.message)
        .join(TRAJECTORY, TRAJECTORY.c.id == RUNG.c.trajectory)
        .where(DELIVERY.c.state.in_(("sent", "uncertain")), opening_stands())
        .group_by(TRAJECTORY.c.workflow, RUNG.c.reminder)
    )
    found: dict[str, str] = {}
    for workflow, reminder, at in uow.connection.execute(query):
        name = f"{workflow}/{reminder.partition('/')[2].partition('#')[0]}"
        found[name] = max(at, found.get(name, ""))
    return found


def began_at(uow: UnitOfWork) -> datetime | None:
    """When the database was made."""
    query = select(EVENT.c.recorded_at).where(EVENT.c.stream == OFFICE, EVENT.c.version == 1)
    found = uow.connection.execute(query).scalar()
    return datetime.fromisoformat(found) if found else None


def last_recorded_at(uow: UnitOfWork) -> datetime | None:
    """When the newest event was written down."""
    query = select(EVENT.c.recorded_at).order_by(EVENT.c.position.desc()).limit(1)
    found = uow.connection.execute(query).scalar()
    return datetime.fromisoformat(found) if found else None


def audiences(uow: UnitOfWork) -> list[Audience]:
    """All that is still to be said, by whom it is for: few groups, however many reminders."""
    where = _staffed_alike(uow)
    found: dict[tuple[str, str], Audience] = {}
    query = select(AGENDA.c.trajectory, AGENDA.c.roles, func.count()).group_by(AGENDA.c.trajectory, AGENDA.c.roles)
    for key, roles, count in uow.connection.execute(query.order_by(AGENDA.c.trajectory, AGENDA.c.roles)):
        group = (where.get(key, key), roles)
        known = found.get(group, Audience(key, tuple(filter(None, roles.split(","))), 0))
        found[group] = known._replace(reminders=known.reminders + count)
    return list(found.values())


def _staffed_alike(uow: UnitOfWork) -> dict[str, str]:
    """Per open trajectory its municipality and who was given which role, as text to compare."""
    query = select(TRAJECTORY.c.id, TRAJECTORY.c.municipality, TRAJECTORY.c.state).where(TRAJECTORY.c.closed_on == "")
    return {
        row.id: f"{row.municipality} {sorted(json.loads(row.state)['assigned'].items())}"
        for row in uow.connection.execute(query.execution_options(yield_per=500))
    }


def places(uow: UnitOfWork) -> list[Place]:
    """Where the open trajectories stand."""
    names = (TRAJECTORY.c.definition, TRAJECTORY.c.workflow, TRAJECTORY.c.stage)
    query = select(*names, func.count(), func.min(TRAJECTORY.c.id)).where(TRAJECTORY.c.closed_on == "")
    return [Place._make(row) for row in uow.connection.execute(query.group_by(*names).order_by(*names))]


def open_states(uow: UnitOfWork, broken: Sequence[str]) -> Iterator[OpenState]:
    """Every open trajectory, the oldest first, but for those under these definitions."""
    columns = (TRAJECTORY.c.id, TRAJECTORY.c.subject, TRAJECTORY.c.definition, TRAJECTORY.c.state)
    query = select(*columns).where(TRAJECTORY.c.closed_on == "", TRAJECTORY.c.definition.not_in(list(broken)))
    for row in uow.connection.execute(query.order_by(TRAJECTORY.c.number)).all():
        yield OpenState(row.id, row.subject, row.definition, json.loads(row.state))


def trajectories(uow: UnitOfWork) -> list[str]:
    """Every id, the oldest first."""
    return list(uow.connection.execute(select(TRAJECTORY.c.id).order_by(TRAJECTORY.c.number)).scalars())


def count_trajectories(uow: UnitOfWork) -> int:
    """Those that figures count."""
    query = select(func.count()).select_from(TRAJECTORY).where(is_counted())
    return int(uow.connection.execute(query).scalar_one())


def not_shown(uow: UnitOfWork) -> list[str]:
    """Trajectories that the history opens and of which nothing is shown: the row is gone."""
    opened = select(EVENT.c.stream).where(EVENT.c.type.in_(OPENINGS))
    query = opened.where(EVENT.c.stream.not_in(select(TRAJECTORY.c.id))).order_by(EVENT.c.position)
    return list(uow.connection.execute(query).scalars())


def planned_rows(uow: UnitOfWork, key: str) -> set[tuple[str, str, str, str]]:
    """The agenda of one trajectory: reminder, due day, hour and roles."""
    return {(row[0], row[5], row[6], row[7]) for row in uow.fetch(OF_TRAJECTORY, trajectory=key)}


def never_said_again(uow: UnitOfWork, today: date) -> list[str]:
    """Deadlines that are overdue, do not stand still, and of which nothing is still to be said."""
    query = (
        select(DEADLINE.c.id, DEADLINE.c.holds)
        .join(TRAJECTORY, TRAJECTORY.c.id == DEADLINE.c.trajectory)
        .where(DEADLINE.c.standing == "running", DEADLINE.c.opens == 0, TRAJECTORY.c.closed_on == "")
        .where(DEADLINE.c.due_on < today.isoformat(), DEADLINE.c.id.not_in(select(AGENDA.c.deadline)))
        .order_by(DEADLINE.c.due_on, DEADLINE.c.id)
    )
    carried = {row[0].rpartition("/")[0] for row in uow.connection.execute(under_way())}
    rows = uow.connection.execute(query).all()
    return [row.id for row in rows if row.id not in carried and not is_within(today, read_holds(row.holds))]


def without_a_voice(uow: UnitOfWork) -> list[str]:
    """Open trajectories of which nothing is still to be said, nothing is under way, and no term runs."""
    query = (
        select(TRAJECTORY.c.id)
        .where(
            TRAJECTORY.c.closed_on == "",
            TRAJECTORY.c.id.not_in(select(AGENDA.c.trajectory)),
            TRAJECTORY.c.id.not_in(select(DEADLINE.c.trajectory).where(DEADLINE.c.standing == "running")),
        )
        .order_by(TRAJECTORY.c.number)
    )
    carried = {row[0].partition("/")[0] for row in uow.connection.execute(under_way())}
    return [key for key in uow.connection.execute(query).scalars() if key not in carried]


def only_asked_how_it_stands(uow: UnitOfWork) -> list[str]:
    """Open trajectories in which nothing is planned, so that only that is asked."""
    query = (
        select(DEADLINE.c.trajectory)
        .join(TRAJECTORY, TRAJECTORY.c.id == DEADLINE.c.trajectory)
        .where(DEADLINE.c.name == NOTHING_PLANNED, DEADLINE.c.standing == "running", TRAJECTORY.c.closed_on == "")
        .order_by(TRAJECTORY.c.number)
    )
    return list(uow.connection.execute(query).scalars())


def broken_definitions(uow: UnitOfWork) -> list[str]:
    """The hashes that trajectories and events name, and under which there is no text, or another."""
    named: set[str] = set()
    for column in (TRAJECTORY.c.definition, EVENT.c.definition):
        named |= set(uow.connection.execute(select(column).where(column > "").distinct()).scalars())
    texts = dict(_texts(uow, sorted(named)))
    return sorted(each for each in named if sha256(texts.get(each, "").encode()).hexdigest() != each)


def _texts(uow: UnitOfWork, hashes: Sequence[str]) -> Iterator[tuple[str, str]]:
    query = select(DEFINITION.c.hash, DEFINITION.c.text).where(among(DEFINITION.c.hash, hashes))
    yield from ((str(row[0]), str(row[1])) for row in uow.connection.execute(query))
