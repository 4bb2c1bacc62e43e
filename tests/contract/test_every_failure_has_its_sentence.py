"""Every failure of a database is known by its code, and has a sentence in both languages and an exit code."""

import os
import resource
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from cli.app import main
from tests.apps import a_store
from tests.builders import given_database
from tests.contract.test_one_door import by_hand, file_of, plain
from trajectories.audit.accepted_losses import accepted_losses
from trajectories.audit.office_rows import office_rows
from trajectories.repository.failures import (
    BY_SQLITE,
    BY_SQLSTATE,
    FAILURES,
    DatabaseFailure,
    as_ours,
    of_sqlite,
    of_sqlstate,
)
from trajectories.repository.store import Store
from workflows.errors import CaseworkError, HistoryBroken, NotFound, Refused, UsageError, VersionConflict
from workflows.words import Words

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")


def exit_code(failure: DatabaseFailure) -> int:
    return failure.error(Words("")).exit_code


# the table


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.name)
def test_each_has_a_sentence_and_a_code_that_is_not_1(failure):
    words = failure.say("db.example.org:5432/traject")

    assert words.nl
    assert words.en
    assert words.nl != words.en
    assert exit_code(failure) in (2, 4, 5, 6, 8)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.name)
def test_the_page_has_the_same_table(failure):
    codes = ", ".join(failure.sqlstates) or "–"
    sqlite = ", ".join(map(str, failure.sqlite)) or "–"

    assert f"| {failure.name} | {codes} | {sqlite} | {exit_code(failure)} |" in PAGE


def test_no_code_is_told_twice():
    assert sum(len(each.sqlstates) for each in FAILURES) == len(BY_SQLSTATE)
    assert sum(len(each.sqlite) for each in FAILURES) == len(BY_SQLITE)


def test_every_sqlite_code_that_a_user_can_meet_is_known():
    """The primary ones; those left out are a fault in how SQLite is called."""
    for name in MET:
        assert of_sqlite(getattr(sqlite3, f"SQLITE_{name}")), name


MET = (
    *("ERROR", "PERM", "BUSY", "LOCKED", "NOMEM", "READONLY", "INTERRUPT", "IOERR", "CORRUPT", "FULL", "CANTOPEN"),
    *("SCHEMA", "TOOBIG", "CONSTRAINT", "MISMATCH", "AUTH", "RANGE", "NOTADB"),
)


@pytest.mark.parametrize(
    "code, error",
    [
        ("40001", VersionConflict),
        ("40P01", VersionConflict),
        ("55P03", VersionConflict),
        ("57014", VersionConflict),
        ("53300", VersionConflict),
        ("53100", Refused),
        ("25006", Refused),
        ("42501", Refused),
        ("28P01", Refused),
        ("3D000", NotFound),
        ("08006", NotFound),
        ("XX001", HistoryBroken),
        ("22021", UsageError),
    ],
)
def test_a_class_serves_where_the_whole_code_is_not_named(code, error):
    failure = of_sqlstate(code)

    assert failure is not None
    assert failure.error is error


def test_what_no_table_knows_is_a_sentence_too():
    """With its code, and nothing of the driver's words."""

    class Strange(Exception):
        sqlstate = "HV000"

    told = as_ours("postgresql://h/d", Strange("geheim"))

    assert (4, True, False) == (told.exit_code, "(HV000)" in str(told), "geheim" in str(told))


# on SQLite, for real


def told_by(store: Store, *, writing: bool = True) -> CaseworkError:
    with pytest.raises(CaseworkError) as caught, store.write() if writing else store.read() as uow:  # noqa: PT012
        uow.set_setting("x", "y" * 100_000)
        for number in range(200):
            uow.set_setting(f"x{number}", "y" * 10_000)
    return caught.value


def test_a_file_that_is_held_is_busy(sqlite_desk):
    store = a_store(f"{sqlite_desk.app.store.url}?timeout=0")
    with closing(sqlite3.connect(file_of(sqlite_desk), isolation_level=None)) as other:
        other.execute("begin immediate")
        with store.engine.connect() as connection:
            connection.exec_driver_sql("pragma busy_timeout=0")
        assert 6 == told_by(store).exit_code


