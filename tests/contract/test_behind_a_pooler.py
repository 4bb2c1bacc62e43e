"""Everything works where a pooler lends a server for one transaction: pgbouncer, one server, several clients."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from scheduler.installation import prepare
from tests.builders import Desk, given_database
from tests.pooler import find_pgbouncer, pooler
from tests.scheduler.offices import make_office, reopened
from trajectories.audit.verify import verify
from trajectories.repository.store import Store

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.one_python,
    pytest.mark.skipif(not find_pgbouncer(), reason="no pgbouncer; .ci/run installs it where it may"),
]


@pytest.fixture(scope="module")
def port(postgres_server):
    with pooler(postgres_server) as port:
        yield port


@pytest.fixture
def behind(port, postgres_server):
    """`behind(url)`: the same database through the pooler."""
    return lambda url: url.replace(f":{postgres_server.port}/", f":{port}/")


def asked(url, query):
    with psycopg.connect(url.replace("+psycopg", ""), prepare_threshold=None, autocommit=True) as connection:
        return connection.execute(query).fetchall()


def test_two_clients_share_one_server(behind, postgres_copy, clock):
    """Each runs every statement more often than the driver needs to prepare it, in turn with the other's."""
    url = behind(postgres_copy(given_database))
    desks = [Desk(url, clock) for _ in range(2)]
    for number in range(8):
        for place, desk in enumerate(desks):
            desk.client(f"{'AB'[place]}-{number}", "1990-05-31")
    with desks[0].read() as uow:
        assert verify(uow).ok
    for desk in desks:
        desk.app.store.close()

    assert [(0,)] == asked(url, "select count(*) from pg_prepared_statements")
    assert [("0",)] == asked(url, "show idle_in_transaction_session_timeout"), "nothing of ours stays in the session"


def test_nothing_is_sent_together_behind_one(behind, postgres_copy, clock):
    """pgbouncer 1.18 loses count of what comes at once, now and then: then the server stays with whoever sent it."""
    url = postgres_copy(given_database)
    direct, through = Desk(url, clock), Desk(behind(url), clock)
    with direct.read() as near, through.read() as far:
        assert (True, False) == (near.asks_together, far.asks_together)
    direct.app.store.close()
    for number in range(60):
        through.client(f"C-{number}", "1990-05-31")
        assert [(1,)] == asked(behind(url), "select 1")
    through.app.store.close()


def test_two_clients_at_once(behind, postgres_copy, clock):
    """The one waits until the other's transaction ends; neither sees the other's statements."""
    url = behind(postgres_copy(given_database))

    def work(letter: str) -> None:
        desk = Desk(url, clock)
        key = desk.open("proefdossier", desk.client(f"{letter}-0", "1990-05-31"))
        for number in range(6):
            desk.note(key, f"{letter} {number}")
        desk.app.store.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, "AB"))

    store = Store(url)
    with store.read() as uow:
        assert verify(uow).ok
        assert 12 == uow.connection.exec_driver_sql("select count(*) from event where type = 'NoteAdded'").scalar()
    store.close()


def test_it_is_made_and_ticks_behind_it(behind, postgres_url):
    url = behind(postgres_url)
    make_office(url)
    office, other = reopened(url), reopened(url)
    office.client(coordinator="s2")
    report, again = office.tick("2026-04-10"), other.tick("2026-04-10")

    assert (1, 0) == (report.sent - report.digests, again.sent - again.digests)
    assert not prepare(office.app, sandbox=True).is_new
    office.app.store.close()
    other.app.store.close()


def test_without_one_the_driver_prepares_as_it_did(postgres_copy):
    """What is asked often is planned once."""
    store = Store(postgres_copy(given_database))
    for _ in range(8):
        with store.read() as uow:
            uow.head("t1")
    with store.read() as uow:
        assert uow.connection.exec_driver_sql("select count(*) from pg_prepared_statements").scalar()
    store.close()
