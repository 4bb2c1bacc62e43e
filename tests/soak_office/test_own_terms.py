"""The product and the oracle give the same last day: every length that the definitions know, each day of twenty years.

The oracle's arithmetic is its own, the Algemene termijnenwet and the first day that counts included.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tests.builders import CALENDAR, decree_days
from tests.law.carried import definitions
from tests.soak_office import own_calendar as own
from workflows.describe.rule_register import readings
from workflows.language.deadlines import Legal
from workflows.language.terms import Term, parse_term

DECREE = frozenset(decree_days())
FIRST, LAST = date(2015, 1, 1), date(2035, 12, 31)
Length = tuple[str, Legal, bool, bool]  # term, legal, counted back, the first day counts


def lengths() -> list[Length]:
    """Each once; a length that a case records itself is told by the months that it may have."""
    found = {
        (str(spec.term), spec.legal, spec.count == "back", spec.first_day_counts)
        for workflow in definitions().values()
        for rule in workflow.deadlines.values()
        for spec, _ in readings(rule)
        if isinstance(spec.term, Term) and spec.term.unit != "working day" and spec.term.amount
    }
    return sorted(found)


def days() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        yield day
        day += timedelta(1)


def reckoned(day: date, length: Length) -> date:
    term, legal, back, first_day = length
    raw = own.add(day, term, back=back) - own.DAY * first_day
    if legal != "statutory" or back or not own.is_short(term):
        return raw
    end, zero = own.moved(raw, DECREE), day - own.DAY * first_day
    ordinary = [each for each in between(zero, end) if own.moved(each, DECREE) == each]
    if len(ordinary) >= 2 or (raw - zero).days < 3:
        return end
    return own.moved(end + own.DAY, DECREE)


def between(after: date, last: date) -> Iterator[date]:
    """At most the last ten: no more holidays than that follow one another."""
    day = max(after, last - 10 * own.DAY)
    while (day := day + own.DAY) <= last:
        yield day


@pytest.mark.parametrize("length", lengths(), ids=lambda length: " ".join(map(str, length)))
def test_every_length_ends_on_the_same_day_by_both(length: Length):
    term, legal, back, first_day = length

    differ = [
        day
        for day in days()
        if CALENDAR.due(day, parse_term(term), legal, back=back, first_day=first_day).due_on != reckoned(day, length)
    ]

    assert [] == differ
