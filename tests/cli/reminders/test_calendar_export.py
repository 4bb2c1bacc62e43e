"""The calendar of a coordinator through the command line: on paper, into a file, and who may have names in it."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest
import vobject

from tests.stories.desk import Desk, a_desk


def a_client_whose_family_may_come(desk: Desk) -> None:
    """t1 is their gezinshereniging; three months after the permit it must be asked for."""
    desk.on("2018-01-08")  # Monday
    desk.ask("client", "add", "--ref", "C-1", "--name", "Invented Name", "--born", "1990-01-01")
    fact = ("--fact", "vergunning_verleend_op=2017-12-18")
    desk.ask("open", "gezinshereniging", "C-1", "--municipality", "westland", *fact)
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request, a_client_whose_family_may_come)


EXPORT = ("export", "calendar", "--coordinator", "Cora")


def nareis_in(calendar: str) -> Any:
    """The entry of that term; beside it stands when someone looks how it goes."""
    entries: list[Any] = vobject.readOne(calendar).vevent_list
    return next(each for each in entries if "nareis" in each.uid.value)


def test_a_moved_deadline_stays_one_entry(desk: Desk):
    before = nareis_in(desk.run(*EXPORT).out)
    desk.on("2018-01-09")
    desk.ask("fact", "set", "t1", "vergunning_verleend_op", "2018-01-02")

    after = nareis_in(desk.run(*EXPORT).out)

    assert before.uid.value == after.uid.value
    assert before.dtstart.value < after.dtstart.value
    assert int(before.sequence.value) < int(after.sequence.value)


def test_scripts_get_the_entries_as_one_document(desk: Desk):
    entry, review = desk.ask(*EXPORT)

    assert ("2018-03-19", "confirmed") == (entry["due_on"], entry["status"])  # Sun 18 March moves to Monday
    assert entry["summary"].endswith("(C-1)")
    assert "2018-07-08" == review["due_on"]
    assert desk.ask("show", "t1")["trajectories"][0]["deadlines"][0]["deadline"] == entry["deadline"]


def test_a_file_is_left_alone_when_nothing_changed(desk: Desk, tmp_path: Path):
    """A web server then tells who asks that nothing changed, and nobody ever reads half a calendar."""
    path = tmp_path / "cora.ics"

    first = desk.ask(*EXPORT, "--to", str(path))
    written = path.stat().st_mtime_ns, path.stat().st_ino
    again = desk.ask(*EXPORT, "--to", str(path))
    kept = path.stat().st_mtime_ns, path.stat().st_ino
    desk.ask("fact", "set", "t1", "vergunning_verleend_op", "2018-01-02")
    moved = desk.ask(*EXPORT, "--to", str(path))

    assert {"file": str(path), "changed": True, "running": 2, "cancelled": 0} == first
    assert (False, True) == (again["changed"], moved["changed"])
    assert written == kept
    assert written[1] != path.stat().st_ino, "a new file in the place of the old one"
    assert ["cora.ics"] == [each.name for each in tmp_path.glob("*") if "ics" in each.name]
    assert b"DTSTART;VALUE=DATE:20180403\r\n" in path.read_bytes()  # Mon 2 April 2018 is Easter Monday


def test_a_copy_that_was_put_back_is_followed_once_that_was_recorded(desk: Desk, tmp_path: Path):
    path = tmp_path / "cora.ics"
    desk.run(*EXPORT, "--to", str(path))
    lost = path.read_bytes().replace(b"SEQUENCE:25", b"SEQUENCE:26")
    path.write_bytes(lost)
    desk.on("2028-01-10")

    ran = desk.run(*EXPORT, "--to", str(path))

    assert "is it a copy that was put back? Then record that: traject audit restored" in " ".join(ran.err.split())
    assert 4 == desk.run("audit", "restored").code
    desk.who = "Ada"
    assert 0 == desk.run("audit", "restored").code
    path.write_bytes(lost)
    assert "traject audit restored" not in desk.run(*EXPORT, "--to", str(path)).err
    assert 0 == desk.run("audit", "verify").code


def test_names_are_for_who_is_concerned_and_are_said_to_be_personal(desk: Desk, tmp_path: Path):
    path = tmp_path / "cora.ics"
    own = desk.run(*EXPORT, "--names", "--to", str(path))
    desk.who = "Thea"
    lead = desk.run(*EXPORT, "--names")
    desk.who = "Otto"
    auditor, plain = desk.run(*EXPORT, "--names"), desk.run(*EXPORT)

    assert [0, 0, 4, 0] == [own.code, lead.code, auditor.code, plain.code]
    assert "holds names of clients" in own.err
    assert "Invented Name" in lead.out.replace("\r\n ", "")
    assert "Invented" not in plain.out


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights")
def test_a_file_keeps_who_may_read_it(desk: Desk, tmp_path: Path):
    path = tmp_path / "cora.ics"
    path.write_bytes(b"")
    os.chmod(path, 0o640)

    desk.ask(*EXPORT, "--to", str(path))

    assert 0o640 == path.stat().st_mode & 0o777


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights")
def test_a_file_with_names_is_for_its_owner_alone(desk: Desk, tmp_path: Path):
    """Also where somebody opened it up, and where nothing changed since."""
    path = tmp_path / "cora.ics"
    rights = []
    for _ in range(2):
        desk.ask(*EXPORT, "--names", "--to", str(path))
        rights.append(path.stat().st_mode & 0o777)
        os.chmod(path, 0o644)
    desk.ask("fact", "set", "t1", "vergunning_verleend_op", "2018-01-02")
    desk.ask(*EXPORT, "--names", "--to", str(path))

    assert [0o600, 0o600, 0o600] == [*rights, path.stat().st_mode & 0o777]


def test_what_is_left_out_is_counted(desk: Desk):
    desk.ask("client", "add", "--ref", "C-2")
    desk.ask("open", "gezinshereniging", "C-2", "--municipality", "westland")
    desk.ask("assign", "t2", "Cora", "--as", "coordinator")

    assert "Left out, their day is not known yet: 1" in " ".join(desk.run(*EXPORT).err.split())


def test_what_cannot_be_is_refused(desk: Desk, tmp_path: Path):
    assert 2 == desk.run("export", "calendar").code
    assert 5 == desk.run("export", "calendar", "--coordinator", "Nobody").code
    assert 5 == desk.run(*EXPORT, "--municipality", "westlnd").code
    assert 2 == desk.run(*EXPORT, "--to", str(tmp_path / "nowhere" / "cora.ics")).code