def test_a_full_disk_writes_nothing(sqlite_desk):
    """Here the file may not grow: SQLite's own limit, which gives the same code."""
    store = a_store(sqlite_desk.app.store.url)
    with pytest.raises(Refused, match="is full; nothing was recorded"), store.write() as uow:  # noqa: PT012
        uow.connection.exec_driver_sql("pragma max_page_count=1")
        for number in range(300):
            uow.set_setting(f"x{number}", "y" * 10_000)
    store.close()
    with store.read() as uow:
        assert "" == uow.setting("x0")


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="only root may mount a small disk")
def test_a_disk_that_is_really_full(sqlite_desk, tmp_path):
    """A tmpfs, where this machine lets us mount one; else a limit to what a file may grow to."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = file_of(sqlite_desk).stat().st_size // 1024 + 300
    mounted = os.system(f"mount -t tmpfs -o size={size}k none {disk} 2>/dev/null") == 0
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        sqlite_desk.app.store.close()
        path = disk / "traject.db"
        shutil.copyfile(file_of(sqlite_desk), path)
        if not mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size * 1024, before[1]))
        store = a_store(f"sqlite:///{path}")
        told = told_by(store)
        store.close()
        assert told.exit_code == (4 if mounted else 8)
        with closing(sqlite3.connect(path)) as whole:
            assert ("ok",) == whole.execute("pragma integrity_check").fetchone()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        if mounted:
            os.system(f"umount {disk}")


def test_a_damaged_file_points_to_the_last_good_copy(sqlite_desk):
    path = file_of(sqlite_desk)
    sqlite_desk.app.store.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))

    told = told_by(a_store(sqlite_desk.app.store.url))

    assert isinstance(told, HistoryBroken)
    assert "put back the last good copy (docs/operations.md, Restore)" in str(told)


def test_no_file_a_folder_and_something_else(tmp_path, sqlite_url):
    other = tmp_path / "brief.txt"
    other.write_text("Geachte heer, " * 100)

    assert "make one with 'traject init'" in str(told_by(a_store(f"sqlite:///{tmp_path}/no/such/file.db")))
    assert "is no database of traject" in str(told_by(a_store(f"sqlite:///{tmp_path}")))
    assert "is no database of traject" in str(told_by(a_store(f"sqlite:///{other}")))


# on PostgreSQL, for real


@pytest.mark.postgres
def test_who_is_not_let_in_is_told_why(postgres_server, postgres_copy):
    """By the server's code, whatever language it speaks."""
    url = postgres_copy(given_database)
    found = {
        url.replace("//traject@", "//niemand@"): (4, "does not let this user in"),
        url.rpartition("/")[0] + "/nietes": (5, "has no database"),
        url.replace(f":{postgres_server.port}/", ":9/"): (5, "cannot be reached"),
    }
    for address, (code, words) in found.items():
        told = told_by(a_store(address))
        assert (code, True) == (told.exit_code, words in str(told)), str(told)


@pytest.mark.postgres
def test_too_many_connections(postgres_copy):
    url = postgres_copy(given_database)
    name = url.rpartition("/")[2]
    by_hand(url, "create role busy login connection limit 1", "grant select on all tables in schema public to busy")
    busy = url.replace("//traject@", "//busy@")
    with psycopg.connect(plain(busy)):
        told = told_by(a_store(busy))
    by_hand(url, "drop owned by busy", "drop role busy")

    assert (6, True) == (told.exit_code, f"{name} has too many connections" in str(told))


@pytest.mark.postgres
@pytest.mark.parametrize(
    "before, statement, code, words",
    [
        ("set local statement_timeout = 20", "select pg_sleep(5)", 6, "took too long"),
        ("set transaction read only", "delete from setting", 4, "can only be read"),
        ("set local lock_timeout = 20", "lock table agenda", 6, "busy"),
        ("select 1", "select pg_terminate_backend(pg_backend_pid())", 6, "starting or stopping"),
        ("select 1", "select 1/0", 2, "cannot be kept"),
        ("select 1", "select * from nietes", 4, "of another release"),
    ],
)
def test_what_the_server_refuses(desk_on_postgres, before, statement, code, words):
    url = desk_on_postgres
    with psycopg.connect(plain(url)) as other:
        other.execute("lock table agenda")
        with pytest.raises(CaseworkError) as told, a_store(url).write() as uow:  # noqa: PT012
            uow.connection.exec_driver_sql(before)
            uow.connection.exec_driver_sql(statement)

    assert (code, True) == (told.value.exit_code, words in str(told.value)), str(told.value)


@pytest.mark.postgres
@pytest.mark.parametrize("asks", [accepted_losses, office_rows])
def test_a_check_that_could_not_ask_does_not_say_that_it_found_nothing(desk_on_postgres, asks):
    """A connection that is lost is no history that cannot be read."""
    with pytest.raises(CaseworkError) as told, a_store(desk_on_postgres).read() as uow:  # noqa: PT012
        mine = uow.connection.exec_driver_sql("select pg_backend_pid()").scalar()
        by_hand(desk_on_postgres, f"select pg_terminate_backend({mine}, 10000)")
        asks(uow)

    assert (6, True) == (told.value.exit_code, "starting or stopping" in str(told.value)), str(told.value)


@pytest.fixture
def desk_on_postgres(postgres_copy):
    return postgres_copy(given_database)


# nothing of Python


def test_what_nobody_foresaw_names_nothing_of_python(monkeypatch, capsys, tmp_path):
    """With TRAJECT_DEBUG it says what it was; here a folder that the machine takes away is told in words."""
    monkeypatch.setenv("TRAJECT_DATABASE", str(tmp_path / ("x" * 5000)))
    monkeypatch.setenv("TRAJECT_LANG", "en")
    monkeypatch.delenv("TRAJECT_DEBUG", raising=False)

    code = main(["show", "t1"])
    said = capsys.readouterr().err

    assert (4, True) == (code, "its name is too long" in said.replace("\n", " ")), said


def test_an_error_keeps_its_cause_for_whoever_mends_it(desk):
    with pytest.raises(CaseworkError) as told, desk.write() as uow:
        uow.connection.exec_driver_sql("select * from nietes")

    assert isinstance(told.value.__cause__, DBAPIError)
