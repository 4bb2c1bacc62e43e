"""How terms fall: holidays, working days and the Algemene termijnenwet."""

import json
from datetime import date, timedelta
from hashlib import sha256

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import decree_days
from workflows.calendar import Reckoning, WorkCalendar, builtin_calendar
from workflows.language.terms import Term, parse_term

CALENDAR = builtin_calendar()
ONE_DAY = timedelta(days=1)
KNOWN_YEARS = (2017, 2018, 2019, 2023, 2024, 2025, 2026, 2027, 2028)
DECREE_DAYS = {
    *(date(2017, 4, 28), date(2017, 5, 26)),
    *(date(2018, 5, 11), date(2018, 12, 24), date(2018, 12, 31)),
    *(date(2019, 5, 31), date(2019, 12, 27)),
    *(date(2023, 4, 28), date(2023, 5, 19)),
    *(date(2024, 5, 10), date(2024, 12, 27)),
    date(2025, 5, 30),
    *(date(2026, 1, 2), date(2026, 5, 15)),
    date(2027, 5, 7),
    *(date(2028, 4, 28), date(2028, 5, 26)),
}
thorough = settings(database=None, derandomize=True, max_examples=400, deadline=None)


def due(day, term, legal="statutory", **more):
    return CALENDAR.due(date.fromisoformat(day), parse_term(term), legal, **more)


def add(day, term, **more):
    return str(CALENDAR.add(date.fromisoformat(day), parse_term(term), **more))


def explained(day, term, legal="statutory", lang="nl", **more):
    steps = CALENDAR.explain(date.fromisoformat(day), parse_term(term), legal, **more)
    return [(str(step.on), step.words.say(lang)) for step in steps]


def holiday(day, lang="nl"):
    words = CALENDAR.holiday(date.fromisoformat(day))
    return words and words.say(lang)


def reckoning(raw_on, due_on):
    return Reckoning(date.fromisoformat(raw_on), date.fromisoformat(due_on))


# Worked dates


def test_nareis_three_months_skips_easter():
    """Nareis, 3 months from Sun 20 January 2019: Sat 20 April, then Easter and Easter Monday, so Tue 23 April."""
    assert reckoning("2019-04-20", "2019-04-23") == due("2019-01-20", "3 months")


def test_bezwaar_four_weeks_onto_good_friday():
    """Bezwaar, 4 weeks from Fri 22 March 2019: Good Friday 19 April, so Tue 23 April."""
    assert reckoning("2019-04-19", "2019-04-23") == due("2019-03-22", "4 weeks")


def test_bezwaar_four_weeks_onto_christmas():
    """Bezwaar, 4 weeks from Mon 27 November 2017: Mon 25 December, so Wed 27 December."""
    assert reckoning("2017-12-25", "2017-12-27") == due("2017-11-27", "4 weeks")


def test_mvv_decision_ninety_days_onto_a_sunday():
    """Decision on the mvv, 90 days from Mon 22 January 2018: Sun 22 April, so Mon 23 April."""
    assert reckoning("2018-04-22", "2018-04-23") == due("2018-01-22", "90 days")


def test_brp_five_days_over_easter():
    """BRP, 5 days from Wed 28 March 2018: Easter Monday 2 April, so Tue 3 April; Thu 29 March is the other day."""
    assert reckoning("2018-04-02", "2018-04-03") == due("2018-03-28", "5 days")


def test_pvt_one_year_ends_on_its_sunday():
    """PVT, 1 year from Sat 7 October 2017: Sun 7 October 2018, not moved."""
    assert reckoning("2018-10-07", "2018-10-07") == due("2017-10-07", "1 year")


def test_nine_months_end_on_new_years_day():
    """Decision, 9 months from Tue 1 April 2025: Thu 1 January 2026, not moved."""
    assert reckoning("2026-01-01", "2026-01-01") == due("2025-04-01", "9 months")


# Adding


