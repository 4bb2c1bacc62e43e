"""Terms onto dates: working days, holidays and the Algemene termijnenwet (Atw).

How a term falls, always counted from the first day and never from an earlier outcome:

1. the day it is counted from is day zero (Awb art. 6:8 lid 1);
2. months and years are added in one go; where the month is too short, its last day serves;
3. then weeks, days and suspended days, then working days.

The Atw moves the last day only of a term that a law sets, that is counted forward in something else than working days,
and that is no longer than art. 4 a allows. A decree day (art. 3 lid 3) is a holiday for the Atw and for nothing else.

Source: Algemene termijnenwet (BWBR0002448) as it reads from 10 October 2010, read on 2026-11-22.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple, Self

from workflows.ages import A_YEAR_OLDER, BORN_ON, birthday
from workflows.calendar_edition import SATURDAY, SUNDAY, Edition, Years
from workflows.calendar_words import (
    COUNTED_BACK,
    DECREE,
    GRANTED,
    LENGTHENED,
    TOO_FEW,
    TOO_LONG,
    UNMOVED,
    WORKING_DAYS,
    YEARS,
    cited,
    stays,
)
from workflows.first_day import A_DAY_LESS, FIRST_DAY_COUNTED
from workflows.language.deadlines import Legal
from workflows.language.terms import Term, Unit
from workflows.words import Words, listed

ONE_DAY = timedelta(days=1)
OFFICES = "nl"  # the calendar of the office: when it is open, and of terms where a definition names no other
WEEKEND = {SATURDAY: Words("Zaterdag", "Saturday"), SUNDAY: Words("Zondag", "Sunday")}


class Reckoning(NamedTuple):
    """raw_on: where the term itself ends; due_on: the last day in time, after the Atw."""

    raw_on: date
    due_on: date


class Step(NamedTuple):
    """One step of the arithmetic: the day it arrives at, and why."""

    on: date
    words: Words


class WorkCalendar:
    """One edition of the calendar. Two with the same hash give the same days for ever.

    Every day beyond the years 1 to 9999 raises OverflowError.
    """

    def __init__(self, edition: Edition, text: str, office: "WorkCalendar | None" = None) -> None:
        """office: whose working days are worked, where terms are reckoned by another calendar than the office's."""
        self._edition = edition
        self._years = Years(edition)
        self._office = office
        self._cites = cited(edition.ends)
        self.text = text

    def beside(self, office: "WorkCalendar") -> "WorkCalendar":
        """The same terms, in an office with working days of its own: when it is open, and when it tells something."""
        return WorkCalendar(self._edition, self.text, office)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The calendar that an edition's JSON describes. Raises ValueError, with what is wrong."""
        edition = Edition.model_validate_json(text)
        return cls(edition, json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False))

    @cached_property
    def hash(self) -> str:
        """SHA-256 of `text`, which is canonical: sorted keys, no spaces."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def edition(self) -> str:
        return self._edition.edition

    def holiday(self, day: date) -> Words | None:
        """Its name, or both names where two holidays meet. A decree day is no holiday."""
        if self._office:
            return self._office.holiday(day)
        found = self._years[day.year].holidays.get(day)
        if not found:
            return None
        return _listed([each.label for each in found])

    def knows_decree_days(self, year: int) -> bool:
        """Whether the decree days of that year are known; a year without any may be known."""
        return self._edition.decree_years is None or year in self._edition.decree_years

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday and no holiday; a decree day is a working day. Of the office; terms count on their own."""
        if self._office:
            return self._office.is_working_day(day)
        return day.weekday() < SATURDAY and day not in self._years[day.year].holidays

    def next_working_day(self, day: date) -> date:
        """The day itself when it is one."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def previous_working_day(self, day: date) -> date:
        """The day itself when it is one."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def add(self, day: date, term: Term, *, back: bool = False) -> date:
        """`day` moved by `term`; day zero is not counted, amount 0 gives the day itself."""
        return self._reach(day, _total(term, (), back=back), 0)

    def due(
        self,
        day: date,
        term: Term,
        legal: Legal,
        *,
        back: bool = False,
        suspended_days: int = 0,
        extensions: Sequence[Term] = (),
        last_on: date | None = None,
        born: bool = False,
        first_day: bool = False,
    ) -> Reckoning:
        """The last day in time of `term` counted from `day`.

        An extension or suspension always gives more time, so also after counting back it moves the day later.
        last_on: the day to which an extension was granted; it holds as granted, whatever day it is.
        born: `day` is a birth date, so that whole years end on a birthday; raw_on is the safe day before it.
        first_day: `day` itself counts, so that it ends a day earlier than it would.
        """
        if last_on is not None:
            return Reckoning(last_on, last_on)
        total = _total(term, extensions, back=back)
        raw_on = self._reach(day, total, suspended_days - first_day)
        end = raw_on + _to_birthday(day, total) if born else raw_on
        if self._why_unmoved(total, legal, back=back):
            return Reckoning(raw_on, end)
        return Reckoning(raw_on, self._moved(day, end, total))

    def explain(
        self,
        day: date,
        term: Term,
        legal: Legal,
        *,
        back: bool = False,
        suspended_days: int = 0,
        extensions: Sequence[Term] = (),
        last_on: date | None = None,
        born: bool = False,
        first_day: bool = False,
    ) -> list[Step]:
        """Every step of what `due` does with the same arguments; the last step is on the due day."""
        steps = [
            Step(day, self._first_words(back=back, born=born, first_day=first_day)),
            *self._added(day, term, extensions, back=back),
        ]
        if last_on is not None:
            return [*steps, Step(last_on, GRANTED)]
        raw_on, due_on = self.due(
            day, term, legal, back=back, suspended_days=suspended_days - first_day, extensions=extensions, born=born
        )
        if first_day:
            steps.append(Step(raw_on - suspended_days * ONE_DAY, A_DAY_LESS))
        if suspended_days:
            steps.append(Step(raw_on, _suspended(suspended_days)))
        total, end = _total(term, extensions, back=back), raw_on
        if born and (later := _to_birthday(day, total)):
            end += later
            steps.append(Step(end, A_YEAR_OLDER))
        if reason := self._why_unmoved(total, legal, back=back):
            return [*steps, Step(end, reason)]
        unknown = [year for year in range(raw_on.year, due_on.year + 1) if not self.knows_decree_days(year)]
        return [*steps, *self._passed(end, due_on), *(Step(due_on, _unknown(year)) for year in unknown)]

    def _first_words(self, *, back: bool, born: bool, first_day: bool) -> Words:
        """What the day is that the counting begins with."""
        if back:
            return COUNTED_BACK
        if born:
            return BORN_ON
        return FIRST_DAY_COUNTED if first_day else self._cites.counted

    def _why_unmoved(self, total: dict[Unit, int], legal: Legal, *, back: bool) -> Words | None:
        """Why the last day holds whatever day it is; None where it moves."""
        if legal != "statutory":
            return self._cites.no_law
        if back:
            return self._cites.back
        if total["working day"]:
            return WORKING_DAYS
        if ends := self._edition.ends:
            return None if ends.move else stays(ends)
        if total["year"]:
            return YEARS
        return TOO_LONG if _is_too_long(total) else None

    def _reach(self, day: date, total: dict[Unit, int], suspended_days: int) -> date:
        months = total["month"] + 12 * total["year"]
        if months:
            day = _months_on(day, months)
        days = total["day"] + 7 * total["week"] + suspended_days
        if days:
            day += timedelta(days)
        working_days = total["working day"]
        return self._working_days_on(day, working_days) if working_days else day

    def _working_days_on(self, day: date, amount: int) -> date:
        """Year by year: a review that returns every four weeks counts on from a day that lies years back."""
        step = 1 if amount > 0 else -1
        for year in range(day.year, MAXYEAR + 1 if amount > 0 else MINYEAR - 1, step):
            days = self._years[year].working
            at = bisect_right(days, day) + amount - 1 if amount > 0 else bisect_left(days, day) + amount
            if 0 <= at < len(days):
                return days[at]
            amount = at - len(days) + 1 if amount > 0 else at
        raise OverflowError("date value out of range")

    def _moved(self, day: date, raw_on: date, total: dict[Unit, int]) -> date:
        """Atw art. 1 lid 1, and art. 2: a term of at least three days holds at least two ordinary days.

        Which days were suspended is not known here, so they count as days of the term for art. 2.
        """
        due_on = self._next_ordinary(raw_on)
        if self._edition.ends or (not (total["month"] or total["week"]) and total["day"] < 3):
            return due_on
        other = due_on - ONE_DAY
        while other > day and (other.weekday() >= SATURDAY or other in self._years[other.year].closed):
            other -= ONE_DAY
        return due_on if other > day else self._next_ordinary(due_on + ONE_DAY)

    def _next_ordinary(self, day: date) -> date:
        """The first day, possibly `day` itself, that is no Saturday, Sunday, holiday or decree day."""
        while day.weekday() >= SATURDAY or day in self._years[day.year].closed:
            day += ONE_DAY
        return day

    def _added(self, day: date, term: Term, extensions: Sequence[Term], *, back: bool) -> list[Step]:
        """The term and each extension, every time counted anew from `day`."""
        steps = []
        for count in range(len(extensions) + 1):
            total = _total(term, extensions[:count], back=back)
            words = _extended(extensions[count - 1]) if count else _counted(term, back=back)
            steps.append(Step(self._reach(day, total, 0), words))
            added = extensions[count - 1] if count else term
            month_end = _months_on(day, total["month"] + 12 * total["year"])
            if added.unit in ("month", "year") and month_end.day != day.day:
                steps.append(Step(month_end, _no_such_day(day.day)))
        return steps

    def _passed(self, raw_on: date, due_on: date) -> list[Step]:
        """Each day that the term passed over from raw_on, and the day it came to rest on."""
        rest_on = self._next_ordinary(raw_on)
        steps = [Step(each, self._why_closed(each)) for each in _days(raw_on, rest_on)]
        if rest_on == due_on:
            return [*steps, Step(due_on, UNMOVED if raw_on == due_on else self._cites.moved)]
        closed = _days(rest_on + ONE_DAY, due_on)
        steps += [Step(rest_on, TOO_FEW), *(Step(each, self._why_closed(each)) for each in closed)]
        return [*steps, Step(due_on, LENGTHENED)]

    def _why_closed(self, day: date) -> Words:
        """Saturday or Sunday, the holidays and the decree day that it is, each with its article."""
        year = self._years[day.year]
        reasons = [_cited(each.label, each.article) for each in year.holidays.get(day, ())]
        if source := year.decrees.get(day):
            reasons.append(_cited(DECREE, f"{self._edition.decree_article}, {source.ref}"))
        if weekend := WEEKEND.get(day.weekday()):
            reasons.insert(0, _cited(weekend, self._cites.weekend))
        reason = _listed(reasons)
        return Words(f"{reason.nl}: schuift door", f"{reason.en}: moves on")


