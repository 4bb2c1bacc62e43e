"""A day in a cell of a workbook: typed as one, written as text, with a time, or a number that only looks like one."""

from datetime import date, datetime, time

import pytest

from tests.workbooks import xlsx
from trajectories.imports.cells import Cell
from trajectories.imports.fields import CLIENTS
from trajectories.imports.reading import ListAsked, ReadList, RowReader, read_list
from trajectories.imports.table import find_header, must_name_all
from trajectories.imports.workbook import read_book


def the_list(*cells: Cell) -> ReadList:
    rows = [("Kenmerk", "Geboren"), *((f"C{each}", cell) for each, cell in enumerate(cells, 1))]
    book = read_book("lijst.xlsx", xlsx({"Blad1": rows}))
    header = must_name_all(find_header(book.sheets[0], CLIENTS), CLIENTS)
    return read_list(book, book.sheets[0], ListAsked("clients"), header)


def born(*cells: Cell) -> list[date | str | None]:
    """Each day, or why it is none."""
    read = the_list(*cells)
    found: list[date | str | None] = []
    for record in read.table.records:
        reader = RowReader(read, record)
        day = reader.day("born")
        found.append(reader.bad[0].reason.say("en") if reader.bad else day)
    return found


def test_typed_cells_prove_no_order_and_stand_beside_text_that_does():
    assert [date(1985, 4, 3), date(1990, 5, 13), date(1985, 4, 3)] == born(date(1985, 4, 3), "13-05-1990", "03-04-1985")
    assert [(3, "03-04-1985")] == [(each.row, each.value) for each in the_list(date(1985, 4, 3), "03-04-1985").wrong]


def test_the_time_in_a_cell_that_is_a_day_is_left():
    late = datetime.combine(date(1990, 5, 13), time(23, 59, 59))

    assert [date(1990, 5, 13), date(1990, 5, 13)] == born(late, "13-05-1990")


@pytest.mark.parametrize("cell", [33025, 33025.0, 33025.75, 1990])
def test_a_number_is_no_day_unless_its_cell_is(cell: Cell):
    assert "this is a number and no day" in str(born(cell)[0])


@pytest.mark.parametrize("text", ["33025", "31-06-1990", "29-02-1900", "13-05-90", "13.5.'90", "0000-00-00", "?"])
def test_what_is_no_day_is_said_and_the_year_takes_four_digits(text: str):
    assert "this is no day" in str(born(text)[0])
    assert "four digits" in str(born(text)[0])
