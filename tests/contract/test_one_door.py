"""Every connection comes in by one door: is it ours, of which release, may we, is it still the same."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import bindparam, insert, text

from cli.app import main
from scheduler.bootstrap import App
from scheduler.installation import prepare
from tests.apps import a_store, an_app
from tests.builders import NO_MAIL, builtin_catalogue
from tests.mailserver import serving
from tests.scheduler.offices import BOTH, an_office
from trajectories.audit.verify import verify
from trajectories.repository.prepared import Prepared
from trajectories.repository.replaced import DatabaseReplaced
from trajectories.repository.sqlite_copy import copied_aside
from trajectories.repository.store import Store
from trajectories.repository.tables import SETTING
from trajectories.settings import Settings
from workflows.errors import CaseworkError, NotFound, Refused

ROOT = Path(__file__).parent.parent.parent


def file_of(desk) -> Path:
    return Path(desk.app.store.url.removeprefix("sqlite:///"))


def plain(url: str) -> str:
    return url.replace("+psycopg", "")


def by_hand(url: str, *statements: str) -> None:
    """Past the product, by whoever owns the database."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
            for each in statements:
                connection.execute(each)
    else:
        with psycopg.connect(plain(url), autocommit=True) as connection:
            for each in statements:
                connection.execute(each.encode())


def enter(store, *, writing: bool = False) -> None:
    with store.write() if writing else store.read() as uow:
        uow.setting("sandbox")


def beside(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir() if each != path)


# one connection a transaction, on SQLite


def test_nothing_of_ours_lies_beside_a_file_that_nobody_works_in(sqlite_desk):
    """A log left there would be laid over whatever file is put in that place."""
    path, store = file_of(sqlite_desk), Store(sqlite_desk.app.store.url)
    sqlite_desk.app.store.close()
    with store.write() as uow:
        uow.set_setting("one", "1")
        assert "traject.db-wal" in beside(path)
    assert [] == beside(path)
    with store.read() as uow:
        assert "1" == uow.setting("one")
    assert [] == beside(path)


def test_what_follows_at_once_shares_a_connection_until_it_rests(sqlite_desk):
    path, store = file_of(sqlite_desk), Store(sqlite_desk.app.store.url)
    sqlite_desk.app.store.close()
    with store.in_a_row():
        with store.write() as uow:
            uow.set_setting("one", "1")
        assert "traject.db-wal" in beside(path)
        store.rest()
        assert [] == beside(path)
        with store.write() as uow:
            uow.set_setting("two", "2")
    assert [] == beside(path)


def test_nothing_stays_open_while_a_mail_server_has_a_message(sqlite_url, monkeypatch):
    """That may take minutes, of a reminder and of a checkpoint for a witness; what goes elsewhere takes no time."""
    office = an_office(sqlite_url)
    office.client(coordinator=next(key for key, name in office.staff.items() if name == "Anna"))
    office.app.store.close()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    front = ["--database", sqlite_url, "--by", "Beheer", "--now", "2026-04-10T10:00"]
    with serving() as server:
        seen = Looking(lambda: beside(path))
        server.mails = seen
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        for words in ("scheduler channel smtp", "audit witness add w@example.org", "scheduler tick --send"):
            assert main([*front, *words.split()]) in (0, 4), words

    assert {"anna@voorbeeld.nl", "w@example.org"} == {each["To"].addresses[0].addr_spec for each in seen}
    assert [[]] * len(seen) == seen.beside


class Looking(list[EmailMessage]):
    """Of each mail that it takes, what lay beside the database then."""

    def __init__(self, look: Callable[[], list[str]]) -> None:
        super().__init__()
        self.look = look
        self.beside: list[list[str]] = []

    def append(self, mail) -> None:
        self.beside.append(self.look())
        super().append(mail)


# a database that was replaced under a process


