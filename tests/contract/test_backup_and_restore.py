"""A copy of the database, and a copy put back: the truth, nothing lost without being named, and nothing said twice."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from os import environ
from pathlib import Path
from signal import SIGKILL
from stat import S_IMODE
from threading import Thread

import pytest

from scheduler.bootstrap import App
from scheduler.outbox.after_restore import count_held
from scheduler.restoring.backup import BACKED_UP, make
from scheduler.restoring.restore import PutBack, restore
from scheduler.restoring.settle import settle
from scheduler.sending.channels import Channel, smtp
from scheduler.sending.daemon import only_one
from tests.apps import close_apps
from tests.mailserver import MailServer, serving
from tests.postgres import Server
from tests.scheduler.offices import MONTH_BEFORE, WEEK_BEFORE, Office, an_office, make_office, reopened
from trajectories.audit import verify
from trajectories.audit.found import Found
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.streams import OFFICE, said_stream
from trajectories.repository.connect import sqlite_path
from trajectories.settings import SmtpSettings
from workflows.errors import HistoryBroken, NotFound, Refused, VersionConflict


@pytest.fixture
def office(sqlite_url: str) -> Office:
    """With a case of Anna's: a reminder on 10 April, one on 4 May."""
    office = an_office(sqlite_url)
    anna = next(key for key, name in office.staff.items() if name == "Anna")
    office.client(coordinator=anna)
    return office


def file_of(office: Office) -> Path:
    path = sqlite_path(office.app.settings.database)
    assert path
    return path


def put_back(office: Office, copy: Path) -> PutBack:
    """By its administrator; everything else had stopped."""
    office.app.store.close()
    return restore(office.app, copy)


def same_place(office: Office) -> Office:
    again = reopened(office.app.settings.database)
    again.staff, again.now = office.staff, office.now
    return again


def problems(office: Office) -> list[Found]:
    with office.app.read() as uow:
        return verify.verify(uow).problems


def history(office: Office) -> list[Recorded]:
    """The last of the office's, and of what was said in t1."""
    with office.app.read() as uow:
        return [uow.history(OFFICE)[-1], uow.history(said_stream("t1"))[-1]]


def through(server: MailServer) -> Channel:
    return smtp(SmtpSettings("127.0.0.1", server.port, "", "", False, "traject@gemeente.nl"))


def names_beside(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir() if each.name != path.name)


# a copy


