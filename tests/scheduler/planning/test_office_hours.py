"""The hours in which someone wants to be told, also in the nights in which the clock is changed."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from scheduler.planning.office_hours import USUAL, Hours, is_open, next_opening, parse_hours
from tests.builders import decree_days
from trajectories.local_time import AMSTERDAM
from workflows.calendar import builtin_calendar
from workflows.errors import UsageError

CALENDAR = builtin_calendar()
NIGHT = parse_hours("7 02:00-02:30")  # within the hour that is skipped, or comes twice


def local(text: str, fold: int = 0) -> datetime:
    """That moment on the clock of Amsterdam, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold).astimezone(UTC)


def opening(text: str, hours: Hours = USUAL) -> str:
    return next_opening(hours, local(text), CALENDAR).astimezone(AMSTERDAM).isoformat()


def test_an_empty_text_means_the_usual_hours():
    assert USUAL == parse_hours("") == Hours(None, time(8), time(17))


def test_days_and_times_are_read():
    assert Hours(frozenset({1, 3}), time(9, 30), time(12)) == parse_hours("13 09:30-12:00")


@pytest.mark.parametrize(
    "text",
    [
        *("x", " ", "08:00-17:00", " 08:00-17:00", "0 08:00-17:00", "8 08:00-17:00", "1 8:00-17:00", "1 08:00-24:00"),
        *("1 08:00", "1 17:00-08:00", "1 08:00-08:00", "12345  08:00-17:00", "1 08:60-17:00", "12345 08:00-17:00\n"),
    ],
)
def test_bad_hours_are_refused(text):
    with pytest.raises(UsageError):
        parse_hours(text)


def test_both_ends_are_within():
    """Monday 2 March 2026."""
    moments = ("07:59:59.999999", "08:00:00", "12:00", "17:00:00", "17:00:59.999999", "17:01:00")

    found = [is_open(USUAL, local(f"2026-03-02T{each}"), CALENDAR) for each in moments]

    assert [False, True, True, True, True, False] == found


def test_a_weekend_and_a_holiday_wait_for_the_next_working_day():
    assert "2026-03-02T08:00:00+01:00" == opening("2026-02-27T18:00")  # Friday evening
    assert "2026-04-28T08:00:00+02:00" == opening("2026-04-27T09:00")  # King's day, a Monday


def test_an_open_moment_is_its_own_opening_and_the_morning_waits_for_eight():
    assert "2026-03-02T16:59:00+01:00" == opening("2026-03-02T16:59")
    assert "2026-03-02T08:00:00+01:00" == opening("2026-03-02T06:00")


def test_a_decree_day_is_an_ordinary_working_day():
    """Friday 15 May 2026, the day after Ascension, is equal to a holiday for statutory terms only."""
    assert date(2026, 5, 15) in decree_days(CALENDAR)
    assert is_open(USUAL, local("2026-05-15T09:00"), CALENDAR)
    assert is_open(parse_hours("5 08:00-17:00"), local("2026-05-15T09:00"), CALENDAR)


def test_a_volunteer_may_choose_the_weekend_but_a_holiday_is_nobodys_day():
    """Christmas 2026 falls on Friday and Saturday."""
    weekend = parse_hours("67 10:00-14:00")

    assert "2026-12-27T10:00:00+01:00" == opening("2026-12-25T09:00", weekend)
    assert "2026-12-20T11:00:00+01:00" == opening("2026-12-20T11:00", weekend)


# the two nights


def test_the_monday_after_each_clock_change_opens_at_eight_in_amsterdam():
    assert "2026-10-26T08:00:00+01:00" == opening("2026-10-23T17:01")
    assert "2027-03-30T08:00:00+02:00" == opening("2027-03-26T17:01")  # Easter Monday is the 29th


def test_in_the_night_of_25_october_2026_the_hour_that_comes_twice_is_open_twice():
    first, between, second, after = (
        local("2026-10-25T02:10"),
        local("2026-10-25T02:45"),
        local("2026-10-25T02:10", fold=1),
        local("2026-10-25T02:45", fold=1),
    )

    assert [True, False, True, False] == [is_open(NIGHT, at, CALENDAR) for at in (first, between, second, after)]
    assert local("2026-10-25T02:00", fold=1) == next_opening(NIGHT, between, CALENDAR)
    assert local("2026-11-01T02:00") == next_opening(NIGHT, after, CALENDAR)


def test_in_the_night_of_25_october_2026_hours_begun_before_the_change_open_again_with_it():
    early = parse_hours("7 01:30-02:30")

    assert local("2026-10-25T02:00", fold=1) == next_opening(early, local("2026-10-25T02:45"), CALENDAR)


def test_in_the_night_of_28_march_2027_hours_that_are_skipped_wait_for_the_next_week():
    """The clock goes from 02:00 to 03:00, so that Sunday never has them."""
    assert local("2027-04-04T02:00") == next_opening(NIGHT, local("2027-03-28T01:59"), CALENDAR)


def test_in_a_night_that_skips_an_hour_what_began_in_it_opens_once_the_clock_has_gone_on():
    """From 02:00 to 03:00 on Sunday 29 March 2026."""
    assert "2026-03-29T03:00:00+02:00" == opening("2026-03-29T01:00", parse_hours("7 02:30-05:00"))


def test_the_zone_of_the_server_does_not_count():
    """The same instants as seen from Kiritimati and from New York."""
    for offset in (14, -5):
        zone = timezone(timedelta(hours=offset))
        for text in ("2026-10-25T02:45", "2027-03-28T01:59", "2026-03-02T17:00:59", "2026-03-02T17:01"):
            instant = local(text)
            assert is_open(USUAL, instant, CALENDAR) == is_open(USUAL, instant.astimezone(zone), CALENDAR)
            assert next_opening(NIGHT, instant, CALENDAR) == next_opening(NIGHT, instant.astimezone(zone), CALENDAR)


@pytest.mark.parametrize("day", ["2026-10-25", "2027-03-28", "2026-03-29", "2026-12-31", "2028-02-29"])
@pytest.mark.parametrize("text", ["7 02:00-02:30", "1234567 00:00-23:59", "67 01:30-02:30", "1 02:30-04:00", ""])
def test_every_minute_of_two_days_agrees_with_walking_there(day, text):
    """The next opening is the first open minute that one meets by waiting."""
    hours, first = parse_hours(text), local(f"{day}T00:00") - timedelta(hours=12)
    minutes = [first + timedelta(minutes=count) for count in range(2 * 24 * 60)]
    coming = None
    for at in reversed(minutes):
        coming = at if is_open(hours, at, CALENDAR) else coming
        if coming is not None:
            assert coming == next_opening(hours, at, CALENDAR)
