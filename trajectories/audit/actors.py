"""Who wrote an event was on the staff then, in the role that it names, and might write such an event.

What people were told they may do is judged by what was known when they did it: a role that is taken back afterwards,
from an earlier day on, makes nothing wrong that was right. A role that ended less than LATE before counts: on
PostgreSQL two may write at once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from trajectories.audit.accepted_losses import AcceptedLosses
from trajectories.audit.found import Found, found
from trajectories.audit.stored import UNREADABLE, PlacedEvent, Stream, placed, stored_events
from trajectories.casework.permission import WRITERS
from trajectories.history import events as ev
from trajectories.history.streams import BUILT_IN, INSTALLER, OFFICE
from trajectories.local_time import local_day
from trajectories.people import rows
from trajectories.projections.projections import PEOPLE_TABLES
from trajectories.projections.scratch_rows import in_memory
from trajectories.repository.counters import NUMBERED, counted
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT, STAFF_ROLE
from workflows.words import Words

LATE = timedelta(minutes=5)

Period = tuple[str, str, str]  # role, first day, first day without it or empty


class Known(NamedTuple):
    """What was known of someone's roles from each event of the office on that speaks of them, in order."""

    positions: list[int]
    instants: list[datetime]
    periods: list[list[Period]]


class Actors:
    def __init__(self, uow: UnitOfWork, losses: AcceptedLosses) -> None:
        self._losses = losses
        self._last_given = _last_given(uow, losses)
        self._known: dict[str, Known] = {}
        self._first: set[int] = set()
        self._read(uow)

    def _read(self, uow: UnitOfWork) -> None:
        """The roles after each event of the office, as `rows` makes them."""
        kinds = [each.__name__ for each in (ev.StaffAdded, ev.RoleGiven, ev.RoleTaken)]
        which = (EVENT.c.stream == OFFICE) & EVENT.c.type.in_(kinds)
        with in_memory(PEOPLE_TABLES) as apart:
            for row in stored_events(uow, which):
                try:
                    recorded, position = placed(row)
                except UNREADABLE:
                    continue  # its chain says so
                event: Any = recorded.event
                if not self._known and isinstance(event, ev.StaffAdded):
                    self._first.add(recorded.version)
                is_own = isinstance(event, ev.RoleGiven) and recorded.actor == event.staff
                if is_own and {event.staff} == self._known.keys() and len(self._first) == 1:
                    self._first.add(recorded.version)
                if not isinstance(event, ev.StaffAdded):
                    rows.project(apart, recorded)
                held = select(STAFF_ROLE.c.role, STAFF_ROLE.c.from_on, STAFF_ROLE.c.until_on)
                held = held.where(STAFF_ROLE.c.staff == event.staff)
                periods = [(each.role, each.from_on, each.until_on) for each in apart.connection.execute(held)]
                known = self._known.setdefault(event.staff, Known([], [], []))
                known.positions.append(position)
                known.instants.append(recorded.recorded_at)
                known.periods.append(periods)

    def see(self, stream: Stream) -> Iterator[Found]:
        for each in stream.events if stream.is_whole else ():
            if words := self._wrong(each):
                yield found(stream.key, each.recorded.version, words)

    def rest(self) -> Iterator[Found]:
        yield from ()

    def may(self, each: PlacedEvent, roles: frozenset[str]) -> bool:
        """Whether whoever wrote it held one of these roles, or was an administrator."""
        return self._is_untold(each) or bool(self.roles_of(each) & (roles | {"administrator"}))

    def _is_untold(self, each: PlacedEvent) -> bool:
        """Whether nobody can say any more who was on the staff then: that stood in events that are recorded as gone."""
        actor = each.recorded.actor
        return actor not in BUILT_IN and self._was_given(actor) and self._losses.is_untold(actor, each.position)

    def _was_given(self, staff: str) -> bool:
        """Whether anyone who joined may have had that number, so that it may stand in an event that is gone."""
        kind = NUMBERED.fullmatch(staff)
        return kind is not None and kind[1] == "s" and int(kind[2]) <= self._last_given

    def roles_of(self, each: PlacedEvent) -> frozenset[str]:
        """Of whoever wrote it, as was known when they did; of the built-in ones the one they write in."""
        recorded = each.recorded
        if recorded.actor in BUILT_IN:
            return frozenset([recorded.role])
        known = self._known.get(recorded.actor)
        if known is None:
            return frozenset()
        at, before = recorded.recorded_at, recorded.recorded_at - LATE
        places = {bisect_left(known.positions, each.position), bisect_right(known.instants, before)}
        days = {local_day(at).isoformat(), local_day(before).isoformat()}
        periods = [period for place in places if place for period in known.periods[place - 1]]
        return frozenset(
            role for role, since, until in periods for day in days if since <= day and (not until or day < until)
        )

    def _wrong(self, each: PlacedEvent) -> Words | None:
        recorded = each.recorded
        actor, role, event = recorded.actor, recorded.role, recorded.event
        if recorded.stream == OFFICE and recorded.version in self._first:
            return None  # the first administrator: `init` added them, and they it
        if actor in BUILT_IN:
            return None if _is_for_built_in(actor, role, event) else BEYOND
        if not self._is_untold(each) and (words := self._was_not_there(each)):
            return words
        if role not in WRITERS or not _is_for(role, actor, event):
            return Words(f"in de rol ‘{role}’ mag dit niet", f"the role '{role}' may not do this")
        return None

    def _was_not_there(self, each: PlacedEvent) -> Words | None:
        """On the staff, in the role that it names."""
        actor, role = each.recorded.actor, each.recorded.role
        if actor not in self._known or self._known[actor].positions[0] >= each.position:
            return Words(f"{actor} stond toen niet op de personeelslijst", f"{actor} was not on the staff then")
        if role not in self.roles_of(each):
            return Words(f"{actor} had toen de rol ‘{role}’ niet", f"{actor} did not hold the role '{role}' then")
        return None