@pytest.mark.parametrize(
    "day, term, expected",
    [
        ("2018-11-30", "3 months", "2019-02-28"),
        ("2019-11-30", "3 months", "2020-02-29"),
        ("2023-01-31", "1 month", "2023-02-28"),
        ("2023-01-29", "1 month", "2023-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2023-03-31", "1 month", "2023-04-30"),
        ("2023-12-31", "2 months", "2024-02-29"),
        ("2023-11-30", "1 month", "2023-12-30"),
        ("2023-02-28", "1 month", "2023-03-28"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2024-02-29", "4 years", "2028-02-29"),
        ("2023-02-28", "1 year", "2024-02-28"),
        ("2023-12-15", "1 month", "2024-01-15"),
    ],
)
def test_a_month_that_is_too_short_ends_on_its_last_day(day, term, expected):
    """Months and years keep the day number, or take the last day of the month."""
    assert expected == add(day, term)


@pytest.mark.parametrize(
    "day, term, expected",
    [
        ("2024-03-31", "1 month", "2024-02-29"),
        ("2023-03-31", "1 month", "2023-02-28"),
        ("2024-01-15", "1 month", "2023-12-15"),
        ("2024-02-29", "1 year", "2023-02-28"),
        ("2024-03-01", "1 day", "2024-02-29"),
        ("2024-03-07", "1 week", "2024-02-29"),
        ("2019-04-23", "1 working day", "2019-04-18"),  # Tue after Easter, back to the Thu before it
    ],
)
def test_counting_back_keeps_the_same_rules(day, term, expected):
    """Back over a month end, a leap day and Easter."""
    assert expected == add(day, term, back=True)


@pytest.mark.parametrize(
    "day, term, expected",
    [
        ("2026-03-06", "1 working day", "2026-03-09"),  # Fri to Mon
        ("2026-03-07", "1 working day", "2026-03-09"),  # Sat to Mon
        ("2026-03-02", "5 working days", "2026-03-09"),  # Mon to Mon
        ("2019-04-18", "1 working day", "2019-04-23"),  # Thu before Easter to Tue after it
        ("2026-05-13", "1 working day", "2026-05-15"),  # Wed, over Ascension Day, to the decree day Fri
        ("2018-12-28", "1 working day", "2018-12-31"),  # Fri to the decree day Mon
    ],
)
def test_working_days_skip_weekends_and_holidays_but_not_decree_days(day, term, expected):
    """Working days are Monday to Friday without the holidays."""
    assert expected == add(day, term)


@thorough
@given(st.dates(date(2012, 1, 1), date(2035, 12, 31)), st.integers(-800, 800))
def test_working_days_are_counted_one_by_one(day, amount):
    """Also over many years at once, and also from a day that is none."""
    step, left, walked = ONE_DAY if amount > 0 else -ONE_DAY, abs(amount), day
    while left:
        walked += step
        left -= CALENDAR.is_working_day(walked)

    assert walked == CALENDAR.add(day, Term(abs(amount), "working day"), back=amount < 0)


@pytest.mark.parametrize("unit", ["day", "week", "month", "year", "working day"])
@pytest.mark.parametrize("back", [False, True])
def test_nothing_added_is_the_day_itself(unit, back):
    """Amount 0 ends on the day it is counted from, also on a Sunday."""
    assert "2024-03-31" == add("2024-03-31", f"0 {unit}s", back=back)


def test_summer_time_has_no_say():
    """Days are calendar days: Sat 30 March 2024 and one day is Sun 31 March, the short night of summer time."""
    assert "2024-03-31" == add("2024-03-30", "1 day")


@pytest.mark.parametrize(
    "term", ["9000 years", "99999 months", "4000000 days", "999999999999 weeks", "3000000 working days"]
)
def test_a_day_beyond_the_calendar_is_refused(term):
    """After the year 9999 there is no day to give."""
    with pytest.raises(OverflowError):
        add("2024-01-01", term)
    with pytest.raises(OverflowError):
        add("2024-01-01", term, back=True)


# Holidays


@pytest.mark.parametrize(
    "day, name",
    [
        ("2026-01-01", "Nieuwjaarsdag"),
        ("2026-04-03", "Goede Vrijdag"),
        ("2026-04-06", "Tweede Paasdag"),
        ("2026-04-27", "Koningsdag"),
        ("2026-05-05", "Bevrijdingsdag"),
        ("2026-05-14", "Hemelvaartsdag"),
        ("2026-05-25", "Tweede Pinksterdag"),
        ("2026-12-25", "Eerste Kerstdag"),
        ("2026-12-26", "Tweede Kerstdag"),
    ],
)
def test_the_holidays_of_a_year(day, name):
    """The days that Atw art. 3 lid 1 and 2 name, by their name."""
    assert name == holiday(day)


def test_a_year_has_nine_holidays_and_no_more():
    """In 2026 no two holidays meet."""
    days = [date(2026, 1, 1) + timedelta(days=count) for count in range(365)]

    assert 9 == sum(CALENDAR.holiday(day) is not None for day in days)


def test_koningsdag_on_a_sunday_is_kept_the_day_before():
    """27 April 2025 is a Sunday, so Koningsdag is Sat 26 April; the 27th is an ordinary Sunday."""
    assert "Koningsdag" == holiday("2025-04-26")
    assert holiday("2025-04-27") is None


def test_before_2014_the_day_was_30_april():
    """Until 2013 Koninginnedag on 30 April, on the 29th when the 30th is a Sunday (2006)."""
    assert "Koninginnedag" == holiday("2013-04-30")
    assert "Koninginnedag" == holiday("2006-04-29")
    assert holiday("2013-04-27") is None
    assert holiday("2014-04-30") is None


@pytest.mark.parametrize("year", range(2014, 2040))
def test_5_may_is_a_holiday_every_year(year):
    """Not only once in five years: Atw art. 3 lid 1 names the fifth of May without more."""
    assert "Bevrijdingsdag" in str(holiday(f"{year}-05-05"))


def test_two_holidays_on_one_day_keep_both_names():
    """Thu 5 May 2016 was both."""
    assert "Bevrijdingsdag en Hemelvaartsdag" == holiday("2016-05-05")
    assert "Liberation Day and Ascension Day" == holiday("2016-05-05", "en")


@pytest.mark.parametrize("day", sorted(DECREE_DAYS), ids=str)
def test_a_decree_day_moves_a_statutory_term_but_is_a_working_day(day):
    """Atw art. 3 lid 3 equates it for the Atw only; it is no holiday for anything else."""
    four_weeks = CALENDAR.due(day - timedelta(weeks=4), Term(4, "week"), "statutory")

    assert day in decree_days(CALENDAR)
    assert CALENDAR.is_working_day(day)
    assert CALENDAR.holiday(day) is None
    assert day == four_weeks.raw_on < four_weeks.due_on
    assert day == CALENDAR.due(day - timedelta(weeks=4), Term(4, "week"), "norm").due_on


def test_the_decree_days_are_these_and_no_others():
    """Every decree day has a source; of the other years the edition says that it does not know."""
    assert set(DECREE_DAYS) == decree_days(CALENDAR)
    assert list(KNOWN_YEARS) == [year for year in range(2010, 2040) if CALENDAR.knows_decree_days(year)]


@pytest.mark.parametrize(
    "day, before, after",
    [
        ("2019-04-18", "2019-04-18", "2019-04-18"),  # Thu
        ("2019-04-20", "2019-04-18", "2019-04-23"),  # Sat between Good Friday and Easter Monday
        ("2026-03-08", "2026-03-06", "2026-03-09"),  # Sun
        ("2026-05-15", "2026-05-15", "2026-05-15"),  # Fri, a decree day
        ("2027-01-01", "2026-12-31", "2027-01-04"),  # Fri, across the year
    ],
)
def test_the_working_day_before_and_after(day, before, after):
    """A working day is its own; another day looks outward over weekend and holidays."""
    day = date.fromisoformat(day)

    assert (before, after) == (str(CALENDAR.previous_working_day(day)), str(CALENDAR.next_working_day(day)))


# What the Atw moves


@pytest.mark.parametrize(
    "day, term, raw_on, due_on",
    [
        ("2025-12-06", "12 weeks", "2026-02-28", "2026-03-02"),  # Sat to Mon
        ("2025-12-07", "12 weeks", "2026-03-01", "2026-03-02"),  # Sun to Mon
        ("2025-11-30", "90 days", "2026-02-28", "2026-03-02"),  # Sat to Mon
        ("2025-11-28", "3 months", "2026-02-28", "2026-03-02"),  # Sat to Mon
        ("2025-11-30", "3 months", "2026-02-28", "2026-03-02"),  # Sat, a month end, to Mon
        ("2026-03-31", "5 weeks", "2026-05-05", "2026-05-06"),  # Tue 5 May to Wed
        ("2026-03-30", "4 weeks", "2026-04-27", "2026-04-28"),  # Koningsdag to Tue
        ("2026-04-16", "4 weeks", "2026-05-14", "2026-05-18"),  # Ascension Day, decree day, weekend, to Mon
        ("2026-03-10", "2 weeks", "2026-03-24", "2026-03-24"),  # Tue, stays
    ],
)
def test_a_statutory_term_runs_on_to_an_ordinary_day(day, term, raw_on, due_on):
    """Atw art. 1 lid 1, up to and including 90 days, 12 weeks and 3 months."""
    assert reckoning(raw_on, due_on) == due(day, term)


@pytest.mark.parametrize(
    "day, term, raw_on",
    [
        ("2025-10-28", "4 months", "2026-02-28"),  # Sat
        ("2025-05-28", "9 months", "2026-02-28"),  # Sat
        ("2025-10-18", "19 weeks", "2026-02-28"),  # Sat
        ("2025-11-29", "13 weeks", "2026-02-28"),  # Sat
        ("2025-11-29", "91 days", "2026-02-28"),  # Sat
        ("2025-02-28", "1 year", "2026-02-28"),  # Sat
        ("2021-02-28", "5 years", "2026-02-28"),  # Sat
    ],
)
def test_a_long_term_does_not_move(day, term, raw_on):
    """Atw art. 4 a: more than 90 days, 12 weeks or 3 months, or in years."""
    assert reckoning(raw_on, raw_on) == due(day, term)


@pytest.mark.parametrize("legal", ["none", "norm"])
def test_a_term_that_no_law_sets_does_not_move(legal):
    """Four weeks from Fri 22 March 2019 in a contract end on Good Friday 19 April."""
    assert reckoning("2019-04-19", "2019-04-19") == due("2019-03-22", "4 weeks", legal)


def test_a_term_counted_back_does_not_move():
    """Atw art. 1 lid 2: 4 weeks before Fri 17 May 2019 is Good Friday 19 April, and stays."""
    assert reckoning("2019-04-19", "2019-04-19") == due("2019-05-17", "4 weeks", back=True)


@pytest.mark.parametrize(
    "day, term, raw_on, due_on",
    [
        ("2026-03-06", "3 days", "2026-03-09", "2026-03-10"),  # Fri: Sat, Sun, Mon hold one, so Tue
        ("2026-03-06", "2 days", "2026-03-08", "2026-03-09"),  # Fri: two days need only end on a Monday
        ("2026-03-05", "3 days", "2026-03-08", "2026-03-09"),  # Thu: Fri and Mon
        ("2027-05-04", "3 days", "2027-05-07", "2027-05-11"),  # Tue: 5 May, Ascension, decree, weekend, Mon, Tue
        ("2027-05-04", "6 days", "2027-05-10", "2027-05-11"),  # the same, ends on the Mon
        ("2027-05-04", "1 week", "2027-05-11", "2027-05-11"),  # the same, holds Mon and Tue
        ("2018-03-29", "5 days", "2018-04-03", "2018-04-04"),  # Thu before Easter: only Tue, so Wed
        ("2028-12-22", "5 days", "2028-12-27", "2028-12-28"),  # Fri before Christmas on a Mon: only Wed, so Thu
    ],
)
def test_three_days_or_more_hold_two_ordinary_days(day, term, raw_on, due_on):
    """Atw art. 2; the day it is counted from is not one of them."""
    assert reckoning(raw_on, due_on) == due(day, term)


def test_a_week_always_holds_two_ordinary_days():
    """Atw art. 2 never lengthens a term of a week or more, around no Easter or Christmas of the known years."""
    for day in (date(2017, 1, 1) + timedelta(days=count) for count in range(366 * 12)):
        raw_on, due_on = CALENDAR.due(day, Term(1, "week"), "statutory")
        ordinary = [each for each in days_after(day, raw_on) if each not in CLOSED]
        assert len(ordinary) >= 2
        assert all(each in CLOSED for each in days_after(raw_on - ONE_DAY, due_on - ONE_DAY))


# Extensions and suspensions


def test_an_extension_of_the_same_unit_counts_from_the_first_day():
    """31 January and 1 month and 1 month is 31 March, not 28 February and a month."""
    extended = due("2023-01-31", "1 month", "norm", extensions=(Term(1, "month"),))

    assert reckoning("2023-03-31", "2023-03-31") == extended


def test_months_and_years_are_added_in_one_go():
    """29 February 2024 and 1 year and 12 months and 24 months is 29 February 2028: no year between takes a day."""
    extended = due("2024-02-29", "1 year", "norm", extensions=(Term(12, "month"), Term(24, "month")))

    assert reckoning("2028-02-29", "2028-02-29") == extended


@pytest.mark.parametrize("extensions", [(Term(1, "week"), Term(1, "month")), (Term(1, "month"), Term(1, "week"))])
def test_the_order_of_extensions_does_not_matter(extensions):
    """Months come first: 30 January 2023 and 1 month is 28 February, 2 weeks on is 14 March."""
    extended = due("2023-01-30", "1 week", "norm", extensions=extensions)

    assert reckoning("2023-03-14", "2023-03-14") == extended


def test_an_extended_ninety_days_do_not_move():
    """Mvv: 90 days move, but with 3 months more the whole is too long (Mon 2 April 2018 + 3 months + 90 days = Sun)."""
    assert reckoning("2018-07-01", "2018-07-02") == due("2018-04-02", "90 days")
    assert reckoning("2018-09-30", "2018-09-30") == due("2018-04-02", "90 days", extensions=(Term(3, "month"),))


@pytest.mark.parametrize(
    "day, term, extension, moves",
    [
        ("2025-12-06", "10 weeks", "2 weeks", True),  # 12 weeks, Sat 28 February 2026
        ("2025-11-29", "10 weeks", "3 weeks", False),  # 13 weeks, Sat 28 February 2026
        ("2025-12-31", "4 weeks", "1 month", True),  # 31 January and 4 weeks, Sat 28 February 2026
        ("2026-01-07", "4 weeks", "2 months", True),  # the most: 2 of 3 months and 4 of 12 weeks, to Sat 4 April 2026
        ("2025-11-30", "29 days", "2 months", True),  # to Sat 28 February 2026
        ("2025-11-29", "31 days", "2 months", False),  # one day more than a third of 90, to Sun 1 March 2026
        ("2025-12-05", "12 weeks", "1 day", False),  # Sat 28 February 2026
        ("2025-12-05", "11 weeks", "8 days", False),  # one day more than the last twelfth, the same Sat
    ],
)
def test_the_term_and_its_extensions_are_measured_together(day, term, extension, moves):
    """Each part takes its share of its own limit in Atw art. 4 a; the whole may be one."""
    raw_on, due_on = due(day, term, extensions=(parse_term(extension),))

    assert moves == (raw_on < due_on)


def test_suspended_days_come_on_top():
    """Ten weeks from Mon 2 March 2026 is Mon 11 May; after 5 suspended days Sat 16 May, so Mon 18 May."""
    assert reckoning("2026-05-11", "2026-05-11") == due("2026-03-02", "10 weeks")
    assert reckoning("2026-05-16", "2026-05-18") == due("2026-03-02", "10 weeks", suspended_days=5)


def test_suspension_does_not_make_a_term_long():
    """Twelve weeks with 30 suspended days are still twelve weeks: Mon 30 March 2026 is the last, Sat 28 the raw day."""
    assert reckoning("2026-03-28", "2026-03-30") == due("2025-12-06", "12 weeks", suspended_days=28)


def test_working_days_count_on_after_a_suspension():
    """Three working days from Mon 2 March 2026 with 3 suspended days: Fri, Mon, Tue, and so Tue 10 March."""
    assert reckoning("2026-03-05", "2026-03-05") == due("2026-03-02", "3 working days")
    assert reckoning("2026-03-10", "2026-03-10") == due("2026-03-02", "3 working days", suspended_days=3)


def test_a_term_in_working_days_never_moves():
    """One working day from Wed 13 May 2026 is the decree day Fri 15 May, also in a law."""
    assert reckoning("2026-05-15", "2026-05-15") == due("2026-05-13", "1 working day")


def test_an_extension_to_a_fixed_day_holds_as_granted():
    """Granted until Sun 1 March 2026: that day, whatever else was asked."""
    granted = due("2025-12-01", "4 weeks", suspended_days=9, extensions=(Term(1, "week"),), last_on=date(2026, 3, 1))

    assert reckoning("2026-03-01", "2026-03-01") == granted


def test_more_time_never_makes_a_day_earlier():
    """Counted back 13 weeks from Wed 1 July 2026, an extension of 2 weeks leaves 11, a suspension comes on top."""
    assert "2026-04-01" == str(due("2026-07-01", "13 weeks", back=True).due_on)
    assert "2026-04-15" == str(due("2026-07-01", "13 weeks", back=True, extensions=(Term(2, "week"),)).due_on)
    assert "2026-04-04" == str(due("2026-07-01", "13 weeks", back=True, suspended_days=3).due_on)


# Explaining


def test_every_day_that_moved_the_term_is_named():
    """Nareis over Easter 2019, in Dutch, each day with its article."""
    steps = explained("2019-01-20", "3 months")

    assert steps == [
        ("2019-01-20", "vanaf deze dag wordt geteld; zelf telt hij niet mee (vgl. Awb art. 6:8 lid 1)"),
        ("2019-04-20", "3 maanden verder"),
        ("2019-04-20", "Zaterdag (Atw art. 1 lid 1): schuift door"),
        ("2019-04-21", "Zondag (Atw art. 1 lid 1): schuift door"),
        ("2019-04-22", "Tweede Paasdag (Atw art. 3 lid 1): schuift door"),
        ("2019-04-23", "de eerste dag daarna die geen zaterdag, zondag of feestdag is (Atw art. 1 lid 1)"),
    ]


def test_a_decree_day_is_named_with_its_source():
    """Fri 15 May 2026, and Good Friday by its own article."""
    assert ("2026-05-15", "a holiday by royal decree (Atw art. 3 lid 3, Stcrt. 2025, 24713): moves on") in explained(
        "2026-04-17", "4 weeks", lang="en"
    )
    assert ("2019-04-19", "Good Friday (Atw art. 3 lid 2): moves on") in explained("2019-03-22", "4 weeks", lang="en")


def test_month_end_extension_and_suspension_are_told():
    """30 November 2018, 2 months and 1 month, 2 days suspended: 28 February, then Sat 2 March 2019."""
    steps = explained("2018-11-30", "2 months", extensions=(Term(1, "month"),), suspended_days=2)

    assert steps[1:5] == [
        ("2019-01-30", "2 maanden verder"),
        ("2019-02-28", "verlengd met 1 maand; het geheel opnieuw geteld vanaf de eerste dag"),
        ("2019-02-28", "deze maand heeft geen 30e dag: de laatste dag van de maand"),
        ("2019-03-02", "2 dagen opgeschort: zoveel later"),
    ]


def test_the_second_ordinary_day_is_told():
    """Three days from Fri 6 March 2026: Mon is the first, Tue the second (Atw art. 2)."""
    last_two = explained("2026-03-06", "3 days", lang="en")[-2:]

    assert ["2026-03-09", "2026-03-10"] == [day for day, _ in last_two]
    assert all("(Atw art. 2)" in words for _, words in last_two)


@pytest.mark.parametrize(
    "day, term, more, reason",
    [
        ("2019-03-22", "4 weeks", {"legal": "norm"}, "geen uiterste dag die een wet stelt"),
        ("2019-03-22", "4 weeks", {"legal": "none"}, "geen uiterste dag die een wet stelt"),
        ("2019-05-17", "4 weeks", {"back": True}, "teruggeteld: de dag verschuift niet (Atw art. 1 lid 2)"),
        ("2025-04-01", "9 months", {}, "langer dan 3 maanden, 12 weken of 90 dagen"),
        ("2017-10-07", "1 year", {}, "een termijn in jaren"),
        ("2026-05-13", "1 working day", {}, "in werkdagen geteld"),
        ("2026-05-13", "1 week", {"last_on": date(2026, 6, 7)}, "verlengd tot en met deze dag"),
        ("2026-03-10", "2 weeks", {}, "geen zaterdag, zondag of feestdag: de termijn eindigt op deze dag"),
    ],
)
def test_why_a_term_did_not_move_is_told(day, term, more, reason):
    """The last step gives the reason, with the article."""
    assert explained(day, term, **more)[-1][1].startswith(reason)


@pytest.mark.parametrize(
    "day, term, years",
    [
        ("2021-11-30", "6 weeks", ["2022"]),  # Tue 11 January 2022: not moved, yet not sure
        ("2020-12-04", "4 weeks", ["2021"]),  # New Year's Day 2021 to Mon 4 January
        ("2016-12-03", "4 weeks", ["2016"]),  # Sat 31 December 2016 to Mon 2 January 2017, of which all is known
        ("2026-03-10", "2 weeks", []),
    ],
)
def test_years_whose_decree_days_are_unknown_are_told(day, term, years):
    """Also when the term did not move: a decree day we do not know might move it."""
    told = [words for _, words in explained(day, term, lang="en") if "are not known" in words]

    assert len(years) == len(told)
    assert all(year in words for year, words in zip(years, told, strict=True))


@pytest.mark.parametrize("more", [{"legal": "norm"}, {"back": True}, {"last_on": date(2021, 6, 1)}])
def test_unknown_decree_days_are_not_told_where_they_do_not_matter(more):
    """A term that cannot move does not wait for a decree."""
    assert not any("are not known" in words for _, words in explained("2021-04-01", "4 weeks", lang="en", **more))


# The edition


def test_an_edition_is_reloaded_from_its_own_text():
    """The text is canonical, so the same edition has the same hash for ever."""
    again = WorkCalendar.from_text(CALENDAR.text)

    assert (CALENDAR.text, CALENDAR.hash) == (again.text, again.hash)
    assert sha256(CALENDAR.text.encode()).hexdigest() == CALENDAR.hash
    assert json.dumps(json.loads(CALENDAR.text), sort_keys=True, separators=(",", ":")) == CALENDAR.text
    assert "2019-04-23" == str(again.due(date(2019, 1, 20), Term(3, "month"), "statutory").due_on)


def test_another_edition_gives_another_day_and_another_hash():
    """When a decree becomes known, a new edition moves the term; the old edition still gives the old day."""
    data = json.loads(CALENDAR.text)
    data["decree_years"].append(2022)
    data["decree_days"].append({"source": {"ref": "a decree", "certainty": "law"}, "days": ["2022-05-27"]})
    newer = WorkCalendar.from_text(json.dumps(data))

    assert "2022-05-27" == str(due("2022-04-29", "4 weeks").due_on)  # Fri
    assert "2022-05-30" == str(newer.due(date(2022, 4, 29), Term(4, "week"), "statutory").due_on)  # Mon
    assert newer.hash != CALENDAR.hash


@pytest.mark.parametrize(
    "change, complaint",
    [
        ({"decree_years": []}, "decree_years does not name"),
        ({"holidays": [{"label": {"nl": "Feest"}, "article": "x"}]}, "either a month and a day, or"),
        ({"holidays": [{"label": {"nl": "Feest"}, "article": "x", "month": 2, "day": 30}]}, "day"),
        ({"holidays": [{"label": {"nl": "Feest"}, "article": "x", "month": 2, "day": 1, "easter": 1}]}, "either"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_an_edition_that_breaks_a_rule_is_refused(change, complaint):
    """What an edition says is checked when it is read."""
    with pytest.raises(ValueError, match=complaint):
        WorkCalendar.from_text(json.dumps({**json.loads(CALENDAR.text), **change}))


def test_text_that_is_no_edition_is_refused():
    """Neither is something that is not JSON."""
    with pytest.raises(ValueError, match="JSON"):
        WorkCalendar.from_text("nl: 2026")


# Against others


def test_the_holidays_are_those_of_the_holidays_package():
    """Public and optional together, without the two Sundays that the Atw need not name."""
    for year in range(2000, 2101):
        theirs = holidays.country_holidays("NL", years=year, language="en_US", categories=("public", "optional"))
        sundays = {day for day, name in theirs.items() if name in ("Easter Sunday", "Pentecost")}
        days = days_after(date(year - 1, 12, 31), date(year, 12, 31))
        assert set(theirs) - sundays == {day for day in days if CALENDAR.holiday(day)}


def test_where_the_holidays_package_differs_from_the_law():
    """As public it knows 5 May once in five years, and decree days not at all: it cannot be our calendar."""
    public = holidays.country_holidays("NL", years=range(2017, 2029))

    assert [2020, 2025] == [year for year in range(2017, 2029) if date(year, 5, 5) in public]
    assert not DECREE_DAYS & set(public)


def days_after(day, last):
    """The days after `day`, up to and including `last`."""
    return [day + timedelta(days=count + 1) for count in range((last - day).days)]


CLOSED = {
    *(day for day in days_after(date(2015, 12, 31), date(2040, 12, 31)) if day.isoweekday() in (6, 7)),
    *holidays.country_holidays("NL", years=range(2016, 2041), categories=("public", "optional")),
    *DECREE_DAYS,
}
WORKDAYS = [
    day
    for day in days_after(date(2015, 12, 31), date(2040, 12, 31))
    if day not in CLOSED or (day in DECREE_DAYS and day.isoweekday() < 6)
]


def months_later(day, months):
    """The slow way: walk month by month, then look for a day number that exists."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(number, day.day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def by_the_book(day, terms, suspended_days, legal):
    """Writes out every day of the term on a list, and lengthens the list as the Atw says."""
    amount = {unit: sum(term.amount for term in terms if term.unit == unit) for unit in UNITS}
    raw_on = months_later(day, amount["month"] + 12 * amount["year"])
    raw_on += timedelta(days=amount["day"] + suspended_days, weeks=amount["week"])
    if amount["working day"]:
        raw_on = [each for each in WORKDAYS if each > raw_on][amount["working day"] - 1]
    shares = amount["month"] / 3 + amount["week"] / 12 + amount["day"] / 90
    if legal != "statutory" or amount["year"] or amount["working day"] or shares > 1.000001:
        return Reckoning(raw_on, raw_on)
    needed = 2 if amount["month"] or amount["week"] or amount["day"] >= 3 else 0
    days = [day, *days_after(day, raw_on)]
    while days[-1] in CLOSED or len([each for each in days[1:] if each not in CLOSED]) < needed:
        days.append(days[-1] + ONE_DAY)
    return Reckoning(raw_on, days[-1])


UNITS = ("day", "week", "month", "year", "working day")
known_days = st.one_of(*(st.dates(date(year, 1, 1), date(year, 12, 31)) for year in KNOWN_YEARS))
terms = st.one_of(
    st.builds(Term, st.integers(0, 8), st.just("day")),
    st.builds(Term, st.integers(0, 100), st.just("day")),
    st.builds(Term, st.integers(0, 14), st.just("week")),
    st.builds(Term, st.integers(0, 5), st.just("month")),
    st.builds(Term, st.integers(0, 5), st.just("year")),
    st.builds(Term, st.integers(0, 30), st.just("working day")),
)
legals = st.sampled_from(["statutory", "statutory", "norm", "none"])
more_time = st.lists(terms, max_size=2)
suspensions = st.one_of(st.just(0), st.integers(0, 60))


@thorough
@given(known_days, terms)
def test_a_statutory_term_falls_as_the_law_reads(day, term):
    """Against a slow and literal reading of the Atw, in the years whose decree days are known."""
    assert by_the_book(day, [term], 0, "statutory") == CALENDAR.due(day, term, "statutory")


@thorough
@given(known_days, terms, legals, more_time, suspensions)
def test_any_term_falls_as_the_law_reads(day, term, legal, extensions, suspended_days):
    """The same with extensions, suspended days and terms that no law sets."""
    expected = by_the_book(day, [term, *extensions], suspended_days, legal)

    assert expected == CALENDAR.due(day, term, legal, suspended_days=suspended_days, extensions=extensions)


@thorough
@given(known_days, st.integers(3, 6))
def test_short_statutory_terms_fall_as_the_law_reads(day, amount):
    """Where Atw art. 2 bites."""
    assert by_the_book(day, [Term(amount, "day")], 0, "statutory") == CALENDAR.due(
        day, Term(amount, "day"), "statutory"
    )


@thorough
@given(
    st.dates(date(2010, 1, 1), date(2035, 12, 31)),
    terms,
    legals,
    st.booleans(),
    suspensions,
    more_time,
    st.none() | st.dates(date(2010, 1, 1), date(2035, 12, 31)),
)
def test_the_explanation_ends_on_the_due_day(day, term, legal, back, suspended_days, extensions, last_on):
    """What is explained is what is due, from the first day to the last, in both languages."""
    arguments = {"back": back, "suspended_days": suspended_days, "extensions": extensions, "last_on": last_on}
    raw_on, due_on = CALENDAR.due(day, term, legal, **arguments)
    steps = CALENDAR.explain(day, term, legal, **arguments)

    assert (day, due_on) == (steps[0].on, steps[-1].on)
    assert raw_on in [step.on for step in steps]
    assert all(step.words.nl and step.words.en for step in steps)


@thorough
@given(st.dates(date(2010, 1, 1), date(2035, 12, 31)), terms, legals, suspensions, more_time)
def test_a_last_day_never_comes_before_the_term_itself(day, term, legal, suspended_days, extensions):
    """The Atw only lengthens, and what it lengthens to is a working day."""
    raw_on, due_on = CALENDAR.due(day, term, legal, suspended_days=suspended_days, extensions=extensions)

    assert day <= raw_on <= due_on
    assert raw_on == due_on or CALENDAR.is_working_day(due_on)
