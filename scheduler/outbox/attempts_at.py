"""What became of the messages that were to carry the reminders of one trajectory, as far as that is not over yet."""

from typing import NamedTuple

from sqlalchemy import select

from scheduler.outbox import mail_server
from scheduler.outbox.ledger import UNDER_WAY
from trajectories.local_time import write_instant
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import DELIVERY, RUNG


class AttemptAt(NamedTuple):
    """A reminder in a message to someone. to: a staff id. state: claimed, unknown, failed, waiting or bounced.

    problem: in English, or empty. again_at: when it is tried next; empty while someone is at it, and once it came back.
    """

    reminder: str
    to: str
    state: str
    problem: str
    again_at: str
    message: str


def attempts_at(uow: UnitOfWork, trajectory: str) -> list[AttemptAt]:
    """In the order in which they were last tried. While the mail server is in trouble nothing goes before that is."""
    its = DELIVERY.c
    columns = (RUNG.c.reminder, its.recipient, its.state, its.problem, its.open_at, its.leased_until, its.message)
    joined = RUNG.join(DELIVERY, RUNG.c.message == its.message)
    query = select(*columns).select_from(joined).where(RUNG.c.trajectory == trajectory)
    open_ones = (its.leased_until > "") & its.state.in_(UNDER_WAY) | (its.state == "bounced")
    rows = list(uow.connection.execute(query.where(open_ones).order_by(its.claimed_at, its.message, RUNG.c.reminder)))
    trouble = mail_server.trouble(uow) if rows and uow.setting("channel") == "smtp" else None
    found = []
    for row in rows:
        problem, again_at = row.problem, ""
        if row.state in ("failed", "unknown"):
            again_at = row.leased_until
        elif row.state == "waiting":
            again_at = row.open_at
            problem = trouble.problem if trouble else ""
        if trouble and again_at:
            again_at = max(again_at, write_instant(trouble.again_at))
        found.append(AttemptAt(row.reminder, row.recipient, row.state, problem, again_at, row.message))
    return found
