"""Every kind of bad cell of every list is said of the column that it stands in."""

from datetime import date

import pytest

from tests.builders import Desk
from tests.contract.typed import TypedAtADesk

CLIENTS = "x;ref;name;born;gender;nationality;route;household"
HOUSEHOLDS = "x;ref;member;municipality;dwelling;kind;address;housed_on"
CASES = "x;ref;workflow;municipality;stage;since;intake;coordinator;start;note;huurcontract_op;Koppeling"
FACTS = "x;ref;workflow;fact;value;on"
TASKS = "x;ref;workflow;task;member;amount;on"
NOTES = "x;ref;workflow;note;on"

GOOD = {
    "clients": "-;K-1;Amal;1990-05-13;v;SY;asiel;G-1",
    "households": "-;H3;C3;westland;W-1;gewoon;Straat 1;2026-01-05",
    "cases": "-;H1;vestiging;westland;huurcontract;2026-01-19;2026-01-05;Cora;;Belt;2026-01-12;2026-01-06",
    "facts": "-;H2;vestiging;huurcontract_op;2026-01-12;2026-01-12",
    "tasks": "-;H2;vestiging;huisarts;C2;1;2026-02-02",
    "notes": "-;H2;vestiging;Belt terug;2026-02-02",
}
HEADS = {
    "clients": CLIENTS,
    "households": HOUSEHOLDS,
    "cases": CASES,
    "facts": FACTS,
    "tasks": TASKS,
    "notes": NOTES,
}
BAD = {
    "clients": {
        "B": ("", "met spatie", "t17", "111222333"),
        "C": ("Amal 111222333",),
        "D": ("2190-05-13", "1890-05-13", "1910-05-13", "31-02-1990"),
        "E": ("q",),
        "F": ("111222333",),
        "G": ("vliegtuig",),
        "H": ("met spatie", "111222333"),
    },
    "households": {
        "B": ("", "C1", "t17"),
        "C": ("C99", "H1"),
        "D": ("", "atlantis"),
        "E": ("111222333",),
        "F": ("kasteel",),
        "H": ("2190-05-13", "31-02-2026"),
    },
    "cases": {
        "B": ("", "H99"),
        "C": ("", "vestging"),
        "D": ("", "atlantis"),
        "E": ("kasteel",),
        "F": ("", "2190-05-13", "1930-01-06", "31-02-2026"),
        "G": ("2190-05-13", "1930-01-06", "2026-02-02"),
        "H": ("Niemand",),
        "I": ("vestging",),
        "J": ("zie 111222333",),
        "K": ("gisteren",),
        "L": ("2190-05-13", "1930-01-06", "gisteren"),
    },
    "facts": {
        "B": ("", "H99", "H3"),
        "C": ("vestging",),
        "D": ("", "kleur"),
        "E": ("", "gisteren"),
        "F": ("2190-05-13", "1930-01-06", "31-02-2026"),
    },
    "tasks": {
        "B": ("", "H99", "H3"),
        "C": ("vestging",),
        "D": ("", "afwassen"),
        "E": ("C99", "H1"),
        "F": ("veel", "0", "1,5"),
        "G": ("2190-05-13", "31-02-2026"),
    },
    "notes": {
        "B": ("", "H99", "H3"),
        "C": ("vestging",),
        "D": ("", "zie 111222333"),
        "E": ("2190-05-13", "31-02-2026"),
    },
}


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(date(2026, 3, 2))
    return clock


@pytest.fixture
def office(desk: Desk, request: pytest.FixtureRequest) -> TypedAtADesk:
    """H2 has a case; H3 has none."""
    desk.colleague("Cora", "coordinator", email="cora@example.org")
    for each in (1, 2, 3):
        desk.household(f"H{each}", desk.client(f"C{each}", "1990-05-01"))
    desk.take_over("vestiging", "h2", "coaching_vestiging", date(2026, 1, 19), "westland")
    return TypedAtADesk(desk, request)


def with_cell(kind: str, column: str, value: str) -> str:
    cells = GOOD[kind].split(";")
    cells[ord(column) - ord("A")] = value
    return ";".join(cells)


@pytest.mark.parametrize("kind", sorted(BAD))
def test_a_bad_cell_is_named_by_its_own_column(office: TypedAtADesk, kind: str):
    """Each alone in a list of good cells, a row each; days that a list cannot prove are said by --dates."""
    wrong = {}
    for column, values in BAD[kind].items():
        for value in values:
            file = office.a_list(HEADS[kind], with_cell(kind, column, value))
            answer = office.read(office.run("import", kind, file, "--dates", "d-m-y", "--json")[1])
            named = [(each["row"], (each["column"] or "-")[0]) for each in answer["bad"]]
            if named != [(2, column)]:
                wrong[column, value] = [(each["column"], each["reason"]) for each in answer["bad"]]

    assert {} == wrong
    good = office.run("import", kind, office.a_list(HEADS[kind], GOOD[kind]), "--dates", "d-m-y", "--json")
    assert 0 == good[0], good


def test_what_is_said_of_a_dwelling_without_saying_which_is_bad_in_each_of_its_cells(office: TypedAtADesk):
    """The kind and the day were passed over without a word."""
    row = "-;H3;C3;westland;;gewoon;Straat 1;2026-01-05"
    answer = office.read(office.run("import", "households", office.a_list(HOUSEHOLDS, row), "--json")[1])

    assert ["D", "F", "G", "H"] == sorted(each["column"][0] for each in answer["bad"])
    assert {"say which dwelling it is too"} == {each["reason"].partition(",")[0] for each in answer["bad"]}