def _last_given(uow: UnitOfWork, losses: AcceptedLosses) -> int:
    """The highest number of a colleague, where anyone's joining may be gone."""
    try:
        return counted(uow, losses.gone)["s"] if losses.untold else 0
    except UNREADABLE:
        return 0  # its chain says so


BEYOND = Words("dit doet traject niet uit zichzelf", "traject does not do this by itself")

BY_ADMINISTRATOR = (
    ev.StaffAdded,
    ev.RoleGiven,
    ev.RoleTaken,
    ev.AddressBounced,
    ev.MessageBounced,
    ev.DefinitionPublished,
    ev.PersonFactsAdopted,
    ev.Restored,
    ev.Migrated,
    ev.ChannelChosen,
    ev.LossAccepted,
    ev.WitnessAdded,
    ev.WitnessRemoved,
    ev.ClockConfirmed,
    ev.ClockRepaired,
    ev.StaffBound,
    ev.IdentityStrict,
    ev.RestoreSettled,
    ev.Erased,
)
BY_THEMSELVES = (ev.StaffAway, ev.StaffBack, ev.StaffChanged)  # besides an administrator and a team leader
BY_WHOEVER_TYPES = (ev.SeatSeen,)  # with their first event from there, a tick's too
BY_TICKS = (ev.ReminderSent, ev.ReminderFolded, ev.DeliveryFailed, ev.DigestSent, ev.CheckpointTaken)
BY_BIRTHDAYS = (
    ev.MemberChanged,
    ev.OthersFollowed,
    ev.TrajectoryOpened,
    ev.FactSet,
    ev.Assigned,
    ev.TaskAsked,
    ev.QuestionAsked,
    ev.QuestionSettled,
)
BY_INIT = (
    ev.MissingFound,
    ev.OfficeBegun,
    ev.OfficeFound,
    ev.SeatsKept,
    ev.SeatSeen,
    ev.DefinitionPublished,
    ev.CalendarAdopted,
    ev.PersonFactsAdopted,
    ev.FactSet,
    ev.EventReplaced,
    ev.EventVoided,
    ev.PastDecided,
)


def _is_for(role: str, actor: str, event: ev.Event) -> bool:
    if isinstance(event, BY_TICKS):
        return False
    if isinstance(event, BY_ADMINISTRATOR):
        return role == "administrator"
    if isinstance(event, BY_THEMSELVES):
        return event.staff == actor or role in ("administrator", "teamleider")
    return True


def _is_for_built_in(actor: str, role: str, event: ev.Event) -> bool:
    """Releases before this one wrote `init` down as the scheduler's, in the role of an administrator."""
    if role == "administrator":
        return isinstance(event, BY_INIT)
    return actor == role != INSTALLER and isinstance(event, (*BY_TICKS, *BY_BIRTHDAYS, *BY_WHOEVER_TYPES))
