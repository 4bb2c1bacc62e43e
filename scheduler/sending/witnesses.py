"""Once a day a checkpoint of the history is taken and mailed to every witness outside the office, by the ticks.

It is fixed before the first mail of it goes out, so that what goes out again is the same message. Any number of nodes
may tick: they take it, and claim each mail, in turn. A later day's checkpoint takes the place of one that could not be
mailed, as it covers all that that one did.
"""

import secrets
from collections.abc import Callable
from datetime import date, datetime
from logging import WARNING
from typing import NamedTuple, assert_never

from scheduler.messages.checkpoint_mail import checkpoint_mail, removed_mail
from scheduler.messages.message import Message
from scheduler.outbox import agenda, witness_mail
from scheduler.outbox.witness_mail import How, WitnessMail
from scheduler.planning.reminder_id import iso
from scheduler.sending.channels import Channel
from scheduler.sending.log import note
from scheduler.sending.problems import AnswerLost, ServerHangs, ServerTrouble, Unsendable, is_hang
from scheduler.sending.server import Server
from scheduler.sending.surroundings import Surroundings
from scheduler.sending.tick import LEASE
from trajectories.audit.checkpoint import settled_position, take
from trajectories.audit.witnesses import every_witness, record_checkpoint, witnesses
from trajectories.clock import Clock
from trajectories.local_time import local_day
from trajectories.people.staff import staff_on
from trajectories.repository.store import Stamp, Store, UnitOfWork
from trajectories.repository.trajectories import Dossiers
from trajectories.settings import SmtpSettings
from workflows.errors import NotDelivered, VersionConflict


class ToldWitnesses(NamedTuple):
    """Mails. failed: those that go out again, or ended uncertain."""

    sent: int = 0
    failed: int = 0


def tell_witnesses(
    store: Store,
    dossiers: Dossiers,
    channel: Channel,
    channel_name: str,
    now: datetime,
    machine: Clock,
    *,
    is_stopped: Callable[[], bool] = lambda: False,
    settings: SmtpSettings | None = None,
) -> ToldWitnesses:
    """After everyone of the office was told, with the same channel. See dispatch_due."""
    around = Surroundings(dossiers, now, channel_name, settings)
    return _Telling(store, channel, around, machine).run(is_stopped)


class _Telling:
    def __init__(self, store: Store, channel: Channel, around: Surroundings, machine: Clock) -> None:
        self.store = store
        self.channel = channel
        self.around = around
        self.machine = machine
        self.today = local_day(around.now)
        self.token = secrets.token_hex(8)
        self.server = Server(store, around, machine)
        self.is_begun = False

    def run(self, is_stopped: Callable[[], bool]) -> ToldWitnesses:
        told = ToldWitnesses()
        if is_stopped():
            return told
        with self.store.read() as uow:
            is_wanted = self._is_wanted(uow)
            is_due = is_wanted or witness_mail.is_any_due(uow, agenda.real_time(uow, self.machine))
        if is_wanted and not self._is_taken():
            return told
        while is_due and not is_stopped() and (mail := self._claimed()):
            try:
                is_sent = self._tell(mail)
            except ServerTrouble as error:
                self.server.is_in_trouble(error, "")
                told = told._replace(failed=told.failed + 1)
                break
            told = told._replace(sent=told.sent + is_sent, failed=told.failed + (not is_sent))
        if self.is_begun:
            with self.store.write() as uow:
                self.server.let_go(uow)
        return told

    # taking it

    def _is_wanted(self, uow: UnitOfWork) -> bool:
        lacking = witness_mail.without_one(uow, witnesses(uow), iso(self.today))
        return bool(lacking) or witness_mail.is_any_blank(uow)

    def _is_taken(self) -> bool:
        """False where someone goes on writing: the next tick tries again."""
        try:
            position = settled_position(self.store)
        except VersionConflict as error:
            note("no checkpoint could be taken", WARNING, problem=error.say("en"))
            return False
        with self.store.read() as uow:
            taken = take(uow, position)
        with self.store.write() as uow:
            agenda.take_turn(uow)
            if not self._is_wanted(uow):
                return True  # another node did
            record_checkpoint(uow, taken, self.today, Stamp(self.around.now, "scheduler", "scheduler"))
            lacking = witness_mail.without_one(uow, witnesses(uow), iso(self.today))
            witness_mail.fill(uow, lacking, iso(self.today), taken)
        return True

    # mailing it

    def _claimed(self) -> WitnessMail | None:
        with self.store.write() as uow:
            agenda.take_turn(uow)
            real_now = agenda.real_time(uow, self.machine)
            until = real_now + LEASE
            if not self.is_begun:
                self.around.mix(uow)
                if not self.server.may_be_tried(uow, real_now, until):
                    return None
                self.is_begun = True
            return witness_mail.claim(uow, self.token, real_now, until, self.today)

    def _tell(self, mail: WitnessMail) -> bool:
        """Whether it was sent. Raises ServerTrouble: nobody's attempt, unless the server was waited for in vain."""
        try:
            self.channel(self._message(mail))
        except ServerTrouble as error:
            self._write_down(mail, "given_back", str(error))
            raise
        except NotDelivered as error:
            self._write_down(mail, "lost" if isinstance(error, AnswerLost) else "failed", str(error))
            if is_hang(error):
                raise ServerHangs(error.words) from error
            if not isinstance(error, Unsendable):
                self.server.is_well()
            return False
        self.server.is_well()
        self._write_down(mail, "sent")
        return True

    def _message(self, mail: WitnessMail) -> Message:
        with self.store.read() as uow:
            self.server.must_be_free(uow)
            witness = every_witness(uow)[mail.witness]
            names = staff_on(uow, self.today)
        on = date.fromisoformat(mail.day)
        match mail.kind:
            case "checkpoint":
                message = checkpoint_mail(witness, on, mail.checkpoint)
            case "removed":
                by = names[witness.removed_by].name if witness.removed_by in names else witness.removed_by
                message = removed_mail(witness, on, mail.checkpoint, by)
            case _:
                assert_never(mail.kind)
        return message._replace(key=mail.message, at=self.machine())

    def _write_down(self, mail: WitnessMail, how: How, problem: str = "") -> None:
        with self.store.write() as uow:
            real_now = agenda.real_time(uow, self.machine)
            witness_mail.write_down(uow, mail, self.token, real_now, how, problem)
        if how != "sent":
            note("a checkpoint was not mailed", WARNING, message=mail.message, state=how, problem=problem)
