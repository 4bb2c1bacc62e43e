"""Days are Amsterdam calendar days, instants are aware UTC; nobody here asks what time it is."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
DAY_FIRST = re.compile(r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})", re.ASCII)


def typed_day(text: str) -> date | None:
    """A day as people write it, 2026-01-31 or 31-1-2026; None where it is none. The one reader of days from outside."""
    found = YEAR_FIRST.fullmatch(text.strip()) or DAY_FIRST.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


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
    first, between, rest = re.fullmatch(r"([^T ]*)([T ]?)(.*)", text.strip(), re.DOTALL).groups()  # type: ignore[union-attr]
    day = typed_day(first)
    instant = datetime.fromisoformat(f"{day}{between}{rest}" if day else text)
    return (instant if instant.tzinfo else instant.replace(tzinfo=AMSTERDAM)).astimezone(UTC)


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
