"""The oracle's own count of days that do not count: a request for papers lets a term stand still by itself.

Source: Algemene wet bestuursrecht art. 4:15 lid 1 a, as read 2026-11-29: from the day after the letter until the day on
which the papers are complete, or the term of the letter has passed unused.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from tests.soak_office.own_calendar import DAY


class Letter(NamedTuple):
    """complete_on: the day on which the papers were there, that counts again. last_on: the last day that it gave."""

    on: date
    complete_on: date | None = None
    last_on: date | None = None


def end_with_pauses(
    zero: date, raw: date, letters: Iterable[Letter], last_day: Callable[[date], date] = lambda raw: raw
) -> date | None:
    """Where a term counted from `zero` ends that would end on `raw`, day by day; None while nobody knows.

    last_day: to which the law moves an end. A pause of after that day changes nothing.
    """
    still: set[date] = set()
    for letter in sorted(letters):
        if letter.on + DAY > last_day(raw):
            break
        day = letter.on + DAY
        while not _runs_again(day, letter):
            if letter.complete_on is None and letter.last_on is None:
                return None
            if day > zero and day not in still:
                still.add(day)
                raw += DAY
            day += DAY
    return raw


def _runs_again(day: date, letter: Letter) -> bool:
    complete = letter.complete_on is not None and day >= letter.complete_on
    return complete or (letter.last_on is not None and day > letter.last_on)
