"""The clock of an event log: an instant with its zone, a time without one, or a day alone."""

from datetime import UTC, date, datetime

import pytest

from trajectories.imports.cells import Cell
from trajectories.imports.event_log import LogStep, moment_of
from workflows.errors import UsageError


@pytest.mark.parametrize(
    "written, instant, on, has_time",
    [
        ("2026-03-02T23:30:00+00:00", "2026-03-02T23:30", "2026-03-03", True),  # after midnight in Amsterdam
        ("2026-03-02T23:30:00Z", "2026-03-02T23:30", "2026-03-03", True),
        ("2026-03-02 08:00:00 +0100", "2026-03-02T07:00", "2026-03-02", True),
        ("2026-03-02T08:00:00.000+02:00", "2026-03-02T06:00", "2026-03-02", True),
        ("2026-03-02T08:00", "2026-03-02T07:00", "2026-03-02", True),  # without a zone: Amsterdam, in winter
        ("2026-07-02T08:00", "2026-07-02T06:00", "2026-07-02", True),  # and in summer
        ("2026-03-29T02:30", "2026-03-29T01:30", "2026-03-29", True),  # the hour that is skipped: as before the change
        ("2026-10-25T02:30", "2026-10-25T00:30", "2026-10-25", True),  # the hour that comes twice: the first
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30", "2026-10-25", True),  # said: the second
        ("2-3-2026 8:00", "2026-03-02T07:00", "2026-03-02", True),
        ("2 maart 2026 8:05", "2026-03-02T07:05", "2026-03-02", True),
        ("2026-03-02", "2026-03-01T23:00", "2026-03-02", False),
        ("2 maart 2026", "2026-03-01T23:00", "2026-03-02", False),
        (date(2026, 3, 2), "2026-03-01T23:00", "2026-03-02", False),
        (datetime(2026, 3, 2, 0, 0), "2026-03-01T23:00", "2026-03-02", False),  # noqa: DTZ001 - a cell of a workbook
        (datetime(2026, 3, 2, 8, 0), "2026-03-02T07:00", "2026-03-02", True),  # noqa: DTZ001
        ("1900-01-01", "1899-12-31T23:40:28", "1900-01-01", False),
    ],
)
def test_a_moment_is_read_in_its_zone_or_in_that_of_amsterdam(written: Cell, instant: str, on: str, has_time: bool):
    at, told = moment_of(written, "d-m-y")

    assert (datetime.fromisoformat(instant).replace(tzinfo=UTC), has_time) == (at, told)
    assert date.fromisoformat(on) == LogStep(1, "stap", at, told).on


@pytest.mark.parametrize(
    "written",
    ["1899-12-31", "1899-12-31T10:00", "2026-02-30", "2026-03-02T25:00", "2026-03-02T10:61", "9999-12-31T23:59-14:00",
     "0001-01-01", "02-03-26", "1772438400", "", 46083, 46083.5, True],
)  # fmt: skip
def test_what_is_no_moment_is_refused_in_words(written: Cell):
    with pytest.raises(UsageError, match="no moment"):
        moment_of(written, "d-m-y")


def test_the_order_of_a_day_is_told_by_times_and_not_by_a_day_alone():
    """Mixed in one case: of one day the order of the file counts, unless both tell their time."""
    day, noon, ten = (
        LogStep(1, "x", *moment_of(text, "d-m-y")) for text in ("2026-03-02", "2026-03-02T12:00", "2026-03-02T10:00")
    )

    assert [False, False, True, False] == [
        noon.is_before(day), day.is_before(noon), ten.is_before(noon), noon.is_before(ten)
    ]  # fmt: skip