def test_a_backup_is_one_verified_file_for_its_owner_alone(office: Office, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"

    made = make(office.app, copy)

    assert 0o600 == S_IMODE(copy.stat().st_mode)
    assert [copy] == list(tmp_path.glob("copy.db*"))
    with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as connection:
        assert ("delete",) == connection.execute("pragma journal_mode").fetchone()
        assert (made.events,) == connection.execute("select count(*) from event").fetchone()
    with office.app.read() as uow:
        assert uow.setting(BACKED_UP)


def test_a_backup_while_a_writer_writes_holds_one_moment(office: Office, tmp_path: Path) -> None:
    """Whatever is written meanwhile: each copy verifies, rows and history alike."""

    def write() -> None:
        for day in range(1, 13):
            office.does("t1", "op", f"2026-02-{day:02}")

    writing = Thread(target=write)
    writing.start()
    copies = [tmp_path / f"copy{number}.db" for number in range(3)]
    for copy in copies:
        make(office.app, copy)
    writing.join()

    for copy in copies:
        with reopened(f"sqlite:///{copy}").app.read() as uow:
            assert [] == verify.verify(uow).problems


def test_a_backup_never_writes_over_a_file_unasked_nor_over_a_good_one_with_a_bad_one(
    office: Office, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    make(office.app, copy)
    good = copy.read_bytes()
    with pytest.raises(Refused):
        make(office.app, copy)
    tampered(file_of(office))

    with pytest.raises(HistoryBroken):
        make(office.app, copy, replace=True)

    assert good == copy.read_bytes()
    assert ["copy.db"] == [each.name for each in tmp_path.glob("copy.db*")]


def tampered(path: Path) -> None:
    """A reason of law rewritten, by someone who knows the triggers."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("drop trigger event_no_update")
        connection.execute("update event set occurred_on = '2026-02-01' where stream = 't1' and version = 1")
        connection.commit()


def test_a_backup_makes_no_database_by_looking_for_it(tmp_path: Path) -> None:
    office = reopened(f"sqlite:///{tmp_path / 'none.db'}")

    with pytest.raises(NotFound):
        make(office.app, tmp_path / "copy.db")

    assert [] == list(tmp_path.iterdir())


# a copy put back


def test_nothing_is_said_twice_after_a_restore(office: Office, tmp_path: Path) -> None:
    """The month's reminder was mailed after the copy; the week's comes on its day, to who was told nothing twice."""
    office.tick("2026-04-09")
    copy = tmp_path / "copy.db"
    make(office.app, copy)
    with serving() as server:
        office.tick("2026-04-10", through(server))
        office.at_its_hour("2026-04-10T11:15")
        told, mails = office.told(), len(server.mails)

        made = put_back(office, copy)
        again = same_place(office)
        again.tick("2026-04-10T11:30", through(server))

        assert [("Anna", "before-1m.0")] == told
        assert mails == len(server.mails)
        assert told == again.told()
        assert (1, None) == (made.said, made.waiting)
        restored, sent = history(again)
        assert restored.recorded_at.date() == sent.recorded_at.date() == sent.occurred_on
        again.tick("2026-05-04", through(server))
        assert [*told, ("Anna", "before-1w.0")] == again.told()
        with again.app.read() as uow:
            assert [] == verify.verify(uow).problems


def test_what_was_said_is_marked_as_of_the_replaced_database(office: Office, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    make(office.app, copy)
    office.tick("2026-04-10")
    put_back(office, copy)
    again = same_place(office)

    [sent] = [each for each in again.said() if isinstance(each, ev.ReminderSent)]
    with again.app.read() as uow:
        row = uow.connection.exec_driver_sql(
            "SELECT state, problem FROM delivery JOIN delivery_rung USING (message) WHERE reminder = ?", (MONTH_BEFORE,)
        ).one()

    assert (MONTH_BEFORE, True, True) == (sent.reminder, sent.replaced, sent.is_certain)
    assert sent.receipt
    assert ("sent", "from the replaced database") == tuple(row)


def test_who_waited_for_their_hours_still_hears_it(office: Office, tmp_path: Path) -> None:
    """Of two who are told, one had heard it; the other's stood in the ledger alone, which came along."""
    office.now = office.now.replace(month=3)
    office.goes_on()
    bob = office.joins("Bob", "teamleider")
    office.works(bob, "12345 13:00-17:00")
    copy = tmp_path / "copy.db"
    make(office.app, copy)
    office.tick("2026-05-13T10:00")
    first = office.told()
    put_back(office, copy)
    again = same_place(office)

    again.tick("2026-05-13T14:00")

    assert [name for name, _ in again.told()].count("Anna") == [name for name, _ in first].count("Anna")
    assert "Bob" not in [name for name, _ in first]
    assert "Bob" in [name for name, _ in again.told()]


def test_what_was_recorded_since_is_named_and_the_replaced_file_is_kept(office: Office, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    make(office.app, copy)
    office.does("t1", "op", "2026-02-13")
    office.client("WL-0002")

    made = put_back(office, copy)

    mine = [(each.who, each.type, each.what, each.case, each.ref) for each in made.lost if not each.by_itself]
    assert ("Beheer", "FactSet", "op", "t1", "WL-0001") in mine
    assert ("Beheer", "TrajectoryOpened", "proef", "t2", "WL-0002") in mine
    assert made.kept
    assert made.kept.parent == file_of(office).parent
    with reopened(f"sqlite:///{made.kept}").app.read() as uow:
        assert [] == verify.verify(uow).problems
    again = same_place(office)
    with again.app.read() as uow:
        [restored] = [each for each in uow.history(OFFICE) if isinstance(each.event, ev.Restored)]
        assert [] == verify.verify(uow).problems
    assert (ev.Restored("copy.db", made.position), "s1") == (restored.event, restored.actor)


def test_a_damaged_copy_is_refused_and_nothing_changes(office: Office, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    make(office.app, copy)
    office.app.store.close()
    bad, half, other = tmp_path / "bad.db", tmp_path / "half.db", tmp_path / "other.db"
    bad.write_bytes(copy.read_bytes())
    tampered(bad)
    half.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    other.write_text("no database at all, but long enough to be looked at as one " * 20)
    before, beside = file_of(office).read_bytes(), names_beside(file_of(office))

    for each in (bad, half, other):
        with pytest.raises(HistoryBroken):
            restore(office.app, each)
    with pytest.raises(NotFound):
        restore(office.app, tmp_path / "none.db")

    assert before == file_of(office).read_bytes()
    assert {*beside, "traject.db.run"} == set(names_beside(file_of(office)))


def test_a_copy_of_a_newer_schema_or_of_another_database_is_refused(office: Office, tmp_path: Path) -> None:
    copy, foreign = tmp_path / "copy.db", tmp_path / "foreign.db"
    make(office.app, copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
        connection.commit()
    make_office(f"sqlite:///{tmp_path / 'stranger.db'}")
    make(reopened(f"sqlite:///{tmp_path / 'stranger.db'}").app, foreign)
    office.app.store.close()

    with pytest.raises(Refused, match="newer release"):
        restore(office.app, copy)
    with pytest.raises(Refused, match="another database"):
        restore(office.app, foreign)


def test_a_copy_of_an_earlier_release_is_upgraded_on_the_way(office: Office, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    make(office.app, copy)
    office.tick("2026-04-10")
    office.at_its_hour("2026-04-10T11:15")
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("update setting set value = '1' where key = 'projections'")
        connection.execute("update trajectory set state = '{}'")
        connection.commit()
    before = copy.read_bytes()

    made = put_back(office, copy)

    assert made.upgraded
    assert before == copy.read_bytes()
    again = same_place(office)
    assert [("Anna", "before-1m.0")] == again.told()
    with again.app.read() as uow:
        assert [] == verify.verify(uow).problems


def test_a_restore_waits_for_nobody_who_works(office: Office, tmp_path: Path) -> None:
    """A scheduler that runs, or anyone who has the file open, is asked to stop; nothing changed."""
    copy = tmp_path / "copy.db"
    make(office.app, copy)
    office.app.store.close()

    with only_one(file_of(office)), pytest.raises(Refused, match="stop it first"):
        restore(office.app, copy)
    with closing(sqlite3.connect(file_of(office))) as someone:
        someone.execute("select count(*) from event").fetchone()
        with pytest.raises(VersionConflict):
            restore(office.app, copy, patience=0.1)

    with same_place(office).app.read() as uow:
        assert not [each for each in uow.history(OFFICE) if isinstance(each.event, ev.Restored)]


def test_a_tick_that_hands_over_a_message_is_waited_for(office: Office, tmp_path: Path) -> None:
    """Two at once: it may have given the message to the server, and nobody has recorded that yet."""
    copy = tmp_path / "copy.db"
    make(office.app, copy)
    refused: list[VersionConflict] = []

    def restores(message: object) -> None:
        office.app.store.close()
        try:
            restore(office.app, copy)
        except VersionConflict as error:
            refused.append(error)

    office.tick("2026-04-10", restores)

    assert ["a tick hands over messages"] == [str(each)[:26] for each in refused[:1]]
    told = office.told()
    put_back(office, copy)
    assert told == same_place(office).told()


KILLED = """
import os, signal, sys
from pathlib import Path
from trajectories.repository import backup
calls = []
def progress(*left):
    calls.append(left)
    if len(calls) == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
with backup.held(Path(sys.argv[1])) as held:
    backup.put_over(Path(sys.argv[2]), held, 5, progress)
"""


@pytest.mark.one_python
@pytest.mark.parametrize("after", [1, 9])
def test_who_is_killed_in_the_middle_finds_the_old_one_and_repeating_finishes(
    office: Office, tmp_path: Path, after: int
) -> None:
    copy = tmp_path / "copy.db"
    make(office.app, copy)
    office.tick("2026-04-10")
    told = office.told()
    office.app.store.close()

    died = subprocess.run([sys.executable, "-c", KILLED, str(file_of(office)), str(copy), str(after)])

    assert -SIGKILL == died.returncode
    with same_place(office).app.read() as uow:
        assert [] == verify.verify(uow).problems
    assert told == same_place(office).told()
    close_apps()
    put_back(office, copy)
    assert told == same_place(office).told()


# where nobody knows what was said


def broken(office: Office) -> None:
    """The disk died under it."""
    office.app.store.close()
    path = file_of(office)
    path.write_bytes(path.read_bytes()[:3000])


@pytest.mark.parametrize("said", [True, False])
def test_where_the_replaced_one_cannot_be_read_what_was_due_waits_for_an_answer(
    office: Office, tmp_path: Path, said: bool
) -> None:
    """And what comes due after it does not wait."""
    office.at_its_hour("2026-04-10T11:00")
    copy = tmp_path / "copy.db"
    make(office.app, copy)
    broken(office)

    made = restore(office.app, copy)
    again = same_place(office)
    again.tick("2026-04-10T11:30")

    assert 1 == made.waiting
    assert [] == again.told()
    with again.app.write() as uow:
        assert 1 == count_held(uow)
        settle(uow, again.app.casework, again.by(), said=said)
        assert 0 == count_held(uow)
    again.tick("2026-04-13")
    [sent] = [each for each in again.said() if isinstance(each, ev.ReminderSent)]
    assert (MONTH_BEFORE, said, not said) == (sent.reminder, sent.replaced, sent.is_certain)
    again.tick("2026-05-04")
    rungs = [each.reminder for each in again.said() if isinstance(each, ev.ReminderSent)]
    assert [MONTH_BEFORE, WEEK_BEFORE] == list(dict.fromkeys(rungs))
    assert [] == problems(again)


def test_a_message_that_was_under_way_in_the_copy_waits_too(office: Office, tmp_path: Path) -> None:
    """The copy was made in the middle of a tick: who knows how that ended."""
    office.at_its_hour("2026-04-10T11:00")
    copy = tmp_path / "copy.db"

    def copies(message: object) -> None:
        make(office.app, copy, replace=True)

    office.tick("2026-04-10T11:00", copies)
    broken(office)

    made = restore(office.app, copy)
    again = same_place(office)
    again.tick("2026-04-10T12:00", later=timedelta(hours=2))

    assert 1 == made.waiting
    assert [] == again.told()
    with again.app.write() as uow:
        settle(uow, again.app.casework, again.by(), said=True)
    again.tick("2026-04-13", later=timedelta(hours=4))
    assert [("Anna", "before-1m.0")] == again.told()
    assert "uncertain" in [state for _, state in again.ledger("Anna")]
    assert [] == problems(again)


def test_only_what_waits_is_answered(office: Office) -> None:
    with office.app.write() as uow, pytest.raises(Refused, match="nothing waits"):
        settle(uow, office.app.casework, office.by(), said=True)


def test_without_a_database_a_copy_is_put_there_and_what_was_due_waits(office: Office, tmp_path: Path) -> None:
    """Another machine, after the fire."""
    office.at_its_hour("2026-04-10T11:00")
    copy = tmp_path / "copy.db"
    make(office.app, copy)
    elsewhere = reopened(f"sqlite:///{tmp_path / 'new' / 'traject.db'}")

    made = restore(elsewhere.app, copy)

    assert (1, None) == (made.waiting, made.kept)
    assert 0o600 == S_IMODE(file_of(elsewhere).stat().st_mode)


def test_only_an_administrator_of_then_and_now_puts_a_copy_back(office: Office, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    carla = office.joins("Carla", "administrator")
    make(office.app, copy)
    office.leaves(carla, "administrator")
    office.app.store.close()
    for name in ("Anna", "Carla"):
        theirs = App(office.app.settings._replace(actor=name), office.app.load_catalogue)
        with pytest.raises((Refused, NotFound)):
            restore(theirs, copy)


# PostgreSQL


@pytest.mark.postgres
def test_postgresql_is_copied_and_put_back_into_an_empty_database_only(
    postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its own programs; nobody can tell what was said since, so what was due waits."""
    if not (postgres_server.bin / "pg_dump").exists():
        pytest.skip(f"{postgres_server.binaries} came without pg_dump")
    monkeypatch.setenv("PATH", f"{postgres_server.bin}:{environ['PATH']}")
    copy = tmp_path / "copy.dump"
    with postgres_server.database() as old, postgres_server.database() as new:
        office = an_office(old)
        office.client()
        office.at_its_hour("2026-04-10T11:00")
        make(office.app, copy)
        with pytest.raises(Refused, match="something stands in"):
            restore(office.app, copy)
        with pytest.raises(NotFound):
            restore(reopened(new).app, Path(__file__))

        made = restore(reopened(new).app, copy)

        again = reopened(new)
        again.staff = office.staff
        again.tick("2026-04-10T11:30")
        assert (1, []) == (made.waiting, again.told())
        with again.app.write() as uow:
            settle(uow, again.app.casework, again.by(), said=False)
        again.tick("2026-04-13")
        assert ["before-1m.0"] == [rung for _, rung in again.told()][:1]
        with again.app.read() as uow:
            assert [] == verify.verify(uow).problems
        again.app.store.close()
        office.app.store.close()
    assert 0o600 == S_IMODE(copy.stat().st_mode)
