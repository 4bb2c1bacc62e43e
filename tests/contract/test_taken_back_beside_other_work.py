"""Whoever assigned, handed over or moved a case has built on it, and so has a later list; the import itself has not."""

from datetime import date
from typing import Any

import pytest

from tests.builders import Desk
from tests.contract.test_lists_come_in import problems
from tests.contract.typed import TypedAtADesk

MON_2_MARCH = date(2026, 3, 2)
REASON = ("--reason", "verkeerde lijst")
HEADERS = "ref;workflow;municipality;stage;since;coordinator"


@pytest.fixture
def clock(clock):
    clock.noon(MON_2_MARCH)
    return clock


@pytest.fixture
def office(desk: Desk, request: pytest.FixtureRequest) -> TypedAtADesk:
    for name in ("Cora", "Daan"):
        desk.colleague(name, "coordinator", email=f"{name.lower()}@example.org")
    return TypedAtADesk(desk, request)


def a_case(each: int, by: str = "Cora") -> str:
    return f"H{each};vestiging;westland;Huurcontract;2026-01-19;{by}"


def cases_of(office: TypedAtADesk, count: int) -> None:
    """Import 1: clients; import 2: a case of each of their households, given to Cora by the list itself."""
    office.bring("clients", "ref;household", *(f"C{each};H{each}" for each in range(1, count + 1)))
    office.bring("cases", HEADERS, *(a_case(each) for each in range(1, count + 1)))


def kept(undone: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["ref"], each["because"]) for each in undone["kept"]]


def refused(office: TypedAtADesk, number: str, lang: str) -> tuple[int, str]:
    code, _, said = office.run("--lang", lang, "import", "undo", number, *REASON)
    return code, " ".join(said.split())


def test_who_assigned_handed_over_or_moved_a_case_has_built_on_it(office: TypedAtADesk):
    """Of t4 nobody did anything: that the list itself gave it to Cora is no work of hers."""
    cases_of(office, 4)
    office.ask("assign", "t1", "Daan", "--as", "coordinator")
    office.ask("transfer", "t2", "--municipality", "leiden", "--as-is")
    office.ask("assign", "t3", "-", "--as", "coordinator")

    undone = office.ask("import", "undo", "2", *REASON)

    assert {"cases": 1} == undone["taken_back"]
    assert [
        ("H1", "t1, event 5 on 2026-03-02: coordinator assigned"),
        ("H2", "t2, event 5 on 2026-03-02: transferred to a municipality"),
        ("H3", "t3, event 5 on 2026-03-02: coordinator taken away"),
    ] == kept(undone)
    assert {"t1", "t2", "t3"} == {each["trajectory"] for ref in ("H1", "H2", "H3") for each in cases(office, ref)}
    assert [] == problems(office.desk)


def cases(office: TypedAtADesk, ref: str) -> Any:
    return office.ask("show", ref)["trajectories"]


def test_a_hand_over_of_all_that_a_colleague_has_is_work_on_each_case(office: TypedAtADesk):
    cases_of(office, 2)
    office.ask("staff", "hand-over", "Cora", "--to", "Daan")

    code, said = refused(office, "2", "nl")

    assert 4 == code
    assert "van invoer 2 is niets meer terug te nemen" in said
    assert "t1, gebeurtenis 5 op 2026-03-02: coördinator toegewezen" in said


def test_a_later_list_has_built_on_a_case_and_is_named_to_be_taken_back_first(office: TypedAtADesk):
    """The clients went with the first list, and what was left of the later one spoke of ‘void:p3’."""
    cases_of(office, 3)
    update = office.a_list(HEADERS, a_case(1, "Daan"), a_case(2))
    office.ask("import", "cases", update, "--apply", "--update")
    office.bring("facts", "ref;fact;value;on", "H3;huurcontract_op;2026-01-19;2026-01-19")

    first = office.ask("import", "undo", "2", *REASON)
    people = office.ask("import", "undo", "1", *REASON)
    lists = [office.ask("import", "undo", number, *REASON) for number in ("4", "3", "2", "1")]

    first_go = "import {0} went on with it later; take that back first, with 'traject import undo {0}'"
    assert ({"cases": 1}, [("H1", first_go.format(3)), ("H3", first_go.format(4))]) == (
        first["taken_back"],
        kept(first),
    )
    assert {"clients": 1, "households": 1} == people["taken_back"]
    assert [{"events": 1}, {"events": 1}, {"cases": 2}, {"clients": 2, "households": 2}] == [
        each["taken_back"] for each in lists
    ]
    assert [] == [each for undone in lists for each in undone["kept"]]
    assert [] == problems(office.desk)


