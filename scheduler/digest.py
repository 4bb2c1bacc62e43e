"""What stands for one person on a day, beside what is newly said: the body of the daily message."""

from datetime import date
from typing import NamedTuple

from trajectories.people import StaffMember
from trajectories.store import UnitOfWork


class Digest(NamedTuple):
    """looked_at: how many running trajectories were looked at for this person."""

    looked_at: int


def digest_of(uow: UnitOfWork, recipient: StaffMember, today: date, *, weekly: bool) -> Digest:
    """weekly: with the overview of the week, for a team leader."""
    return Digest(0)
