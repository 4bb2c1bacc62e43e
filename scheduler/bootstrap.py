"""Puts the parts together: one App per database, built from settings and a clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.outbox import agenda
from trajectories.casework.commands import Actor
from trajectories.clock import Clock, utc_now
from trajectories.history import events as ev
from trajectories.history.streams import OFFICE
from trajectories.local_time import local_day, write_instant
from trajectories.people.staff import must_administer, staff_by_name
from trajectories.projections.projections import must_be_of_this_form
from trajectories.repository import instants, seats
from trajectories.repository.connect import no_database, sqlite_path
from trajectories.repository.held import HELD
from trajectories.repository.instant import Instant
from trajectories.repository.seats import Account, Sitting
from trajectories.repository.store import Store, UnitOfWork
from trajectories.repository.trajectories import Dossiers
from trajectories.service.binding import must_be_at_own_seat, only_ticks
from trajectories.service.casework import Casework
from trajectories.service.clock_repair import clock_behind, clock_not_doubted, clock_silent, machine_apart
from trajectories.service.recording import By
from trajectories.settings import Settings
from workflows.errors import Refused
from workflows.words import Words

if TYPE_CHECKING:
    from workflows.catalogue.resolve import Selection

ASKED_AT_ONCE = ("projections", "sandbox", "clock", instants.DOUBTED, HELD)  # settings that every unit of work looks at
SCHEDULER = "scheduler"  # built in: may read and tick, and is nobody on the staff


def no_clock() -> Refused:
    return Refused(
        Words(
            "--now werkt alleen in een oefendatabase; hier telt de echte tijd",
            "--now works in a sandbox only; here real time counts",
        )
    )


def no_repair() -> Refused:
    return Refused(
        Words(
            "een oefendatabase heeft haar eigen klok; die gaat alleen vooruit, met --now",
            "a sandbox has a clock of its own, which only goes forward, with --now",
        )
    )


class App:
    """A database with everything that works on it.

    load_catalogue: reads the definition files, once they are needed; its argument is a folder with further ones.
    clock: for tests; without it real time counts, of the database where it has a clock of its own. asked_now: the
    instant a sandbox is moved forward to. clock_is_right: an administrator says so, where it is doubted.
    account: who really sits there; without it, as in tests, no seats are kept.
    """

    def __init__(
        self,
        settings: Settings,
        load_catalogue: "Callable[[Path | None], Selection]",
        clock: Clock | None = None,
        asked_now: datetime | None = None,
        *,
        clock_is_right: bool = False,
        account: Account | None = None,
    ) -> None:
        self.settings = settings
        self.load_catalogue = load_catalogue
        self.given_clock = clock
        self.clock = clock or utc_now  # of this machine
        self.asked_now = asked_now
        self.clock_is_right = clock_is_right
        self.is_ticking = False  # set by `scheduler run` and `tick`, where `scheduler` acts
        self.account = account
        self.store = Store(settings.database)
        self.store.sits = Sitting(account) if account else None
        self.casework = Casework(lambda: self.catalogue, (agenda.project,))

    def on_database(self, url: str) -> "App":
        """The same person at the same seat, at work in another database; by the clock of this machine, which a copy of
        long ago has no reason to doubt.
        """
        settings = self.settings._replace(database=url)
        return App(settings, self.load_catalogue, self.clock, self.asked_now, account=self.account)

    @cached_property
    def catalogue(self) -> "Selection":
        return self.load_catalogue(self.settings.workflows)

    @property
    def dossiers(self) -> Dossiers:
        return self.casework.dossiers

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        self._must_exist()
        with self.store.read() as uow:
            _ask_ahead(uow)
            yield uow

    @contextmanager
    def write(self, *locked: str) -> Iterator[UnitOfWork]:
        """locked: trajectories of which it is known that they will be written to, so that the clock is asked after
        others are done with them. Raises Refused on a database that another release made, until `init` took it over.
        """
        self._must_exist()
        with self.store.write() as uow:
            uow.lock(*locked)
            _ask_ahead(uow)
            must_be_of_this_form(uow)
            yield uow

    def _must_exist(self) -> None:
        """An SQLite file is never made by looking for it."""
        path = sqlite_path(self.settings.database)
        if path is not None and not path.exists():
            raise no_database(self.settings.database)

    def is_sandbox(self, uow: UnitOfWork) -> bool:
        return uow.setting("sandbox") == "yes"

    def now(self, uow: UnitOfWork) -> datetime:
        """The product's clock: real time, or a sandbox's own. Raises Refused for --now where it may not be."""
        return self.instant(uow).now

    def instant(self, uow: UnitOfWork) -> Instant:
        """The one instant of this unit of work, and what is strange about it."""
        if not self.is_sandbox(uow):
            if self.asked_now is not None:
                raise no_clock()
            return instants.instant_of(uow, self.given_clock, self.clock)
        kept = datetime.fromisoformat(uow.setting("clock"))
        if self.asked_now is None:
            return Instant(kept)
        if self.asked_now < kept:
            raise Refused(
                Words(
                    f"de klok van de oefendatabase staat al op {write_instant(kept)}; hij gaat alleen vooruit",
                    f"the sandbox clock is at {write_instant(kept)} already; it only goes forward",
                )
            )
        return Instant(self.asked_now)

    def recorded_at(self, uow: UnitOfWork) -> datetime:
        """When something that happened anyway, as a message that was handed over, counts as written down; never before
        the last event, and refused by no clock.
        """
        if self.is_sandbox(uow):
            return self.asked_now or datetime.fromisoformat(uow.setting("clock"))
        return instants.for_the_record(instants.instant_of(uow, self.given_clock, self.clock))

    def by(self, uow: UnitOfWork, *, reads: bool = False) -> By:
        """Who asks, and when it is written down; moves a sandbox's clock. Raises NotFound off the staff, and Refused
        where the clock cannot be right.
        """
        now = self.right_now(uow)
        if self.asked_now is not None:
            uow.set_setting("clock", write_instant(now))
        by = self._who(uow, now, reads=reads)
        self.settle_doubt(uow, by)
        return by

    def right_now(self, uow: UnitOfWork) -> datetime:
        """The instant at which something may be written down. Raises Refused where the clock cannot be right."""
        instant = self.instant(uow)
        if instant.ahead:
            raise clock_behind(instant.now, instant.ahead)
        if instant.silent_since and not self.clock_is_right:
            raise clock_silent(instant.now, instant.silent_since)
        _say_apart(uow, instant)
        return instant.now

    def settle_doubt(self, uow: UnitOfWork, by: By) -> None:
        """Records that an administrator stands for a clock that was doubted."""
        if self.is_sandbox(uow):
            return
        instant = self.instant(uow)
        if instant.silent_since:
            must_administer(by.actor)
            said = ev.ClockConfirmed(write_instant(instant.silent_since))
            uow.append(OFFICE, [(said, by.today)], self.casework.stamp(uow, by))
        elif self.clock_is_right:
            uow.remark(clock_not_doubted())
        instants.keep_doubt(uow, None)

    def by_repairing(self, uow: UnitOfWork) -> By:
        """Who repairs the clock, by the clock as it is now: also in a role that was given by the one ahead."""
        if self.is_sandbox(uow):
            raise no_repair()
        instant = self.instant(uow)
        by = self._who(uow, instant.now)
        if not instant.ahead:
            return by
        then = self._who(uow, instant.ahead)
        return by._replace(actor=Actor(by.actor.staff, by.actor.roles | then.actor.roles))

    def by_for_reading(self, uow: UnitOfWork) -> By:
        """Who reads, and the day it is; a clock that cannot be right is told of. A sandbox's was moved before, in a
        transaction of its own.
        """
        instant = self.instant(uow)
        _say_apart(uow, instant)
        if instant.ahead:
            uow.remark(clock_behind(instant.now, instant.ahead).words)
        if instant.silent_since:
            uow.remark(clock_silent(instant.now, instant.silent_since).words)
        return self._who(uow, instant.now, reads=True)

    def keep_seats(self, uow: UnitOfWork, by: By) -> None:
        """From now on every event names its seat, where this process knows one."""
        if sits := self.store.sits:
            sits.keep(uow, self.casework.stamp(uow, by))

    def _who(self, uow: UnitOfWork, now: datetime, *, reads: bool = False) -> By:
        if self.settings.actor == SCHEDULER:
            if not (self.is_ticking or reads):
                raise only_ticks()
            if self.account:
                must_be_at_own_seat(uow, SCHEDULER, SCHEDULER, self.account, is_ticking=self.is_ticking)
            return By(Actor(SCHEDULER, frozenset([SCHEDULER])), now)
        member = staff_by_name(uow, self.settings.actor, local_day(now), whole=True)
        if self.account:
            must_be_at_own_seat(uow, member.id, member.name, self.account)
        return By(Actor(member.id, member.roles), now)


def _ask_ahead(uow: UnitOfWork) -> None:
    """What every unit of work begins with, together."""
    uow.ask_settings(ASKED_AT_ONCE)
    instants.ask_ahead(uow)
    if uow.sits:
        seats.ask_ahead(uow)


def _say_apart(uow: UnitOfWork, instant: Instant) -> None:
    if instant.machine:
        uow.remark(machine_apart(instant.machine, instant.now))
