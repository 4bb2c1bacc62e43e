"""What ticks to come would send to whom, if nobody records anything: as dispatch would, in memory. Writes nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from scheduler.outbox import agenda, ledger
from scheduler.planning.batching import Carried, Ready, cannot_wait, fold, is_always_told, last_day, opening, place
from scheduler.planning.ladder import FROM_HOUR, Planned, come_due, find, iso, parts_of, plan, standing, told_of
from scheduler.planning.office_hours import parse_hours
from scheduler.planning.recipients import Addressed, recipients
from trajectories.deadlines.deadline import Deadline, status
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.events import Event, Recorded
from trajectories.history.streams import said_stream
from trajectories.local_time import local_day, local_instant
from trajectories.people.staff_member import StaffMember
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import Dossiers
from workflows.calendar import WorkCalendar

ONE_DAY = timedelta(1)
Group = Literal["overdue", "due", "coming", "question"]
GROUPS: tuple[Group, ...] = ("overdue", "due", "coming", "question")
StaffAt = Callable[[date], Mapping[str, StaffMember]]


class Line(NamedTuple):
    """A reminder within a message. due: on its last day; coming: before it; folded: those that went with it."""

    reminder: str
    as_role: str
    group: Group
    written: Written
    deadline: Deadline
    folded: tuple[str, ...] = ()


class Told(NamedTuple):
    """A message to come, and the moment of the tick that would send it. urgent: beside the daily message."""

    at: datetime
    to: str
    urgent: bool
    lines: list[Line]

    @property
    def day(self) -> date:
        return local_day(self.at)


class Waiting(NamedTuple):
    """What waits for someone's next message. open_at: None for a message that failed."""

    to: str
    carried: list[Carried]
    open_at: datetime | None


def moments(now: datetime, until: date, staff_at: StaffAt) -> Iterator[datetime]:
    """Now, and from then on each hour at which something new may be said, on every day up to and including `until`."""
    yield now
    day = local_day(now)
    while day <= until:
        opens = {parse_hours(each.hours).opens for each in staff_at(day).values() if each.roles}
        instants = (local_instant(day, at) for at in sorted({FROM_HOUR, *opens}))
        yield from (instant for instant in instants if instant > now)
        day += ONE_DAY


def prepared(uow: UnitOfWork, dossiers: Dossiers, now: datetime, until: date, staff_at: StaffAt) -> "Simulation":
    """From the agenda and the ledger as they are. What is under way now counts as sent."""
    today = iso(local_day(now))
    rows = agenda.look(uow, local_instant(until + ONE_DAY, FROM_HOUR))
    waiting = [
        Waiting(each.recipient, each.carried, datetime.fromisoformat(each.open_at) if each.open_at else None)
        for each in ledger.pending(uow, today)
    ]
    entries = ledger.ledger(uow, states=("claimed", "unknown", "failed"))
    others = {each.message for each in ledger.pending(uow, today) if each.state == "failed"}
    under_way = [
        Waiting(each.recipient, ledger.carried_by(uow, each.message), None)
        for each in entries
        if each.leased_until and each.message not in others
    ]
    carried = (rung.trajectory for each in [*waiting, *under_way] for rung in each.carried)
    keys = dict.fromkeys([*(row.trajectory for row in rows), *carried])
    written = {key: dossiers.load(uow, key) for key in keys}
    had = ledger.recipients_of_day(uow, today)
    found = Simulation(now, written, staff_at, dossiers.calendar(uow), waiting, had)
    for each in under_way:
        found.record(now, each.to, each.carried)
    return found


