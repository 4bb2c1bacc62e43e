"""What is still to be said, as rows: a projection that can be rebuilt, and the claims of ticks at work on it.

A claim is a token and the end of its lease. Leases run on real time, also in a sandbox whose own clock stands still.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, not_, or_, select, text, tuple_, update

from scheduler.outbox.leases import has_ended
from scheduler.outbox.ledger import under_way
from scheduler.planning.choose import Reminder
from scheduler.planning.ladder import Planned, plan
from scheduler.planning.reminder_id import iso
from trajectories.clock import Clock
from trajectories.deadlines.written import Written
from trajectories.local_time import write_instant
from trajectories.repository.held import is_free
from trajectories.repository.store import Prepared, UnitOfWork
from trajectories.repository.tables import AGENDA

COLUMNS = (
    AGENDA.c.id,
    AGENDA.c.trajectory,
    AGENDA.c.deadline,
    AGENDA.c.rung,
    AGENDA.c.repeat,
    AGENDA.c.due_on,
    AGENDA.c.send_at,
    AGENDA.c.roles,
)
KEYS = tuple(column.name for column in COLUMNS)

OF_TRAJECTORY = Prepared(select(*COLUMNS).where(AGENDA.c.trajectory == bindparam("trajectory")))
DELETE = Prepared(delete(AGENDA).where(AGENDA.c.id == bindparam("id")))
TAKE_TURN = Prepared(
    text("INSERT INTO setting (key, value) VALUES ('tick', '') ON CONFLICT (key) DO UPDATE SET value = excluded.value")
)
INSERT = Prepared(insert(AGENDA).values({each.name: bindparam(each.name) for each in AGENDA.c}))


def project(uow: UnitOfWork, written: Written) -> None:
    """Makes the rows of a trajectory equal its plan. Rows that are right stay as they are, their claim included."""
    key, wanted = written.trajectory.id, {each.id: _row(each) for each in plan(written)}
    stored = {row[0]: row for row in ([] if key in uow.beginning else uow.fetch(OF_TRAJECTORY, trajectory=key))}
    gone = [key for key, row in stored.items() if wanted.get(key) != row]
    new = [row for key, row in wanted.items() if stored.get(key) != row]
    if gone:
        uow.run_later(DELETE, *({"id": key} for key in gone))
    if new:
        blank = {"token": "", "leased_until": ""}
        uow.run_later(INSERT, *({**dict(zip(KEYS, row, strict=True)), **blank} for row in new))


def ask_ahead(uow: UnitOfWork, trajectory: str) -> None:
    """What `project` will ask."""
    uow.ask_ahead(OF_TRAJECTORY, trajectory=trajectory)


def _row(planned: Planned) -> tuple[Any, ...]:
    """In the order of COLUMNS."""
    return (
        planned.id,
        planned.trajectory,
        planned.deadline,
        planned.rung,
        planned.repeat,
        iso(planned.due_on),
        write_instant(planned.send_at),
        ",".join(planned.roles),
    )


def real_time(uow: UnitOfWork, machine: Clock) -> datetime:
    """The clock that leases run on: the database's own on PostgreSQL, so that nodes agree; the machine's on SQLite."""
    if uow.is_sqlite:
        return machine()
    found: datetime = uow.connection.execute(select(func.clock_timestamp())).scalar_one()
    return found


def take_turn(uow: UnitOfWork) -> None:
    """Makes other ticks wait with claiming and writing down until this transaction ends; others never wait for it.

    SQLite has locked the whole file already.
    """
    if not uow.is_sqlite:
        uow.run(TAKE_TURN, {})


def is_claimed(uow: UnitOfWork, now: datetime, real_now: datetime) -> bool:
    """Whether another tick is between its claim and writing down what it says."""
    held = _due(now).where(AGENDA.c.token > "", not_(has_ended(AGENDA.c.leased_until, real_now)))
    return uow.connection.execute(held.limit(1)).first() is not None


def claim_due(uow: UnitOfWork, now: datetime, real_now: datetime, token: str, leased_until: datetime) -> list[Reminder]:
    """Every row whose hour has come and that nobody holds; the oldest first. Two ticks never get the same row."""
    rows = _lease(uow, _free(now, real_now), token, write_instant(leased_until))
    return [Reminder(*row[1:]) for row in sorted(rows)]


def is_passed_over(uow: UnitOfWork, now: datetime, real_now: datetime) -> bool:
    """Whether a claim just now left rows behind: someone is changing them, and is done in a moment."""
    return uow.connection.execute(_free(now, real_now).limit(1)).first() is not None


def _free(now: datetime, real_now: datetime) -> Select[Any]:
    is_free = has_ended(AGENDA.c.leased_until, real_now)
    return _due(now).where(is_free, tuple_(AGENDA.c.id, AGENDA.c.due_on).not_in(under_way()))


def renew(uow: UnitOfWork, now: datetime, token: str, leased_until: datetime) -> set[str]:
    """Holds on to what was claimed; the rows that are still ours. One that is being changed right now is not."""
    rows = _lease(uow, _of(now, token), token, write_instant(leased_until))
    return {row[1] for row in rows}


def is_contested(uow: UnitOfWork, now: datetime, real_now: datetime, token: str, leased_until: datetime) -> bool:
    """Whether a renewal just now left behind a row of ours that someone is changing, or another tick holds any."""
    is_left = (AGENDA.c.token == token) & (AGENDA.c.leased_until != write_instant(leased_until))
    is_theirs = AGENDA.c.token.not_in(("", token)) & not_(has_ended(AGENDA.c.leased_until, real_now))
    return uow.connection.execute(_due(now).where(or_(is_left, is_theirs)).limit(1)).first() is not None


def release(uow: UnitOfWork, now: datetime, token: str) -> None:
    """Gives back what was claimed: what goes out stands in the ledger, the rest is free."""
    _lease(uow, _of(now, token), "", "")


def look(uow: UnitOfWork, now: datetime) -> list[Reminder]:
    """Every row whose hour has come, the oldest first; claims nothing."""
    query = _due(now).add_columns(AGENDA.c.trajectory, AGENDA.c.due_on).order_by(AGENDA.c.send_at, AGENDA.c.id)
    return [Reminder(*row) for row in uow.connection.execute(query)]


def count_due(uow: UnitOfWork, now: datetime) -> int:
    """The rows whose hour has come, whoever holds them."""
    return int(uow.connection.execute(select(func.count()).select_from(_due(now).subquery())).scalar_one())


def is_a_last_day_due(uow: UnitOfWork, now: datetime, today: str) -> bool:
    """Whether the hour has come of anything of which that day is the due day."""
    return uow.connection.execute(_due(now).where(AGENDA.c.due_on == today).limit(1)).first() is not None


def planned(uow: UnitOfWork) -> dict[str, set[str]]:
    """The ids of all rows, by trajectory, as they stand."""
    found: dict[str, set[str]] = {}
    for key, reminder in uow.connection.execute(select(AGENDA.c.trajectory, AGENDA.c.id)):
        found.setdefault(key, set()).add(reminder)
    return found


def count_planned(uow: UnitOfWork, role: str, trajectories: Collection[str]) -> int:
    """The rows of these trajectories that are for this role, now or later."""
    found = 0
    for key in trajectories:
        roles = uow.connection.execute(select(AGENDA.c.roles).where(AGENDA.c.trajectory == key)).scalars()
        found += sum(role in each.split(",") for each in roles)
    return found


def _due(now: datetime) -> Select[Any]:
    return select(AGENDA.c.id).where(AGENDA.c.send_at <= write_instant(now), is_free(AGENDA.c.send_at))


def _of(now: datetime, token: str) -> Select[Any]:
    return _due(now).where(AGENDA.c.token == token)


def _lease(uow: UnitOfWork, rows: Select[Any], token: str, leased_until: str) -> list[tuple[str, ...]]:
    """One statement, so that nobody comes in between; a row that another transaction holds is passed over."""
    statement = (
        update(AGENDA)
        .where(AGENDA.c.id.in_(rows.with_for_update(skip_locked=True)))
        .values(token=token, leased_until=leased_until)
        .returning(AGENDA.c.send_at, AGENDA.c.id, AGENDA.c.trajectory, AGENDA.c.due_on)
    )
    return [tuple(row) for row in uow.connection.execute(statement)]
