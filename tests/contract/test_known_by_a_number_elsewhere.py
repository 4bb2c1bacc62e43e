"""Who came in under a number of another system is known by it again, whatever else changed; the number is private."""

from datetime import date

import pytest

from tests.builders import Desk
from tests.contract.test_lists_come_in import problems
from tests.contract.typed import TypedAtADesk

MON_2_MARCH = date(2026, 3, 2)
HEAD = "Dossiernummer;Kenmerk;Naam;Geboren"
KEY = ("--key", "dossiernummer")


@pytest.fixture
def clock(clock):
    clock.noon(MON_2_MARCH)
    return clock


@pytest.fixture
def office(desk: Desk, request: pytest.FixtureRequest) -> TypedAtADesk:
    """Import 1: C1 and C2, known elsewhere as D-1 and D-2."""
    office = TypedAtADesk(desk, request)
    office.ask(
        "import", "clients", clients(office, "D-1;C1;Amal;1990-05-13", "D-2;C2;Samir;1991-05-13"), *KEY, "--apply"
    )
    return office


def clients(office: TypedAtADesk, *rows: str) -> str:
    return office.a_list(HEAD, *rows)


def told(answer) -> list[tuple[int, str, bool]]:
    return [(each["row"], each["text"], each["changed"]) for each in answer["differing"]]


def test_a_client_is_known_by_the_number_though_reference_and_name_changed(office: TypedAtADesk):
    file = clients(office, "d-1;K-1;Amal Haddad;1990-05-13", "D-2;C2;Samir;1991-05-13", "D-3;C3;Noor;")

    seen = office.ask("import", "clients", file, *KEY, "--apply")
    before = {each["ref"]: each["name"] for each in office.ask("client", "find", "C")}
    followed = office.ask("import", "clients", file, *KEY, "--apply", "--update")
    third = office.ask("import", "clients", file, *KEY, "--apply", "--update")

    words = "name is 'Amal' here and 'Amal Haddad' in the list; is called K-1 in the list"
    assert ({"clients": 1, "households": 0}, 1, [(2, words, False)]) == (seen["added"], seen["unchanged"], told(seen))
    assert {"C1": "Amal", "C2": "Samir", "C3": "Noor"} == before
    assert ([(2, words, True)], 0) == (told(followed), followed["added"]["clients"])
    assert "Amal Haddad" == office.ask("client", "find", "K-1")[0]["name"]
    assert (None, 3) == (third["batch"], third["unchanged"])
    assert {"events": 2} == office.ask("import", "undo", str(followed["batch"]), "--reason", "fout")["taken_back"]
    assert "Amal" == office.ask("client", "find", "C1")[0]["name"]
    assert [] == problems(office.desk)


def test_a_number_that_means_two_is_bad_on_every_row_and_so_is_one_that_is_of_another(office: TypedAtADesk):
    file = clients(office, "D-7;C7;Noor;", "D-7;C8;Sara;", "D-1;C2;Amal;", "D-9;C1;Amal;", "111222333;C9;Els;")

    code, out, _ = office.run("import", "clients", file, *KEY, "--json")
    bad = {each["row"]: (each["column"], each["reason"]) for each in TypedAtADesk.read(out)["bad"]}

    assert (4, [2, 3, 4, 5, 6]) == (code, [*bad])
    assert {"A (Dossiernummer)"} == {column for column, _ in bad.values()}
    assert "on row 3 too" in bad[2][1]
    assert "on row 2 too" in bad[3][1]
    assert "that of C1 here" in bad[4][1]
    assert "C1 is known under another number here" in bad[5][1]
    assert "citizen service number" in bad[6][1]


