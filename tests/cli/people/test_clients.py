"""Clients and households through the command line."""

from pathlib import Path

import pytest

from tests.stories.desk import Desk, a_desk


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request)


def test_a_client_is_added_once_and_found(desk: Desk):
    added = desk.ask("client", "add", "--ref", "C1", "--name", "Amal Haddad", "--born", "1990-05-01", "--gender", "v")
    twice = desk.run("client", "add", "--ref", "C1", "--json")
    (found,) = desk.ask("client", "find", "hadd")

    assert {"client": "p1", "ref": "C1"} == added
    assert (4, "refused") == (twice.code, twice.error["code"])
    assert ("p1", "C1", "1990-05-01", "present") == (found["client"], found["ref"], found["born"], found["status"])


def test_a_likely_duplicate_is_named_by_reference_only(desk: Desk):
    desk.ask("client", "add", "--ref", "C1", "--name", "Amal Haddad", "--born", "1990-05-01")

    ran = desk.run("client", "add", "--ref", "C2", "--name", "Haddad Amal", "--born", "1990-05-01")

    assert 0 == ran.code
    assert "C1" in ran.err
    assert "Amal" not in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("--ref", "t17"),
        ("--ref", "C 1"),
        ("--ref", "111222333"),  # passes the eleven test of the citizen service number
        ("--ref", "C1", "--born", "13-13-1990"),
        ("--ref", "C1", "--born", "2031-01-01"),
        ("--ref", "C1", "--gender", "q"),
        ("--ref", "C1", "--route", "boot"),
    ],
)
def test_what_cannot_be_is_a_usage_error(desk: Desk, words: tuple[str, ...]):
    assert 2 == desk.run("client", "add", *words).code
    assert [] == desk.ask("client", "find", "")


def test_a_birth_date_may_be_written_as_in_a_file(desk: Desk):
    desk.ask("client", "add", "--ref", "C1", "--born", "31-05-1990")
    desk.ask("client", "add", "--ref", "C2", "--born", "1990-05-31")
    desk.ask("client", "edit", "C2", "--born", "01-06-1991", "--reason", "paspoort")

    assert ["1990-05-31", "1991-06-01"] == [each["born"] for each in desk.ask("client", "find", "C")]
    assert 2 == desk.run("client", "edit", "C2", "--born", "31-06-1991").code


def test_a_client_is_edited(desk: Desk):
    desk.ask("client", "add", "--ref", "C1", "--name", "Amal")

    edited = desk.ask("client", "edit", "C1", "--name", "Amal Haddad", "--ref", "C9")
    same = desk.run("client", "edit", "C9", "--name", "Amal Haddad")

    assert "C9" == edited["ref"]
    assert "like that already" in same.out
    assert ["Amal Haddad"] == [each["name"] for each in desk.ask("client", "find", "C9")]


def test_a_client_added_by_mistake_is_voided_and_leaves_its_household(desk: Desk):
    desk.household("H1", C1="1990-05-01", C2="1990-05-01")

    desk.ask("client", "void", "C2", "--reason", "twice")
    desk.ask("client", "add", "--ref", "C2", "--born", "1991-01-01")
    opened = desk.ask("open", "vestiging", "H1", "--municipality", "any")

    assert {"C1", "H1"} == {each["subject"] for each in opened["started"]} | {"H1"}


def test_a_client_with_trajectories_is_not_voided(desk: Desk):
    desk.household("H1", C1="1990-05-01")
    desk.ask("open", "vestiging", "H1", "--municipality", "any")

    refused = desk.run("client", "void", "C1", "--reason", "mistake")

    assert 4 == refused.code
    assert "traject client leave" in refused.err


def test_an_auditor_reads_and_never_writes(desk: Desk):
    desk.household("H1", C1="1990-05-01")
    desk.who = "Otto"

    assert 0 == desk.run("client", "find", "C1").code
    for words in (
        ("client", "add", "--ref", "C2"),
        ("client", "edit", "C1", "--name", "Amal"),
        ("client", "void", "C1", "--reason", "x"),
        ("client", "leave", "C1", "--reason", "verhuisd"),
        ("household", "add", "--ref", "H2", "--member", "C1"),
        ("household", "leave", "H1", "--member", "C1"),
        ("household", "house", "H1", "--municipality", "leiden", "--dwelling", "D1"),
        ("open", "vestiging", "H1", "--municipality", "any"),
    ):
        assert 4 == desk.run(*words).code, words


def test_a_client_is_in_one_household_at_a_time(desk: Desk):
    desk.household("H1", C1="1990-05-01")

    refused = desk.run("household", "add", "--ref", "H2", "--member", "C1")
    desk.ask("household", "leave", "H1", "--member", "C1")
    formed = desk.ask("household", "add", "--ref", "H2", "--member", "C1")

    assert 4 == refused.code
    assert "H1" in refused.err
    assert {"household": "h2", "ref": "H2"} == formed


