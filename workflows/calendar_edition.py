"""One edition of the calendar, as it is published: holidays, decree days, and the years of which these are known.

The only file that imports dateutil.
"""

from calendar import isleap
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Annotated, NamedTuple, Self

from dateutil.easter import easter  # type: ignore[import-untyped, unused-ignore]  # with or without its stubs
from pydantic import Field, model_validator

from workflows.language.names import Frozen
from workflows.language.sources import Source
from workflows.words import Words

SATURDAY, SUNDAY = 5, 6


class Holiday(Frozen):
    """A fixed day of the month, or so many days after Easter Sunday. from and until: years, both included.

    on_sunday: how many days it moves when it falls on a Sunday.
    """

    label: Words
    article: str
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    easter: int | None = None
    on_sunday: int = 0
    from_: int = Field(MINYEAR, alias="from")
    until: int = MAXYEAR

    @model_validator(mode="after")
    def _fixed_or_easter(self) -> Self:
        if (self.month is None) != (self.day is None) or (self.month is None) == (self.easter is None):
            raise ValueError("a holiday has either a month and a day, or a number of days after Easter")
        self.falls_on(2023)  # an ordinary year: 29 February is no holiday of every year
        return self

    def falls_on(self, year: int) -> date:
        if self.month is None or self.day is None:
            sunday: date = easter(year)
            return sunday + timedelta(days=self.easter or 0)
        day = date(year, self.month, self.day)
        return day + timedelta(days=self.on_sunday) if day.weekday() == SUNDAY else day


class DecreeDays(Frozen):
    source: Source
    days: tuple[date, ...]


class Ends(Frozen):
    """What becomes of a term of law whose last day is no ordinary day. article: by which it moves to the next one; of
    one that stays, why. Nothing is said of its length: it moves, or it does not.
    """

    move: bool
    article: str = ""

    @model_validator(mode="after")
    def _by_an_article(self) -> Self:
        if self.move and not self.article.strip():
            raise ValueError("an end moves by an article; name it")
        return self


class Edition(Frozen):
    """The calendar as data. decree_years: the years whose decree days are all known; a year without any may be one.

    ends: left out, as the Algemene termijnenwet has it. decree_years: left out, there are no such days.
    """

    edition: str
    law: str
    note: str = ""
    holidays: tuple[Holiday, ...]
    ends: Ends | None = None
    decree_article: str = ""
    decree_days: tuple[DecreeDays, ...] = ()
    decree_years: frozenset[int] | None = None

    @model_validator(mode="after")
    def _every_decree_day_in_a_known_year(self) -> Self:
        for day in (day for group in self.decree_days for day in group.days):
            if day.year not in (self.decree_years or ()):
                raise ValueError(f"decree day {day} lies in a year that decree_years does not name")
        return self


class Year(NamedTuple):
    """closed: holidays and decree days together. They differ: a decree day is a working day.

    working: Monday to Friday without the holidays, in order.
    """

    holidays: dict[date, list[Holiday]]
    decrees: dict[date, Source]
    closed: frozenset[date]
    working: tuple[date, ...]


class Years(dict[int, Year]):
    """The years of an edition, each worked out when it is first asked for."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def __missing__(self, year: int) -> Year:
        holidays: dict[date, list[Holiday]] = {}
        for holiday in self.edition.holidays:
            if holiday.from_ <= year <= holiday.until:
                holidays.setdefault(holiday.falls_on(year), []).append(holiday)
        decrees = {day: group.source for group in self.edition.decree_days for day in group.days if day.year == year}
        days = (date(year, 1, 1) + timedelta(count) for count in range(366 if isleap(year) else 365))
        working = tuple(day for day in days if day.weekday() < SATURDAY and day not in holidays)
        found = self[year] = Year(holidays, decrees, frozenset({*holidays, *decrees}), working)
        return found
