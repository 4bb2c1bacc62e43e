"""Today's message, one at once, or a later one: by the last day on which it must be told. Pure."""

from datetime import date

import pytest

from scheduler.planning.batching import cannot_wait
from tests.scheduler.offices import moment

THU_EVENING = moment("2026-05-07T20:00")


@pytest.mark.parametrize(
    "last_on, opens, pressing",
    [
        (date(2026, 5, 7), "2026-05-08T08:00", True),  # today is its last day, and they open tomorrow
        (date(2026, 5, 8), "2026-05-08T08:00", False),  # they open on the last day itself: in time
        (date(2026, 5, 9), "2026-05-11T08:00", True),  # a Saturday, and they open on Monday
        (date(2026, 5, 6), "2026-05-08T08:00", False),  # overdue already: nothing is lost by a night
        (None, "2026-06-01T08:00", False),
    ],
)
def test_only_what_would_be_over_when_they_open_cannot_wait(last_on, opens, pressing):
    assert pressing == cannot_wait(last_on, THU_EVENING, moment(opens))
