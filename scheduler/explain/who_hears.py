"""Who hears a reminder of a day to come: whom the tick of that day chooses and can reach, as far as is recorded now."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from scheduler.planning.recipients import Addressed, reached, recipients
from trajectories.deadlines.written import Written
from trajectories.people.staff import staff_on
from trajectories.people.staff_member import StaffMember
from trajectories.repository.store import UnitOfWork

StaffAt = Callable[[date], Mapping[str, StaffMember]]


class WhoHears(NamedTuple):
    """staff_at: the staff of a day. channel: by its name."""

    today: date
    staff_at: StaffAt
    channel: str

    def on(self, day: date, written: Written, roles: tuple[str, ...]) -> dict[str, Addressed]:
        """What should have been said before today is said today."""
        staff = self.staff_at(max(day, self.today))
        return reached(recipients(written, roles, staff, self.channel), staff, self.channel)


def who_hears(uow: UnitOfWork, today: date) -> WhoHears:
    """The staff of each day is read once."""
    return WhoHears(today, cache(lambda day: staff_on(uow, day)), channel_of(uow))


def channel_of(uow: UnitOfWork) -> str:
    """How this database reaches people, by name."""
    return uow.setting("channel", "console")
