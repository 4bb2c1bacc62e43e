"""Host, port and database name, whatever else stands in an address; and words of people that need no command line."""

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import make_url

from cli.app import main
from cli.asked import Asked
from cli.office.demo import front
from cli.typed_apart import with_typed_apart
from tests.apps import a_store
from tests.builders import Desk, given_database
from trajectories.repository.place import shown_address, shown_place
from trajectories.settings import database_url
from workflows.errors import CaseworkError, UsageError

SECRET = "geheim"

# A password in each place where one may stand, or come to stand.
ADDRESSES = [
    "postgresql://ann:geheim@127.0.0.1:9/d",
    "postgresql://ann:gehe@geheim@127.0.0.1:9/d",
    "postgresql://ann:x%2Fgeheim@127.0.0.1:9/d",
    "postgresql://geheim@127.0.0.1:9/d",
    "postgresql://127.0.0.1:9/d?user=ann&password=geheim",
    "postgresql:///d?host=127.0.0.1&port=9&password=geheim",
    "postgresql://127.0.0.1:9/d?sslpassword=geheim&sslkey=geheim",
    "postgresql://127.0.0.1:9/d?options=-cgeheim",
    "postgresql://127.0.0.1:9/d?service=geheim",
    "postgresql+psycopg2://ann:geheim@127.0.0.1:9/d",
    "postgresql://ann:geheim@127.0.0.1:nine/d",
    "mysql://ann:geheim@127.0.0.1/d",
    "postgres://ann:geheim@127.0.0.1/d",
    "host=127.0.0.1 port=9 password=geheim dbname=d",
    "ann:geheim@127.0.0.1/d",
]
COMMANDS = ["init", "show t1", "show t1 --json", "doctor", "doctor --json", "scheduler tick", "demo --no-tour", "due"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("given", ["option", "surroundings"])
def test_no_command_tells_what_stands_in_an_address(address, given, monkeypatch, capsys, tmp_path):
    """Where nobody answers, and where it is none at all."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRAJECT_DEBUG", raising=False)
    monkeypatch.setenv("TRAJECT_DATABASE", address)
    for command in COMMANDS if given == "option" else COMMANDS[1:3]:
        code = main([*command.split(), *(["--database", address] if given == "option" else [])])
        out, err = capsys.readouterr()
        assert code in (2, 4, 5), (command, code, err)
        assert SECRET not in out + err, command
    assert [] == list(tmp_path.iterdir())


def test_an_address_that_was_typed_as_a_command(capsys):
    assert 2 == main(["postgresql://ann:geheim@h/d", "show"])
    assert 2 == main(["show", "--nope=postgresql://ann:geheim@h/d"])

    assert SECRET not in "".join(capsys.readouterr())


@pytest.mark.parametrize("address", [each for each in ADDRESSES[:9] if "nine" not in each])
def test_a_place_is_host_port_and_name(address):
    assert "127.0.0.1:9/d" == shown_place(address)
    assert "postgresql://127.0.0.1:9/d" == shown_address(address)


def test_the_tour_repeats_no_secret(monkeypatch):
    monkeypatch.delenv("TRAJECT_DATABASE", raising=False)

    assert "--database postgresql://127.0.0.1:9/d" in front(Asked(ADDRESSES[4]))
    assert SECRET not in front(Asked(ADDRESSES[4]))


@pytest.mark.parametrize("text", ["/var/lib/traject.db", "office.db", "C:\\Users\\a@b\\x.db", "map met spatie/a=b.db"])
def test_a_file_is_a_file(text):
    assert database_url(text).startswith("sqlite:///")


@pytest.mark.postgres
def test_init_names_the_place_alone(postgres_copy, capsys, monkeypatch):
    """The password is one that the server does not ask for."""
    url = postgres_copy(given_database)
    port, name = url.rpartition(":")[2].split("/")
    address = url.replace("//traject@", "//traject:geheim@") + "?application_name=geheim"
    monkeypatch.setenv("TRAJECT_DATABASE", address.replace("+psycopg", ""))
    monkeypatch.setenv("TRAJECT_ACTOR", "Beheer")

    assert 0 == main(["init", "--json"])
    out, err = capsys.readouterr()
    assert SECRET not in out + err
    assert f"127.0.0.1:{port}/{name}" in out


@pytest.mark.postgres
def test_an_error_of_the_driver_is_not_repeated(postgres_copy):
    url = make_url(postgres_copy(given_database)).set(username=SECRET, password=SECRET)
    store = a_store(url.render_as_string(hide_password=False))

    with pytest.raises(CaseworkError) as told, store.read() as uow:
        uow.setting("x")

    assert SECRET not in told.value.say("nl") + told.value.say("en")


# words of people


def read(text):
    return lambda: text


def test_a_dash_is_what_comes_in():
    assert ["note", "t1", "--json", "--", "Belde met mevrouw"] == with_typed_apart(
        ["note", "t1", "-", "--json"], read("Belde met mevrouw")
    )
    assert ["close", "t1", "--reason", "overleden"] == with_typed_apart(
        ["close", "t1", "--reason", "-"], read("overleden")
    )
    assert ["client", "add", "--name=Amal"] == with_typed_apart(["client", "add", "--name=-"], read("Amal"))


def test_several_take_a_line_each():
    words = ["client", "add", "--ref", "A-1", "--name", "-", "--born", "-"]

    assert ["Amal", "1990-05-31"] == with_typed_apart(words, read("Amal\n1990-05-31"))[5::2]
    with pytest.raises(UsageError, match="2 dashes"):
        with_typed_apart(words, read("Amal"))


def test_what_is_no_text_of_people_is_left_alone():
    for words in (
        ["export", "calendar", "--to", "-"],
        ["assign", "t1", "-", "--as", "coordinator"],
        ["note", "--", "-"],
    ):
        assert words == with_typed_apart(words, read("!"))


def test_text_that_begins_with_a_dash_is_text():
    assert ["note", "t1", "--", "--help"] == with_typed_apart(["note", "t1", "-"], read("--help"))


@pytest.fixture
def at_desk(sqlite_copy, clock, monkeypatch):
    desk = Desk(sqlite_copy, clock)
    desk.open("proefdossier", desk.client("A-1", "1990-05-31"))
    monkeypatch.setenv("TRAJECT_DATABASE", sqlite_copy)
    monkeypatch.setenv("TRAJECT_ACTOR", "Beheer")
    yield desk
    desk.app.store.close()


def test_a_note_and_a_name_from_standard_input(at_desk, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("-- Belde met mevrouw\nen met de huisarts\n"))
    assert 0 == main(["note", "t1", "-", "--clock-is-right"])
    monkeypatch.setattr(sys, "stdin", io.StringIO("Amal Haddad\n"))
    assert 0 == main(["client", "edit", "A-1", "--name", "-"])

    kept = dict(at_desk.rows("select field, value from private where field in ('note', 'name')"))
    assert ("-- Belde met mevrouw\nen met de huisarts", "Amal Haddad") == (kept["note"], kept["name"])


def test_nothing_that_comes_in_is_refused(at_desk, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO(" \n"))

    assert 2 == main(["note", "t1", "-", "--lang", "nl"])
    assert "er kwam geen tekst" in capsys.readouterr().err


@pytest.mark.one_python
@pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")
def test_on_a_terminal_an_editor_is_opened_on_a_file_for_its_owner_alone(tmp_path):
    """The editor here writes down what rights the file had."""
    import pty

    editor, seen = tmp_path / "editor.py", tmp_path / "seen"
    editor.write_text(
        "import os, sys, pathlib\n"
        f"pathlib.Path({str(seen)!r}).write_text(f'{{os.stat(sys.argv[1]).st_mode & 0o777:o}}')\n"
        "pathlib.Path(sys.argv[1]).write_text('uit de editor\\n')\n"
    )
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", "from cli.typed_apart import with_typed_apart as w; print(w(['note', 't1', '-']))"],
        stdin=theirs,
        env={**os.environ, "VISUAL": "", "EDITOR": f"{sys.executable} {editor}"},
        cwd=Path(__file__).parent.parent.parent,
        capture_output=True,
        text=True,
    )
    os.close(ours)
    os.close(theirs)

    assert "['note', 't1', '--', 'uit de editor']\n" == done.stdout, done.stderr
    assert "600" == seen.read_text()


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_a_feed_is_for_its_owner_or_for_the_group_that_is_named(at_desk, tmp_path):
    import grp

    group = grp.getgrgid(os.getgid()).gr_name
    own, shared = tmp_path / "own.ics", tmp_path / "shared.ics"
    words = ["export", "calendar", "--coordinator", "Beheer", "--to"]

    assert 0 == main([*words, str(own)])
    assert 0 == main([*words, str(shared), "--group", group])
    assert 2 == main([*words, str(shared), "--group", "bestaat-niet"])
    assert 2 == main([*words, str(shared), "--group", group, "--names"])

    assert [0o600, 0o640] == [stat.S_IMODE(each.stat().st_mode) for each in (own, shared)]