def test_a_client_who_came_without_it_gets_the_number_only_when_that_is_asked(office: TypedAtADesk):
    office.ask("client", "add", "--ref", "C5", "--name", "Els")
    file = clients(office, "D-5;C5;Els;")

    seen = office.ask("import", "clients", file, *KEY, "--apply")
    followed = office.ask("import", "clients", file, *KEY, "--apply", "--update")
    known = office.ask("import", "clients", file, *KEY)
    undone = office.ask("import", "undo", str(followed["batch"]), "--reason", "fout")
    again = office.ask("import", "clients", file, *KEY)

    assert (None, [(2, "is known without this number here", False)]) == (seen["batch"], told(seen))
    assert ([True], 1) == ([changed for _, _, changed in told(followed)], known["unchanged"])
    assert ({"events": 1}, 1) == (undone["taken_back"], len(again["differing"]))
    assert [] == problems(office.desk)


def test_the_number_stands_in_no_event_and_goes_when_the_client_is_erased(office: TypedAtADesk):
    stored = [str(row[0]) for row in office.desk.rows("SELECT data FROM event")]
    kept = office.desk.rows("SELECT subject, value FROM private WHERE field = 'number_elsewhere' ORDER BY subject")

    office.ask("client", "erase", "C1", "--reason", "verzoek")

    assert (False, [("p1", "D-1"), ("p2", "D-2")]) == (any("D-1" in each for each in stored), kept)
    assert [("p2",)] == office.desk.rows("SELECT subject FROM private WHERE field = 'number_elsewhere'")
    assert "number elsewhere: erased" in office.run("history", "erased:p1")[1]
    assert [] == problems(office.desk)


def test_a_case_is_known_by_its_number_and_another_number_is_another_case(office: TypedAtADesk):
    """The first was closed: without a number the list would not open a second."""
    head = "Zaaknummer;Kenmerk;Workflow;Gemeente;Fase;Sinds"
    first = office.a_list(head, "Z-1;D-1;taalcoach;leiden;;", "Z-2;C2;taalcoach;leiden;;")
    key = ("--key", "Zaaknummer", "--apply", "--past", "none")
    brought = office.ask("import", "cases", first, *key)
    office.ask("close", "t1", "--outcome", "gestopt")
    office.ask("client", "edit", "C2", "--ref", "K-2")

    again = office.ask("import", "cases", first, *key)
    second = office.ask("import", "cases", office.a_list(head, "Z-3;C1;taalcoach;leiden;;"), *key)
    other = office.run("import", "cases", office.a_list(head, "Z-2;C1;taalcoach;leiden;;"), *key)
    undone = office.ask("import", "undo", str(second["batch"]), "--reason", "fout")

    assert 2 == brought["added"]["cases"]
    known, renamed = told(again)
    assert (2, "t1 is closed; the list does not open it again", False) == known
    assert (3, "is called C2 in the list; the list does not change that", False) == renamed
    assert ({"cases": 1, "beside": 0}, {"cases": 1}) == (second["added"], undone["taken_back"])
    assert (4, True) == (other[0], "this number is that of K-2 here" in " ".join(other[2].split()))
    notes = office.a_list("ref;note", "Z-2;Belt vrijdag terug")
    assert 1 == office.ask("import", "notes", notes, "--apply")["added"]["notes"]
    assert ["Belt vrijdag terug"] == [each["text"] for each in office.ask("show", "t2")["notes"]]
    assert [] == problems(office.desk)


def test_a_household_has_one_number_on_the_rows_of_all_its_members(office: TypedAtADesk):
    head = "Extern nummer;Huishouden;Lid"
    rows = office.a_list(head, "G-1;H1;C1", "G-1;H1;C2")
    brought = office.ask("import", "households", rows, "--apply")
    renamed = office.ask("import", "households", office.a_list(head, "G-1;Gezin-1;C1"), "--apply", "--update")

    assert 1 == brought["added"]["households"]
    assert [(2, "is called Gezin-1 in the list; the list does not change that", False)] == told(renamed)
    assert {"households": 1} == office.ask("import", "undo", "2", "--reason", "fout")["taken_back"]
    assert 1 == office.ask("import", "households", rows, "--apply")["added"]["households"]
    assert [] == problems(office.desk)
