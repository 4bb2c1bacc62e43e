"""Puts the parts together: one App per database, built from settings and a clock."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.outbox import agenda
from trajectories.casework.commands import Actor
from trajectories.clock import Clock, utc_now
from trajectories.local_time import local_day, write_instant
from trajectories.people.staff import staff_by_name
from trajectories.projections.projections import must_be_of_this_form
from trajectories.repository.connect import no_database, sqlite_path
from trajectories.repository.store import Store, UnitOfWork
from trajectories.repository.trajectories import Dossiers
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from trajectories.settings import Settings
from workflows.errors import Refused
from workflows.words import Words

if TYPE_CHECKING:
    from workflows.catalogue.resolve import Selection

SCHEDULER = "scheduler"  # built in: may read and tick, and is nobody on the staff


def no_clock() -> Refused:
    return Refused(
        Words(
            "--now werkt alleen in een oefendatabase; hier telt de echte tijd",
            "--now works in a sandbox only; here real time counts",
        )
    )


class App:
    """A database with everything that works on it.

    load_catalogue: reads the definition files, once they are needed; its argument is a folder with further ones.
    asked_now: the instant a sandbox is moved forward to.
    """

    def __init__(
        self,
        settings: Settings,
        load_catalogue: "Callable[[Path | None], Selection]",
        clock: Clock = utc_now,
        asked_now: datetime | None = None,
    ) -> None:
        self.settings = settings
        self.load_catalogue = load_catalogue
        self.clock = clock
        self.asked_now = asked_now
        self.store = Store(settings.database)
        self.casework = Casework(lambda: self.catalogue, (agenda.project,))

    @cached_property
    def catalogue(self) -> "Selection":
        return self.load_catalogue(self.settings.workflows)

    @property
    def dossiers(self) -> Dossiers:
        return self.casework.dossiers

    def read(self) -> AbstractContextManager[UnitOfWork]:
        self._must_exist()
        return self.store.read()

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Raises Refused on a database that another release made, until `init` took it over."""
        self._must_exist()
        with self.store.write() as uow:
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
        if not self.is_sandbox(uow):
            if self.asked_now is not None:
                raise no_clock()
            return self.clock()
        kept = datetime.fromisoformat(uow.setting("clock"))
        if self.asked_now is None:
            return kept
        if self.asked_now < kept:
            raise Refused(
                Words(
                    f"de klok van de oefendatabase staat al op {write_instant(kept)}; hij gaat alleen vooruit",
                    f"the sandbox clock is at {write_instant(kept)} already; it only goes forward",
                )
            )
        return self.asked_now

    def by(self, uow: UnitOfWork) -> By:
        """Who asks, and when it is written down; moves a sandbox's clock. Raises NotFound off the staff."""
        now = self.now(uow)
        if self.asked_now is not None:
            uow.set_setting("clock", write_instant(now))
        return self._who(uow, now)

    def by_for_reading(self, uow: UnitOfWork) -> By:
        """Who reads, and the day it is. The clock was moved before, in a transaction of its own."""
        return self._who(uow, self.now(uow))

    def _who(self, uow: UnitOfWork, now: datetime) -> By:
        if self.settings.actor == SCHEDULER:
            return By(Actor(SCHEDULER, frozenset([SCHEDULER])), now)
        member = staff_by_name(uow, self.settings.actor, local_day(now), whole=True)
        return By(Actor(member.id, member.roles), now)
