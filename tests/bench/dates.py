"""A term onto a date, with the law: three months counted on, then off the weekends and the holidays."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from tests.bench.profiles import by_own_time
from tests.bench.raw import HOLIDAYS, add_months, next_open
from tests.bench.rounds import Group, Variant, timed
from tests.builders import decree_days
from workflows.calendar import builtin_calendar
from workflows.language.terms import Term

COUNT = 20_000
MONTHS = (1, 2, 3)  # what the Algemene termijnenwet moves


@contextmanager
def terms() -> Iterator[Group]:
    chance = random.Random(7)
    cases = [(date(2024, 1, 1) + timedelta(chance.randrange(900)), chance.choice(MONTHS)) for _ in range(COUNT)]
    calendar = builtin_calendar()
    known = {months: Term(months, "month") for months in MONTHS}
    asked = [(day, known[months]) for day, months in cases]
    closed = HOLIDAYS | decree_days(calendar)

    def by_hand() -> None:
        for day, months in cases:
            next_open(add_months(day, months), closed)

    def product() -> None:
        for day, term in asked:
            calendar.due(day, term, "statutory")

    def check() -> None:
        for (day, months), (_, term) in zip(cases, asked, strict=True):
            assert next_open(add_months(day, months), closed) == calendar.due(day, term, "statutory").due_on

    yield Group(
        "a term onto a date",
        "date",
        [
            Variant("plain Python and a frozenset", lambda: timed(by_hand, COUNT)),
            Variant("traject", lambda: timed(product, COUNT), 3.0, lambda: by_own_time(product)),
        ],
        check,
    )