@cache
def builtin_calendar() -> WorkCalendar:
    """The edition that comes with this release."""
    return WorkCalendar.from_text((files("workflows") / "calendars" / "nl.json").read_text("utf-8"))


def _total(term: Term, extensions: Sequence[Term], *, back: bool) -> dict[Unit, int]:
    """How far to count, per unit. Extensions give more time, so they shorten a counting back."""
    total: dict[Unit, int] = {"day": 0, "week": 0, "month": 0, "year": 0, "working day": 0}
    total[term.unit] = -term.amount if back else term.amount
    for extension in extensions:
        total[extension.unit] += extension.amount
    return total


def _months_on(day: date, months: int) -> date:
    """The same day of the month, or the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError("date value out of range")
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year, month + 2, 1) - ONE_DAY  # no short month is a December


def _to_birthday(born: date, total: Mapping[Unit, int]) -> timedelta:
    """How much later than the last day of February a year is full for who was born on the 29th."""
    years, months = divmod(total["month"] + 12 * total["year"], 12)
    return timedelta(0) if months else birthday(born, years) - _months_on(born, 12 * years)


def _is_too_long(total: dict[Unit, int]) -> bool:
    """Atw art. 4 a: more than 90 days, 12 weeks or 3 months.

    Of a term in several units, each part takes its share of its own limit: 2 months and 4 weeks just fit.
    The law is silent on those; this never gives more time than it does.
    """
    return 60 * total["month"] + 15 * total["week"] + 2 * total["day"] > 180


def _days(first: date, until: date) -> list[date]:
    """From `first` up to, not including, `until`."""
    return [first + timedelta(count) for count in range((until - first).days)]


def _listed(items: list[Words]) -> Words:
    return Words(listed([each.say("nl") for each in items], "nl"), listed([each.say("en") for each in items], "en"))


def _cited(words: Words, article: str) -> Words:
    return Words(f"{words.say('nl')} ({article})", f"{words.say('en')} ({article})")


def _counted(term: Term, *, back: bool) -> Words:
    return Words(f"{term.words.nl} {'terug' if back else 'verder'}", f"{term.words.en} {'back' if back else 'on'}")


def _extended(extension: Term) -> Words:
    return Words(
        f"verlengd met {extension.words.nl}; het geheel opnieuw geteld vanaf de eerste dag",
        f"extended by {extension.words.en}; the whole counted anew from the first day",
    )


def _suspended(days: int) -> Words:
    length = Term(days, "day").words
    return Words(f"{length.nl} opgeschort: zoveel later", f"suspended for {length.en}: that much later")


def _no_such_day(day: int) -> Words:
    return Words(
        f"deze maand heeft geen {day}e dag: de laatste dag van de maand",
        f"this month has no {day}{'st' if day == 31 else 'th'} day: the last day of the month",
    )


def _unknown(year: int) -> Words:
    return Words(
        f"de bij koninklijk besluit gelijkgestelde dagen van {year} zijn niet bekend (Atw art. 3 lid 3): "
        "de termijn kan later eindigen",
        f"the days that royal decree makes holidays in {year} are not known (Atw art. 3 lid 3): the term may end later",
    )
