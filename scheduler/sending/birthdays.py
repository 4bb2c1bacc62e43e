"""A birthday is seen by the first tick of its day, before it looks at what has come due."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from logging import ERROR

from scheduler.sending.log import note
from trajectories.casework.commands import Actor
from trajectories.local_time import local_day
from trajectories.people.birthdays import SEEN_UNTIL, Birthday, birthdays
from trajectories.projections.projections import must_be_of_this_form
from trajectories.repository.store import Store, UnitOfWork
from trajectories.service import people_changes
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.errors import CaseworkError

SCHEDULER = Actor("scheduler", frozenset(["scheduler"]))


def see_birthdays(
    store: Store, casework: Casework, now: datetime, recorded: Callable[[UnitOfWork], datetime] | None = None
) -> None:
    """What a birthday brings about is written down, each person in a transaction of its own; also of days missed.

    Where one meets an error the others go on, and the next tick tries again: whoever was seen is left alone then.
    Raises Refused on a database that another release made. recorded: when that is written down, where not now.
    """
    today = local_day(now)
    with store.read() as uow:
        must_be_of_this_form(uow)
        since = _seen_until(uow, today)
        found = birthdays(uow, since, today) if since < today else []
    if since >= today:
        return
    seen = [_see(store, casework, each, recorded or (lambda _: now)) for each in found]
    if all(seen):
        with store.write() as uow:
            uow.set_setting(SEEN_UNTIL, max(today, _seen_until(uow, today)).isoformat())


def _seen_until(uow: UnitOfWork, today: date) -> date:
    """The day before today where no tick looked before."""
    kept = uow.setting(SEEN_UNTIL)
    return date.fromisoformat(kept) if kept else today - timedelta(days=1)


def _see(store: Store, casework: Casework, each: Birthday, recorded: Callable[[UnitOfWork], datetime]) -> bool:
    try:
        with store.write() as uow:
            uow.last_number("t")  # whoever opens something at the same time waits
            people_changes.see_anew(casework, uow, each.person, each.on, By(SCHEDULER, recorded(uow)))
    except Exception as error:
        told = error.say("en") if isinstance(error, CaseworkError) else ""
        note("a birthday could not be seen, the next tick tries again", ERROR, kind=type(error).__name__, problem=told)
        return False
    return True
