"""A message of the ledger that came back."""

from datetime import datetime

from sqlalchemy import update

from scheduler.outbox import notices
from scheduler.outbox.ledger import forget_days
from trajectories.local_time import write_instant
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import DELIVERY

ARRIVED = ("sent", "unknown", "uncertain")  # or may have


def came_back(uow: UnitOfWork, message: str, at: datetime) -> bool:
    """It came back; False, and nothing written, where it cannot have, or another tick is at it."""
    its = (DELIVERY.c.message == message) & DELIVERY.c.state.in_(ARRIVED) & (DELIVERY.c.token == "")
    ended = {"state": "bounced", "leased_until": "", "ended_at": write_instant(at), "problem": ""}
    done = uow.connection.execute(update(DELIVERY).where(its).values(ended))
    if done.rowcount == 1:
        forget_days(uow, [message])
        notices.take_back(uow, message)
    return done.rowcount == 1
