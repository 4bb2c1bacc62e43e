"""What waits after a copy was put back of which nobody can tell what was said since.

A row with an instant, which follows from the events of the office: what was due by then goes to nobody.
"""

from sqlalchemy import ColumnElement, func, select

from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.streams import OFFICE
from trajectories.local_time import write_instant
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import SETTING

HELD = "restored_waits_until"


def is_free(instant: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether what came due, or was begun, at that instant may go."""
    until = select(func.coalesce(func.max(SETTING.c.value), "")).where(SETTING.c.key == HELD).scalar_subquery()
    return instant > until


def held_until(uow: UnitOfWork) -> str:
    """Empty where nothing waits for an answer."""
    return uow.setting(HELD)


def follow(uow: UnitOfWork, recorded: Recorded) -> None:
    """The row, as it stands after this event of the office."""
    if isinstance(recorded.event, ev.Restored) and recorded.event.waits:
        uow.set_setting(HELD, write_instant(recorded.recorded_at))
    if isinstance(recorded.event, ev.RestoreSettled):
        uow.set_setting(HELD, "")


def remake(uow: UnitOfWork) -> None:
    """The row again, from the history."""
    if uow.setting(HELD):
        uow.set_setting(HELD, "")
    for recorded in uow.history(OFFICE):
        follow(uow, recorded)
