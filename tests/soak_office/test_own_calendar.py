"""The oracle counts right by itself: days that anyone can look up."""

from datetime import date

import pytest

from tests.soak_office import own_calendar as own


def test_easter_and_what_hangs_on_it():
    """As printed in the calendars of these years."""
    assert [date(2019, 4, 21), date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5)] == [
        own.easter(year) for year in (2019, 2024, 2025, 2026)
    ]
    assert date(2026, 5, 14) in own.holidays(2026)  # Ascension Day
    assert date(2025, 4, 26) in own.holidays(2025)  # King's Day: the 27th is a Sunday
    assert date(2025, 4, 27) not in own.holidays(2025)


@pytest.mark.parametrize(
    "day, term, back, expected",
    [
        (date(2019, 1, 20), "3 months", False, date(2019, 4, 20)),
        (date(2025, 11, 30), "3 months", False, date(2026, 2, 28)),
        (date(2024, 2, 29), "1 year", False, date(2025, 2, 28)),
        (date(2026, 8, 31), "6 months", True, date(2026, 2, 28)),
        (date(2025, 1, 6), "10 weeks", False, date(2025, 3, 17)),
    ],
)
def test_a_term_is_counted_from_day_zero(day, term, back, expected):
    assert expected == own.add(day, term, back=back)


def test_the_law_moves_short_terms_past_holidays():
    """Saturday 20 April 2019 lies before Easter; Friday 2 January 2026 was made equal to a holiday by decree."""
    assert date(2019, 4, 23) == own.moved(date(2019, 4, 20), [])
    assert date(2026, 1, 5) == own.moved(date(2026, 1, 1), [date(2026, 1, 2)])
    assert [True, True, False, False] == [own.is_short(each) for each in ("3 months", "90 days", "19 weeks", "1 year")]
