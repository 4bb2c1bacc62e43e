"""Days are Amsterdam calendar days, instants are aware UTC; nobody here asks what time it is."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<between>[-/])(?P<month>\d{1,2})(?P=between)(?P<day>\d{1,2})", re.ASCII)
DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<between>[-/.])(?P<month>\d{1,2})(?P=between)(?P<year>\d{4})", re.ASCII)
OF_WEEK = r"(?:(?P<weekday>[a-z]+)[.,]? )?"
DAY_OF_MONTH = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|e|ste|de)?"
DAY_AND_NAME = re.compile(OF_WEEK + DAY_OF_MONTH + r"[ -](?P<name>[a-z]+)[.,]{0,2}[ -](?P<year>[0-9]{4})")
NAME_AND_DAY = re.compile(OF_WEEK + r"(?P<name>[a-z]+)\.? " + DAY_OF_MONTH + r",? (?P<year>[0-9]{4})")
MONTH_NAMES = (
    "januari january jan",
    "februari february feb",
    "maart march mrt mar",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "augustus august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "december dec",
)
WEEKDAY_NAMES = (
    "maandag ma monday mon",
    "dinsdag di tuesday tue",
    "woensdag wo wednesday wed",
    "donderdag do thursday thu",
    "vrijdag vr friday fri",
    "zaterdag za saturday sat",
    "zondag zo sunday sun",
)
LONGEST_DAY = 100  # characters of what may be one
MONTH_OF = {name: number for number, names in enumerate(MONTH_NAMES, 1) for name in names.split()}
WEEKDAY_OF = {name: number for number, names in enumerate(WEEKDAY_NAMES) for name in names.split()}


def typed_day(text: str) -> date | None:
    """A day as people write it: 2026-01-31, 31-1-2026, 31/1/2026, 31 januari 2026, January 31, 2026; of numbers the day
    comes before the month, as in Dutch. None where it is none, or not on the weekday named. The one reader of days from
    outside.
    """
    if len(text) > LONGEST_DAY:
        return None
    plain = " ".join(text.split()).casefold()
    found = YEAR_FIRST.fullmatch(plain) or DAY_FIRST.fullmatch(plain)
    named = None if found else DAY_AND_NAME.fullmatch(plain) or NAME_AND_DAY.fullmatch(plain)
    if named is not None:
        month, weekday = MONTH_OF.get(named["name"]), named["weekday"]
        day = _day(named["year"], month, named["day"]) if month else None
        return day if day and (weekday is None or WEEKDAY_OF.get(weekday) == day.weekday()) else None
    return _day(found["year"], int(found["month"]), found["day"]) if found else None


def _day(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def may_be_two_days(text: str) -> bool:
    """Whether someone may mean another day by it: 3/4/2026 is the third of April, and elsewhere the fourth of March."""
    found = DAY_FIRST.fullmatch(text.strip())
    return bool(found and found["between"] == "/" and int(found["day"]) <= 12 and found["day"] != found["month"])


def local_day(instant: datetime) -> date:
    """The Amsterdam calendar day of an aware UTC instant. Before 22:00 UTC it is that of UTC, summer and winter."""
    return instant.date() if instant.hour < 22 else instant.astimezone(AMSTERDAM).date()


def local_instant(day: date, at: time) -> datetime:
    """The aware UTC instant of a wall clock time in Amsterdam; in the hour that comes twice, the first."""
    return datetime.combine(day, at, AMSTERDAM).astimezone(UTC)


def parse_instant(text: str, *, end_of_day: bool = False) -> datetime:
    """A day and a time with T or a blank between, the day as typed_day has it; without offset it is Amsterdam time.
    A bare day is its first moment, or its last. Raises ValueError.
    """
    if day := typed_day(text):
        return local_instant(day, time.max if end_of_day else time.min)
    instant = datetime.fromisoformat(_with_plain_day(text.strip()))
    return (instant if instant.tzinfo else instant.replace(tzinfo=AMSTERDAM)).astimezone(UTC)


def _with_plain_day(text: str) -> str:
    """With the day before the time as 2026-01-31, where it is written otherwise."""
    for found in re.finditer("[T ]", text[:LONGEST_DAY]):
        if day := typed_day(text[: found.start()]):
            return f"{day}{text[found.start() :]}"
    return text


def write_instant(instant: datetime) -> str:
    """Fixed width, so that text order is time order: 2026-11-22T08:00:00.000000Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def write_day(day: date | None) -> str:
    """YYYY-MM-DD; empty without a day."""
    return day.isoformat() if day else ""


def read_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def is_within(day: date, spans: Iterable[tuple[date, date | None]]) -> bool:
    """Whether one of them holds the day, its first and last included. A last day of None: nobody knows yet."""
    return any(first <= day and (last is None or day <= last) for first, last in spans)
