"""The mail server as a tick finds it: whether it may be tried, and what becomes known of it.

Its trouble is nobody's attempt: it ends the tick, and no node tries again before its time. Of several nodes one tries.
"""

from datetime import datetime
from logging import WARNING

from scheduler.outbox import agenda, ledger, mail_server
from scheduler.outbox.ledger import Delivery
from scheduler.planning.pace import Trouble, is_over, worse
from scheduler.planning.reminder_id import iso
from scheduler.sending.log import note
from scheduler.sending.problems import ServerTrouble
from scheduler.sending.surroundings import Surroundings
from trajectories.clock import Clock
from trajectories.local_time import local_day, write_instant
from trajectories.repository.store import Store, UnitOfWork
from workflows.words import Words


class Server:
    """For one tick. stands_in_the_way: its trouble, where that kept the tick from beginning, or ended it."""

    def __init__(self, store: Store, around: Surroundings, machine: Clock) -> None:
        self.store = store
        self.around = around
        self.machine = machine
        self.stands_in_the_way: Trouble | None = None
        self.before: Trouble | None = None  # what was known, where this tick is the one that tries again

    def may_be_tried(self, uow: UnitOfWork, real_now: datetime, until: datetime) -> bool:
        """At the start of a tick, in its turn. Keeps the other nodes away until it is known how it fares; at most
        until that instant of real time.
        """
        if self.around.channel != "smtp" or (known := mail_server.trouble(uow)) is None:
            return True
        last_day = self._last_day(uow)
        mark = self.around.mark()
        if not is_over(known, real_now, mark, last_day):
            self.stands_in_the_way = known
            return False
        is_early = real_now < known.again_at
        self.before = known._replace(
            failures=0 if is_early else known.failures,
            again_at=min(known.again_at, real_now),
            pressed_on=last_day or known.pressed_on,
        )
        mail_server.keep(uow, self.before._replace(again_at=until, tried_with=mark))
        return True

    def _last_day(self, uow: UnitOfWork) -> str:
        """Today, where what has come due or is under way carries a last day of today."""
        now, today = self.around.now, iso(local_day(self.around.now))
        return today if agenda.is_a_last_day_due(uow, now, today) or ledger.carries_a_last_day(uow, today) else ""

    def must_be_free(self, uow: UnitOfWork) -> None:
        """Before each message. Raises ServerTrouble where another node met trouble since this tick began."""
        if self.around.channel == "smtp" and self.before is None and (known := mail_server.trouble(uow)):
            self.stands_in_the_way = known
            raise OthersTrouble(known)

    def in_turn(self, outgoing: list[Delivery]) -> list[Delivery]:
        """After trouble it goes on behind the message in hand then, which may have been what caused it."""
        if self.before is None:
            return outgoing
        last = self.before.stopped_at
        return sorted(outgoing, key=lambda each: (each.recipient <= last, each.recipient))

    def is_well(self) -> None:
        """It answered about a message, one way or another."""
        if self.before is None:
            return
        with self.store.write() as uow:
            agenda.take_turn(uow)
            mail_server.forget(uow)
        self.before = None
        note("the mail server takes mail again")

    def is_in_trouble(self, error: ServerTrouble, recipient: str) -> None:
        """Nobody's attempt; the message in hand was for `recipient`."""
        if isinstance(error, OthersTrouble):
            return
        with self.store.write() as uow:
            agenda.take_turn(uow)
            real_now = agenda.real_time(uow, self.machine)
            known = mail_server.trouble(uow)
            if known is None or self.before is not None:
                known = worse(
                    self.before,
                    real_now,
                    str(error),
                    is_login=error.is_login,
                    tried_with=self.around.mark(),
                    stopped_at=recipient,
                )
                known = known._replace(pressed_on=known.pressed_on or self._last_day(uow))
                mail_server.keep(uow, known)
        self.before, self.stands_in_the_way = None, known
        again = write_instant(known.again_at)
        note("the mail server is in trouble", WARNING, problem=known.problem, attempts=known.failures, again_at=again)

    def let_go(self, uow: UnitOfWork) -> None:
        """A tick that tried nothing leaves it as it was."""
        if self.before is not None:
            mail_server.keep(uow, self.before)
            self.before = None


class OthersTrouble(ServerTrouble):
    """Met by another node, which has written it down."""

    def __init__(self, known: Trouble) -> None:
        super().__init__(Words(known.problem, known.problem), is_login=known.is_login)
