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
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from logging import ERROR, WARNING
from typing import assert_never

from scheduler.outbox import agenda, leases, ledger, notices, tick_log
from scheduler.outbox.after_restore import count_held
from scheduler.outbox.ledger import Delivery
from scheduler.outbox.tick_log import Figures
from scheduler.planning.choose import (
    Goes,
    Outcome,
    Reminder,
    TakenUp,
    ToldAlready,
    Unaddressed,
    Waits,
    choose,
    goes_again,
    is_taken_up,
    unheard_today,
)
from scheduler.planning.reminder_id import iso
from scheduler.sending.birthdays import see_birthdays
from scheduler.sending.channels import Channel
from scheduler.sending.content import ask_ahead, content_of
from scheduler.sending.handed_over import handed_over
from scheduler.sending.log import note
from scheduler.sending.problems import AnswerLost, ServerHangs, ServerTrouble, Unsendable, is_hang
from scheduler.sending.record import RECORD_ATTEMPTS, Record, note_of
from scheduler.sending.report import TickReport
from scheduler.sending.server import Server
from scheduler.sending.surroundings import Surroundings
from trajectories.clock import Clock
from trajectories.deadlines.written import Written
from trajectories.local_time import local_day, write_instant
from trajectories.repository.store import Store, UnitOfWork
from trajectories.service.casework import Casework
from trajectories.settings import SmtpSettings
from workflows.errors import CaseworkError, NotDelivered, VersionConflict

