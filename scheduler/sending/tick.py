"""One tick: what has come due is claimed, written down, handed over and recorded, message by message.

Everyone gets one message a day, within their hours, with all that has come due by then; coordinators and team leaders
also when there is nothing. What comes due after it, or outside those hours, waits for their next opening, as a row of
the ledger; a message of another day that never arrived is taken up in the message of today. What cannot wait, as its
last day would be over by then, goes at once as a message of its own.

Any number of nodes may tick. They claim and write down in turn, and nobody claims while another is between the two, or
while someone is changing a row that is due, so that whatever is due for someone comes in one message. After that each
hands over what it wrote down by itself.

Once the first of several has heard of a reminder, the agenda has it no longer: what the others are still to hear stands
in the ledger alone, and goes along with its deadline whatever becomes of that, until they heard it or it is over.

Where a tick may die, and what the next one finds:
- before the claim: everything is still due;
- after the claim: the agenda's lease ends, until when nobody else claims, and the rows are claimed again;
- after the messages were written down, before or after the server's answer, or before the record: their lease ends,
  they count as unknown and go out again with the same Message-ID. Only here may something arrive twice;
- after the record of a message: it is sent, and the others are as above.
A tick that is stopped past its lease and wakes up finds its rows or its messages taken over: it writes nothing down for
the ones, and does not hand over the others. Where it had just looked, it hands over what another did too, with the same
Message-ID, and cannot record it.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from hashlib import sha256
from logging import ERROR, INFO, WARNING
from typing import NamedTuple

from scheduler.explain.receipt import receipt
from scheduler.messages.digest import digest_of
from scheduler.messages.message import Item, compose, item_of
from scheduler.outbox import agenda, ledger, tick_log
from scheduler.outbox.agenda import Claimed
from scheduler.outbox.ledger import Delivery, Lapsed, Pending
from scheduler.outbox.tick_log import Figures
from scheduler.planning.batching import Carried, Ready, cannot_wait, fold, is_always_told, last_day, opening, place
from scheduler.planning.ladder import Planned, plan
from scheduler.planning.owed import come_due, may_be_owed_again, still_owed
from scheduler.planning.recipients import Addressed, reached, recipients
from scheduler.planning.reminder_id import find, iso, parts_of
from scheduler.planning.said import name_of_now, said_of
from scheduler.sending.channels import AnswerLost, Channel
from scheduler.sending.log import note
from trajectories.clock import Clock
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.events import Event
from trajectories.history.streams import said_stream
from trajectories.local_time import local_day, write_instant
from trajectories.people.references import subject_ref
from trajectories.people.staff import OFFICE, staff_on
from trajectories.people.staff_member import StaffMember
from trajectories.repository.store import Stamp, Store, UnitOfWork
from trajectories.service.casework import Casework
from workflows.errors import CaseworkError, DeliveryFailed, VersionConflict
from workflows.words import Lang

LEASE = timedelta(minutes=5)  # longer than the slowest mail server takes over one message
RECORD_ATTEMPTS = 5
STOPPED = "it was stopped in the middle of a message"
OVERTAKEN = "no longer needed: nothing it would say still holds for this recipient"


class TickReport(NamedTuple):
    """due: rows whose hour had come; remaining: rows due still, unaddressed (nobody to tell) among them.

    sent, failed: messages; digests: those sent that carried no reminder. unknown: messages of a tick that died, which
    may arrive twice. waiting: messages that failed before and whose next try is still to come. later: people for whom
    something waits for their hours, or for their next daily message.
    """

    due: int
    sent: int
    failed: int
    unknown: int
    remaining: int
    unaddressed: int = 0
    waiting: int = 0
    digests: int = 0
    later: int = 0


class Said(NamedTuple):
    """What a message says of one rung, under the name and due day that its deadline has by then.

    rung: as it reads now; folded: what is told through it.
    """

    rung: Carried
    folded: list[Carried]
    item: Item
    receipt: dict[str, object]


class Moved(NamedTuple):
    """A rung that someone is not told in this message, but whoever is to be told instead, or they themselves later."""

    to: str
    rungs: list[Carried]


def dispatch_due(
    store: Store,
    casework: Casework,
    channel: Channel,
    channel_name: str,
    now: datetime,
    machine: Clock,
    *,
    is_stopped: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    lease: timedelta = LEASE,
    node: str = "",
    grip: "Grip | None" = None,
) -> TickReport:
    """Tells everyone what has come due, one message per person. now: the product's clock; machine: real time.

    is_stopped is asked between two messages. node: which process this is, for the record of ticks. grip: for whoever
    may have to end it in the middle of a message.
    """
    tick = _Tick(store, casework, channel, channel_name, now, machine, lease, node)
    if grip:
        grip.tick = tick
    return tick.run(is_stopped, progress)


class Grip:
    """What a tick holds, for another thread to let go of while the tick is stuck in a message."""

    tick: "_Tick | None" = None

    def let_go(self) -> None:
        """Gives back all but the message that is being handed over; that one goes out again when its lease ends."""
        if self.tick:
            self.tick.let_go()


class _Tick:
    def __init__(
        self,
        store: Store,
        casework: Casework,
        channel: Channel,
        channel_name: str,
        now: datetime,
        machine: Clock,
        lease: timedelta,
        node: str,
    ) -> None:
        self.store = store
        self.casework = casework
        self.channel = channel
        self.channel_name = channel_name
        self.now = now
        self.today = local_day(now)
        self.machine = machine
        self.lease = lease
        self.node = node
        self.token = secrets.token_hex(8)
        self.renewed_at = machine()
        self.is_alone = True
        self.staff: Mapping[str, StaffMember] = {}
        self.office_version = -1
        self.refs: dict[str, str] = {}
        self.loaded: dict[str, Written | None] = {}
        self.figures = Figures()
        self.digests = 0
        self.untried: list[Delivery] = []

    def run(self, is_stopped: Callable[[], bool], progress: Callable[[int, int], None]) -> TickReport:
        later = self._nothing() if self._is_quiet() else self._something(is_stopped, progress)
        said = self.figures._asdict()
        del said["late_seconds"]
        return TickReport(**said, digests=self.digests, later=later)

    def _is_quiet(self) -> bool:
        """Nothing is due, under way or waiting, and everyone heard what they hear every day: as nearly always."""
        with self.store.read() as uow:
            self._look_around(uow)
            if agenda.count_due(uow, self.now) or ledger.is_any_under_way(uow):
                return False
            return not self._unheard(ledger.recipients_of_day(uow, iso(self.today)))

    def _nothing(self) -> int:
        with self.store.write() as uow:
            real_now = agenda.real_time(uow, self.machine)
            tick_log.begin(uow, self.token, self.node, self.now, real_now)
            tick_log.end(uow, self.token, real_now, self.figures)
        return 0

    def _something(self, is_stopped: Callable[[], bool], progress: Callable[[int, int], None]) -> int:
        taken, claimed = self._claim()
        try:
            return self._go_on(taken, claimed, is_stopped, progress)
        except Exception as error:
            self._break_off(error)
            raise

    def _go_on(
        self,
        taken: list[Delivery],
        claimed: list[Claimed],
        is_stopped: Callable[[], bool],
        progress: Callable[[int, int], None],
    ) -> int:
        """How many people have something that waits."""
        outgoing = [*taken, *(self._write_down(claimed) if self.is_alone else [])]
        self.untried = outgoing
        broken: list[Exception] = []
        while self.untried and not is_stopped():
            self._keep_hold()
            each, *self.untried = self.untried
            try:
                self._tell(each)
            except CaseworkError:
                raise  # the database: it would go no better with the others
            except Exception as error:
                broken.append(error)
                self._note("a message broke off", each, ERROR, problem=type(error).__name__)
            progress(len(outgoing) - len(self.untried), len(outgoing))
        later = self._end()
        if broken:
            raise broken[0]
        return later

    def _count(self, **more: int) -> None:
        counted = {name: getattr(self.figures, name) + amount for name, amount in more.items()}
        self.figures = self.figures._replace(**counted)

    # claiming

    def _claim(self) -> tuple[list[Delivery], list[Claimed]]:
        with self.store.write() as uow:
            agenda.take_turn(uow)
            real_now = agenda.real_time(uow, self.machine)
            until = real_now + self.lease
            tick_log.begin(uow, self.token, self.node, self.now, real_now)
            self._look_around(uow)
            lapsed = [each for each in ledger.lapsed(uow, iso(self.today), real_now) if self._may_go(each)]
            taken = ledger.take_over(uow, lapsed, self.channel_name, self.token, self.now, until)
            due = agenda.count_due(uow, self.now)
            self._count(due=due, unknown=sum(each.was_unknown for each in taken))
            claimed = self._claimed(uow, real_now, until) if due else []
        for each in taken:
            self._note("message taken over", each, state="unknown" if each.was_unknown else "failed")
        return taken, claimed

    def _claimed(self, uow: UnitOfWork, real_now: datetime, until: datetime) -> list[Claimed]:
        self.is_alone = not agenda.is_claimed(uow, self.now, real_now)
        claimed = agenda.claim_due(uow, self.now, real_now, self.token, until) if self.is_alone else []
        if self.is_alone and agenda.is_passed_over(uow, self.now, real_now):
            agenda.release(uow, self.now, self.token)  # else they would come a day after the others
            self.is_alone = False
        return claimed

    def _look_around(self, uow: UnitOfWork) -> None:
        """Who works here, read again once the office's history has gone on: someone may have left or gone away."""
        version = uow.head(OFFICE).version
        if version != self.office_version:
            self.staff, self.office_version = staff_on(uow, self.today), version
        self.calendar = self.casework.dossiers.calendar(uow)

    def _may_go(self, each: Lapsed) -> bool:
        """What was begun goes on within the hours of its recipient; outside them only what cannot wait."""
        return each.kind == "urgent" or self._opens(each.recipient) <= self.now or self._presses(each, each.due_days)

    def _opens(self, recipient: str, *, had_today: bool = False) -> datetime:
        """Who is not there has no hours of their own: what was theirs goes to others."""
        member = self.staff[recipient]
        member = member if _is_there(member) else member._replace(hours="")
        return opening(member, self.now, self.calendar, had_today=had_today)

    def _presses(self, each: Lapsed | Pending, due_days: Iterable[str], *, had_today: bool = False) -> bool:
        opens_at = self._opens(each.recipient, had_today=had_today)
        days = (date.fromisoformat(day) for day in due_days if day)
        return any(cannot_wait(day, self.now, opens_at) for day in days)

    # writing down

    def _write_down(self, claimed: list[Claimed]) -> list[Delivery]:
        """The new messages, all in the ledger before the first is handed over: so nobody is forgotten by a crash."""
        for _ in range(RECORD_ATTEMPTS - 1):
            with suppress(VersionConflict):
                return self._written_down(claimed)
        return self._written_down(claimed)

    def _written_down(self, claimed: list[Claimed]) -> list[Delivery]:
        with self.store.read() as uow:
            self._look_around(uow)
            had = ledger.recipients_of_day(uow, iso(self.today))
            pending = ledger.pending(uow, iso(self.today))
            due_days = ledger.due_days(uow, iso(self.today)) if pending else {}
            pending = [each for each in pending if self._concerns(each, had, due_days)]
            rungs = [rung for each in pending for rung in each.carried]
            if not (claimed or pending or self._unheard(had)):
                return []
            known = self._known(uow, [*(row.trajectory for row in claimed), *(rung.trajectory for rung in rungs)])
        with self.store.write() as uow:
            agenda.take_turn(uow)
            self.figures = self.figures._replace(unaddressed=0)
            real_now = agenda.real_time(uow, self.machine)
            until = real_now + self.lease
            held = agenda.renew(uow, self.now, self.token, until)
            if agenda.is_contested(uow, self.now, real_now, self.token, until):
                agenda.release(uow, self.now, self.token)  # a message now would make the rest of it wait a day
                return []
            pool = self._addressed([row for row in claimed if row.id in held], known)
            found, later = self._placed(uow, pool, [each.message for each in pending], known)
            ledger.begin(uow, found, self.channel_name, self.token, self.now, until)
            for to, (carried, open_at) in later.items():
                ledger.wait(uow, secrets.token_hex(12), to, carried, self.now, open_at)
            agenda.release(uow, self.now, self.token)
        return found

    def _concerns(self, each: Pending, had: set[str], due_days: Mapping[str, str]) -> bool:
        """Whether it may go now, cannot wait, or is for someone who is not there. due_days: those of now."""
        had_today = each.recipient in had
        opens_at = self._opens(each.recipient, had_today=had_today)
        if not _is_there(self.staff[each.recipient]) or not each.carried or opens_at <= self.now:
            return True
        days = [due_days.get(parts_of(rung.reminder)[0], rung.due_on) for rung in each.carried]
        return self._presses(each, days, had_today=had_today)

    def _known(self, uow: UnitOfWork, keys: Iterable[str]) -> dict[str, Written]:
        known = {}
        for key in dict.fromkeys(keys):
            self._keep_hold()
            if written := self._load(uow, key):
                known[key] = written
        return known

    def _load(self, uow: UnitOfWork, key: str) -> Written | None:
        """None, and a line in the log, for a trajectory that cannot be read: it never holds up the others."""
        try:
            return self.casework.dossiers.load(uow, key)
        except CaseworkError as error:
            note("a trajectory cannot be read, so its reminders stay", ERROR, trajectory=key, problem=error.say("en"))
            return None

    def _placed(
        self, uow: UnitOfWork, pool: dict[str, list[Ready]], pending: list[str], known: Mapping[str, Written]
    ) -> tuple[list[Delivery], dict[str, tuple[list[Carried], datetime]]]:
        """The messages that go now, and what waits until when. pending: taken up in them."""
        day = iso(self.today)
        taken_up = ledger.pending(uow, day, pending)
        ledger.take_up(uow, taken_up, self.now)
        under_way, had = ledger.recipients_under_way(uow), ledger.recipients_of_day(uow, day)
        kept: dict[str, list[Carried]] = {}
        for each in taken_up:
            for to, ready, stays in self._resolved(each, known):
                kept.setdefault(each.recipient, []).extend(stays)
                new = [one for one in ready if (to, one.carried.reminder, one.carried.due_on) not in under_way]
                pool.setdefault(to, []).extend(new)
        found: list[Delivery] = []
        later: dict[str, tuple[list[Carried], datetime]] = {}
        unheard = self._unheard(had)
        for to in dict.fromkeys([*pool, *kept, *unheard]):
            opens_at = self._opens(to, had_today=to in had)
            placed = place(pool.get(to, []), self.now, opens_at)
            found += self._messages(to, placed.daily, "daily") if placed.daily or to in unheard else []
            found += self._messages(to, placed.urgent, "urgent") if placed.urgent else []
            if waits := [*fold(placed.later), *kept.get(to, [])]:
                later[to] = waits, opens_at
        return found, later

    def _unheard(self, had: set[str]) -> dict[str, None]:
        """Whoever is told something every day that they work, and was not told today yet."""
        members = (each for each in self.staff.values() if each.id not in had and is_always_told(each))
        return {each.id: None for each in members if self._opens(each.id) <= self.now}

    def _messages(self, to: str, ready: list[Ready], kind: ledger.Kind) -> list[Delivery]:
        carried = fold(ready)
        since = min((each.since for each in ready), default=None)
        return [Delivery(self._key(to, kind, carried), to, carried, kind=kind, day=iso(self.today), since=since)]

    def _key(self, recipient: str, kind: str, rungs: list[Carried]) -> str:
        """Makes the Message-ID: the same for every attempt at this message, and for no other."""
        said = "\n".join(f"{rung.reminder} {rung.due_on}" for rung in rungs)
        return sha256(f"{self.token}\n{recipient}\n{kind}\n{said}".encode()).hexdigest()[:24]

    # who is told what

    def _addressed(self, claimed: list[Claimed], known: Mapping[str, Written]) -> dict[str, list[Ready]]:
        """Per recipient the rungs to carry."""
        pool: dict[str, list[Ready]] = {}
        plans = {key: {each.id: each for each in plan(written)} for key, written in known.items()}
        for row in claimed:
            planned = plans.get(row.trajectory, {}).get(row.id)
            if planned is None or iso(planned.due_on) != row.due_on:
                continue  # its deadline moved or ended meanwhile
            written = known[row.trajectory]
            who = self._who(written, planned)
            self._count(unaddressed=not who)
            for to, told in who.items():
                pool.setdefault(to, []).extend(self._ready(written, planned, to, told))
        return pool

    def _who(self, written: Written, planned: Planned) -> dict[str, Addressed]:
        find_them = reached if self.channel_name == "smtp" else recipients
        return find_them(written, planned.roles, self.staff)

    def _ready(
        self, written: Written, planned: Planned, to: str, told: Addressed, open_at: datetime | None = None
    ) -> list[Ready]:
        """The rung and its later repeats whose hour has come. open_at: when it was to open, where it waited."""
        since = open_at or opening(self.staff[to], planned.send_at, self.calendar, had_today=False)
        last_on = last_day(find(written, planned.deadline))
        return [
            Ready(Carried(each.id, iso(each.due_on), each.trajectory, told.as_role), each.send_at, since, last_on)
            for each in come_due(written, planned, self.now)
        ]

    def _resolved(
        self, pending: Pending, known: Mapping[str, Written]
    ) -> Iterable[tuple[str, list[Ready], list[Carried]]]:
        """For each rung that still holds who is told of it now; what stays as it is, where that is nobody now."""
        open_at = datetime.fromisoformat(pending.open_at) if pending.open_at else None
        for rung in pending.carried:
            if rung.folded_into:
                continue
            with_it = [other for other in pending.carried if other.folded_into == rung.reminder]
            written = known.get(rung.trajectory)
            planned = written and still_owed(written, rung.reminder, rung.due_on, pending.recipient, self.today)
            if written and not planned:
                if may_be_owed_again(written, rung.reminder, rung.due_on):
                    yield pending.recipient, [], [rung, *with_it]
                continue
            who = self._who(written, planned) if written and planned else {}
            if not written or not planned or not who:
                self._count(unaddressed=1)
                yield pending.recipient, [], [rung, *with_it]
                continue
            for to, told in _answering(written, planned, rung, pending.recipient, who).items():
                ready = self._ready(written, planned, to, told, open_at)
                named = [each._replace(reminder=name_of_now(written, each.reminder)) for each in with_it]
                tails = [ready[0]._replace(carried=each._replace(as_role=told.as_role)) for each in named]
                yield to, [*ready, *tails], []

    # handing over

    def _tell(self, each: Delivery) -> None:
        with self.store.read() as uow:
            if not ledger.is_held(uow, each.message, self.token):
                return
            self._look_around(uow)
            recipient = self.staff[each.recipient]
            self.loaded = {}
            found = [self._now(uow, rung, each) for rung in each.carried if not rung.folded_into]
            said = [one for one in found if isinstance(one, Said)]
            moved = [one for several in found if not isinstance(several, Said) for one in several]
            is_todays = each.kind == "daily" and each.day == iso(self.today)
            is_needed = bool(said) or (is_todays and is_always_told(recipient))
            weekly = is_todays and self._is_weekly(uow, each)
            has_digest = is_todays and is_needed
            digest = digest_of(uow, recipient, self.today, weekly=weekly, staff=self.staff) if has_digest else None
        if not is_needed:
            self._record(each, {}, "dropped", OVERTAKEN, moved)
            return
        lang: Lang = "en" if recipient.lang == "en" else "nl"
        message = compose(lang, recipient, [one.item for one in said], self.today, digest)
        try:
            self.channel(message._replace(key=each.message, at=self.machine()))
        except DeliveryFailed as error:
            self._record_failure(each, said, error, moved)
        else:
            looked_at = digest.looked_at if digest else 0
            self._record_sent(each, said, looked_at, moved)

    def _now(self, uow: UnitOfWork, rung: Carried, each: Delivery) -> Said | list[Moved]:
        key = rung.trajectory
        written = self.loaded[key] = self.loaded[key] if key in self.loaded else self._load(uow, key)
        folded = [other for other in each.carried if other.folded_into == rung.reminder]
        later = [Moved(each.recipient, [rung, *folded])]
        if written is None:
            return later
        planned = still_owed(written, rung.reminder, rung.due_on, each.recipient, self.today)
        if planned is None:
            return later if may_be_owed_again(written, rung.reminder, rung.due_on) else []
        who = self._who(written, planned)
        told = who.get(each.recipient)
        if told is None:
            others = _answering(written, planned, rung, each.recipient, who)
            return [Moved(to, [rung, *folded]) for to in others] if who else later
        subject = written.trajectory.subject
        if subject not in self.refs:
            self.refs[subject] = subject_ref(uow, subject)
        item = item_of(written, planned, self.refs[subject], told)
        is_beside = each.kind == "urgent" or self._opens(each.recipient) > self.now
        item = item._replace(urgent=is_beside and last_day(find(written, planned.deadline)) is not None)
        as_now = rung._replace(reminder=planned.id, due_on=iso(planned.due_on))
        return Said(as_now, folded, item, receipt(written, find(written, planned.deadline)))

    def _is_weekly(self, uow: UnitOfWork, each: Delivery) -> bool:
        """For a team leader, with the first daily message of a week."""
        if "teamleider" not in self.staff[each.recipient].roles:
            return False
        monday = self.today - timedelta(days=self.today.weekday())
        return not ledger.had_daily_since(uow, each.recipient, iso(monday), each.message)

    # recording

    def _record_sent(self, each: Delivery, said: list[Said], looked_at: int, moved: list[Moved]) -> None:
        events: dict[str, list[Event]] = {}
        for rung, with_it, _, kept in said:
            sent = ev.ReminderSent(
                rung.reminder, rung.due_on, each.recipient, rung.as_role, self.channel_name, each.message, kept
            )
            folded = [
                ev.ReminderFolded(other.reminder, other.due_on, each.recipient, rung.reminder) for other in with_it
            ]
            events.setdefault(rung.trajectory, []).extend([sent, *folded])
        digest = None if said else ev.DigestSent(each.recipient, self.channel_name, each.message, looked_at)
        if self._record(each, events, "sent", "", moved, digest):
            self._count(sent=1)
            self.digests += not said
            if each.since is not None:
                waited = int((self.now - each.since).total_seconds())
                self.figures = self.figures._replace(late_seconds=max(self.figures.late_seconds, waited))

    def _record_failure(self, each: Delivery, said: list[Said], error: DeliveryFailed, moved: list[Moved]) -> None:
        """One that may have arrived before stays unknown, however this attempt at it ended."""
        events: dict[str, list[Event]] = {}
        for rung, *_ in said:
            failed = ev.DeliveryFailed(
                rung.reminder, rung.due_on, each.recipient, self.channel_name, each.message, str(error)
            )
            events.setdefault(rung.trajectory, []).append(failed)
        state: ledger.Ended = "unknown" if isinstance(error, AnswerLost) or each.was_unknown else "failed"
        if self._record(each, events, state, str(error), moved):
            self._count(failed=1)

    def _record(
        self,
        each: Delivery,
        events: Mapping[str, list[Event]],
        state: ledger.Ended,
        problem: str,
        moved: list[Moved],
        digest: ev.DigestSent | None = None,
    ) -> bool:
        """Ledger, history and agenda in one transaction; False when another tick has taken the message over."""
        stamp = Stamp(self.now, "scheduler", "scheduler")
        for _ in range(RECORD_ATTEMPTS):
            recorded, again_at = False, None
            with suppress(VersionConflict):
                with self.store.write() as uow:
                    if moved or digest:
                        agenda.take_turn(uow)
                    uow.lock(*events)
                    if state in ("failed", "unknown"):
                        again_at = ledger.again_at(each.attempts, agenda.real_time(uow, self.machine))
                    if not ledger.finish(uow, each.message, self.token, state, self.now, problem, again_at):
                        return False
                    for key in sorted(events):
                        self.casework.say(uow, key, [(event, self.today) for event in events[key]], stamp)
                    if digest:
                        uow.append(said_stream(OFFICE), [(digest, self.today)], stamp)
                    self._hand_on(uow, moved)
                recorded = True
            if recorded:
                again = write_instant(again_at) if again_at else ""
                self._note("message", each, state=state, problem=problem, again_at=again)
                return True
        self._note("a message was handed over and could not be recorded; it goes out again", each, ERROR)
        return False

    def _note(self, what: str, each: Delivery, level: int = INFO, /, **more: str) -> None:
        rungs = len(each.carried)
        note(what, level, message=each.message, kind=each.kind, rungs=rungs, attempts=each.attempts, **more)

    def _hand_on(self, uow: UnitOfWork, moved: list[Moved]) -> None:
        """What someone no longer answers for waits for who does, and goes with the next tick within their hours."""
        under_way = ledger.recipients_under_way(uow) if moved else set()
        for to, rungs in moved:
            if new := [rung for rung in rungs if (to, rung.reminder, rung.due_on) not in under_way]:
                ledger.wait(uow, secrets.token_hex(12), to, new, self.now, self.now)

    # leases

    def _keep_hold(self) -> None:
        """A long tick renews its leases in time; one that slept past them finds that others took over."""
        if abs(self.machine() - self.renewed_at) < self.lease / 3:
            return
        with self.store.write() as uow:
            until = agenda.real_time(uow, self.machine) + self.lease
            agenda.renew(uow, self.now, self.token, until)
            ledger.renew(uow, self.token, until)
        self.renewed_at = self.machine()

    def _end(self) -> int:
        """Gives back what was not said. How many people have something that waits."""
        with self.store.write() as uow:
            if self.untried:
                self._give_back(uow)
            self._count(remaining=agenda.count_due(uow, self.now), waiting=ledger.count_waiting(uow))
            tick_log.end(uow, self.token, agenda.real_time(uow, self.machine), self.figures)
            return ledger.count_later(uow)

    def let_go(self) -> None:
        with self.store.write() as uow:
            self._give_back(uow)
            tick_log.end(uow, self.token, agenda.real_time(uow, self.machine), self.figures, STOPPED)
        note("stopped in the middle of a message", WARNING, given_back=len(self.untried))

    def _break_off(self, error: Exception) -> None:
        """Gives back and writes down why, as far as the database lets it; a kind of error tells nobody's name."""
        told = error.say("en") if isinstance(error, CaseworkError) else type(error).__name__
        with suppress(CaseworkError), self.store.write() as uow:
            self._give_back(uow)
            tick_log.end(uow, self.token, agenda.real_time(uow, self.machine), self.figures, told)

    def _give_back(self, uow: UnitOfWork) -> None:
        agenda.take_turn(uow)
        ledger.give_back(uow, self.untried, self.token, self.now, agenda.real_time(uow, self.machine))
        agenda.release(uow, self.now, self.token)


def _is_there(member: StaffMember) -> bool:
    return bool(member.roles) and not member.away


def _answering(
    written: Written, planned: Planned, rung: Carried, before: str, who: Mapping[str, Addressed]
) -> dict[str, Addressed]:
    """Whoever it was for, while they are told such things; else who is now and was not told yet.

    Beside them whoever it must reach because it does not reach them.
    """
    days = (rung.due_on, iso(planned.due_on))
    heard = {each.to for each in said_of(written).get(planned.id, []) if each.due_on in days and not each.again}
    return {
        to: told
        for to, told in who.items()
        if to == before or (to not in heard and (before not in who or told.unreachable))
    }
