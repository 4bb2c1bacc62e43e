"""The private values that an event names are found by what it says and by its bytes, and those are the same."""

from datetime import UTC, date, datetime

import pytest

from tests.builders import one_of_each
from trajectories.audit.mentions import keys_in, mentions
from trajectories.history.codec import encode
from trajectories.history.events import Event, Recorded

AT = datetime(2024, 3, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize("event", one_of_each(), ids=lambda event: type(event).__name__)
def test_what_an_event_names_stands_in_its_bytes(event: Event) -> None:
    """So nothing is missed of an event that can be read, by reading it, nor of one that cannot."""
    recorded = Recorded("t1", 1, date(2024, 3, 4), AT, "s1", "coordinator", "r" * 24, "d" * 64, event)
    _, data = encode(event)

    told = [each.key for each in mentions(recorded, lambda version: frozenset())]

    assert sorted(told) == sorted(keys_in(data.encode(), recorded.reason.encode()))
