"""An event log: what happened in cases elsewhere, case by case, in the order of the file."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import NamedTuple

from trajectories.imports.cells import Cell, text_of, value_shown
from trajectories.imports.day_order import Order
from trajectories.imports.reading import day_of
from trajectories.local_time import local_day, local_instant, parse_instant
from workflows.errors import UsageError
from workflows.words import Words

MOST_STEPS = 20_000  # of one case
WITH_TIME = re.compile(r"(?P<day>\S.{,40}?)[T ]+(?P<time>\d{1,2}:\d{2}\S*(?: ?[+-]\d{2}:?\d{2})?)\s*")
FIRST_YEAR = 1900


class LogStep(NamedTuple):
    """place: its row, or in XES its number among the events of the file. at: aware; has_time: not the day alone.

    facts: what it tells, by the name of the fact. actor: who did it, as the file writes it.
    """

    place: int
    name: str
    at: datetime
    has_time: bool = True
    facts: Mapping[str, str] = {}
    actor: str = ""

    @property
    def on(self) -> date:
        return local_day(self.at)

    def is_before(self, other: "LogStep") -> bool:
        return self.on < other.on or (self.has_time and other.has_time and self.at < other.at)


class LogCase(NamedTuple):
    """name: as the file calls it. is_again: it stands in the file before, in another place or in other
    capitals.
    """

    name: str
    steps: tuple[LogStep, ...]
    is_again: bool = False

    @property
    def shown(self) -> str:
        return value_shown(self.name)


class LogAsked(NamedTuple):
    """Which columns, or attributes of XES, hold what. facts: the name of the fact by column. days: facts that are
    days.
    """

    case: str
    step: str
    at: str
    actor: str = ""
    facts: Mapping[str, str] = {}
    days: frozenset[str] = frozenset()


def moment_of(cell: Cell, order: Order) -> tuple[datetime, bool]:
    """The instant, and whether more than the day was told. Raises UsageError for what is none."""
    if isinstance(cell, datetime) and cell.time() != time():
        return local_instant(cell.date(), cell.time()), True
    if isinstance(cell, str) and (found := WITH_TIME.fullmatch(cell.strip())):
        day = _day(found["day"], order, cell)
        try:
            at = found["time"].replace(" ", "")
            return parse_instant(f"{day.isoformat()}T{at if at[1] != ':' else f'0{at}'}"), True
        except (UsageError, ValueError, OverflowError) as error:
            raise _no_moment(cell) from error
    return local_instant(_day(cell, order, cell), time()), False


def _day(part: Cell, order: Order, cell: Cell) -> date:
    try:
        day = day_of(part, order)
    except UsageError as error:
        raise _no_moment(cell) from error
    if day is None or day.year < FIRST_YEAR:
        raise _no_moment(cell)
    return day


def day_part(text: str) -> str:
    found = WITH_TIME.fullmatch(text.strip())
    return found["day"] if found else text


def _no_moment(cell: Cell) -> UsageError:
    shown = value_shown(text_of(cell))
    return UsageError(
        Words(
            f"‘{shown}’ is geen tijdstip; schrijf een dag die bestaat, zoals 2026-03-31, of 2026-03-31T14:05:00+02:00",
            f"'{shown}' is no moment; write a day that exists, such as 2026-03-31, or 2026-03-31T14:05:00+02:00",
        )
    )


def too_long(case: str) -> UsageError:
    shown = value_shown(case)
    return UsageError(
        Words(
            f"zaak ‘{shown}’ heeft meer dan {MOST_STEPS} gebeurtenissen; is dat de kolom van de zaak?",
            f"case '{shown}' has more than {MOST_STEPS} events; is that the column of the case?",
        )
    )
