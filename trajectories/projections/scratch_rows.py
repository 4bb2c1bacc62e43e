"""A place in memory where projections can be made beside those that are stored: nobody waits, nothing is written."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Table, create_engine

from trajectories.repository.store import UnitOfWork


@contextmanager
def in_memory(tables: Iterable[Table]) -> Iterator[UnitOfWork]:
    """With these tables, empty; an SQLite of its own, whatever the database is: events give the same rows on both."""
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            for table in tables:
                table.create(connection)
            yield UnitOfWork(connection, is_sqlite=True)
    finally:
        engine.dispose()
