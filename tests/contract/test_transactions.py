"""How a transaction begins and ends, on both databases: PostgreSQL is told both together with what is asked of it."""

from contextlib import suppress

import pytest
from sqlalchemy import bindparam, insert

from tests.builders import Desk, given_database
from trajectories.repository.store import Prepared
from trajectories.repository.tables import SETTING
from workflows.errors import CaseworkError


def test_a_reader_leaves_nothing_behind(desk):
    """PostgreSQL refuses to write in such a transaction, SQLite forgets it."""
    with suppress(CaseworkError), desk.read() as uow:
        uow.connection.execute(insert(SETTING), {"key": "left", "value": "behind"})

    with desk.read() as uow:
        assert "" == uow.setting("left")


def test_a_transaction_that_asks_nothing_or_fails_writes_nothing(desk):
    with desk.write():
        pass
    with desk.read():
        pass
    with suppress(KeyError), desk.write() as uow:
        uow.set_setting("half", "done")
        raise KeyError

    with desk.read() as uow:
        assert "" == uow.setting("half")


@pytest.mark.postgres
def test_whoever_uses_the_connection_without_us_can_still_take_back(postgres_copy, clock):
    """As it comes out of the pool the driver begins a transaction by itself."""
    desk = Desk(postgres_copy(given_database), clock)
    with desk.read() as uow:
        assert uow.setting("calendar")
    with desk.app.store.engine.begin() as connection:
        connection.execute(insert(SETTING), {"key": "by hand", "value": "kept"})
        connection.rollback()

    with desk.read() as uow:
        assert "" == uow.setting("by hand")
    desk.app.store.close()


def test_what_runs_last_is_committed(desk):
    """PostgreSQL is waited for once: its beginning, itself and its end go together."""
    later = Prepared(insert(SETTING).values(key=bindparam("key"), value=bindparam("value")))
    with desk.write() as uow:
        uow.run_later(later, {"key": "before", "value": "it"})
        assert 1 == uow.run_last(later, {"key": "itself", "value": "too"})

    with desk.read() as uow:
        assert ("it", "too") == (uow.setting("before"), uow.setting("itself"))
