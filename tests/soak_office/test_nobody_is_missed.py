"""A simulated office, day by day through the command line: of no term of law does everybody hear nothing.

The oracle reads the history by itself and shares no code with the plan. In `make test` six weeks of a small office; two
years of a whole one in the soak, which also tell how much a colleague gets.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.mailserver import serving
from tests.soak_office import own_calendar as own
from tests.soak_office.history_rows import Book, read_book
from tests.soak_office.noise import Noise, noise
from tests.soak_office.office import SMALL, STAFF, Mail, Office, Staff, mailing_to
from tests.soak_office.oracle import Verdict, judge
from tests.soak_office.people import live
from workflows.calendar import builtin_calendar
from workflows.language.terms import parse_term

pytestmark = pytest.mark.slow

SEED = 11
MON_6_JANUARY = date(2025, 1, 6)
FRI_8_JANUARY = date(2027, 1, 8)  # the law of 28 March 2025 and that of 12 June 2026 lie between


class Years(NamedTuple):
    office: Office
    book: Book

    def verdict(self) -> Verdict:
        return judge(self.book, self.office.ticks, [(mail.day, mail.text) for mail in self.office.mails])


def years(url: str, staff: Staff, families: int, last: date) -> Years:
    with serving() as server, mailing_to(server):
        office = Office(url, server, MON_6_JANUARY, staff)
        live(office, SEED, families, MON_6_JANUARY, last)
    return Years(office, read_book(url))


@pytest.fixture(scope="module")
def six_weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Years]:
    yield years(f"sqlite:///{tmp_path_factory.mktemp('office') / 'traject.db'}", SMALL, 4, date(2025, 2, 14))


def test_of_no_term_does_everybody_hear_nothing(six_weeks):
    verdict = six_weeks.verdict()

    assert len(verdict.owed) >= 4  # else this tells nothing
    assert [] == [each for each in verdict.silences if not each.is_late_knowledge]
    assert [] == verdict.wrong_days


@pytest.mark.xfail(reason="what becomes known after its last day is not told yet", strict=False)
def test_what_becomes_known_after_its_last_day_is_in_the_next_message(six_weeks):
    assert [] == six_weeks.verdict().silences
