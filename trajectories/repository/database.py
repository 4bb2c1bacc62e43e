"""A database as a process has it open: its engine, its door, and how long a connection to a file is kept."""

from collections.abc import Iterator
from contextlib import contextmanager

from trajectories.repository.connect import make_engine
from trajectories.repository.door import Door
from trajectories.repository.replaced import replaced
from trajectories.repository.sqlite_pool import InARow


class Database:
    """By URL: sqlite:///FILE or postgresql://…"""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = make_engine(url)
        self.door = Door(url, is_sqlite=self.is_sqlite)

    @contextmanager
    def in_a_row(self) -> Iterator[None]:
        """On SQLite one connection serves all transactions in here, which follow each other at once; see `rest`."""
        self.keep_open()
        try:
            yield
        finally:
            self.let_close()

    def rest(self) -> None:
        """Said before waiting for anything else than the database: nothing stays open meanwhile."""
        if isinstance(self.engine.pool, InARow):
            self.engine.pool.rest()

    def must_lie_there(self) -> None:
        """Before a transaction, of a file that was kept open."""
        if isinstance(self.engine.pool, InARow) and self.engine.pool.is_replaced():
            raise replaced(self.url)

    def keep_open(self) -> None:
        if isinstance(self.engine.pool, InARow):
            self.engine.pool.begin_row()

    def let_close(self) -> None:
        if isinstance(self.engine.pool, InARow):
            self.engine.pool.end_row()

    def close(self) -> None:
        self.engine.dispose()
