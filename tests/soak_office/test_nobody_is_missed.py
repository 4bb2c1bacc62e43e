"""A simulated office, day by day through the command line: of no term of law does everybody hear nothing.

The oracle reads the history by itself and shares no code with the plan. In `make test` six weeks of a small office; two
years of a whole one in the soak, which also tell how much a colleague gets.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pytest

from tests.mailserver import serving
from tests.soak_office.history_rows import Book, read_book
from tests.soak_office.noise import Noise, noise
from tests.soak_office.office import SMALL, STAFF, Office, Staff, mailing_to
from tests.soak_office.oracle import Silence, Verdict, judge
from tests.soak_office.people import live

pytestmark = pytest.mark.slow

SEED = 11
MON_6_JANUARY = date(2025, 1, 6)
FRI_14_FEBRUARY = date(2025, 2, 14)
FRI_8_JANUARY = date(2027, 1, 8)  # the law of 28 March 2025 and that of 12 June 2026 lie between

# The same two years with the product as it was before everything that is open had a voice; see DECISIONS 106.
BEFORE = Noise(weeks=735, messages=5, messages_90=5, lines=347, lines_90=845)


class Years(NamedTuple):
    office: Office
    book: Book

    def verdict(self) -> Verdict:
        return self.without(lambda _: False)

    def without(self, is_missing: Callable[[str], bool]) -> Verdict:
        """As if what was said of some terms had never been; `t5/nareis_aanvragen` is handed in."""
        rows = [
            row
            for row in self.book.rows
            if row.type != "ReminderSent" or not is_missing(row.data["reminder"].partition("#")[0])
        ]
        mails = [(mail.day, mail.text) for mail in self.office.mails]
        return judge(self.book._replace(rows=rows), self.office.ticks, mails)


def years(url: str, staff: Staff, families: int, last: date) -> Years:
    with serving() as server, mailing_to(server):
        office = Office(url, server, MON_6_JANUARY, staff)
        live(office, SEED, families, MON_6_JANUARY, last)
    return Years(office, read_book(url))


@pytest.fixture(scope="module")
def six_weeks(tmp_path_factory: pytest.TempPathFactory) -> Years:
    return years(f"sqlite:///{tmp_path_factory.mktemp('office') / 'traject.db'}", SMALL, 4, FRI_14_FEBRUARY)


def known_in_time(silences: list[Silence]) -> list[Silence]:
    return [each for each in silences if not each.is_late_knowledge]


def test_of_no_term_does_everybody_hear_nothing(six_weeks):
    verdict = six_weeks.verdict()

    assert len(verdict.owed) >= 4  # else this tells nothing
    assert [] == known_in_time(verdict.silences)
    assert [] == verdict.wrong_days


def test_what_becomes_known_after_its_last_day_is_in_the_next_message(six_weeks):
    assert [] == six_weeks.verdict().silences


def test_a_planted_silence_is_found(six_weeks):
    """Each term that somebody was told of is missed once nothing was said of it, and no other."""
    verdict = six_weeks.verdict()
    silent = {(each.trajectory, each.rule) for each in verdict.silences}
    told = {(key, term.rule) for key, term in verdict.owed} - silent

    assert told
    for key, rule in told:
        found = six_weeks.without(lambda name, lost=f"{key}/{rule}": name == lost).silences
        assert {(key, rule)} == {(each.trajectory, each.rule) for each in found} - silent


def test_a_reminder_that_no_mail_carried_was_not_said(six_weeks):
    verdict = judge(six_weeks.book, six_weeks.office.ticks, [])

    assert len(verdict.owed) == len(verdict.silences)


@pytest.mark.soak
def test_two_years_of_an_office(database_url, record_property):
    """Arrivals, moves, splits, births, deaths, birthdays, late and wrong entries, corrections, absences."""
    lived = years(database_url, STAFF, 40, FRI_8_JANUARY)
    office, verdict = lived.office, lived.verdict()
    colleagues = [f"{name} <{name.lower()}@example.org>" for name in STAFF]
    heard = noise(office.mails, colleagues, [tick.date() for tick in office.ticks])

    record_property("commands", office.done.total())
    record_property("terms owed", len(verdict.owed))
    record_property("silences", len(verdict.silences))
    record_property("messages a colleague a week", f"{heard.messages:g} (nine in ten: {heard.messages_90:g})")
    record_property("lines", f"{heard.lines:g} ({heard.lines_90:g})")
    assert len(Counter(term.rule for _, term in verdict.owed)) >= 15
    assert [] == verdict.wrong_days
    assert [] == verdict.silences
    assert heard.messages <= 2 * BEFORE.messages
    assert heard.lines <= 2 * BEFORE.lines
