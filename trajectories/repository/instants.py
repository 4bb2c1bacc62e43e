"""What time it is for a unit of work: the clock, held against the last thing that was recorded.

Asked once, after what was locked. On PostgreSQL the database's own clock, which all its machines share; on SQLite the
machine's; a clock that was given, where one was. Sandboxes have a clock of their own, and do not come here.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, func, select

from trajectories.clock import Clock
from trajectories.history.events import ClockRepaired
from trajectories.history.streams import OFFICE
from trajectories.local_time import write_instant
from trajectories.repository.instant import Instant
from trajectories.repository.prepared import Prepared
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT, TICK

BACK = timedelta(minutes=5)  # so far a clock may lie behind what was recorded last, and from another clock
SILENCE = timedelta(days=40)  # on SQLite: after so long without an event or a tick the clock itself is doubted
DOUBTED = "clock_doubted"  # the setting: the last sign of life before a tick found the clock doubtful

OTHER = EVENT.alias()
LAST = select(EVENT.c.recorded_at).where(EVENT.c.position == select(func.max(OTHER.c.position)).scalar_subquery())
LAST_EVENT = Prepared(LAST)
TOLD = Prepared(select(func.clock_timestamp(), LAST.scalar_subquery()))
LAST_TICK = Prepared(select(func.max(TICK.c.started_at)).where(TICK.c.started_at <= bindparam("now")))


def ask_ahead(uow: UnitOfWork) -> None:
    """What `instant_of` will ask; after the locks, so that it tells when they were had."""
    if not uow.is_sqlite:
        uow.ask_anew(TOLD)


def instant_of(uow: UnitOfWork, given: Clock | None, machine: Clock) -> Instant:
    """The same however often it is asked in a unit of work. given: a clock that goes before the real ones."""
    if uow.instant is None:
        uow.instant = _asked(uow, given, machine)
    return uow.instant


def _asked(uow: UnitOfWork, given: Clock | None, machine: Clock) -> Instant:
    if uow.is_sqlite:
        now, found = (given or machine)(), uow.fetch(LAST_EVENT)
        last = _read(found[0][0]) if found else None
        return held_against(now, last, silent_since=None if given else _silent_since(uow, now, last))
    [(told, written)] = uow.fetch(TOLD)
    here = machine()
    now = given() if given else told.astimezone(UTC)
    is_apart = not given and abs(here - now) > BACK
    return held_against(now, _read(written), machine=here if is_apart else None)


def held_against(
    now: datetime,
    last: datetime | None,
    *,
    silent_since: datetime | None = None,
    machine: datetime | None = None,
) -> Instant:
    """last: when the last event was recorded. A little behind it, its own instant is taken."""
    if last and now < last:
        return Instant(last, None, silent_since, machine) if last - now <= BACK else Instant(now, last, None, machine)
    return Instant(now, None, silent_since, machine)


def _silent_since(uow: UnitOfWork, now: datetime, last: datetime | None) -> datetime | None:
    """The last event or tick, where the clock has gone on so far since that it may be wrong. What a tick recorded
    while the clock was doubted is no sign of life: that tick goes by the same clock.
    """
    if doubted := uow.setting(DOUBTED):
        last = _read(doubted)
    if last is None or now - last <= SILENCE:
        return None
    ticked = None if doubted else _read(uow.fetch(LAST_TICK, now=write_instant(now))[0][0])
    since = max(last, ticked) if ticked else last
    return since if now - since > SILENCE else None


def keep_doubt(uow: UnitOfWork, since: datetime | None) -> None:
    """A tick goes on by a doubted clock: people are asked about it all the same, until someone says that it is right.
    None: it is doubted no longer.
    """
    if bool(since) != bool(uow.setting(DOUBTED)):
        uow.set_setting(DOUBTED, write_instant(since) if since else "")


def for_the_record(instant: Instant) -> datetime:
    """When what happened anyway, as a message that was handed over, counts as recorded: never before the last event."""
    return max(instant.now, instant.ahead or instant.now)


def furthest(uow: UnitOfWork) -> datetime | None:
    """The latest instant at which anything was recorded since a clock was repaired last."""
    repaired = select(func.coalesce(func.max(OTHER.c.position), 0)).where(
        OTHER.c.stream == OFFICE, OTHER.c.type == ClockRepaired.__name__
    )
    query = select(func.max(EVENT.c.recorded_at)).where(EVENT.c.position > repaired.scalar_subquery())
    return _read(uow.connection.execute(query).scalar())


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
