"""How a message ended, written down: ledger, history and agenda in one transaction."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from logging import ERROR, INFO

from scheduler.outbox import agenda, ledger
from scheduler.outbox.ledger import Delivery
from scheduler.planning.choose import ToldAlready
from scheduler.planning.ladder import plan
from scheduler.planning.open_messages import again_at
from scheduler.planning.reminder_id import iso
from scheduler.sending.content import Content, Moved
from scheduler.sending.log import note
from scheduler.sending.problems import AnswerLost
from trajectories.clock import Clock
from trajectories.history import events as ev
from trajectories.history.events import Event
from trajectories.history.streams import said_stream
from trajectories.local_time import local_day, write_instant
from trajectories.people.staff import OFFICE
from trajectories.repository.store import Stamp, Store, UnitOfWork
from trajectories.service.casework import Casework
from workflows.errors import NotDelivered, VersionConflict

RECORD_ATTEMPTS = 5
OVERTAKEN = "no longer needed: nothing it would say still holds for this recipient"


class Record:
    """Of one tick, at one moment. token: of the tick; without it, as when another took over, nothing is recorded."""

    def __init__(
        self, store: Store, casework: Casework, channel: str, now: datetime, machine: Clock, token: str
    ) -> None:
        self.store = store
        self.casework = casework
        self.channel = channel
        self.now = now
        self.today = local_day(now)
        self.machine = machine
        self.token = token

    def sent(self, each: Delivery, content: Content) -> bool:
        """This one and those below: False when another tick has taken the message over."""
        events: dict[str, list[Event]] = {}
        for rung, with_it, _, kept in content.says:
            sent = ev.ReminderSent(
                rung.reminder, rung.due_on, each.recipient, rung.as_role, self.channel, each.message, kept
            )
            folded = [
                ev.ReminderFolded(other.reminder, other.due_on, each.recipient, rung.reminder) for other in with_it
            ]
            events.setdefault(rung.trajectory, []).extend([sent, *folded])
        digest = ev.DigestSent(each.recipient, self.channel, each.message, content.looked_at)
        return self._write(each, events, "sent", "", content.moved, None if content.says else digest)

    def refused(self, each: Delivery, content: Content, error: NotDelivered) -> bool:
        """One that may have arrived before stays unknown, however this attempt at it ended."""
        events: dict[str, list[Event]] = {}
        for rung, *_ in content.says:
            failed = ev.DeliveryFailed(
                rung.reminder, rung.due_on, each.recipient, self.channel, each.message, str(error)
            )
            events.setdefault(rung.trajectory, []).append(failed)
        state: ledger.Ended = "unknown" if isinstance(error, AnswerLost) or each.was_unknown else "failed"
        return self._write(each, events, state, str(error), content.moved)

    def overtaken(self, each: Delivery, content: Content) -> bool:
        return self._write(each, {}, "dropped", OVERTAKEN, content.moved)

    def told_already(self, each: ToldAlready) -> None:
        """Folds into what they heard what everyone heard enough of; where someone else writes, the next tick does."""
        stamp = Stamp(self.now, "scheduler", "scheduler")
        with suppress(VersionConflict), self.store.write() as uow:
            uow.lock(each.trajectory)
            written = self.casework.load(uow, each.trajectory)
            if any(one.id == each.reminder and iso(one.due_on) == each.due_on for one in plan(written)):
                folds = [ev.ReminderFolded(each.reminder, each.due_on, to, into) for to, into in each.by.items()]
                self.casework.say(uow, each.trajectory, [(fold, self.today) for fold in folds], stamp)

    def _write(
        self,
        each: Delivery,
        events: Mapping[str, list[Event]],
        state: ledger.Ended,
        problem: str,
        moved: list[Moved],
        digest: ev.DigestSent | None = None,
    ) -> bool:
        stamp = Stamp(self.now, "scheduler", "scheduler")
        for _ in range(RECORD_ATTEMPTS):
            recorded, again = False, None
            with suppress(VersionConflict):
                with self.store.write() as uow:
                    if moved or digest:
                        agenda.take_turn(uow)
                    uow.lock(*events)
                    if state in ("failed", "unknown"):
                        again = again_at(each.attempts, agenda.real_time(uow, self.machine))
                    if not ledger.finish(uow, each.message, self.token, state, self.now, problem, again):
                        return False
                    for key in sorted(events):
                        self.casework.say(uow, key, [(event, self.today) for event in events[key]], stamp)
                    if digest:
                        uow.append(said_stream(OFFICE), [(digest, self.today)], stamp)
                    self._hand_on(uow, moved)
                recorded = True
            if recorded:
                again_text = write_instant(again) if again else ""
                note_of("message", each, state=state, problem=problem, again_at=again_text)
                return True
        note_of("a message was handed over and could not be recorded; it goes out again", each, ERROR)
        return False

    def _hand_on(self, uow: UnitOfWork, moved: list[Moved]) -> None:
        """What someone no longer answers for waits for who does, and goes with the next tick within their hours."""
        under_way = ledger.recipients_under_way(uow) if moved else set()
        for to, rungs in moved:
            if new := [rung for rung in rungs if (to, rung.reminder, rung.due_on) not in under_way]:
                ledger.wait(uow, secrets.token_hex(12), to, new, self.now, self.now)


def note_of(what: str, each: Delivery, level: int = INFO, /, **more: str) -> None:
    """A line in the log about a message."""
    rungs = len(each.carried)
    note(what, level, message=each.message, kind=each.kind, rungs=rungs, attempts=each.attempts, **more)
