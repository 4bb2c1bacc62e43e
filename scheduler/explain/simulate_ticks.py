"""What ticks to come would send to whom, if nobody records anything: the chooser asked hour after hour, in memory.

What it chooses is written down as a tick would have recorded it. Mail reaches whoever has an address.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import count, takewhile
from typing import Literal, NamedTuple, assert_never

from scheduler.explain.who_hears import StaffAt
from scheduler.outbox import agenda, ledger, mail_server
from scheduler.planning.batching import Carried
from scheduler.planning.choose import (
    Circumstances,
    Goes,
    Holds,
    Reminder,
    TakenUp,
    ToldAlready,
    Unaddressed,
    Waits,
    choose,
    goes_again,
    told_themselves,
    whom_now,
)
from scheduler.planning.ladder import FROM_HOUR, plan
from scheduler.planning.office_hours import parse_hours
from scheduler.planning.open_messages import Lapsed, OpenMessage, OpenMessages
from scheduler.planning.recipients import reaches
from scheduler.planning.reminder_id import find, iso, parts_of
from trajectories.deadlines.deadline import Deadline, status
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.events import Event, Recorded
from trajectories.history.streams import said_stream
from trajectories.history.taken_back import is_it
from trajectories.local_time import local_day, local_instant, write_instant
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import Dossiers
from workflows.calendar import WorkCalendar

ONE_DAY = timedelta(1)
NEXT_TICK = timedelta(minutes=5)
FURTHEST = timedelta(hours=3)  # ahead, at which anything is tried again
Group = Literal["overdue", "due", "coming", "question", "taken_back"]
GROUPS: tuple[Group, ...] = ("overdue", "due", "coming", "question", "taken_back")


class ReminderToCome(NamedTuple):
    """A reminder within a message. due: on its last day; coming: before it; folded: those that went with it."""

    reminder: str
    as_role: str
    group: Group
    written: Written
    deadline: Deadline
    folded: tuple[str, ...] = ()


class MessageToCome(NamedTuple):
    """A message, and the moment of the tick that would send it. urgent: beside the daily message."""

    at: datetime
    to: str
    urgent: bool
    lines: list[ReminderToCome]

    @property
    def day(self) -> date:
        return local_day(self.at)


def moments(now: datetime, until: date, staff_at: StaffAt) -> Iterator[datetime]:
    """Now, and from then on each hour at which something new may be said, on every day up to and including `until`.

    At midnight someone may have left or gone away, and what was theirs may not wait for whoever is told instead. Each
    is followed by the next tick: what ends with a message may set others free.
    """
    day = local_day(now)
    while day <= until:
        opens = {parse_hours(each.hours).opens for each in staff_at(day).values() if each.roles}
        instants = {local_instant(day, at) for at in {time.min, FROM_HOUR, *opens}}
        new = {now, *(instant for instant in instants if instant > now)}
        yield from sorted(each for each in {*new, *(each + NEXT_TICK for each in new)} if local_day(each) == day)
        day += ONE_DAY


def prepared(
    uow: UnitOfWork, dossiers: Dossiers, now: datetime, until: date, staff_at: StaffAt, channel: str
) -> "Simulation":
    """From the agenda and the ledger as they are. What is being sent now counts as sent, where it can arrive; what was
    tried goes again in its time, and nothing before the mail server is tried again.
    """
    today = local_day(now)
    rows = agenda.look(uow, local_instant(until + ONE_DAY, FROM_HOUR))
    messages = ledger.open_messages(uow, iso(today))
    carried = (rung.trajectory for each in (*messages.pending, *messages.tried) for rung in each.carried)
    keys = dict.fromkeys([*(row.trajectory for row in rows), *carried])
    written = {key: dossiers.load(uow, key) for key in keys}
    found = Simulation(now, written, staff_at, dossiers.calendar(uow), channel, messages.pending, messages.had)
    for each in messages.tried:
        if each.again_at:
            found.open.append(each)
        else:
            found.deliver(now, each)
    found.noticed = set(messages.noticed)
    trouble = mail_server.trouble(uow) if channel == "smtp" else None
    found.not_before = _soon(trouble.again_at, now) if trouble else now
    return found


def _soon(real: datetime, now: datetime) -> datetime:
    """A moment of real time on the product's clock, which in a sandbox is another: then, now."""
    return real if now < real <= now + FURTHEST else now


