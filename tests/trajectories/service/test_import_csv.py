"""A CSV file of clients: encodings, delimiters, and every kind of bad row by its line. No database is needed."""

from datetime import date

import pytest

from trajectories.people.clients import Person
from trajectories.service.import_csv import Checked, KnownClients, check, read
from trajectories.service.import_file import decode

TODAY = date(2026, 3, 2)  # Monday
NOTHING = KnownClients({}, {}, {})


def checked(text: str, have: KnownClients = NOTHING) -> Checked:
    return check(read(text.encode(), TODAY), have)


def wrong(text: str, have: KnownClients = NOTHING) -> list[tuple[int, str]]:
    return [(each.line, each.reason.say("en")) for each in checked(text, have).bad]


@pytest.mark.parametrize(
    "content, expected",
    [
        ("naam Zoë".encode(), ("naam Zoë", "UTF-8")),
        ("naam Zoë".encode("utf-8-sig"), ("naam Zoë", "UTF-8")),
        ("naam Zoë".encode("utf-16"), ("naam Zoë", "UTF-16")),
        ("naam Zoë €".encode("cp1252"), ("naam Zoë €", "Windows-1252")),
        ("naam Zoë".encode("latin-1") + b"\x81", ("naam Zoë\x81", "Latin-1")),
    ],
)
def test_the_encoding_is_found_and_said(content: bytes, expected: tuple[str, str]):
    assert expected == decode(content)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_delimiter_is_found_in_the_header(delimiter: str, end: str):
    lines = [["Kenmerk", "Naam", "Geboortedatum"], ["C1", '"De Vries"', "31-12-1990"]]

    (row,) = checked(end.join(delimiter.join(line) for line in lines)).new

    assert (2, "C1", "De Vries", date(1990, 12, 31)) == (row.line, row.person.ref, row.person.name, row.person.born)


def test_a_spreadsheet_may_name_its_delimiter_in_a_first_line():
    (row,) = checked("sep=;\r\nref;name\r\nC1;A, B\r\n").new

    assert (3, "A, B") == (row.line, row.person.name)


@pytest.mark.parametrize(
    "written, expected",
    [("1990-05-31", date(1990, 5, 31)), ("31-05-1990", date(1990, 5, 31)), ("1-5-1990", date(1990, 5, 1)), ("", None)],
)
def test_a_birth_date_is_written_in_two_ways(written: str, expected: date | None):
    (row,) = checked(f"ref,born\nC1,{written}\n").new

    assert expected == row.person.born


@pytest.mark.parametrize(
    "row, reason",
    [
        (",Amal,,,", "the reference is missing"),
        ("C1,Amal,31-02-1990,,", "the birth date is no day"),
        ("C1,Amal,05/31/1990,,", "the birth date is no day"),
        ("C1,Amal,2026-03-03,,", "the birth date lies in the future"),
        ("C1,Amal,1890-03-03,,", "the birth date lies before 1900"),
        ("C1,Amal,,wife,", "gender is one of m, v, x"),
        ("C1,Amal,,,boat", "route is one of asiel, nareis, hervestiging"),
        ("t17,Amal,,,", "the reference does not have the form"),
        ("111222333,Amal,,,", "this looks like a citizen service number"),
        ("C1,111222333,,,", "this looks like a citizen service number"),
        ("C1,Amal,,", "4 columns, not 5"),
        ("C1,Amal,,,,more", "6 columns, not 5"),
        ('C1,"Amal\nHaddad",,,', "name: it holds signs that are no text"),
    ],
)
def test_a_bad_row_is_reported_by_its_line_without_what_it_holds(row: str, reason: str):
    bad = wrong(f"ref,name,born,gender,route\nC0,Zara,,,\n{row}\nC9,Noor,,,\n")

    assert [3] == [line for line, _ in bad]
    assert reason in bad[0][1]
    assert "Amal" not in bad[0][1]


def test_every_mistake_of_a_row_is_reported():
    assert [2, 2, 2] == [line for line, _ in wrong("ref,born,gender\n,soon,q\n")]


def test_blank_lines_count_and_are_passed_over():
    sheet = checked("ref,name\n\nC1,A\n,\n\nC2\n")

    assert [3] == [row.line for row in sheet.new]
    assert [6] == [bad.line for bad in sheet.bad]


def test_of_rows_that_say_the_same_the_first_stands():
    sheet = checked("ref,name\nC1,A\nC1,A\n")

    assert ([2], [3]) == ([row.line for row in sheet.new], [bad.line for bad in sheet.bad])


def test_of_rows_that_contradict_none_stands():
    assert [(2, "reference C1 is on line 3 too"), (3, "reference C1 is on line 2 too")] == wrong(
        "ref,name\nC1,A\nC1,B\n"
    )


def test_a_reference_is_a_client_or_a_household():
    known = KnownClients({}, {"H1": "h1"}, {})

    assert [(2, "H1 is a household already")] == wrong("ref\nH1\n", known)
    assert [(2, "C2 is a client, not a household")] == wrong("ref,household\nC1,C2\nC2,\n")[:1]


AMAL = Person("p1", "C1", "Amal", date(1990, 5, 1), "v", "SY", "asiel", "present")
KNOWN = KnownClients({"C1": AMAL}, {"C1": "p1", "H1": "h1"}, {"C1": "H1"})


@pytest.mark.parametrize("row", ["C1,Amal,01-05-1990,V,H1", "C1,,,,"])
def test_a_row_that_says_what_is_known_is_unchanged(row: str):
    found = checked(f"ref,name,born,gender,household\n{row}\n", KNOWN)

    assert (1, [], []) == (found.unchanged, found.new, found.bad)


@pytest.mark.parametrize(
    "row, reason",
    [("C1,Amal,02-05-1990,m,H1", "C1 is known with another born, gender"), ("C1,,,,H2", "not in household H2")],
)
def test_a_row_that_says_otherwise_is_bad(row: str, reason: str):
    ((line, said),) = wrong(f"ref,name,born,gender,household\n{row}\n", KNOWN)

    assert 2 == line
    assert reason in said


@pytest.mark.parametrize(
    "text, reason",
    [
        ("", "the file is empty"),
        ("name,born\nA,\n", "the column ref is missing"),
        ("ref,bsn\nC1,1\n", "column 2 has no known name"),
        ("ref,kenmerk\nC1,C1\n", "ref stands twice"),
        ('ref,name\nC1,"A\nC2,B\n', "the quotes do not match"),
    ],
)
def test_a_file_that_cannot_be_read_whole_gives_no_rows_to_take_apart(text: str, reason: str):
    sheet = read(text.encode(), TODAY)

    assert not sheet.is_whole
    assert any(reason in bad.reason.say("en") for bad in sheet.bad)


def test_a_header_that_is_data_is_not_repeated():
    assert all("Amal" not in reason for _, reason in wrong("C1,Amal\nC2,Bashir\n"))


def test_a_likely_duplicate_has_the_same_birth_date_and_nearly_the_same_name():
    found = checked("ref,name,born\nC2,AMAL,1990-05-01\nC3,Amall,1990-05-01\nC4,Amal,1991-05-01\n", KNOWN)

    assert [("C2", "C1"), ("C3", "C2")] == [pair for pair in found.alike if pair[0] != "C3" or pair[1] == "C2"]
