"""Of two rows of a list about one thing that contradict each other, or of which one is bad, neither comes in."""

from datetime import date
from typing import Any

import pytest

from tests.builders import Desk
from tests.contract.test_lists_come_in import problems
from tests.contract.typed import TypedAtADesk


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(date(2026, 3, 2))
    return clock


@pytest.fixture
def office(desk: Desk, request: pytest.FixtureRequest) -> TypedAtADesk:
    """H1 and H2 have a case each, t1 and t2."""
    for each in (1, 2):
        home = desk.household(f"H{each}", desk.client(f"C{each}", "1990-05-01"))
        desk.take_over("vestiging", home, "coaching_vestiging", date(2026, 1, 19), "westland")
    for each in (3, 4, 5):
        desk.client(f"C{each}", "1990-05-01")
    return TypedAtADesk(desk, request)


def brought(office: TypedAtADesk, kind: str, *lines: str) -> Any:
    """The good rows of it."""
    words = ("--good-rows", "--apply", "--past", "none", "--json")
    code, out, err = office.run("import", kind, office.a_list(*lines), *words)
    assert 0 == code, (out, err)
    return office.read(out)


def rows(answer: Any) -> list[int]:
    return sorted({each["row"] for each in answer["bad"]})


def test_two_values_of_one_fact_on_one_day(office: TypedAtADesk):
    """By name or by label, by household or case; another day is another statement, and the same twice is one."""
    answer = brought(
        office,
        "facts",
        "ref;fact;value;on",
        "H1;huurcontract_op;2026-01-12;2026-01-12",
        "t1;Huurcontract getekend op;2026-01-13;2026-01-12",
        "H2;huurcontract_op;2026-01-12;2026-01-12",
        "t2;huurcontract_op;2026-01-12;2026-01-12",
    )

    assert ([2, 3], {"facts": 1}, 1) == (rows(answer), answer["added"], answer["unchanged"])
    said = {each["row"]: each["reason"] for each in answer["bad"]}
    assert "Lease signed on of t1 on 2026-01-12 is on row 3 too, with something else; keep one of them" == said[2]
    assert None is office.desk.dossier("t1").trajectory.fact("huurcontract_op")
    assert [] == problems(office.desk)


def test_a_fact_of_which_another_row_is_bad(office: TypedAtADesk):
    """In the cell of the value, or of the day, so that nobody knows which day was meant."""
    answer = brought(
        office,
        "facts",
        "ref;fact;value;on",
        "H1;huurcontract_op;gisteren;2026-01-12",
        "H1;huurcontract_op;2026-01-13;2026-01-12",
        "H1;gevestigd_op;2026-01-13;2026-01-13",
        "H2;huurcontract_op;2026-01-12;2026-01-12",
        "H2;huurcontract_op;2026-01-14;2026-02-31",
    )

    assert ([2, 3, 5, 6], {"facts": 1}) == (rows(answer), answer["added"])
    said = {each["row"]: each["reason"] for each in answer["bad"]}
    assert (
        "Lease signed on of t1 on 2026-01-12 is on row 2 too, which is bad; mend that, or keep one of them" == said[3]
    )
    dutch = office.run("--lang", "nl", "import", "facts", str(office.folder / "lijst.csv"), "--json")[1]
    assert "staat ook op regel 2, die fout is; verbeter die, of houd er één" in dutch


def test_a_task_done_twice_on_one_day_in_two_amounts_and_one_of_which_another_row_is_bad(office: TypedAtADesk):
    answer = brought(
        office,
        "tasks",
        "ref;task;member;amount;on",
        "H1;huisarts;C1;1;2026-02-02",
        "H1;Huisarts;C1;veel;2026-02-02",
        "H2;huisarts;C2;1;2026-02-02",
    )
    again = brought(office, "tasks", "ref;task;member;amount;on", "H2;huisarts;C2;2;2026-02-02")
    twice = brought(
        office, "tasks", "ref;task;member;amount;on", "H1;huisarts;C1;1;2026-02-03", "H1;huisarts;C1;2;2026-02-03"
    )

    assert ([2, 3], {"tasks": 1}) == (rows(answer), answer["added"])
    assert ["amount is '1' here and '2' in the list"] == [each["text"] for each in again["differing"]]
    assert ([2, 3], {"tasks": 0}) == (rows(twice), twice["added"])


def test_a_household_with_a_bad_row_and_one_with_two_dwellings(office: TypedAtADesk):
    """What one row leaves out another may say."""
    answer = brought(
        office,
        "households",
        "ref;member;municipality;dwelling;address;housed_on",
        "H3;C3;westland;W-1;;",
        "H3;C4;westland;W-2;;",
        "H4;C99;;;;",
        "H4;C4;;;;",
        "H5;C5;westland;W-5;;",
        "H5;;westland;W-5;Straat 5;2026-02-02",
    )

    assert ([2, 3, 4, 5], {"households": 1, "members": 0, "dwellings": 1}) == (rows(answer), answer["added"])
    said = {each["row"]: (each["column"], each["reason"]) for each in answer["bad"]}
    assert ("D (dwelling)", "H3 lives elsewhere on row 3; keep one of the two") == said[2]
    home = office.ask("show", "H5")["household"]["dwelling"]
    assert ("Straat 5", "2026-02-02") == (home["address"], home["since"])
    assert [] == problems(office.desk)


def test_what_was_so_and_became_otherwise_comes_in_once(office: TypedAtADesk):
    """Two days of one fact are no contradiction; the list adds nothing when it comes again, with --update neither."""
    lines = (
        "ref;fact;value;on",
        "H1;huurcontract_op;2026-01-14;2026-02-02",
        "H1;huurcontract_op;2026-01-12;2026-01-20",
    )

    first = brought(office, "facts", *lines)
    again = [brought(office, "facts", *lines, *more) for more in ((), ("H1;huurcontract_op;2026-01-14;2026-02-09",))]
    words = ("import", "facts", str(office.folder / "lijst.csv"), "--update", "--apply", "--past", "none", "--json")
    updated = office.read(office.run(*words)[1])

    assert ({"facts": 2}, [], []) == (first["added"], first["bad"], first["differing"])
    assert [({"facts": 0}, 2), ({"facts": 0}, 3)] == [(each["added"], each["unchanged"]) for each in again]
    assert ({"facts": 0}, 3) == (updated["added"], updated["unchanged"])
    assert "2026-01-14" == str(office.desk.dossier("t1").trajectory.fact("huurcontract_op"))