class Simulation:
    """written: by trajectory, of all that may be said; changed as things are said. had: who was told today already."""

    def __init__(
        self,
        now: datetime,
        written: Mapping[str, Written],
        staff_at: StaffAt,
        calendar: WorkCalendar,
        channel: str,
        pending: Iterable[OpenMessage] = (),
        had: Iterable[str] = (),
    ) -> None:
        self.written = dict(written)
        self.staff_at = staff_at
        self.calendar = calendar
        self.channel = channel
        self.open = list(pending)  # what waits, and what could not arrive
        self.had = set(had)
        self.today = local_day(now)
        self.plans = {key: plan(each) for key, each in self.written.items()}
        self.numbers = count()
        self.not_before = now
        self.noticed: set[str] = set()

    def look(self, now: datetime) -> list[MessageToCome]:
        """The messages of one tick that arrive; from then on they have been sent."""
        now = max(now, self.not_before)
        if local_day(now) != self.today:
            self.today, self.had = local_day(now), set()
        at = Circumstances(now, self.staff_at(self.today), self.calendar, self.channel)
        found = list(self._again(at))
        sent: list[OpenMessage] = []
        for each in choose(self._due(now), self._open_messages(), self.written, at):
            match each:
                case TakenUp(pending):
                    self.open.remove(pending)
                case Waits(to, carried, until):
                    self._wait(to, carried, until)
                case Goes(to, kind, carried):
                    if kind == "daily":
                        self.had.add(to)
                        self.noticed.discard(to)
                    if reaches(self.channel, at.staff[to]):
                        found.append(MessageToCome(now, to, kind == "urgent", self._lines(carried)))
                    sent.append(self._message(to, "claimed", carried, day=iso(self.today)))
                case ToldAlready(reminder, key, due_on, by):
                    self._say(key, [ev.ReminderFolded(reminder, due_on, to, into) for to, into in by.items()], now)
                case Unaddressed():
                    pass
                case _:
                    assert_never(each)
        for message in sent:
            self.deliver(now, message)
        return found

    def _again(self, at: Circumstances) -> Iterator[MessageToCome]:
        """What failed today, or may have arrived, when its time has come."""
        today = iso(self.today)
        for each in [one for one in self.open if one.again_at and (one.day == today or _is_doubtful(one))]:
            then = _soon(datetime.fromisoformat(each.again_at), at.now)
            days = [rung.due_on for rung in each.carried]
            if goes_again(Lapsed(each.message, each.recipient, each.state, "", days), at._replace(now=then)):
                self.open.remove(each)
                holding = each._replace(carried=self._still_holding(each, at), again_at="")
                if reaches(self.channel, at.staff[each.recipient]):
                    yield MessageToCome(then, each.recipient, False, self._lines(holding.carried))
                else:
                    self._hand_on(each, at)
                self.deliver(then, holding)

    def _hand_on(self, message: OpenMessage, at: Circumstances) -> None:
        """What no mail brings its recipient waits for whoever is told beside them, where they are not told anyway."""
        under_way = {(one.recipient, rung.reminder, rung.due_on) for one in self.open for rung in one.carried}
        for rung, folded in told_themselves(message.carried):
            now = whom_now(rung, message.recipient, self.written.get(rung.trajectory), at)
            for to in now.who if isinstance(now, Holds) and message.recipient in now.who else ():
                if to != message.recipient and (to, rung.reminder, rung.due_on) not in under_way:
                    self._wait(to, [rung, *folded], at.now)

    def _still_holding(self, message: OpenMessage, at: Circumstances) -> list[Carried]:
        found: list[Carried] = []
        for rung, folded in told_themselves(message.carried):
            now = whom_now(rung, message.recipient, self.written.get(rung.trajectory), at)
            if isinstance(now, Holds) and message.recipient in now.who:
                found += [rung._replace(reminder=now.planned.id, due_on=iso(now.planned.due_on)), *folded]
        return found

    # what the database would hold

    def _due(self, now: datetime) -> list[Reminder]:
        plans = self.plans.values()
        due = [each for planned in plans for each in takewhile(lambda one: one.send_at <= now, planned)]
        return [Reminder(each.id, each.trajectory, iso(each.due_on)) for each in due]

    def _open_messages(self) -> OpenMessages:
        pending = [each for each in self.open if each.day != iso(self.today) and not _is_doubtful(each)]
        keys = dict.fromkeys(rung.trajectory for each in pending for rung in each.carried)
        due_days = {each.id: iso(each.due_on) for key in keys for each in self.written[key].deadlines}
        tried = [each for each in self.open if each.day == iso(self.today) or _is_doubtful(each)]
        return OpenMessages(frozenset(self.had), pending, tried, due_days, frozenset(self.noticed))

    def _message(
        self, to: str, state: str, carried: Iterable[Carried], day: str = "", open_at: str = ""
    ) -> OpenMessage:
        return OpenMessage(str(next(self.numbers)), to, state, day, open_at, sorted(carried))

    def _wait(self, to: str, carried: list[Carried], until: datetime) -> None:
        """With what waits for them already, since when that did; each reminder for the due day that came last."""
        new = {rung.reminder: rung for rung in carried}.values()
        known = next((each for each in self.open if each.recipient == to and each.state == "waiting"), None)
        if known is None:
            self.open.append(self._message(to, "waiting", new, open_at=write_instant(until)))
            return
        names = {rung.reminder for rung in new}
        rest = [rung for rung in known.carried if rung.reminder not in names]
        self.open[self.open.index(known)] = known._replace(carried=sorted([*rest, *new]))

    def deliver(self, at: datetime, message: OpenMessage) -> None:
        """As if it had been sent, and written down; what cannot arrive fails, and is taken up on a later day."""
        if not reaches(self.channel, self.staff_at(self.today)[message.recipient]):
            self.open.append(message._replace(state="failed"))
            return
        new: dict[str, list[Event]] = {}
        for rung in message.carried:
            event: Event = (
                ev.ReminderFolded(rung.reminder, rung.due_on, message.recipient, rung.folded_into)
                if rung.folded_into
                else ev.ReminderSent(rung.reminder, rung.due_on, message.recipient, rung.as_role, "", "", {})
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

    # what is shown

    def _lines(self, carried: list[Carried]) -> list[ReminderToCome]:
        return [self._line(rung, folded) for rung, folded in told_themselves(carried)]

    def _line(self, rung: Carried, folded: list[Carried]) -> ReminderToCome:
        written = self.written[rung.trajectory]
        deadline = find(written, parts_of(rung.reminder)[0])
        names = tuple(other.reminder for other in folded)
        return ReminderToCome(rung.reminder, rung.as_role, _group(deadline, self.today), written, deadline, names)


def _is_doubtful(message: OpenMessage) -> bool:
    """It may have arrived, and is taken up in no other."""
    return message.state == "unknown" and message.again_at > ""


def _group(deadline: Deadline, today: date) -> Group:
    if is_it(deadline.id):
        return "taken_back"
    if deadline.due_on is None or deadline.held_since:
        return "question"
    if deadline.due_on == today:
        return "due"
    return "overdue" if status(deadline, today) == "overdue" else "coming"
