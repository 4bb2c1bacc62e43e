"""Days are Amsterdam calendar days; instants are aware UTC."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectories.clock import utc_now
from trajectories.local_time import AMSTERDAM, local_day, local_instant, parse_instant, write_instant


@pytest.mark.parametrize(
    "instant, day",
    [
        (datetime(2024, 1, 31, 22, 59, 59, tzinfo=UTC), date(2024, 1, 31)),  # winter: 23:59:59
        (datetime(2024, 1, 31, 23, 0, tzinfo=UTC), date(2024, 2, 1)),
        (datetime(2024, 6, 30, 21, 59, 59, tzinfo=UTC), date(2024, 6, 30)),  # summer: 23:59:59
        (datetime(2024, 6, 30, 22, 0, tzinfo=UTC), date(2024, 7, 1)),
        (datetime(2024, 3, 30, 23, 30, tzinfo=UTC), date(2024, 3, 31)),  # the night that summer time begins
        (datetime(2024, 10, 26, 22, 30, tzinfo=UTC), date(2024, 10, 27)),  # the night that it ends
        (datetime(2024, 10, 27, 22, 59, tzinfo=UTC), date(2024, 10, 27)),
    ],
)
def test_a_day_begins_at_midnight_in_amsterdam(instant, day):
    """Also in the two nights when the clock changes."""
    assert day == local_day(instant)


@given(st.integers(0, 22 * 365 * 24 * 60))
def test_the_short_cut_to_a_day_is_the_long_way(minutes):
    """local_day looks at the time zone only in the hours where it matters."""
    instant = datetime(2013, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    assert instant.astimezone(AMSTERDAM).date() == local_day(instant)


def test_a_bare_day_is_its_first_moment_or_its_last():
    """What was known on 31 March is what was known when that day ended."""
    assert datetime(2024, 3, 30, 23, 0, tzinfo=UTC) == parse_instant("2024-03-31")
    last = datetime(2024, 3, 31, 21, 59, 59, 999999, tzinfo=UTC)  # summer time began that day
    assert last == parse_instant("2024-03-31", end_of_day=True)


def test_an_instant_without_offset_is_amsterdam_time():
    """And one with an offset is what it says."""
    assert datetime(2024, 7, 1, 7, 0, tzinfo=UTC) == parse_instant("2024-07-01T09:00")
    assert datetime(2024, 7, 1, 9, 0, tzinfo=UTC) == parse_instant("2024-07-01T09:00Z")
    assert datetime(2024, 7, 1, 13, 0, tzinfo=UTC) == parse_instant("2024-07-01T09:00-04:00")


def test_the_hour_that_comes_twice_is_the_first_of_the_two():
    """Sunday 27 October 2024, half past two."""
    assert datetime(2024, 10, 27, 0, 30, tzinfo=UTC) == local_instant(date(2024, 10, 27), time(2, 30))


@pytest.mark.parametrize("text", ["morgen", "2024-13-01", "2024-02-30", "2024-03-31T25:00", ""])
def test_what_is_no_instant_is_refused(text):
    """With a ValueError, for the command line to explain."""
    with pytest.raises(ValueError):
        parse_instant(text)


def test_a_written_instant_has_fixed_width_and_comes_back():
    """So that the order of the texts is the order of time."""
    whole = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)
    later = whole + timedelta(microseconds=1)

    assert "2024-03-01T08:00:00.000000Z" == write_instant(whole)
    assert write_instant(whole) < write_instant(later)
    assert later == datetime.fromisoformat(write_instant(later))
    assert write_instant(whole) == write_instant(whole.astimezone(timezone(timedelta(hours=5))))


def test_the_clock_is_aware_and_utc():
    """The only function that looks at the time."""
    assert timedelta(0) == utc_now().utcoffset()
