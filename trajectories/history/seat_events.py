"""What the office keeps of the clock that it goes by, and of the seats at which people sit. See events."""

from typing import NamedTuple


class ClockConfirmed(NamedTuple):
    """An administrator stands for the clock, after a silence since that instant that made it doubtful."""

    since: str


class ClockRepaired(NamedTuple):
    """The clock was ahead and is right again. What was recorded before this event and after the instant at which it
    was recorded, up to `ahead`, was recorded by a clock that was wrong; from here on recorded_at may fall to now.
    """

    ahead: str


SeatEvent = ClockConfirmed | ClockRepaired