class Simulation:
    """written: by trajectory, of all that may be said; changed as things are said. had: who was told today already."""

    def __init__(
        self,
        now: datetime,
        written: Mapping[str, Written],
        staff_at: StaffAt,
        calendar: WorkCalendar,
        waiting: Iterable[Waiting] = (),
        had: Iterable[str] = (),
    ) -> None:
        self.written = dict(written)
        self.staff_at = staff_at
        self.calendar = calendar
        self.waiting = list(waiting)
        self.had = set(had)
        self.now, self.today = now, local_day(now)
        self.staff: Mapping[str, StaffMember] = {}
        self.plans = {key: plan(each) for key, each in self.written.items()}

    def look(self, now: datetime) -> list[Told]:
        """The messages of one tick; from then on they have been sent."""
        if local_day(now) != self.today:
            self.today, self.had = local_day(now), set()
        self.now, self.staff = now, self.staff_at(self.today)
        pool = self._addressed()
        taken = [each for each in self.waiting if self._concerns(each)]
        self.waiting = [each for each in self.waiting if each not in taken]
        kept = self._take_up(taken, pool)
        told = [each for to in dict.fromkeys([*pool, *kept, *self._unheard()]) for each in self._placed(to, pool, kept)]
        return [self._told(to, carried, urgent=urgent) for to, carried, urgent in told]

    # who is told what

    def _addressed(self) -> dict[str, list[Ready]]:
        pool: dict[str, list[Ready]] = {}
        under_way = {(rung.reminder, rung.due_on) for each in self.waiting for rung in each.carried}
        for key, planned in self.plans.items():
            for each in planned:
                if each.send_at > self.now:
                    break
                if (each.id, iso(each.due_on)) in under_way:
                    continue
                for to, told in recipients(self.written[key], each.roles, self.staff).items():
                    pool.setdefault(to, []).extend(self._ready(self.written[key], each, to, told))
        return pool

    def _ready(
        self, written: Written, planned: Planned, to: str, told: Addressed, open_at: datetime | None = None
    ) -> list[Ready]:
        since = open_at or opening(self.staff[to], planned.send_at, self.calendar, had_today=False)
        last_on = last_day(find(written, planned.deadline))
        return [
            Ready(Carried(each.id, iso(each.due_on), each.trajectory, told.as_role), each.send_at, since, last_on)
            for each in come_due(written, planned, self.now)
        ]

    def _opens(self, to: str) -> datetime:
        return opening(self.staff[to], self.now, self.calendar, had_today=to in self.had)

    def _concerns(self, each: Waiting) -> bool:
        """Whether it may go now, cannot wait, or is for someone who is not there."""
        member, opens_at = self.staff[each.to], self._opens(each.to)
        if not member.roles or member.away or not each.carried or opens_at <= self.now:
            return True
        days = (date.fromisoformat(rung.due_on) for rung in each.carried if rung.due_on)
        return any(cannot_wait(day, self.now, opens_at) for day in days)

    def _take_up(self, taken: list[Waiting], pool: dict[str, list[Ready]]) -> dict[str, list[Carried]]:
        """What waited, for who answers for it now; what stays as it is, where that is nobody."""
        under_way = {(each.to, rung.reminder, rung.due_on) for each in self.waiting for rung in each.carried}
        kept: dict[str, list[Carried]] = {}
        for each in taken:
            for rung in each.carried:
                if rung.folded_into:
                    continue
                with_it = [other for other in each.carried if other.folded_into == rung.reminder]
                written = self.written[rung.trajectory]
                planned = standing(written, rung.reminder, rung.due_on, self.today)
                if planned is None:
                    continue
                who = recipients(written, planned.roles, self.staff)
                if not who:
                    kept.setdefault(each.to, []).extend([rung, *with_it])
                for to, told in _answering(written, rung, each.to, who).items():
                    ready = self._ready(written, planned, to, told, each.open_at)
                    tails = [ready[0]._replace(carried=other._replace(as_role=told.as_role)) for other in with_it]
                    new = [
                        one
                        for one in (*ready, *tails)
                        if (to, one.carried.reminder, one.carried.due_on) not in under_way
                    ]
                    pool.setdefault(to, []).extend(new)
        return kept

    def _unheard(self) -> list[str]:
        members = (each for each in self.staff.values() if each.id not in self.had and is_always_told(each))
        return [each.id for each in members if self._opens(each.id) <= self.now]

    def _placed(
        self, to: str, pool: Mapping[str, list[Ready]], kept: Mapping[str, list[Carried]]
    ) -> list[tuple[str, list[Carried], bool]]:
        """The messages to one person that go now; what does not, waits."""
        opens_at = self._opens(to)
        is_digest = to in self._unheard()
        placed = place(pool.get(to, []), self.now, opens_at)
        found = [(to, fold(placed.daily), False)] if placed.daily or is_digest else []
        if found:
            self.had.add(to)
        if placed.urgent:
            found.append((to, fold(placed.urgent), True))
        if later := [*fold(placed.later), *kept.get(to, [])]:
            self._wait(to, later, opens_at)
        return found

    def _wait(self, to: str, carried: list[Carried], opens_at: datetime) -> None:
        """With what waits for them already, since when that did."""
        place = next((place for place, each in enumerate(self.waiting) if each.to == to and each.open_at), None)
        if place is None:
            self.waiting.append(Waiting(to, carried, opens_at))
            return
        known = self.waiting[place]
        held = {rung.reminder for rung in known.carried}
        self.waiting[place] = known._replace(
            carried=[*known.carried, *(rung for rung in carried if rung.reminder not in held)]
        )

    # saying it

    def _told(self, to: str, carried: list[Carried], *, urgent: bool) -> Told:
        lines = [self._line(rung, carried) for rung in carried if not rung.folded_into]
        self.record(self.now, to, carried)
        return Told(self.now, to, urgent, lines)

    def _line(self, rung: Carried, carried: list[Carried]) -> Line:
        written = self.written[rung.trajectory]
        deadline = find(written, parts_of(rung.reminder)[0])
        folded = tuple(other.reminder for other in carried if other.folded_into == rung.reminder)
        return Line(rung.reminder, rung.as_role, _group(deadline, self.today), written, deadline, folded)

    def record(self, at: datetime, to: str, carried: Iterable[Carried]) -> None:
        """As if it had been sent, and written down."""
        new: dict[str, list[Event]] = {}
        for rung in carried:
            event: Event = (
                ev.ReminderFolded(rung.reminder, rung.due_on, to, rung.folded_into)
                if rung.folded_into
                else ev.ReminderSent(rung.reminder, rung.due_on, to, rung.as_role, "", "", {})
            )
            new.setdefault(rung.trajectory, []).append(event)
        for key, events in new.items():
            self._say(key, events, at)

    def _say(self, key: str, events: list[Event], at: datetime) -> None:
        written, day = self.written[key], local_day(at)
        digest = written.trajectory.definition
        version = written.said[-1].version if written.said else 0
        more = [
            Recorded(said_stream(key), number, day, at, "scheduler", "scheduler", "", digest, event)
            for number, event in enumerate(events, version + 1)
        ]
        self.written[key] = written._replace(said=[*written.said, *more])
        self.plans[key] = plan(self.written[key])


def _answering(written: Written, rung: Carried, before: str, who: Mapping[str, Addressed]) -> Mapping[str, Addressed]:
    """Whoever it was for, while they answer for it; else who does now and was not told yet."""
    if before in who:
        return {before: who[before]}
    told = {each.to for each in told_of(written).get(rung.reminder, []) if each.due_on == rung.due_on}
    return {to: each for to, each in who.items() if to not in told}


def _group(deadline: Deadline, today: date) -> Group:
    if deadline.due_on is None or deadline.held_since:
        return "question"
    if deadline.due_on == today:
        return "due"
    return "overdue" if status(deadline, today) == "overdue" else "coming"
