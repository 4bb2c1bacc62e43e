"""The instant of a unit of work, and what a repaired clock makes of the instants before it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, literal_column, select

from trajectories.repository.prepared import Prepared
from trajectories.repository.tables import EVENT

LAST_OF = EVENT.alias()
# The repairs of a clock since the last event of a stream, made before that instant: from then on it need not be later.
FREED = Prepared(
    select(EVENT.c.position).where(
        EVENT.c.stream == literal_column("'office'"),
        EVENT.c.type == literal_column("'ClockRepaired'"),
        EVENT.c.recorded_at <= bindparam("at"),
        EVENT.c.position
        > select(func.max(LAST_OF.c.position)).where(LAST_OF.c.stream == bindparam("stream")).scalar_subquery(),
    )
)


class Instant(NamedTuple):
    """The one instant of a unit of work, aware UTC, and how it stands to what was recorded before; see instants.

    ahead: the last event, where it lies further ahead than clocks may differ. silent_since: the last sign of life,
    where that is so long ago that the clock may be wrong. machine: what this machine's clock says, where that differs
    from the database's more than it may.
    """

    now: datetime
    ahead: datetime | None = None
    silent_since: datetime | None = None
    machine: datetime | None = None
