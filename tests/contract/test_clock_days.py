"""Whatever the clock does, each rung is said once, on its own day and within hours. A reminder a day, to look at."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.scheduler.offices import BOTH, an_office
from trajectories.history import events as ev
from trajectories.history.streams import said_stream
from workflows.calendar import builtin_calendar

pytestmark = pytest.mark.one_python

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = ("UTC", "Europe/Amsterdam", "America/New_York", "Pacific/Kiritimati")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# The last Sundays of March and October, new year and the leap days, 2026 to 2031.
CLOCK_CHANGES = [
    *(date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26)),
    *(date(2028, 10, 29), date(2029, 3, 25), date(2029, 10, 28), date(2030, 3, 31), date(2030, 10, 27)),
    *(date(2031, 3, 30), date(2031, 10, 26)),
]
ODD_DAYS = sorted([*CLOCK_CHANGES, *(date(year, 1, 1) for year in range(2027, 2032)), date(2028, 2, 29)])


@pytest.fixture(params=BOTH)
def office(request):
    office = an_office(request)
    yield office
    office.app.store.close()


@pytest.fixture(params=ZONES)
def server_zone(request) -> Iterator[str]:
    """The machine believes that it stands there."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def a_reminder_a_day(office, first: date) -> str:
    """A client of whom someone is told every day from `first` on."""
    office.now = datetime.combine(first - 9 * DAY, datetime.min.time(), UTC) + 10 * HOUR
    keys: list[str] = office.clients(["WL-0001"], (first - 2 * DAY).isoformat(), ["s2"], "dagelijks")
    return keys[0]


def looks(first: date, last: date, every: timedelta) -> Iterator[datetime]:
    """Instants from midnight to midnight in Amsterdam, both days in full."""
    at = datetime.combine(first, datetime.min.time(), AMSTERDAM).astimezone(UTC)
    end = datetime.combine(last + DAY, datetime.min.time(), AMSTERDAM).astimezone(UTC)
    while at < end:
        yield at
        at += every


def tick_at(office, instants) -> int:
    """How many ticks."""
    count = 0
    for count, office.now in enumerate(instants, 1):  # noqa: B007
        office.tick()
    return count


def each_was_said_once(office, key: str, first: date, last: date) -> None:
    """The repeat of every day from `first`, on that day or the working day after: said, or folded into a later one."""
    calendar = builtin_calendar()
    owed = [first + number * DAY for number in range((last - first).days + 1)]
    owed_on = {f"{key}/melden#2/overdue-1d.{number}": calendar.next_working_day(on) for number, on in enumerate(owed)}
    with office.app.read() as uow:
        said = uow.history(said_stream(key))
    told = Counter(each.event.reminder for each in said)
    assert {name: 1 for name, on in owed_on.items() if on <= last} == told
    for each in said:
        assert owed_on[each.event.reminder] == each.occurred_on
        local = each.recorded_at.astimezone(AMSTERDAM)
        assert local.date() == each.occurred_on, "on its own day"
        assert 8 <= local.hour + local.minute / 60 < 17.02, "and within hours"
    sent = [each.occurred_on for each in said if isinstance(each.event, ev.ReminderSent)]
    assert len(set(sent)) == len(sent), "one message a day"


def around(odd: date) -> tuple[date, date]:
    return odd - 3 * DAY, odd + 4 * DAY


def watch(office, odd: date, every: timedelta) -> int:
    """How many ticks."""
    first, last = around(odd)
    key = a_reminder_a_day(office, first)
    ticks = tick_at(office, looks(first, last, every))
    each_was_said_once(office, key, first, last)
    return ticks


def test_the_night_of_25_october_2026_when_three_o_clock_comes_twice(office):
    """Sun 25 October: a tick every half hour through the night and the days around it."""
    watch(office, date(2026, 10, 25), HOUR / 2)


def test_the_night_of_28_march_2027_when_half_past_two_never_comes(office):
    """Sun 28 March 2027 is Easter; the reminders of Good Friday to Easter Monday come on Tuesday, in one message."""
    watch(office, date(2027, 3, 28), HOUR / 2)


@pytest.mark.slow
@pytest.mark.parametrize("odd", [date(2027, 1, 1), date(2027, 10, 31), date(2028, 2, 29)], ids=str)
def test_each_rung_once_wherever_the_server_stands(tmp_path, server_zone, odd):
    """New year, the clock change and the leap day, by a server in each of four time zones."""
    office = an_office(f"sqlite:///{tmp_path / 'zone.db'}")
    watch(office, odd, 5 * HOUR)
    office.app.store.close()


@pytest.mark.soak
@pytest.mark.parametrize("odd", ODD_DAYS, ids=str)
def test_each_rung_once_around_every_odd_day_until_2031(tmp_path, server_zone, odd, record_property):
    """Every clock change, new year and leap day of 2026 to 2031, looked at every hour."""
    office = an_office(f"sqlite:///{tmp_path / 'zone.db'}")
    record_property("ticks", watch(office, odd, HOUR))
    office.app.store.close()


def test_a_clock_that_jumps_an_hour_back_says_nothing_twice(office):
    """Mon 13 April 2026: the machine's clock was wrong and is put right, twice."""
    first = date(2026, 4, 13)
    key = a_reminder_a_day(office, first)
    eight = datetime(2026, 4, 13, 6, 30, tzinfo=UTC)

    tick_at(office, [eight, eight - HOUR, eight, eight - HOUR, eight + 2 * HOUR])

    each_was_said_once(office, key, first, first)


def test_a_clock_that_jumps_three_days_ahead_says_it_all_in_one_message(office):
    """From Mon 13 to Thu 16 April 2026 and back: what was said stays said, the days in between are not said again."""
    first = date(2026, 4, 13)
    key = a_reminder_a_day(office, first)
    monday = datetime(2026, 4, 13, 7, tzinfo=UTC)

    tick_at(office, [monday, monday + 3 * DAY, monday + HOUR, monday + DAY, monday + 2 * DAY, monday + 3 * DAY + HOUR])

    with office.app.read() as uow:
        said = [each.event for each in uow.history(said_stream(key))]
    assert {f"{key}/melden#2/overdue-1d.{number}": 1 for number in range(4)} == Counter(each.reminder for each in said)
    assert 2 == sum(isinstance(each, ev.ReminderSent) for each in said)


@pytest.mark.slow
def test_a_look_every_few_hours_for_a_winter(tmp_path):
    """From Tue 1 December 2026 to Tue 6 April 2027: Christmas, a new year, summer time and Easter."""
    watch_for_months(tmp_path, date(2026, 12, 1), date(2027, 4, 6), 7 * HOUR)


@pytest.mark.soak
def test_a_look_every_minute_for_fourteen_months(tmp_path, record_property):
    """Through two summers' nights, a new year and every holiday: more than six hundred thousand ticks."""
    ticks = watch_for_months(tmp_path, date(2026, 9, 1), date(2027, 10, 31), timedelta(minutes=1))
    record_property("ticks", ticks)


def watch_for_months(folder, first: date, last: date, every: timedelta) -> int:
    """How many ticks."""
    office = an_office(f"sqlite:///{folder / 'months.db'}")
    key = a_reminder_a_day(office, first)
    ticks = tick_at(office, looks(first, last, every))
    each_was_said_once(office, key, first, last)
    office.app.store.close()
    return ticks