@pytest.mark.parametrize("how", [os.replace, shutil.copyfile])
@pytest.mark.parametrize("kept", [True, False])
def test_a_copy_put_back_under_a_process_stops_it_and_stays_whole(sqlite_desk, tmp_path, how, kept):
    """Renamed into its place or written over it; a running scheduler made the good copy malformed."""
    url, path = sqlite_desk.app.store.url, file_of(sqlite_desk)
    sqlite_desk.app.store.close()
    good, again = tmp_path / "good.db", tmp_path / "again.db"
    shutil.copyfile(path, good)
    shutil.copyfile(good, again)
    store = Store(url)
    if kept:
        store.keep_open()
    sqlite_desk.client("A-1", "1990-05-31")
    sqlite_desk.app.store.close()
    with store.write() as uow:
        uow.set_setting("seen", "all")
    if how is shutil.copyfile:
        store.rest()  # over a file that someone has open nobody can promise anything

    how(again, path)
    with pytest.raises(DatabaseReplaced) as told, store.write() as uow:
        uow.set_setting("written", "into the copy")
    store.close()

    assert 8 == told.value.exit_code
    assert good.read_bytes() == path.read_bytes()
    for each in ("traject.db-wal", "traject.db-shm"):  # of a file that was open: they go with the old one
        path.with_name(each).unlink(missing_ok=True)
    assert [("ok",)] == closing_rows(path, "pragma integrity_check")


def closing_rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_what_is_committed_into_a_file_that_was_taken_away_is_told(sqlite_desk, tmp_path):
    url, path = sqlite_desk.app.store.url, file_of(sqlite_desk)
    sqlite_desk.app.store.close()
    again = tmp_path / "again.db"
    shutil.copyfile(path, again)
    store = Store(url)

    with pytest.raises(DatabaseReplaced), store.write() as uow:  # noqa: PT012
        uow.set_setting("lost", "yes")
        os.replace(again, path)

    with closing(sqlite3.connect(path)) as new:
        new.execute("insert into setting values ('of the new file', '1')")
        new.commit()
        store.close()
    assert [("1",)] == closing_rows(path, "select value from setting where key = 'of the new file'")


def test_the_last_event_seen_must_still_be_there(desk):
    """Its own too. On PostgreSQL an older copy is restored under the same address."""
    desk.client("A-1", "1990-05-31")
    url = desk.app.store.url
    off, on = ("drop trigger {}", "") if url.startswith("sqlite") else ("alter table event disable trigger all", "")
    names = (
        [row[0] for row in desk.rows("select name from sqlite_master where type = 'trigger'")]
        if (url.startswith("sqlite"))
        else [on]
    )
    by_hand(url, *[off.format(name) for name in names], "delete from event where stream = 'p1'")

    with pytest.raises(DatabaseReplaced, match="no longer the one"):
        enter(desk.app.store)


def test_another_database_id_is_another_database(desk):
    """Also where no event was written since."""
    by_hand(desk.app.store.url, "delete from setting where key = 'database_id'")
    by_hand(desk.app.store.url, "insert into setting values ('database_id', 'one')")
    enter(desk.app.store)
    by_hand(desk.app.store.url, "update setting set value = 'two' where key = 'database_id'")

    with pytest.raises(DatabaseReplaced):
        enter(desk.app.store, writing=True)


def test_what_goes_together_with_its_commit_is_not_committed_either(desk):
    """PostgreSQL is sent a beginning, one statement and its end at once: the door fails in their midst."""
    later = Prepared(insert(SETTING).values(key=bindparam("key"), value=bindparam("value")))
    by_hand(desk.app.store.url, "delete from setting where key = 'database_id'")
    by_hand(desk.app.store.url, "insert into setting values ('database_id', 'one')")
    for number in range(2):
        with desk.write() as uow:
            assert 1 == uow.run_last(later, {"key": f"right {number}", "value": "x"})
    by_hand(desk.app.store.url, "update setting set value = 'two' where key = 'database_id'")

    with pytest.raises(DatabaseReplaced), desk.write() as uow:
        uow.run_last(later, {"key": "wrong", "value": "x"})

    with a_store(desk.app.store.url).read() as uow:
        assert ("x", "x", "") == tuple(uow.setting(name) for name in ("right 0", "right 1", "wrong"))


@pytest.fixture(params=BOTH)
def office(request):
    office = an_office(request)
    yield office
    office.app.store.close()


