"""When someone wants to be told: weekdays and hours on the clock of Amsterdam. Pure: whatever zone the server is in."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from trajectories.local_time import AMSTERDAM
from workflows.calendar import WorkCalendar
from workflows.errors import UsageError
from workflows.words import Words

FORM = re.compile(r"([1-7]+) ([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
AN_HOUR = timedelta(hours=1)


class Hours(NamedTuple):
    """weekdays: ISO, Monday is 1; None: the office's working days. opens, closes: both minutes are within.

    A holiday is nobody's day, also on a weekday of one's own; a decree day is a day like any other.
    """

    weekdays: frozenset[int] | None
    opens: time
    closes: time


USUAL = Hours(None, time(8), time(17))


def parse_hours(text: str) -> Hours:
    """`12345 08:00-17:00`; the usual hours for an empty text. Raises UsageError."""
    if not text:
        return USUAL
    found = FORM.fullmatch(text)
    if not found:
        raise _no_hours(text)
    weekdays, *times = found.groups()
    opens, closes = time(int(times[0]), int(times[1])), time(int(times[2]), int(times[3]))
    if opens >= closes:
        raise UsageError(
            Words(f"‘{text}’ sluit niet later dan het opent", f"'{text}' does not close later than it opens")
        )
    return Hours(frozenset(map(int, weekdays)), opens, closes)


def is_open(hours: Hours, instant: datetime, calendar: WorkCalendar) -> bool:
    """Until the end of the last minute: at 17:00:59 the usual hours are still open."""
    local = instant.astimezone(AMSTERDAM)
    return _is_day(hours, local.date(), calendar) and hours.opens <= local.time().replace(second=0, microsecond=0) <= (
        hours.closes
    )


def next_opening(hours: Hours, instant: datetime, calendar: WorkCalendar) -> datetime:
    """Aware UTC; the instant itself when it is open. Hours that the clock skips open when it has gone on."""
    if is_open(hours, instant, calendar):
        return instant.astimezone(UTC)
    day = instant.astimezone(AMSTERDAM).date()
    while True:
        for at in _openings(hours, day):
            if at >= instant and is_open(hours, at, calendar):
                return at
        day += timedelta(days=1)


def _is_day(hours: Hours, day: date, calendar: WorkCalendar) -> bool:
    if hours.weekdays is None:
        return calendar.is_working_day(day)
    return day.isoweekday() in hours.weekdays and calendar.holiday(day) is None


def _openings(hours: Hours, day: date) -> list[datetime]:
    """The instants of a day at which it may come to be open: at its hour, twice in the hour that comes twice, and
    when the clock is changed."""
    first = datetime.combine(day, time.min, AMSTERDAM).astimezone(UTC)
    whole = [first + AN_HOUR * count for count in range(1, 25)]
    changed = [at for at in whole if _offset(at) != _offset(at - AN_HOUR)]
    opens = [datetime.combine(day, hours.opens.replace(fold=fold), AMSTERDAM).astimezone(UTC) for fold in (0, 1)]
    return sorted({*opens, *changed})


def _offset(instant: datetime) -> timedelta | None:
    return instant.astimezone(AMSTERDAM).utcoffset()


def _no_hours(text: str) -> UsageError:
    return UsageError(
        Words(
            f"‘{text}’ zijn geen uren; geef dagen (1 is maandag) en tijden als 12345 08:00-17:00",
            f"'{text}' are no hours; give days (1 is Monday) and times such as 12345 08:00-17:00",
        )
    )
