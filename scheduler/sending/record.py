"""How a message ended, written down: ledger, history and agenda in one transaction."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from logging import ERROR, INFO
from typing import NamedTuple

from scheduler.bootstrap import ASKED_AT_ONCE
from scheduler.messages.message import Message
from scheduler.outbox import agenda, leases, ledger, notices
from scheduler.outbox.ledger import Delivery
from scheduler.planning.choose import ToldAlready
from scheduler.planning.ladder import plan
from scheduler.planning.pace import again_after_lost, again_at
from scheduler.planning.reminder_id import iso
from scheduler.sending.content import Content, Moved
from scheduler.sending.log import note
from scheduler.sending.mail import message_id
from scheduler.sending.problems import AnswerLost
from scheduler.sending.surroundings import AHEAD, Surroundings
from trajectories.clock import Clock
from trajectories.history import events as ev
from trajectories.history.events import Event
from trajectories.history.streams import said_stream
from trajectories.local_time import local_day, write_instant
from trajectories.people.staff import OFFICE
from trajectories.repository import instants
from trajectories.repository.store import Stamp, Store, UnitOfWork
from trajectories.service.casework import Casework
from workflows.errors import NotDelivered, VersionConflict

RECORD_ATTEMPTS = 5
OVERTAKEN = "no longer needed: nothing it would say still holds for this recipient"


class Ending(NamedTuple):
    """One attempt at a message. problem: empty where the server took it. events: by trajectory.

    is_doubtful: it may have arrived. digest: for one that carries nothing.
    """

    state: ledger.Ended
    problem: str
    events: Mapping[str, list[Event]]
    is_doubtful: bool = False
    lost: int = 0
    digest: ev.DigestSent | None = None


class Identity(NamedTuple):
    """The Message-ID of an attempt; empty where the channel knows none."""

    message: str
    message_id: str


class Record:
    """Of one tick, at one moment. token: of the tick; without it, as when another took over, nothing is recorded."""

    def __init__(self, store: Store, casework: Casework, around: Surroundings, machine: Clock, token: str) -> None:
        self.store = store
        self.casework = casework
        self.around = around
        self.channel = around.channel
        self.now = around.now
        self.today = local_day(around.now)
        self.machine = machine
        self.token = token
        self.recorded: Callable[[UnitOfWork], datetime] = lambda _: self.now

    def goes_out(self, each: Delivery, message: Message) -> Identity | None:
        """Under which Message-ID, from before the server may have it: whatever becomes of this tick, the ledger lists
        it. None when another tick has taken the message over.
        """
        if self.channel != "smtp":
            return Identity(each.message, "")
        mail_from = self.around.settings.mail_from if self.around.settings else ""
        identity = message_id(message, mail_from)
        with self.store.write() as uow:
            is_new = ledger.identify(uow, each.message, identity, self.token, self.now)
        if not is_new:
            with self.store.read() as uow:
                if not leases.is_held(uow, each.message, self.token):
                    return None
        return Identity(each.message, identity)

    def stayed(self, identity: Identity) -> None:
        """It never left: the server was not asked to take it."""
        if identity.message_id:
            with self.store.write() as uow:
                ledger.forget_identity(uow, identity.message, identity.message_id, self.now)

    def sent(self, each: Delivery, content: Content) -> bool:
        """This one and those below: False when another tick has taken the message over."""
        digest = ev.DigestSent(each.recipient, self.channel, each.message, content.looked_at)
        told = self._told(each, content, is_certain=True)
        return self._write(each, content, Ending("sent", "", told, digest=None if content.says else digest))

    def refused(self, each: Delivery, content: Content, error: NotDelivered) -> bool:
        """One that may have arrived before stays unknown on its day, however this attempt at it ended; refused on a
        later day it failed, and is taken up as others are. Until its answer was lost for the third time: then it counts
        as told, and people are to look. A refusal like the one before is not written into the history again.
        """
        is_lost = isinstance(error, AnswerLost)
        lost = each.lost + is_lost
        events: dict[str, list[Event]] = {}
        for rung, *_ in content.says if is_lost or str(error) != each.problem else ():
            failed = ev.DeliveryFailed(
                rung.reminder, rung.due_on, each.recipient, self.channel, each.message, str(error)
            )
            events.setdefault(rung.trajectory, []).append(failed)
        is_doubtful = is_lost or (each.was_unknown and each.day == iso(self.today))
        state: ledger.Ended = "unknown" if is_doubtful else "failed"
        if is_lost and again_after_lost(lost, self.now) is None:
            state = "uncertain"
            for key, told in self._told(each, content, is_certain=False).items():
                events[key] += told
        return self._write(each, content, Ending(state, str(error), events, is_lost, lost))

    def _told(self, each: Delivery, content: Content, *, is_certain: bool) -> dict[str, list[Event]]:
        events: dict[str, list[Event]] = {}
        for rung, with_it, _, kept in content.says:
            sent = ev.ReminderSent(
                rung.reminder, rung.due_on, each.recipient, rung.as_role, self.channel, each.message, kept, is_certain
            )
            folded = [
                ev.ReminderFolded(other.reminder, other.due_on, each.recipient, rung.reminder) for other in with_it
            ]
            events.setdefault(rung.trajectory, []).extend([sent, *folded])
        return events

    def overtaken(self, each: Delivery, content: Content) -> bool:
        return self._write(each, content, Ending("dropped", OVERTAKEN, {}))

    def told_already(self, each: ToldAlready) -> None:
        """Folds into what they heard what everyone heard enough of; where someone else writes, the next tick does."""
        with suppress(VersionConflict), self.store.write() as uow:
            uow.lock(each.trajectory)
            stamp = Stamp(self.recorded(uow), "scheduler", "scheduler")
            written = self.casework.load(uow, each.trajectory)
            if any(one.id == each.reminder and iso(one.due_on) == each.due_on for one in plan(written)):
                folds = [ev.ReminderFolded(each.reminder, each.due_on, to, into) for to, into in each.by.items()]
                self.casework.say(uow, each.trajectory, [(fold, self.today) for fold in folds], stamp)

    def _write(self, each: Delivery, content: Content, ending: Ending) -> bool:
        for _ in range(RECORD_ATTEMPTS):
            with suppress(VersionConflict):
                with self.store.write() as uow:
                    if content.moved or ending.digest:
                        agenda.take_turn(uow)
                    uow.lock(*ending.events)
                    self._ask_ahead(uow, sorted(ending.events)[:AHEAD])
                    again = self._again(uow, each, ending)
                    if not self._finish(uow, each, ending, again):
                        return False
                    self._write_history(uow, ending)
                    self._write_beside(uow, each, content, ending)
                    self._hand_on(uow, content.moved)
                again_text = write_instant(again) if again else ""
                note_of("message", each, state=ending.state, problem=ending.problem, again_at=again_text)
                return True
        note_of("a message was handed over and could not be recorded; it goes out again", each, ERROR)
        return False

    def _ask_ahead(self, uow: UnitOfWork, trajectories: Sequence[str]) -> None:
        """What saying something about these will ask; once they are locked."""
        uow.ask_heads(self.casework.dossiers.at_hand.rests_on(trajectories))
        uow.ask_settings(["calendar", *ASKED_AT_ONCE])
        instants.ask_ahead(uow)
        for key in trajectories if uow.asks_together else ():
            agenda.ask_ahead(uow, key)

    def _again(self, uow: UnitOfWork, each: Delivery, ending: Ending) -> datetime | None:
        """When it is tried again; None where it ended."""
        if ending.state not in ("failed", "unknown"):
            return None
        real_now = agenda.real_time(uow, self.machine)
        if ending.is_doubtful:
            return again_after_lost(ending.lost, real_now)
        return again_at(each.attempts - ending.lost, real_now)

    def _finish(self, uow: UnitOfWork, each: Delivery, ending: Ending, again: datetime | None) -> bool:
        mark = self.around.mark(each.recipient) if ending.state == "failed" else ""
        lost = max(each.lost, ending.lost)
        return ledger.finish(
            uow, each.message, self.token, ending.state, self.now, ending.problem, again, tried_with=mark, lost=lost
        )

    def _write_history(self, uow: UnitOfWork, ending: Ending) -> None:
        stamp = Stamp(self.recorded(uow), "scheduler", "scheduler")
        for place, key in enumerate(keys := sorted(ending.events)):
            if place and place % AHEAD == 0:
                self._ask_ahead(uow, keys[place : place + AHEAD])
            self.casework.say(uow, key, [(event, self.today) for event in ending.events[key]], stamp)
        if ending.digest:
            uow.append(said_stream(OFFICE), [(ending.digest, self.today)], stamp)

    def _write_beside(self, uow: UnitOfWork, each: Delivery, content: Content, ending: Ending) -> None:
        """Of which uncertain ones it told, and who is to hear that it is one."""
        if ending.state in ("sent", "uncertain"):
            notices.settle(uow, content.noticed, each.recipient, each.message)
        if ending.state == "uncertain":
            told = [to for to in self.around.administrators() if to != each.recipient]
            notices.write(uow, each.message, [each.recipient, *told] if content.says else told)

    def _hand_on(self, uow: UnitOfWork, moved: list[Moved]) -> None:
        """What someone no longer answers for, or no mail brings them, waits for who is told of it, and goes with the
        next tick within their hours; nothing where they are told of it in a message of theirs.
        """
        under_way = ledger.recipients_under_way(uow) if moved else set()
        for to, (told, *folded) in moved:
            if (to, told.reminder, told.due_on) in under_way:
                continue
            new = [told, *(rung for rung in folded if (to, rung.reminder, rung.due_on) not in under_way)]
            ledger.wait(uow, secrets.token_hex(12), to, new, self.now, self.now)


def note_of(what: str, each: Delivery, level: int = INFO, /, **more: str) -> None:
    """A line in the log about a message."""
    rungs = len(each.carried)
    note(what, level, message=each.message, kind=each.kind, rungs=rungs, attempts=each.attempts, **more)