def test_a_tick_names_what_it_handed_over_and_could_not_record(office):
    """The copy knows nothing of it; it stays as it is."""
    office.client(coordinator="s2")
    url = office.app.store.url
    handed: list[str] = []

    def mail(message):
        handed.append(message.key)
        by_hand(url, "delete from setting where key = 'database_id'")
        by_hand(url, "insert into setting values ('database_id', 'another')")

    enter(office.app.store)
    with pytest.raises(DatabaseReplaced) as told:
        office.tick("2026-04-10", mail)

    assert 1 == len(handed)
    assert f"Handed over and not recorded: message {handed[0]}" in told.value.say("en")
    assert "Overhandigd en niet vastgelegd: bericht" in told.value.say("nl")
    assert "to s2, with t1/" in told.value.say("en")
    assert [] == said_by_hand(url)


def said_by_hand(url: str) -> list[tuple[object, ...]]:
    with a_store(url).read() as uow:
        return [tuple(row) for row in uow.connection.execute(text("select * from event where type = 'ReminderSent'"))]


@pytest.mark.one_python
@pytest.mark.slow
def test_a_scheduler_whose_file_is_replaced_stops_with_8(tmp_path):
    path, copy = tmp_path / "traject.db", tmp_path / "copy.db"
    run(path, "init", "--sandbox")
    shutil.copyfile(path, copy)
    run(path, "client", "add", "--ref", "A-1")
    began = subprocess.Popen(
        [sys.executable, "-m", "cli.start", "scheduler", "run", "--every", "0.02"],
        env=surroundings(path),
        cwd=ROOT,
        text=True,
        stderr=subprocess.PIPE,
    )
    with began:
        assert began.stderr is not None
        assert "Looks every" in began.stderr.readline()
        os.replace(copy, path)
        talk = began.stderr.read()

    assert (8, True) == (began.returncode, "no longer the one" in talk), talk
    assert [("ok",)] == closing_rows(path, "pragma integrity_check")


def run(path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "cli.start", *words], env=surroundings(path), cwd=ROOT, capture_output=True, text=True
    )
    assert 0 == done.returncode, done.stderr
    return done


def surroundings(path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "TRAJECT_DATABASE": str(path),
        "TRAJECT_ACTOR": "Beheer",
        "TRAJECT_LANG": "en",
        "COLUMNS": "500",
    }


# is it ours, and of which release


def test_a_database_of_an_older_release_is_upgraded_by_init(desk):
    by_hand(desk.app.store.url, "update alembic_version set version_num = '0001'")

    with pytest.raises(Refused, match="of another release; 'traject init' upgrades it"):
        enter(desk.app.store)


def test_a_database_of_a_newer_release_says_that_this_traject_is_too_old(desk):
    """In a process that had it open while another upgraded it, too; `init` changes nothing."""
    enter(desk.app.store)
    by_hand(desk.app.store.url, "update alembic_version set version_num = '9999'")

    with pytest.raises(Refused, match="this traject is too old"):
        enter(desk.app.store, writing=True)
    with pytest.raises(Refused, match="this traject is too old"):
        prepare(desk.app, sandbox=False)


def test_the_copy_that_init_put_aside_is_named(sqlite_desk):
    """The newest that this release can read, not one of another."""
    path = file_of(sqlite_desk)
    copy = copied_aside(path, sqlite_desk.clock())
    by_hand(sqlite_desk.app.store.url, "update alembic_version set version_num = '9999'")
    sqlite_desk.app.store.close()
    shutil.copyfile(path, path.with_name("traject.db.20991231T000000.before"))

    with pytest.raises(Refused) as told:
        enter(sqlite_desk.app.store)

    assert str(copy) in told.value.say("en")
    assert str(copy) in told.value.say("nl")
    assert "0600" == f"0{stat.S_IMODE(copy.stat().st_mode):o}"


def test_a_database_of_something_else_is_refused_and_left_alone(empty_url):
    by_hand(empty_url, "create table recipe (name text)", "create table event (name text)")
    before = Path(empty_url.removeprefix("sqlite:///")).read_bytes() if empty_url.startswith("sqlite") else b""

    with pytest.raises(NotFound, match="is no database of traject"):
        enter(a_store(empty_url))
    with pytest.raises(NotFound, match="is no database of traject"):
        prepare(the_app(empty_url), sandbox=False)

    if before:
        assert before == Path(empty_url.removeprefix("sqlite:///")).read_bytes()


def test_a_database_of_another_program_that_counts_its_revisions_is_not_ours(desk):
    """Alembic is used by many."""
    by_hand(desk.app.store.url, "update alembic_version set version_num = 'ab12cd34ef56'")

    with pytest.raises(NotFound, match="is no database of traject"):
        enter(desk.app.store)


