"""What became of every tick of the last ninety days. Never rebuilt, and no history: only how the scheduler fares."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, update

from trajectories.local_time import write_instant
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import TICK

KEPT = timedelta(days=90)


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
