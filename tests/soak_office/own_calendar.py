"""The oracle's own arithmetic with days: nothing of the product counts here.

Sources: Algemene termijnenwet (BWBR0002448) art. 1 to 4, read 2026-11-22; the decree days of art. 3 lid 3 are data,
so they come from the edition that the office adopted.
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)


def easter(year: int) -> date:
    """Of the Gregorian calendar, by the rule of Meeus."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * week) // 451
    month, day = divmod(epact + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> frozenset[date]:
    sunday, kings = easter(year), date(year, 4, 27)
    moving = [sunday + days * DAY for days in (-2, 1, 39, 50)]  # Good Friday, Easter Monday, Ascension, Whit Monday
    fixed = [date(year, 1, 1), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)]
    return frozenset([*moving, *fixed, kings - DAY if kings.weekday() == 6 else kings])


def is_office_day(day: date) -> bool:
    """On which messages go out; a day made equal to a holiday by decree is one."""
    return day.weekday() < 5 and day not in holidays(day.year)


def office_day_after(day: date) -> date:
    day += DAY
    while not is_office_day(day):
        day += DAY
    return day


def office_day_from(day: date) -> date:
    return day if is_office_day(day) else office_day_after(day)


def add(day: date, term: str, *, back: bool = False) -> date:
    """term: `3 months`, `1 day`; a month clamps at its last day."""
    amount, unit = term.split()
    count = -int(amount) if back else int(amount)
    match unit.rstrip("s"):
        case "day":
            return day + count * DAY
        case "week":
            return day + 7 * count * DAY
        case "month":
            return _month(day, count)
        case "year":
            return _month(day, 12 * count)
        case _:
            raise ValueError(f"the oracle cannot count {term!r}")


def _month(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_short(term: str) -> bool:
    """Whether the Algemene termijnenwet moves its end (art. 4)."""
    amount, unit = term.split()
    longest = {"day": 90, "week": 12, "month": 3, "year": 0}[unit.rstrip("s")]
    return int(amount) <= longest


def moved(day: date, decree: Collection[date]) -> date:
    """The first day from there that is no Saturday, Sunday, holiday or day made equal to one."""
    while not is_office_day(day) or day in decree:
        day += DAY
    return day