# letters, path and rights


@pytest.mark.postgres
def test_a_database_that_does_not_keep_utf_8_is_refused(postgres_server):
    with postgres_server.connected() as connection:
        connection.execute("CREATE DATABASE letters TEMPLATE template0 ENCODING 'LATIN1'")
    app = the_app(postgres_server.url("letters"))
    try:
        with pytest.raises(Refused, match="keeps text as LATIN1"):
            prepare(app, sandbox=False)
    finally:
        app.store.close()
        postgres_server.admin("DROP DATABASE letters WITH (FORCE)")


def test_a_file_that_does_not_keep_utf_8_is_refused(sqlite_copy, tmp_path):
    """Made from ours by a tool that chose another encoding."""
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(sqlite_copy.removeprefix("sqlite:///"))) as source:
        script = "\n".join(line for line in source.iterdump())
    with closing(sqlite3.connect(other)) as target:
        target.execute("PRAGMA encoding = 'UTF-16'")
        target.executescript(script)

    with pytest.raises(Refused, match="keeps text as UTF-16"):
        enter(a_store(f"sqlite:///{other}"))


@pytest.mark.postgres
def test_a_search_path_that_finds_one_table_elsewhere_is_refused(desk):
    """Else the history would be read from one place, and written to another."""
    url = desk.app.store.url
    if url.startswith("sqlite"):
        pytest.skip("SQLite has no search path")
    by_hand(url, "create schema other", "create table other.setting (key text, value text)")

    with pytest.raises(Refused, match="search_path"):
        enter(a_store(f"{url}?options=-csearch_path%3Dother,public"))


@pytest.mark.postgres
def test_who_may_only_read_reads_and_is_told_so_when_writing(postgres_copy, postgres_server):
    from tests.builders import given_database

    url = postgres_copy(given_database)
    by_hand(
        url,
        "drop role if exists looker",
        "create role looker login",
        "grant select on all tables in schema public to looker",
    )
    store = a_store(url.replace("//traject@", "//looker@"))

    with store.read() as uow:
        assert uow.setting("calendar")
    with pytest.raises(Refused, match=r"may only read .* deploy/roles.sql"):
        enter(store, writing=True)
    store.close()
    by_hand(url, "drop owned by looker", "drop role looker")


# making it


def the_app(url: str) -> App:
    return an_app(Settings(url, "Beheer", "en", None, NO_MAIL), lambda _: builtin_catalogue())


def test_two_init_at_once_make_one_database(empty_url):
    """The second waits for the first and finds it made."""
    apps = [the_app(empty_url) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda app: prepare(app, sandbox=False), apps))

    assert [False, True] == sorted(each.is_new for each in made)
    with apps[0].read() as uow:
        assert verify(uow).ok
        assert [("s1",)] == [tuple(row) for row in uow.connection.execute(text("select id from staff"))]


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_what_we_make_is_for_its_owner_alone(tmp_path):
    """Folder, file, log and copy, whatever the account hands out otherwise; what was there is told of, not changed."""
    before = os.umask(0)
    try:
        path = tmp_path / "new" / "deeper" / "traject.db"
        app = the_app(f"sqlite:///{path}")
        prepare(app, sandbox=False)
        with app.write() as uow:
            uow.set_setting("x", "y")
            made = [path.parent.parent, path.parent, *path.parent.iterdir()]
            assert {0o700, 0o600} == {stat.S_IMODE(each.stat().st_mode) for each in made}
            assert 5 == len(made)
        path.parent.chmod(0o755)
        told: list[str] = []
        prepare(app, sandbox=False, report=lambda words: told.append(words.say("en")))
    finally:
        os.umask(before)

    assert [f"other accounts can reach {path.parent} (rights 755); close that with: chmod 700 {path.parent}"] == told
    assert 0o755 == stat.S_IMODE(path.parent.stat().st_mode)


def test_an_unknown_revision_is_never_called_ours():
    """What the door knows is what the folder of migrations holds."""
    from trajectories.repository.revision import known_revisions, newest_revision
    from trajectories.schema import head

    assert newest_revision() == head()
    assert head() in known_revisions()


def test_an_error_at_the_door_is_one_of_ours(empty_url):
    with pytest.raises(CaseworkError):
        enter(a_store(empty_url), writing=True)