def test_clients_that_a_later_list_added_to_name_it_too(office: TypedAtADesk):
    """Another name by the second list, another household by the third."""
    office.bring("clients", "ref;name", "C1;Amal Haddad", "C2;Noor Bakir")
    office.ask("import", "clients", office.a_list("ref;name", "C1;Amal El-Haddad"), "--apply", "--update")
    office.bring("households", "ref;member", "H9;C2")

    code, said = refused(office, "1", "en")
    lists = [office.ask("import", "undo", number, *REASON)["taken_back"] for number in ("3", "2", "1")]

    assert (4, True) == (code, "import 2 went on with it later; take that back first" in said)
    assert [{"households": 1}, {"events": 1}, {"clients": 2}] == lists
    assert [] == problems(office.desk)


def test_what_a_list_told_along_goes_with_its_case_after_a_later_list_was_taken_back(office: TypedAtADesk):
    """The note of the list itself was taken for work of somebody, as the case had gone on and back since."""
    office.bring("clients", "ref;household", "C1;H1")
    office.bring("cases", f"{HEADERS};note", f"{a_case(1)};Belt terug")
    office.ask("import", "cases", office.a_list(HEADERS, a_case(1, "Daan")), "--apply", "--update")

    lists = [office.ask("import", "undo", number, *REASON)["taken_back"] for number in ("3", "2", "1")]

    assert [{"events": 1}, {"cases": 1}, {"clients": 1, "households": 1}] == lists
    assert [] == problems(office.desk)


def test_nothing_of_a_list_stands_in_a_case_that_was_taken_back_by_hand(office: TypedAtADesk):
    cases_of(office, 1)
    office.ask("import", "cases", office.a_list(HEADERS, a_case(1, "Daan")), "--apply", "--update")
    office.ask("correct", "t1", "1", "--void", "--reason", "verkeerd")
    office.ask("client", "void", "C1", "--reason", "verkeerd")

    code, said = refused(office, "3", "en")

    assert (4, "import 3 was taken back already.") == (code, said)


def test_whoever_was_taken_back_is_called_as_people_called_them(office: TypedAtADesk):
    """The case that was taken back spoke of ‘void:h1’, on the screen and in the calendar that had its terms."""
    cases_of(office, 1)
    office.desk.clock.noon(date(2026, 3, 3))
    office.ask("scheduler", "tick")
    office.ask("import", "undo", "2", *REASON)
    office.ask("import", "undo", "1", *REASON)
    office.bring("clients", "ref", "C9")

    shown = {
        words: office.run(*words)
        for words in (
            ("show", "t1"),
            ("history", "t1"),
            ("doctor",),
            ("import", "show", "1"),
            ("scheduler", "ledger"),
            ("digest", "--of", "Cora"),
            ("client", "list"),
            ("export", "calendar", "--coordinator", "Cora"),
        )
    }

    assert [] == [words for words, (code, out, err) in shown.items() if code or "void:" in out + err]
    assert [True, True] == [
        "H1" in shown[words][1] for words in (("show", "t1"), ("export", "calendar", "--coordinator", "Cora"))
    ]


def test_what_stays_and_who_lacks_a_case_are_said_by_reference(office: TypedAtADesk):
    """`import show` and `doctor` named them p1, which no command takes."""
    cases_of(office, 1)
    office.bring("clients", "ref", "C8", "C9")
    office.ask("client", "edit", "C8", "--name", "Noor El-Bakir")

    office.ask("import", "undo", "3", *REASON)
    _, listed, _ = office.run("import", "show", "3")
    _, told, _ = office.run("doctor")

    assert "kept: C8" in listed
    assert "C1 verblijf (t1)" in told
    assert "traject open verblijf C1 --municipality MUNICIPALITY" in told
