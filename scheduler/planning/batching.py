"""In which message something is said to someone: today's, one at once, or a later one. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from scheduler.planning.office_hours import next_opening, parse_hours
from scheduler.planning.reminder_id import parts_of
from trajectories.deadlines.deadline import Deadline
from trajectories.local_time import local_day, local_instant
from trajectories.people.staff_member import StaffMember
from workflows.calendar import WorkCalendar

ALWAYS_TOLD = frozenset(("coordinator", "teamleider"))  # also that there is nothing, so that silence is the alarm


class Carried(NamedTuple):
    """A rung in a message. folded_into: told through that reminder of the same message; empty when told itself."""

    reminder: str
    due_on: str
    trajectory: str
    as_role: str
    folded_into: str = ""


class Ready(NamedTuple):
    """A rung for someone. send_at: its own hour, which orders those of one deadline; since: from when it could be told.

    last_on: the day by which it must be told; None where nothing is lost by waiting.
    """

    carried: Carried
    send_at: datetime
    since: datetime
    last_on: date | None


class Placed(NamedTuple):
    """What someone is told in the message of today, in one at once, and later."""

    daily: list[Ready]
    urgent: list[Ready]
    later: list[Ready]


def opening(member: StaffMember, now: datetime, calendar: WorkCalendar, *, had_today: bool) -> datetime:
    """When their next daily message can go: now itself, or later. had_today: they have today's already."""
    return _opening(member.hours, now, calendar, had_today)


@lru_cache(64)
def _opening(hours: str, now: datetime, calendar: WorkCalendar, had_today: bool) -> datetime:
    """Nearly everyone has the same hours, and one moment holds for a whole tick."""
    tomorrow = local_instant(local_day(now) + timedelta(days=1), time.min)
    return next_opening(parse_hours(hours), max(now, tomorrow) if had_today else now, calendar)


def cannot_wait(last_on: date | None, now: datetime, opens_at: datetime) -> bool:
    """Whether its last day, still to come, would be over by then. What is overdue waits, and so does a question."""
    return last_on is not None and local_day(now) <= last_on < local_day(opens_at)


def last_day(deadline: Deadline) -> date | None:
    """The day by which someone must be told: the last day in time, of a term that runs towards one."""
    return None if deadline.opens or deadline.held_since else deadline.due_on


def place(ready: Iterable[Ready], now: datetime, opens_at: datetime) -> Placed:
    if opens_at <= now:
        return Placed(list(ready), [], [])
    placed = Placed([], [], [])
    for each in ready:
        (placed.urgent if cannot_wait(each.last_on, now, opens_at) else placed.later).append(each)
    return placed


def is_always_told(member: StaffMember) -> bool:
    """Whether a day on which they work brings them a message in any case."""
    return not member.away and bool(member.roles & ALWAYS_TOLD)


def fold(ready: Iterable[Ready]) -> list[Carried]:
    """Of each deadline the latest is told, and the others are folded into it; each once."""
    by_deadline: dict[str, dict[str, Ready]] = {}
    for each in ready:
        rungs = by_deadline.setdefault(parts_of(each.carried.reminder)[0], {})
        known = rungs.get(each.carried.reminder)
        if known is None or known.carried.folded_into:
            rungs[each.carried.reminder] = each
    return [carried for rungs in by_deadline.values() for carried in _folded(list(rungs.values()))]


def _folded(rungs: list[Ready]) -> list[Carried]:
    """What was told through another before is never the one that is told."""
    in_order = sorted(rungs, key=lambda each: (not each.carried.folded_into, each.send_at, each.carried.reminder))
    *earlier, last = (each.carried for each in in_order)
    return [last._replace(folded_into=""), *(each._replace(folded_into=last.reminder) for each in earlier)]
