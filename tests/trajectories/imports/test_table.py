"""The list inside a sheet: its header found, and what is no record left out and said. No database is needed."""

import pytest

from trajectories.imports.cells import Cell, ListSheet, Row
from trajectories.imports.fields import CASES, CLIENTS
from trajectories.imports.table import NoHeader, Table, find_header, must_name_all, read_table

TITLE: tuple[Cell, ...] = ("Cliënten locatie Waterweg", "", "")
HEADER: tuple[Cell, ...] = ("Cliëntnr.", "NAAM", "Geb. datum (dd-mm-jjjj)", "Opmerking")


def a_sheet(*rows: tuple[Cell, ...]) -> ListSheet:
    return ListSheet("Blad1", [Row(number, cells) for number, cells in enumerate(rows, 1)])


def a_table(*rows: tuple[Cell, ...], is_workbook: bool = True) -> Table:
    sheet = a_sheet(*rows)
    return read_table(sheet, must_name_all(find_header(sheet, CLIENTS), CLIENTS), is_workbook=is_workbook)


def test_the_header_is_found_below_titles_by_names_as_offices_write_them():
    table = a_table(TITLE, (), HEADER, ("C1", "Amal", "1985-04-03", "belt terug"))

    assert (3, ["ref", "name", "born"]) == (table.header.number, [*table.header.columns])
    assert ((1,), 1) == (table.passed_over.titles, len(table.records))
    assert ["D (Opmerking)"] == [each.shown for each in table.header.unknown]


def test_empty_rows_totals_and_the_header_once_more_are_no_records():
    table = a_table(HEADER, ("C1", "A"), (), ("Totaal", "", 1.0), HEADER, ("C2", "B"), ("Aantal cliënten: 2",))

    assert ["C1", "C2"] == [each.text("ref") for each in table.records]
    assert (1, (4, 7), (5,)) == (table.passed_over.empty, table.passed_over.totals, table.passed_over.headers)


@pytest.mark.parametrize("row", [("Totaal", "Amal"), ("T-1", "Totaal"), ("Total recall", "Amal")])
def test_a_client_who_is_called_like_a_total_is_none(row: tuple[Cell, ...]):
    assert 1 == len(a_table(HEADER, row).records)


def test_values_beyond_the_header_are_said_and_left_out_of_a_workbook():
    table = a_table(("ref", "naam"), ("C1", "Amal", "", "los"))

    assert ["D"] == [each.shown for each in table.header.nameless]


@pytest.mark.parametrize("row, count", [(("C1", "Vries", "de"), 3), (("C1",), 1)])
def test_a_row_of_a_csv_file_that_is_shifted_is_bad(row: tuple[Cell, ...], count: int):
    table = a_table(("ref", "naam"), row, ("C2", "Amal"), is_workbook=False)

    assert [f"{count} columns, not 2"] == [each.reason.say("en").partition(";")[0] for each in table.bad]
    assert ["C2"] == [each.text("ref") for each in table.records]


def test_a_list_without_names_of_columns_says_which_are_known():
    with pytest.raises(NoHeader) as caught:
        a_table(("C1", "Amal"), ("C2", "Bashir"))

    assert "no column is called reference; known are reference, name, birth date" in caught.value.words.say("en")
    assert "Amal" not in caught.value.words.say("en")


def test_a_column_may_be_mapped_or_left_out():
    sheet = a_sheet(("Nr dossier", "Naam", "Roepnaam"), ("C1", "Amal", "A"))

    header = find_header(sheet, CLIENTS, {"nr dossier": "ref", "naam": "-", "roepnaam": "name"})

    assert header
    assert {"ref": 0, "name": 2} == {name: column.place for name, column in header.columns.items()}


def test_what_is_said_of_every_row_needs_no_column():
    sheet = a_sheet(("Huishouden", "Fase"), ("H1", "regeldag"))

    header = must_name_all(find_header(sheet, CASES), CASES, {"workflow": "vestiging", "municipality": "leiden"})

    assert ["ref", "stage"] == [*header.columns]
