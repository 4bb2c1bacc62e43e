"""What became of every tick of the last ninety days. Never rebuilt, and no history: only how the scheduler fares."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Table, delete, insert, select, update

from trajectories.local_time import write_instant
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import TickRow

TICK: Table = TickRow.__table__  # type: ignore[attr-defined]
KEPT = timedelta(days=90)


class TickEntry(NamedTuple):
    """started_at, ended_at: real time; at: the product's clock. ended_at: empty while it goes on, or when it died.

    late_seconds: the longest that anything it said had waited past its hour. problem: how it broke off.
    """

    token: str
    node: str
    at: str
    started_at: str
    ended_at: str
    due: int
    sent: int
    failed: int
    unknown: int
    remaining: int
    unaddressed: int
    waiting: int
    late_seconds: int
    problem: str


class Figures(NamedTuple):
    """As the report of a tick has them."""

    due: int = 0
    sent: int = 0
    failed: int = 0
    unknown: int = 0
    remaining: int = 0
    unaddressed: int = 0
    waiting: int = 0
    late_seconds: int = 0


def begin(uow: UnitOfWork, token: str, node: str, at: datetime, started_at: datetime) -> None:
    """Writes down that a tick looks. What is older than is kept goes."""
    old = delete(TICK).where(TICK.c.started_at < write_instant(started_at - KEPT))
    uow.connection.execute(old)
    blank = {"ended_at": "", "problem": "", **Figures()._asdict()}
    row = {"token": token, "node": node, "at": write_instant(at), "started_at": write_instant(started_at), **blank}
    uow.connection.execute(insert(TICK), [row])


def end(uow: UnitOfWork, token: str, ended_at: datetime, figures: Figures, problem: str = "") -> None:
    """problem: in English and without personal data; empty when all went well."""
    values: dict[str, Any] = {**figures._asdict(), "ended_at": write_instant(ended_at), "problem": problem}
    uow.connection.execute(update(TICK).where(TICK.c.token == token).values(values))


def last_ticks(uow: UnitOfWork, limit: int) -> list[TickEntry]:
    """The latest first."""
    query = select(*(TICK.c[name] for name in TickEntry._fields))
    rows = uow.connection.execute(query.order_by(TICK.c.started_at.desc(), TICK.c.token).limit(limit))
    return [TickEntry._make(row) for row in rows]
