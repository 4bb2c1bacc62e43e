"""On PostgreSQL with the rights of deploy/roles.sql: people work and tick, and nobody changes the history."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from scheduler.installation import prepare
from tests.apps import a_store
from tests.postgres import A_COLLEAGUE, COLLEAGUE, ROLES, SUPERUSER
from tests.scheduler.offices import make_office, reopened
from trajectories.audit.checkpoint import settled_position, take
from trajectories.audit.verify import verify
from trajectories.service.office import rebuild_all
from workflows.errors import CaseworkError, Refused

pytestmark = [pytest.mark.postgres, pytest.mark.one_python]

A_READER = b"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reader') THEN
    CREATE ROLE reader LOGIN IN ROLE traject_readers;
  END IF;
END $$
"""
ROOT = Path(__file__).parent.parent.parent


def with_rights(url: str) -> None:
    """An office, and the rights of the file as its owner gives them."""
    make_office(url)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(ROLES.read_bytes())
        connection.execute(A_COLLEAGUE)


@pytest.fixture
def url(postgres_copy):
    return postgres_copy(with_rights).replace(f"//{SUPERUSER}@", f"//{COLLEAGUE}@")


def test_who_owns_nothing_can_do_the_work(url):
    """Casework, a tick with its record, rebuild, verify."""
    office = reopened(url)
    office.staff["s2"] = "Anna"
    key = office.client(coordinator="s2")
    report = office.tick("2026-04-10")
    with office.app.write() as uow:
        rebuild_all(office.app.casework, uow)
        assert verify(uow).ok
    office.app.store.close()

    assert (1, 0) == (report.sent - report.digests, report.failed)
    assert [("Anna", "before-1m.0")] == office.told(key)


@pytest.mark.parametrize(
    "statement",
    [
        "update event set actor = 's2'",
        "delete from event",
        "truncate event",
        "alter table event disable trigger all",
        "drop table event",
        "update private set value = 'anders'",
        "update alembic_version set version_num = '9999'",
        "create table event2 (x int)",
        "set session_replication_role = replica",
    ],
)
def test_and_cannot_change_the_history_nor_what_guards_it(url, statement):
    with pytest.raises(CaseworkError), a_store(url).write() as uow:
        uow.connection.exec_driver_sql(statement)


def test_who_may_only_read_can_verify_and_take_a_checkpoint(url):
    """An auditor who is one of traject_readers."""
    with psycopg.connect(url.replace("+psycopg", "").replace(f"//{COLLEAGUE}@", f"//{SUPERUSER}@")) as connection:
        connection.execute(A_READER)
    store = a_store(url.replace(f"//{COLLEAGUE}@", "//reader@"))

    position = settled_position(store)

    with store.read() as uow:
        assert uow.connection.exec_driver_sql("select current_user").scalar() == "reader"
        assert [] == verify(uow).problems
        assert position == take(uow, position).position > 0
    store.close()


def test_init_is_for_the_owner(url):
    """An upgrade changes tables; it says whom to ask."""
    with a_store(url).read() as uow:
        assert uow.setting("calendar")
    with pytest.raises(Refused, match=r"may not do this .* deploy/roles.sql"), a_store(url).write() as uow:
        uow.connection.exec_driver_sql("create table later (x int)")
    assert not prepare(reopened(url).app, sandbox=True).is_new, "with nothing to upgrade it has nothing to do"


@pytest.mark.soak
def test_the_contracts_hold_for_who_owns_nothing():
    """All of tests/contract on PostgreSQL, but what works on the tables as their owner does."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "0",
            "-m",
            "postgres and not soak and not owner",
            "tests/contract",
        ],
        cwd=ROOT,
        env={**os.environ, "TRAJECT_TEST_AS": "people"},
        capture_output=True,
        text=True,
    )
    assert 0 == done.returncode, done.stdout[-5000:]
