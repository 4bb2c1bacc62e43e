"""What the office keeps of the clock that it goes by, and of the seats at which people sit. See events."""

from typing import NamedTuple

from trajectories.history.values import PrivateRef


class ClockConfirmed(NamedTuple):
    """An administrator stands for the clock, after a silence since that instant that made it doubtful."""

    since: str


class ClockRepaired(NamedTuple):
    """The clock was ahead and is right again. What was recorded before this event and after the instant at which it
    was recorded, up to `ahead`, was recorded by a clock that was wrong; from here on recorded_at may fall to now.
    """

    ahead: str


class SeatsKept(NamedTuple):
    """From this event on every event names its seat."""


class SeatSeen(NamedTuple):
    """Someone sits at a seat for the first time: an account of a machine's system, by name, on a host; on PostgreSQL
    also the role by which the database knows them. seat: its number, as events name it.
    """

    seat: str
    user: PrivateRef
    host: PrivateRef
    session: PrivateRef | None = None


class StaffBound(NamedTuple):
    """Whose account it is by which this colleague works, and on PostgreSQL which role; None: nothing is said of it.
    The last one counts.
    """

    staff: str
    user: PrivateRef | None = None
    session: PrivateRef | None = None


class IdentityStrict(NamedTuple):
    """From now on nobody acts in the name of someone else, or again may; recorded at the change."""

    strict: bool


SeatEvent = ClockConfirmed | ClockRepaired | SeatsKept | SeatSeen | StaffBound | IdentityStrict
