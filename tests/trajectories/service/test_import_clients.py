"""Clients from a list: every kind of bad row by its cell, what is known, and who is alike. No database is needed."""

from datetime import date

import pytest

from trajectories.imports.fields import CLIENTS
from trajectories.imports.reading import ListAsked, ReadList, read_list
from trajectories.imports.table import find_header, must_name_all
from trajectories.imports.workbook import read_book
from trajectories.people.clients import Person
from trajectories.service.import_clients import CheckedClients, KnownClients, check, client_rows

TODAY = date(2026, 3, 2)  # Monday
NOTHING = KnownClients({}, {}, {})


def the_list(text: str) -> ReadList:
    book = read_book("lijst.csv", text.encode())
    header = must_name_all(find_header(book.sheets[0], CLIENTS), CLIENTS)
    return read_list(book, book.sheets[0], ListAsked("clients", order="d-m-y"), header)


def checked(text: str, have: KnownClients = NOTHING) -> CheckedClients:
    return check("", client_rows(the_list(text), TODAY, sure=False), have)


def wrong(text: str, have: KnownClients = NOTHING) -> list[tuple[int, str]]:
    return [(each.row, each.reason.say("en")) for each in checked(text, have).bad]


@pytest.mark.parametrize(
    "row, column, value, reason",
    [
        (",Amal,,,", "A (ref)", "", "'reference' is missing"),
        ("C1,Amal,31-02-1990,,", "C (born)", "31-02-1990", "this is no day"),
        ("C1,Amal,05/31/1990,,", "C (born)", "05/31/1990", "this is no day"),
        ("C1,Amal,44927,,", "C (born)", "44927", "this is no day"),
        ("C1,Amal,2026-03-03,,", "C (born)", "2026-03-03", "the birth date lies in the future"),
        ("C1,Amal,1890-03-03,,", "C (born)", "1890-03-03", "the birth date lies before 1900"),
        ("C1,Amal,1920-03-03,,", "C (born)", "1920-03-03", "more than a hundred years back"),
        ("C1,Amal,,wife,", "D (gender)", "wife", "gender is one of m, v, x"),
        ("C1,Amal,,,boat", "E (route)", "boat", "route is one of asiel, nareis, hervestiging"),
        ("t17,Amal,,,", "A (ref)", "t17", "does not have the form of a reference"),
        ("111222333,Amal,,,", "A (ref)", "…", "this looks like a citizen service number"),
        ("C1,111222333,,,", "B (name)", "…", "this looks like a citizen service number"),
        ('C1,"Amal\nHaddad",,,', "B (name)", "Amal\nHaddad", "name: this is on more than one line"),
    ],
)
def test_a_bad_cell_says_where_it_is_what_it_holds_and_why_not(row: str, column: str, value: str, reason: str):
    (bad,) = checked(f"ref,name,born,gender,route\nC0,Zara,,,\n{row}\nC9,Noor,,,\n").bad

    assert (3, column, value) == (bad.row, bad.column, bad.value)
    assert reason in bad.reason.say("en")


def test_every_mistake_of_a_row_is_reported():
    assert [2, 2, 2] == [line for line, _ in wrong("ref,born,gender\n,soon,q\n")]


def test_of_rows_that_say_the_same_the_first_stands():
    sheet = checked("ref,name\nC1,A\nC1,A\n")

    assert ([2], [3]) == ([row.number for row in sheet.new], [bad.row for bad in sheet.bad])


def test_of_two_rows_of_which_one_is_bad_neither_stands():
    """Also in other capitals: the bad one may be the right one."""
    said = wrong("ref,name,born\nc1,A,1990-02-31\nC1,B,1990-01-14\n")

    assert (3, "reference C1 is on row 2 too, which is bad; mend that, or keep one of them") in said


def test_of_rows_that_contradict_none_stands():
    said = wrong("ref,name\nC1,A\nC1,B\n")

    assert [
        (2, "reference C1 is on row 3 too; keep one of them"),
        (3, "reference C1 is on row 2 too; keep one of them"),
    ] == said


def test_a_reference_is_a_client_or_a_household():
    known = KnownClients({}, {"H1": "h1"}, {})

    assert "H1 is a household already" in wrong("ref,name\nH1,A\n", known)[0][1]
    assert (2, "C2 is a client, not a household") == wrong("ref,household\nC1,C2\nC2,\n")[0]


def test_who_shares_a_household_with_a_bad_row_waits_for_it():
    """A household that the list forms is formed whole: cases begin for who is in it."""
    bad = wrong("ref,household,gender\nC1,H1,v\nC2,H1,q\nC3,H2,v\n")

    assert [3, 2] == [line for line, _ in bad]
    assert "depends on household H1, of which row 3 is bad" in bad[1][1]


AMAL = Person("p1", "C1", "Amal", date(1990, 5, 1), "v", "SY", "asiel", "present")
KNOWN = KnownClients({"C1": AMAL}, {"C1": "p1", "H1": "h1"}, {"C1": "H1"})


@pytest.mark.parametrize("row", ["C1,Amal,01-05-1990,V,H1", "C1,,,,"])
def test_a_row_that_says_what_is_known_is_unchanged(row: str):
    found = checked(f"ref,name,born,gender,household\n{row}\n", KNOWN)

    assert (1, [], []) == (found.unchanged, found.new, found.bad)


@pytest.mark.parametrize("row, fields", [("C1,Amal,02-05-1990,m,H1", ["born", "gender"]), ("C1,,,,H2", ["household"])])
def test_a_row_that_says_otherwise_says_what_differs_and_is_not_bad(row: str, fields: list[str]):
    found = checked(f"ref,name,born,gender,household\n{row}\n", KNOWN)

    assert ([fields], []) == ([each for _, each in found.differing], found.bad)


def test_a_likely_duplicate_has_the_same_birth_date_and_nearly_the_same_name():
    found = checked("ref,name,born\nC2,AMAL,1990-05-01\nC3,Amall,1990-05-01\nC4,Amal,1991-05-01\n", KNOWN)

    assert [("C2", "C1"), ("C3", "C1"), ("C3", "C2")] == [(each.ref, each.other) for each in found.alike]
    assert "C1 is known already" in found.alike[0].why.say("en")


def test_a_client_without_a_birth_date_may_be_anyone_of_that_name_as_when_one_is_added_by_hand():
    """Whoever was merged is not meant: the client they stand for is."""
    merged = AMAL._replace(id="p2", ref="C9", merged_into="p1")
    known = KNOWN._replace(people={"C1": AMAL, "C9": merged})
    found = checked("ref,name,born\nC2,AMAL,\nC3,Amal,1991-05-01\nC4,Amal,\nC5,Noor,\n", known)

    assert [("C2", "C1"), ("C3", "C2"), ("C4", "C1"), ("C4", "C2"), ("C4", "C3")] == [
        (each.ref, each.other) for each in found.alike
    ]
    assert "no birth date known of one of them, and nearly the same name; C1 is known already" == found.alike[0].why.en
    assert "van een van beiden geen geboortedatum bekend, en bijna dezelfde naam" in found.alike[0].why.nl
