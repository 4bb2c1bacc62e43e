"""A list with an event on each row is a log: cases by their name, in the order of the rows, or refused in words."""

from collections.abc import Mapping

import pytest

from tests.fine_logs import a_fine, as_list
from trajectories.imports.event_log import LogCase
from trajectories.imports.fields import FACT
from trajectories.imports.log_table import log_in
from trajectories.imports.reading import ListAsked, read_list
from trajectories.imports.table import find_header, must_name_all
from trajectories.imports.workbook import read_book
from workflows.errors import UsageError

NOTHING: Mapping[str, str] = {}


def read(text: str, further: Mapping[str, str] = NOTHING, days: frozenset[str] = frozenset()) -> list[LogCase]:
    book, asked = read_book("log.csv", text.encode()), ListAsked("history", further=further)
    header = must_name_all(find_header(book.sheets[0], asked.fields), asked.fields)
    return log_in(read_list(book, book.sheets[0], asked, header), days)


def test_rows_of_a_case_need_not_stand_together():
    cases = read("case;step;at\nA1;begin;2026-01-05\nB2;begin;2026-01-06\nA1;einde;2026-01-07\n")

    assert [("A1", ["begin", "einde"]), ("B2", ["begin"])] == [(c.name, [s.name for s in c.steps]) for c in cases]
    assert [2, 4] == [each.place for each in cases[0].steps]


def test_days_are_in_the_one_order_that_the_file_proves():
    assert "2006-07-24" == str(read(as_list([a_fine("A1")]))[0].steps[0].on)
    assert "2026-02-01" == str(read("case;step;at\nA;x;02/01/2026\nA;y;02/13/2026\n")[0].steps[0].on)


def test_a_day_with_a_time_is_read_and_proves_an_order_too():
    steps = read("case;step;at\nA;x;13-02-2026 09:30\nA;y;2026-02-13T10:00:00+01:00\nA;z;14-2-2026\n")[0].steps

    assert [True, True, False] == [each.has_time for each in steps]
    assert "2026-02-13T08:30:00+00:00" == steps[0].at.isoformat()
    assert [False, True, False] == [
        steps[0].is_before(steps[1]) ^ True,
        steps[0].is_before(steps[1]),
        steps[1].is_before(steps[0]),
    ]


def test_a_fact_that_is_a_day_follows_the_order_of_the_file():
    text = "case;step;at;Getekend\nA;x;02/13/2026;02/01/2026\n"

    assert {"op": "2026-02-01"} == read(text, {"Getekend": f"{FACT}op"}, frozenset({"op"}))[0].steps[0].facts


@pytest.mark.parametrize(
    "row, why",
    [
        ("A;x;03-04-2026", "no day in the file proves which"),
        ("A;x;03-04-2026 10:00", "no day in the file proves which"),
        ("A;x;31-02-2026", "row 2: '31-02-2026' is no moment"),
        ("A;x;", "row 2: '' is no moment"),
        ("A;;2026-01-05", "row 2: the step is missing"),
        (";x;2026-01-05", "row 2: the case is missing"),
        ("A;x;2026-01-05;over", "row 2"),
    ],
)
def test_a_log_with_a_row_that_cannot_be_read_is_refused_whole(row: str, why: str):
    with pytest.raises(UsageError) as refused:
        read(f"case;step;at\n{row}\n")

    said = refused.value.say("en")
    assert (True, True) == (why in said, "nothing of it was taken" in said)


def test_every_row_that_cannot_be_read_is_named():
    """Whoever mends a long log mends it once."""
    rows = [f"A;stap;{'morgen' if one % 2 or one > 40 else '2026-01-05'}" for one in range(2, 46)]

    with pytest.raises(UsageError) as refused:
        read("\n".join(["zaak;stap;datum", *rows]))

    said = refused.value.say("nl")
    assert "regel 3: ‘morgen’ is geen tijdstip" in said
    assert said.endswith("; en ook regel 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41-45")


def test_of_very_many_rows_the_first_are_named():
    rows = [f"A;stap;{'morgen' if one % 2 else '2026-01-05'}" for one in range(2, 1002)]

    with pytest.raises(UsageError) as refused:
        read("\n".join(["zaak;stap;datum", *rows]))

    assert refused.value.say("en").endswith("409, 411 and 295 more too")


def test_a_case_whose_number_a_spreadsheet_shortened_is_none():
    """Two cases may have become one by it."""
    with pytest.raises(UsageError) as refused:
        read('zaak;stap;datum\n"1,23457E+12";stap;2026-01-05\nA;1,2E+5;2026-01-05')

    assert "row 2: the spreadsheet shortened this long number" in refused.value.say("en")
    assert "row 3" not in refused.value.say("en")
