"""One tick: what has come due is claimed, written down, handed over and recorded, message by message.

Where a tick may die, and what the next one finds:
- before the claim: everything is still due;
- after the claim: the agenda's lease ends and the rows are claimed again;
- after the messages were written down, before or after the server's answer: their lease ends, they count as unknown
  and go out again with the same Message-ID;
- after the record of a message: it is sent, and the others are as above.
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from scheduler import agenda, delivery
from scheduler.agenda import Claimed
from scheduler.channels import AnswerLost, Channel
from scheduler.delivery import Carried, Delivery
from scheduler.letters import Item, compose, item_of
from scheduler.recipients import Addressed, recipients
from scheduler.reminders import Planned, come_due, find, iso, plan, receipt, standing, told_of
from trajectories import events as ev
from trajectories import people
from trajectories.clock import Clock, local_day
from trajectories.dossier import Written
from trajectories.events import Event
from trajectories.people import StaffMember
from trajectories.service import Casework
from trajectories.store import Stamp, Store, UnitOfWork
from workflows.errors import CaseworkError, DeliveryFailed, VersionConflict
from workflows.words import Lang

LEASE = timedelta(minutes=5)  # longer than the slowest mail server takes over one message
RECORD_ATTEMPTS = 5
OVERTAKEN = "no longer needed: nothing it would say still holds for this recipient"

log = logging.getLogger(__name__)


class TickReport(NamedTuple):
    """due: rows whose hour had come; remaining: rows due still, unaddressed (nobody to tell) among them.

    sent, failed: messages. unknown: messages of a tick that died, which may arrive twice. waiting: messages that
    failed before and whose next try is still to come.
    """

    due: int
    sent: int
    failed: int
    unknown: int
    remaining: int
    unaddressed: int = 0
    waiting: int = 0


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
) -> TickReport:
    """Tells everyone what has come due, one message per person. now: the product's clock; machine: real time.

    is_stopped is asked between two messages.
    """
    return _Tick(store, casework, channel, channel_name, now, machine, lease).run(is_stopped, progress)


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
    ) -> None:
        self.store = store
        self.casework = casework
        self.channel = channel
        self.channel_name = channel_name
        self.now = now
        self.today = local_day(now)
        self.machine = machine
        self.lease = lease
        self.token = secrets.token_hex(8)
        self.renewed_at = machine()
        self.staff: Mapping[str, StaffMember] = {}
        self.refs: dict[str, str] = {}
        self.sent = self.failed = self.unaddressed = 0

    def run(self, is_stopped: Callable[[], bool], progress: Callable[[int, int], None]) -> TickReport:
        due, taken, claimed = self._claim()
        outgoing = [*taken, *self._write_down(taken, claimed)] if taken or claimed else []
        done = 0
        for each in outgoing:
            if is_stopped():
                break
            self._keep_hold()
            self._tell(each)
            done += 1
            progress(done, len(outgoing))
        remaining, waiting = self._end(outgoing[done:])
        unknown = sum(each.was_unknown for each in taken)
        return TickReport(due, self.sent, self.failed, unknown, remaining, self.unaddressed, waiting)

    # claiming

    def _claim(self) -> tuple[int, list[Delivery], list[Claimed]]:
        with self.store.write() as uow:
            real_now = agenda.real_time(uow, self.machine)
            until = real_now + self.lease
            taken = delivery.take_over(uow, self.channel_name, self.token, self.now, real_now, until)
            due = agenda.count_due(uow, self.now)
            return due, taken, agenda.claim_due(uow, self.now, real_now, self.token, until)

    def _write_down(self, taken: list[Delivery], claimed: list[Claimed]) -> list[Delivery]:
        """The new messages, all in the ledger before the first is handed over: so nobody is forgotten by a crash."""
        keys = dict.fromkeys(
            [*(each.trajectory for each in claimed), *(rung.trajectory for each in taken for rung in each.carried)]
        )
        with self.store.read() as uow:
            self.staff = people.staff_on(uow, self.today)
            known = {key: written for key in keys if (written := self._load(uow, key))}
        with self.store.write() as uow:
            until = agenda.real_time(uow, self.machine) + self.lease
            held = agenda.renew(uow, self.token, until)
            carried = self._addressed([row for row in claimed if row.id in held], known)
            under_way = delivery.recipients_under_way(uow)
            for to, rungs in self._moved(taken, known).items():
                new = [rung for rung in rungs if (to, rung.reminder, rung.due_on) not in under_way]
                carried[to] = _each_once([*carried.get(to, []), *new])
            found = [Delivery(self._key(to, rungs), to, rungs) for to, rungs in carried.items() if rungs]
            delivery.begin(uow, found, self.channel_name, self.token, self.now, until)
        return found

    def _load(self, uow: UnitOfWork, key: str) -> Written | None:
        """None, and a line in the log, for a trajectory that cannot be read: it never holds up the others."""
        try:
            return self.casework.dossiers.load(uow, key)
        except CaseworkError as error:
            log.error("%s cannot be read, so its reminders stay: %s", key, error)
            return None

    def _key(self, recipient: str, rungs: list[Carried]) -> str:
        """Makes the Message-ID: the same for every attempt at this message, and for no other."""
        said = "\n".join(f"{rung.reminder} {rung.due_on}" for rung in rungs)
        return sha256(f"{self.token}\n{recipient}\n{said}".encode()).hexdigest()[:24]

    # who is told what

    def _addressed(self, claimed: list[Claimed], known: Mapping[str, Written]) -> dict[str, list[Carried]]:
        """Per recipient the rungs to carry; of one deadline the latest is said and the others are folded into it."""
        pool: dict[tuple[str, str], list[tuple[Planned, str]]] = {}
        plans = {key: {each.id: each for each in plan(written)} for key, written in known.items()}
        for row in claimed:
            planned = plans.get(row.trajectory, {}).get(row.id)
            if planned is None or iso(planned.due_on) != row.due_on:
                continue  # its deadline moved or ended meanwhile
            written = known[row.trajectory]
            who = recipients(written, planned.roles, self.staff)
            self.unaddressed += not who
            for to, told in who.items():
                ready = come_due(written, planned, self.now)
                pool.setdefault((to, planned.deadline), []).extend((each, told.as_role) for each in ready)
        carried: dict[str, list[Carried]] = {}
        for (to, _), several in pool.items():
            carried.setdefault(to, []).extend(_folded(several))
        return carried

    def _moved(self, taken: list[Delivery], known: Mapping[str, Written]) -> dict[str, list[Carried]]:
        """The rungs of messages whose recipient no longer answers for them, for who does now and was not told yet."""
        moved: dict[str, list[Carried]] = {}
        for each in taken:
            for rung in each.carried:
                written = known.get(rung.trajectory)
                if written is None or rung.folded_into:
                    continue
                for to, told in self._successors(written, rung, each.recipient).items():
                    with_it = [other for other in each.carried if other.folded_into == rung.reminder]
                    moved.setdefault(to, []).extend([rung._replace(as_role=told.as_role), *with_it])
        return moved

    def _successors(self, written: Written, rung: Carried, before: str) -> dict[str, Addressed]:
        planned = standing(written, rung.reminder, rung.due_on)
        who = recipients(written, planned.roles, self.staff) if planned else {}
        return {} if before in who else {to: told for to, told in who.items() if not _was_told(written, rung, to)}

    # handing over

    def _tell(self, each: Delivery) -> None:
        with self.store.read() as uow:
            if not delivery.is_held(uow, each.message, self.token):
                return
            found = [(rung, *self._now(uow, rung, each.recipient)) for rung in each.carried if not rung.folded_into]
        said = [(rung, item, kept) for rung, item, kept in found if item and kept]
        if not said:
            self._drop(each)
            return
        recipient = self.staff[each.recipient]
        lang: Lang = "en" if recipient.lang == "en" else "nl"
        message = compose(lang, recipient, [item for _, item, _ in said], self.today)
        try:
            self.channel(message._replace(key=each.message, at=self.machine()))
        except DeliveryFailed as error:
            self._record_failure(each, [rung for rung, _, _ in said], error)
        else:
            self._record_sent(each, [(rung, kept) for rung, _, kept in said])

    def _now(self, uow: UnitOfWork, rung: Carried, to: str) -> tuple[Item | None, dict[str, object] | None]:
        """The rung as it is to be told now, with its receipt; None where it does not hold any more for this person."""
        written = self._load(uow, rung.trajectory)
        planned = written and standing(written, rung.reminder, rung.due_on)
        if written is None or planned is None:
            return None, None
        told = recipients(written, planned.roles, self.staff).get(to)
        if told is None:
            return None, None
        subject = written.trajectory.subject
        if subject not in self.refs:
            self.refs[subject] = people.subject_ref(uow, subject)
        item = item_of(written, planned, self.refs[subject], told.stands_in_for)
        return item, receipt(written, find(written, planned.deadline))

    # recording

    def _record_sent(self, each: Delivery, said: list[tuple[Carried, dict[str, object]]]) -> None:
        events: dict[str, list[Event]] = {}
        for rung, kept in said:
            sent = ev.ReminderSent(
                rung.reminder, rung.due_on, each.recipient, rung.as_role, self.channel_name, each.message, kept
            )
            folded = [
                ev.ReminderFolded(other.reminder, other.due_on, each.recipient, rung.reminder)
                for other in each.carried
                if other.folded_into == rung.reminder
            ]
            events.setdefault(rung.trajectory, []).extend([sent, *folded])
        if self._record(each, events, "sent"):
            self.sent += 1

    def _record_failure(self, each: Delivery, rungs: list[Carried], error: DeliveryFailed) -> None:
        events: dict[str, list[Event]] = {}
        for rung in rungs:
            failed = ev.DeliveryFailed(
                rung.reminder, rung.due_on, each.recipient, self.channel_name, each.message, str(error)
            )
            events.setdefault(rung.trajectory, []).append(failed)
        state: delivery.Ended = "unknown" if isinstance(error, AnswerLost) else "failed"
        if self._record(each, events, state, str(error)):
            self.failed += 1

    def _drop(self, each: Delivery) -> None:
        with self.store.write() as uow:
            delivery.finish(uow, each.message, self.token, "dropped", self.now, OVERTAKEN)

    def _record(
        self, each: Delivery, events: Mapping[str, list[Event]], state: delivery.Ended, problem: str = ""
    ) -> bool:
        """Ledger, history and agenda in one transaction; False when another tick has taken the message over."""
        stamp = Stamp(self.now, "scheduler", "scheduler")
        for _ in range(RECORD_ATTEMPTS):
            try:
                with self.store.write() as uow:
                    uow.lock(*events)
                    real_now = agenda.real_time(uow, self.machine)
                    again_at = None if state == "sent" else delivery.again_at(each.attempts, real_now)
                    if not delivery.finish(uow, each.message, self.token, state, self.now, problem, again_at):
                        return False
                    for key in sorted(events):
                        self.casework.say(uow, key, [(event, self.today) for event in events[key]], stamp)
                    return True
            except VersionConflict:
                continue
        log.error("message %s was handed over and could not be recorded; it goes out again", each.message)
        return False

    # leases

    def _keep_hold(self) -> None:
        """A long tick renews its leases in time; one that slept past them finds that others took over."""
        if self.machine() - self.renewed_at < self.lease / 3:
            return
        with self.store.write() as uow:
            until = agenda.real_time(uow, self.machine) + self.lease
            agenda.renew(uow, self.token, until)
            delivery.renew(uow, self.token, until)
        self.renewed_at = self.machine()

    def _end(self, untried: list[Delivery]) -> tuple[int, int]:
        """Gives back what was not said; how many rows are due still, and how many messages wait for another try."""
        with self.store.write() as uow:
            if untried:
                delivery.give_back(uow, untried, self.token, agenda.real_time(uow, self.machine))
            agenda.release(uow, self.token)
            return agenda.count_due(uow, self.now), delivery.count_waiting(uow)


def _folded(several: list[tuple[Planned, str]]) -> list[Carried]:
    """The latest, and the others folded into it."""
    in_order = sorted(several, key=lambda each: (each[0].send_at, each[0].id))
    last, as_role = in_order[-1]
    found = [Carried(last.id, iso(last.due_on), last.trajectory, as_role)]
    earlier = [Carried(each.id, iso(each.due_on), each.trajectory, role, last.id) for each, role in in_order[:-1]]
    return [*found, *earlier]


def _each_once(rungs: list[Carried]) -> list[Carried]:
    return list({rung.reminder: rung for rung in reversed(rungs)}.values())


def _was_told(written: Written, rung: Carried, to: str) -> bool:
    return any(each.to == to and each.due_on == rung.due_on for each in told_of(written).get(rung.reminder, []))
