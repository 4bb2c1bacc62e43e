"""A place in memory where projections can be made beside those that are stored: nobody waits, nothing is written."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Engine, NullPool, Table, create_engine

from trajectories.repository.store import UnitOfWork


@contextmanager
def in_memory(tables: Iterable[Table]) -> Iterator[UnitOfWork]:
    """With these tables, empty; an SQLite of its own, whatever the database is: events give the same rows on both."""
    with _engine().connect() as connection:
        for table in tables:
            table.create(connection)
        yield UnitOfWork(connection, is_sqlite=True)


@cache
def _engine() -> Engine:
    """Each connection is a database of its own, gone when it closes; statements are compiled once."""
    return create_engine("sqlite://", poolclass=NullPool)