def test_a_household_is_housed_once_and_then_moves(desk: Desk):
    desk.household("H1", C1="1990-05-01")
    first = ("H1", "--municipality", "westland", "--dwelling", "D1")
    later = ("H1", "--municipality", "leiden", "--dwelling", "D2", "--kind", "woningdelen", "--not-counted")

    assert 4 == desk.run("household", "move", *first).code
    assert {"household": "h1", "ref": "H1"} == desk.ask("household", "house", *first, "--address", "Dorpsstraat 1")
    assert 4 == desk.run("household", "house", *later).code
    assert 4 == desk.run("household", "move", *later, "--on", "2016-12-30").code
    assert {"household": "h1", "ref": "H1"} == desk.on("2017-05-01").ask("household", "move", *later)
    assert 5 == desk.run("household", "move", "H1", "--municipality", "leidn", "--dwelling", "D3").code
    assert 2 == desk.run("household", "move", "H1", "--municipality", "any", "--dwelling", "D3", "--kind", "tent").code


def test_nothing_is_dated_after_today(desk: Desk):
    assert 4 == desk.run("client", "add", "--ref", "C1", "--on", "2017-01-03").code


def test_a_file_with_a_bad_row_brings_in_nothing(desk: Desk, tmp_path: Path):
    file = tmp_path / "clients.csv"
    file.write_text("ref;name;born;household\nC1;Amal;1990-05-01;H1\nC2;Bashir;31-02-1991;H1\n")

    refused = desk.run("import", "clients", str(file), "--apply", "--json")
    told = desk.run("import", "clients", str(file), "--apply")

    assert (4, 4) == (refused.code, told.code)
    assert (False, 0) == (refused.json["applied"], refused.json["unchanged"])
    assert {2, 3} == {each["row"] for each in refused.json["bad"]}, "and the other one of that household"
    assert "Bashir" not in told.out + told.err
    assert [] == desk.ask("client", "find", "C")


def test_good_rows_come_in_and_a_second_time_adds_nothing(desk: Desk, tmp_path: Path):
    file = tmp_path / "clients.csv"
    content = "kenmerk,naam,geboortedatum,geslacht,huishouden\nC1,Zoë,01-05-1990,v,H1\nC2,Ali,x,m,H2\nC3,Noor,,v,\n"
    file.write_bytes(content.encode("cp1252"))

    asked = desk.run("import", "clients", str(file), "--good-rows", "--apply", "--json")
    assert 4 == asked.code
    assert "--dates d-m-y" in asked.json["bad"][0]["reason"]
    words = ("import", "clients", str(file), "--good-rows", "--dates", "d-m-y", "--apply", "--json")
    first, second = desk.run(*words), desk.run(*words)

    assert (0, 0) == (first.code, second.code)
    assert [3] == [each["row"] for each in first.json["bad"]]
    assert ({"clients": 2, "households": 1}, 0) == (first.json["added"], first.json["unchanged"])
    assert ({"clients": 0, "households": 0}, 2) == (second.json["added"], second.json["unchanged"])
    assert "Windows-1252" == first.json["read_as"]
    assert ["Zoë"] == [each["name"] for each in desk.ask("client", "find", "C1")]
    assert 0 == desk.run("open", "vestiging", "H1", "--municipality", "any").code


def test_who_joins_a_known_household_by_file_arrives_there(desk: Desk, tmp_path: Path):
    desk.household("H1", C1="1990-05-01")
    desk.ask("open", "vestiging", "H1", "--municipality", "any")
    file = tmp_path / "clients.csv"
    file.write_text("ref,born,household\nC2,1992-02-02,H1\n")

    desk.ask("import", "clients", str(file), "--apply")

    several = desk.run("note", "C2", "hello", "--json")
    assert 2 == several.code
    assert "verblijf" in several.error["message"]
    assert "inburgering" in several.error["message"]


def test_nothing_that_could_name_a_person_goes_into_an_event_as_free_text(desk: Desk):
    """A nationality is a word, and a dwelling has a key; an address is kept apart."""
    desk.ask("client", "add", "--ref", "C-1", "--nationality", "Zuid-Soedanees")
    desk.ask("household", "add", "--ref", "H-1", "--member", "C-1")
    house = ("household", "house", "H-1", "--municipality", "westland")

    assert 2 == desk.run("client", "add", "--ref", "C-2", "--nationality", "Jan 0612345678").code
    assert 2 == desk.run(*house, "--dwelling", "Kerkstraat 12, De Lier").code
    assert 0 == desk.run(*house, "--dwelling", "W-12", "--address", "Kerkstraat 12, De Lier").code
