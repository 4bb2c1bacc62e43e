"""The one chooser: which messages go now, to whom and with what, what waits until when, and what nobody can be told.

The tick does what it says. `scheduler preview`, `digest`, and a tick that may not send ask the same of it, and write
nothing down. Pure: all that it rests on is given.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple, assert_never

from scheduler.planning.batching import Carried, Ready, cannot_wait, fold, is_always_told, last_day, opening, place
from scheduler.planning.ladder import Planned, plan
from scheduler.planning.open_messages import Kind, Lapsed, OpenMessage, OpenMessages
from scheduler.planning.owed import come_due, may_be_owed_again, still_owed, told_lately
from scheduler.planning.pace import is_day
from scheduler.planning.recipients import Addressed, reaches, recipients
from scheduler.planning.reminder_id import find, iso, parts_of
from scheduler.planning.said import name_of_now, said_of
from trajectories.deadlines.written import Written
from trajectories.local_time import local_day
from trajectories.people.staff_member import StaffMember
from workflows.calendar import WorkCalendar


class Reminder(NamedTuple):
    """A row of the agenda whose hour has come."""

    id: str
    trajectory: str
    due_on: str


class Circumstances(NamedTuple):
    """The moment of a choice, who works here then, when the office does, and the channel by its name."""

    now: datetime
    staff: Mapping[str, StaffMember]
    calendar: WorkCalendar
    channel: str

    @property
    def today(self) -> date:
        return local_day(self.now)


# what was chosen


class Goes(NamedTuple):
    """A new message that goes now; refused, it goes again (see `again_at`).

    carried: empty where it only says that there is nothing. since: from when what is in it could have been told.
    """

    to: str
    kind: Kind
    carried: list[Carried]
    since: datetime | None


class Waits(NamedTuple):
    """What someone is told in a later message of theirs. until: when that opens, as things stand."""

    to: str
    carried: list[Carried]
    until: datetime


class TakenUp(NamedTuple):
    """A pending message that ends here: what still holds of it goes on in the others."""

    pending: OpenMessage


class Unaddressed(NamedTuple):
    """There is nobody to tell of it, or its trajectory cannot be read; it stays where it is."""

    reminder: str


class ToldAlready(NamedTuple):
    """Everyone who would be told of it heard of the same term only just now. by: recipient to what they heard."""

    reminder: str
    trajectory: str
    due_on: str
    by: Mapping[str, str]


Outcome = Goes | Waits | TakenUp | Unaddressed | ToldAlready


def choose(
    due: Iterable[Reminder], messages: OpenMessages, known: Mapping[str, Written], at: Circumstances
) -> list[Outcome]:
    """known: the trajectories of all that is due or pending, by id, without those that cannot be read."""
    taken = [each for each in messages.pending if is_taken_up(each, messages, at)]
    found = _Found({}, {}, [], [])
    found.add_due(due, messages, known, at)
    found.add_pending(taken, messages, known, at)
    unheard = unheard_today(messages.had, messages.noticed, at)
    outcomes: list[Outcome] = [*map(TakenUp, taken), *map(Unaddressed, found.unaddressed), *found.told]
    for to in dict.fromkeys([*found.ready, *found.kept, *unheard]):
        opens_at = opens(to, at, had_today=to in messages.had)
        placed = place(found.ready.get(to, []), at.now, opens_at)
        if placed.daily or to in unheard:
            outcomes.append(_goes(to, "daily", placed.daily))
        if placed.urgent:
            outcomes.append(_goes(to, "urgent", placed.urgent))
        if waits := [*fold(placed.later), *found.kept.get(to, [])]:
            outcomes.append(Waits(to, waits, opens_at))
    return outcomes


def _goes(to: str, kind: Kind, ready: list[Ready]) -> Goes:
    return Goes(to, kind, fold(ready), min((each.since for each in ready), default=None))


class _Found(NamedTuple):
    """By recipient what they are to be told, and what stays as it waits; the reminders for which there is nobody, and
    those of which everyone heard enough.
    """

    ready: dict[str, list[Ready]]
    kept: dict[str, list[Carried]]
    unaddressed: list[str]
    told: list[ToldAlready]

    def add_due(
        self, due: Iterable[Reminder], messages: OpenMessages, known: Mapping[str, Written], at: Circumstances
    ) -> None:
        """Of the agenda, but for what stands in a message already, or moved or ended meanwhile."""
        open_ = [*messages.pending, *messages.tried]
        under_way = {(_of_now(rung, known), rung.due_on) for each in open_ for rung in each.carried}
        rows = [row for row in due if row.trajectory in known and (row.id, row.due_on) not in under_way]
        ids = {row.id for row in rows}
        keys = {row.trajectory for row in rows}
        plans = {each.id: each for key in keys for each in plan(known[key]) if each.id in ids}
        for row in rows:
            planned = plans.get(row.id)
            if planned is None or iso(planned.due_on) != row.due_on:
                continue
            written = known[row.trajectory]
            who = recipients(written, planned.roles, at.staff, at.channel)
            if not who:
                self.unaddressed.append(row.id)
            lately = {to: told_lately(written, planned, to, at.today) for to in who}
            if who and all(lately.values()):
                self.told.append(ToldAlready(row.id, row.trajectory, row.due_on, lately))
            for to, told in who.items():
                if lately[to]:
                    continue
                self.ready.setdefault(to, []).extend(_ready(written, planned, to, told, at))

    def add_pending(
        self, taken: list[OpenMessage], messages: OpenMessages, known: Mapping[str, Written], at: Circumstances
    ) -> None:
        """What was taken up, to whoever is told of it now, but for what they are told in another message."""
        ends = {each.message for each in taken}
        beside = {
            (each.recipient, _of_now(rung, known), rung.due_on)
            for each in (*messages.pending, *messages.tried)
            if each.message not in ends
            for rung in each.carried
        }
        for each in taken:
            for rung, with_it in told_themselves(each.carried):
                match now := whom_now(rung, each.recipient, known.get(rung.trajectory), at):
                    case Holds() as holds:
                        for to, ready in _resumed(each, with_it, holds, at):
                            new = [one for one in ready if (to, one.carried.reminder, one.carried.due_on) not in beside]
                            self.ready.setdefault(to, []).extend(new)
                    case Stays(is_addressed):
                        self.kept.setdefault(each.recipient, []).extend([rung, *with_it])
                        if not is_addressed:
                            self.unaddressed.append(rung.reminder)
                    case Over():
                        pass
                    case _:
                        assert_never(now)


def _of_now(rung: Carried, known: Mapping[str, Written]) -> str:
    """Its id under the definition of now; a migration may have come after it was put in a message."""
    written = known.get(rung.trajectory)
    return name_of_now(written, rung.reminder) if written else rung.reminder


def _ready(
    written: Written, planned: Planned, to: str, told: Addressed, at: Circumstances, open_at: datetime | None = None
) -> list[Ready]:
    """The rung and its later repeats whose hour has come, but for those that this person heard, or is not told: what
    was missed is told to more people than its repeats are.

    A repeat may have been heard before the one it follows, where a migration brought the said under another name.
    open_at: when it was to open, where it waited.
    """
    since = open_at or opening(at.staff[to], planned.send_at, at.calendar, had_today=False)
    last_on = last_day(find(written, planned.deadline))
    return [
        Ready(Carried(each.id, iso(each.due_on), each.trajectory, told.as_role), each.send_at, since, last_on)
        for each in come_due(written, planned, at.now)
        if each.repeat == planned.repeat
        or (_is_told(written, each, planned, to, at) and not _has_heard(written, each, to))
    ]


def _is_told(written: Written, repeat: Planned, first: Planned, to: str, at: Circumstances) -> bool:
    return repeat.roles == first.roles or to in recipients(written, repeat.roles, at.staff, at.channel)


def _has_heard(written: Written, planned: Planned, to: str) -> bool:
    said = (each for each in said_of(written).get(planned.id, []) if not each.again)
    return any((each.to, each.due_on) == (to, iso(planned.due_on)) for each in said)


def _resumed(
    pending: OpenMessage, with_it: list[Carried], holds: "Holds", at: Circumstances
) -> Iterator[tuple[str, list[Ready]]]:
    """What waited, and what was to be told through it, for each who is told of it now."""
    open_at = datetime.fromisoformat(pending.open_at) if pending.open_at else None
    for to, told in holds.who.items():
        ready = _ready(holds.written, holds.planned, to, told, at, open_at)
        named = [each._replace(reminder=name_of_now(holds.written, each.reminder)) for each in with_it]
        yield to, [*ready, *(ready[0]._replace(carried=each._replace(as_role=told.as_role)) for each in named)]


def told_themselves(carried: list[Carried]) -> Iterator[tuple[Carried, list[Carried]]]:
    """Each rung that a message tells, with those that are folded into it."""
    folded: dict[str, list[Carried]] = {}
    for rung in carried:
        folded.setdefault(rung.folded_into, []).append(rung)
    for rung in folded.pop("", []):
        yield rung, folded.get(rung.reminder, [])


# when


def opens(to: str, at: Circumstances, *, had_today: bool = False) -> datetime:
    """When their next daily message can go. Who is not there has no hours: what was theirs goes to others."""
    member = at.staff[to]
    member = member if _is_there(member) else member._replace(hours="")
    return opening(member, at.now, at.calendar, had_today=had_today)


def unheard_today(had: frozenset[str], noticed: frozenset[str], at: Circumstances) -> list[str]:
    """Whoever is told something every day that they work, or is to hear that a message ended uncertain, and was not
    told today yet.
    """
    members = (
        each.id
        for each in at.staff.values()
        if each.id not in had and (is_always_told(each) or (each.id in noticed and _can_read(each, at)))
    )
    return [each for each in members if opens(each, at) <= at.now]


def is_taken_up(pending: OpenMessage, messages: OpenMessages, at: Circumstances) -> bool:
    """Whether it may go now, cannot wait, carries nothing, or is for someone who is not there."""
    opens_at = opens(pending.recipient, at, had_today=pending.recipient in messages.had)
    if not _is_there(at.staff[pending.recipient]) or not pending.carried or opens_at <= at.now:
        return True
    days = (messages.due_days.get(parts_of(rung.reminder)[0], rung.due_on) for rung in pending.carried)
    return is_day(at.now) and _presses(days, opens_at, at)


def goes_again(lapsed: Lapsed, at: Circumstances) -> bool:
    """What was begun goes on within the hours of its recipient; outside them only what cannot wait, until 23:00."""
    opens_at = opens(lapsed.recipient, at)
    if opens_at <= at.now:
        return True
    return is_day(at.now) and (lapsed.kind == "urgent" or _presses(lapsed.due_days, opens_at, at))


def _presses(due_days: Iterable[str], opens_at: datetime, at: Circumstances) -> bool:
    return any(cannot_wait(date.fromisoformat(day), at.now, opens_at) for day in due_days if day)


def _can_read(member: StaffMember, at: Circumstances) -> bool:
    return _is_there(member) and reaches(at.channel, member)


def _is_there(member: StaffMember) -> bool:
    return bool(member.roles) and not member.away


# who, of what was to be said to someone


class Holds(NamedTuple):
    """It is still to be said, as it reads now, to these."""

    written: Written
    planned: Planned
    who: Mapping[str, Addressed]


class Stays(NamedTuple):
    """It may have to be said later. is_addressed: False where there is nobody to say it to, or it cannot be read."""

    is_addressed: bool


class Over(NamedTuple):
    """Nothing of it is left to say to them."""


ToldNow = Holds | Stays | Over


def whom_now(rung: Carried, before: str, written: Written | None, at: Circumstances) -> ToldNow:
    """Who is told of it, that was to be said to `before`: they, while they are told such things, else whoever is now
    and was not told yet; beside them whoever it must reach because it does not reach them.
    """
    if written is None:
        return Stays(is_addressed=False)
    planned = still_owed(written, rung.reminder, rung.due_on, before, at.today)
    if planned is None:
        is_owed_later = may_be_owed_again(written, rung.reminder, rung.due_on)
        return Stays(is_addressed=True) if is_owed_later else Over()
    who = recipients(written, planned.roles, at.staff, at.channel)
    if not who:
        return Stays(is_addressed=False)
    who = {to: told for to, told in who.items() if not told_lately(written, planned, to, at.today)}
    if not who:
        return Over()
    days = (rung.due_on, iso(planned.due_on))
    heard = {each.to for each in said_of(written).get(planned.id, []) if each.due_on in days and not each.again}
    others = {to for to, told in who.items() if to not in heard and (before not in who or told.unreachable)}
    return Holds(written, planned, {to: told for to, told in who.items() if to == before or to in others})