LEASE = timedelta(minutes=8)  # longer than the slowest mail server may take over one message
KEPT_FRESH = 1 / 8  # of a lease: what may have gone of it when a message goes out, during which nobody renews it
STOPPED = "it was stopped in the middle of a message"


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
    settings: SmtpSettings | None = None,
    recorded: Callable[[UnitOfWork], datetime] | None = None,
) -> TickReport:
    """Tells everyone what has come due, one message per person. now: the product's clock; machine: real time.
    settings: of mail. recorded: when what it came to is written down, where not now. is_stopped: asked between two
    messages. node: this process, for the record of ticks. grip: for whoever may have to end it in a message.
    """
    see_birthdays(store, casework, now, recorded)
    around = Surroundings(casework.dossiers, now, channel_name, settings)
    tick = _Tick(store, casework, channel, around, machine, lease, node)
    tick.record.recorded = recorded or tick.record.recorded
    if grip:
        grip.tick = tick
    with store.in_a_row():
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
        around: Surroundings,
        machine: Clock,
        lease: timedelta,
        node: str,
    ) -> None:
        self.store = store
        self.channel = channel
        self.around = around
        self.now = around.now
        self.today = iso(local_day(self.now))
        self.machine = machine
        self.lease = lease
        self.node = node
        self.token = secrets.token_hex(8)
        self.renewed_at = machine()
        self.is_alone = True
        self.record = Record(store, casework, around, machine, self.token)
        self.server = Server(store, around, machine)
        self.figures = Figures()
        self.digests = 0
        self.held = 0
        self.untried: list[Delivery] = []

    def run(self, is_stopped: Callable[[], bool], progress: Callable[[int, int], None]) -> TickReport:
        with self.around.dossiers.at_hand.keeping():
            later = self._nothing() if self._is_quiet() else self._something(is_stopped, progress)
        counted = {**self.figures._asdict(), "digests": self.digests, "later": later, "held": self.held}
        del counted["late_seconds"]
        trouble = self.server.stands_in_the_way
        told = (trouble.problem, write_instant(trouble.again_at)) if trouble else (None, None)
        return TickReport(**counted, mail_server=told[0], server_again_at=told[1])

    def _is_quiet(self) -> bool:
        """Nothing is due, under way or waiting, and everyone heard what they hear every day: as nearly always."""
        with self.store.read() as uow:
            at = self.around.look(uow)
            self.held = count_held(uow)
            if agenda.count_due(uow, self.now) or ledger.is_any_under_way(uow):
                return False
            return not unheard_today(frozenset(ledger.recipients_of_day(uow, self.today)), notices.whom(uow), at)

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
        claimed: list[Reminder],
        is_stopped: Callable[[], bool],
        progress: Callable[[int, int], None],
    ) -> int:
        """How many people have something that waits."""
        new = self._write_down(claimed) if self.is_alone and not self.server.stands_in_the_way else []
        outgoing = self.server.in_turn([*taken, *new])
        self.untried = outgoing
        broken: list[Exception] = []
        while self.untried and not is_stopped():
            self._keep_hold()
            each, *self.untried = self.untried
            try:
                self._tell(each)
                self.around.dossiers.at_hand.let_go(*(rung.trajectory for rung in each.carried))
            except ServerTrouble as error:
                if not isinstance(error, ServerHangs):
                    self.untried = [each, *self.untried]
                self.server.is_in_trouble(error, each.recipient)
                break
            except CaseworkError:
                raise  # the database: it would go no better with the others
            except Exception as error:
                broken.append(error)
                note_of("a message broke off", each, ERROR, problem=type(error).__name__)
            progress(len(outgoing) - len(self.untried), len(outgoing))
        later = self._end()
        if broken:
            raise broken[0]
        return later

    def _count(self, **more: int) -> None:
        counted = {name: getattr(self.figures, name) + amount for name, amount in more.items()}
        self.figures = self.figures._replace(**counted)

    # claiming

    def _claim(self) -> tuple[list[Delivery], list[Reminder]]:
        with self.store.write() as uow:
            agenda.take_turn(uow)
            real_now = agenda.real_time(uow, self.machine)
            until = real_now + self.lease
            tick_log.begin(uow, self.token, self.node, self.now, real_now)
            at = self.around.look(uow)
            self.around.mix(uow)
            due = agenda.count_due(uow, self.now)
            if not self.server.may_be_tried(uow, real_now, until):
                self._count(due=due)
                return [], []
            lapsed = leases.lapsed(uow, self.today, real_now, self.around.mark)
            again = [each for each in lapsed if goes_again(each, at)]
            taken = leases.take_over(uow, again, self.around.channel, self.token, self.now, until)
            self._count(due=due, unknown=sum(each.was_unknown for each in taken))
            claimed = self._claimed(uow, real_now, until) if due else []
        for each in taken:
            note_of("message taken over", each, state="unknown" if each.was_unknown else "failed")
        return taken, claimed

    def _claimed(self, uow: UnitOfWork, real_now: datetime, until: datetime) -> list[Reminder]:
        self.is_alone = not agenda.is_claimed(uow, self.now, real_now)
        claimed = agenda.claim_due(uow, self.now, real_now, self.token, until) if self.is_alone else []
        if self.is_alone and agenda.is_passed_over(uow, self.now, real_now):
            agenda.release(uow, self.now, self.token)  # else they would come a day after the others
            self.is_alone = False
        return claimed

    # writing down

    def _write_down(self, claimed: list[Reminder]) -> list[Delivery]:
        """The new messages, all in the ledger before the first is handed over: so nobody is forgotten by a crash."""
        for _ in range(RECORD_ATTEMPTS - 1):
            with suppress(VersionConflict):
                return self._written_down(claimed)
        return self._written_down(claimed)

    def _written_down(self, claimed: list[Reminder]) -> list[Delivery]:
        with self.store.read() as uow:
            at = self.around.look(uow)
            messages = ledger.open_messages(uow, self.today)
            pending = [each for each in messages.pending if is_taken_up(each, messages, at)]
            if not (claimed or pending or unheard_today(messages.had, messages.noticed, at)):
                return []
            rungs = [rung for each in pending for rung in each.carried]
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
            messages = ledger.open_messages(uow, self.today).of_read(pending)
            outcomes = choose([row for row in claimed if row.id in held], messages, known, at)
            found = self._begin(uow, outcomes, until)
            agenda.release(uow, self.now, self.token)
        for each in outcomes:
            if isinstance(each, ToldAlready):
                self.record.told_already(each)
        return found

    def _known(self, uow: UnitOfWork, keys: Iterable[str]) -> dict[str, Written]:
        known = {}
        for key in self.around.dossiers.asked_ahead(uow, dict.fromkeys(keys)):
            self._keep_hold()
            if written := self.around.load(uow, key):
                known[key] = written
        return known

    def _begin(self, uow: UnitOfWork, outcomes: list[Outcome], until: datetime) -> list[Delivery]:
        """Writes down what was chosen; the messages that go now."""
        ledger.take_up(uow, [each.pending for each in outcomes if isinstance(each, TakenUp)], self.now)
        found = [self._delivery(each) for each in outcomes if isinstance(each, Goes)]
        ledger.begin(uow, found, self.around.channel, self.token, self.now, until)
        for each in outcomes:
            match each:
                case Waits(to, carried, opens_at):
                    ledger.wait(uow, secrets.token_hex(12), to, carried, self.now, opens_at)
                case Unaddressed():
                    self._count(unaddressed=1)
                case Goes() | TakenUp() | ToldAlready():
                    pass
                case _:
                    assert_never(each)
        return found

    def _delivery(self, each: Goes) -> Delivery:
        """Its key begins the Message-ID: the same for every attempt at this message, and for no other."""
        rungs = "\n".join(f"{rung.reminder} {rung.due_on}" for rung in each.carried)
        key = sha256(f"{self.token}\n{each.to}\n{each.kind}\n{rungs}".encode()).hexdigest()[:24]
        return Delivery(key, each.to, each.carried, kind=each.kind, day=self.today, since=each.since)

    # handing over

    def _tell(self, each: Delivery) -> None:
        with self.store.read() as uow:
            ask_ahead(uow, each, self.around)
            if not leases.is_held(uow, each.message, self.token):
                return
            self.server.must_be_free(uow)
            content = content_of(uow, each, self.around)
        if content.message is None:
            self.record.overtaken(each, content)
            return
        message = content.message._replace(key=each.message, at=self.machine())
        identity = self.record.goes_out(each, message)
        if identity is None:
            return
        try:
            self.channel(message)
        except ServerTrouble:
            self.record.stayed(identity)
            raise
        except NotDelivered as error:
            if isinstance(error, Unsendable):
                self.record.stayed(identity)
            elif not is_hang(error):
                self.server.is_well()
            with handed_over(each, identity.message_id, is_so=isinstance(error, AnswerLost)):
                is_ours = self.record.refused(each, content, error)
            if is_ours:
                self._count(failed=1)
            if is_hang(error):
                raise ServerHangs(error.words) from error
        else:
            self.server.is_well()
            with handed_over(each, identity.message_id):
                is_ours = self.record.sent(each, content)
            if is_ours:
                self._count_sent(each, is_digest=not content.says)

    def _count_sent(self, each: Delivery, *, is_digest: bool) -> None:
        self._count(sent=1)
        self.digests += is_digest
        if each.since is not None:
            waited = int((self.now - each.since).total_seconds())
            self.figures = self.figures._replace(late_seconds=max(self.figures.late_seconds, waited))

    # leases

    def _keep_hold(self) -> None:
        """A long tick renews its leases between two messages; one that slept past them finds that others took over."""
        if abs(self.machine() - self.renewed_at) < self.lease * KEPT_FRESH:
            return
        with self.store.write() as uow:
            until = agenda.real_time(uow, self.machine) + self.lease
            agenda.renew(uow, self.now, self.token, until)
            leases.renew(uow, self.token, until)
        self.renewed_at = self.machine()

    def _end(self) -> int:
        """Gives back what was not said. How many people have something that waits."""
        with self.store.write() as uow:
            if self.untried:
                self._give_back(uow)
            self.server.let_go(uow)
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
            self.server.let_go(uow)
            tick_log.end(uow, self.token, agenda.real_time(uow, self.machine), self.figures, told)

    def _give_back(self, uow: UnitOfWork) -> None:
        agenda.take_turn(uow)
        leases.give_back(uow, self.untried, self.token, self.now, agenda.real_time(uow, self.machine))
        agenda.release(uow, self.now, self.token)
