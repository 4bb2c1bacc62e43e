"""The product on a database of its own, with the yardstick published and households to follow."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from scheduler.installation import prepare
from tests.apps import an_app
from tests.postgres import Server
from trajectories.casework import commands as ask
from trajectories.people.clients import NewPerson, add_person
from trajectories.people.households import form_household
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.service.recording import By
from trajectories.settings import Settings, read_smtp
from workflows.catalogue.catalogue import Catalogue

DEFINITIONS = Path(__file__).parent / "definitions"
NOW = datetime(2025, 3, 3, 12, tzinfo=UTC)  # Monday
DAY = date(2025, 3, 3)
ACTOR = "anna"
FACTS = {"teken": {"getekend_op": DAY.isoformat()}}
PATH = ("koppel", "bezichtig", "teken", "richt_in", "coach", "begeleid")


class Office:
    """app: the product. by: its one colleague. Opens trajectories; advancing them is what is measured."""

    def __init__(self, url: str) -> None:
        settings = Settings(url, ACTOR, "en", None, read_smtp({}))
        self.app = an_app(settings, lambda _: Catalogue.load(DEFINITIONS))
        prepare(self.app, sandbox=True, clock_at=NOW)
        self.count = 0
        with self.app.write() as uow:
            self.by = By(self.app.by(uow).actor, NOW)

    def open(self, count: int) -> list[str]:
        """So many households of a parent and a child, each with a trajectory, in one transaction."""
        with self.app.write() as uow:
            return [self._open_one(uow) for _ in range(count)]

    def _open_one(self, uow: UnitOfWork) -> str:
        self.count += 1
        stamp = Stamp(NOW, self.by.actor.staff, "administrator")
        members = [
            add_person(uow, NewPerson(f"ouder-{self.count}", "Ouder", date(1990, 5, 1)), DAY, stamp),
            add_person(uow, NewPerson(f"kind-{self.count}", "Kind", date(2015, 5, 1)), DAY, stamp),
        ]
        household = form_household(uow, f"gezin-{self.count}", members, DAY, stamp)
        command = ask.Open("meetlat", household, "any", DAY, DAY)
        return self.app.casework.open(uow, command, self.by).trajectory.id

    def advance(self, key: str, trigger: str) -> None:
        """One command, one transaction, as the command line does it."""
        with self.app.write() as uow:
            self.app.casework.advance(uow, ask.Advance(key, trigger, DAY, FACTS.get(trigger, {})), self.by)


def sqlite_url(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / f'{name}.db'}"


@contextmanager
def postgres() -> Iterator[Server]:
    """Durable: fsync on."""
    server = Server(durable=True)
    try:
        yield server
    finally:
        server.stop()
