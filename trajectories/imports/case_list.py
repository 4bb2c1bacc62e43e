"""A list of cases for one command on many: read as every list that comes in, titles, totals and sheets included."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from trajectories.imports.cells import Cell, ListSheet, text_of
from trajectories.imports.day_order import ORDERS, orders_of
from trajectories.imports.fields import OF_CASE, ON, Field
from trajectories.imports.reading import day_of
from trajectories.imports.table import Header, ListRow, find_header, read_table
from trajectories.imports.workbook import read_book
from workflows.errors import UsageError
from workflows.words import Words

CASE = ("traject", "trajectnummer", "zaak", "case", "id")
FIELDS = (
    Field("trajectory", Words("traject", "trajectory"), CASE),
    Field("ref", Words("kenmerk", "reference"), tuple(each for each in OF_CASE if each not in CASE)),
    Field("value", Words("waarde", "value")),
    ON,
)


class ListedRow(NamedTuple):
    """A row of a list: its line, and the cells of the columns that mean something, by what they mean. A day is written
    with its year first.
    """

    line: int
    cells: Mapping[str, str]


def rows_of(name: str, content: bytes) -> list[ListedRow]:
    """The rows of a list that has a column for the reference or the trajectory; other columns are passed over. name: of
    the file.

    Raises UsageError where it has none, cannot be read, or writes its days month first.
    """
    book = read_book(name, content)
    found = [(sheet, header) for sheet in book.sheets if (header := find_header(sheet, FIELDS)) and _names(header)]
    if len(found) != 1:
        raise _no_list(book.sheets, several=bool(found))
    [(sheet, header)] = found
    table = read_table(sheet, header, is_workbook=book.is_workbook)
    if table.bad or not table.records:
        line = table.bad[0].row if table.bad else header.number
        reason = table.bad[0].reason if table.bad else Words("er staat niets onder", "there is nothing below it")
        nl, en = f"regel {line} van de lijst: {reason.nl}", f"line {line} of the list: {reason.say('en')}"
        raise UsageError(Words(nl, en))
    _must_be_day_first(table.records, header)
    return [_row(record) for record in table.records]


def _names(header: Header) -> bool:
    return bool({"trajectory", "ref"} & header.columns.keys())


def _no_list(sheets: list[ListSheet], *, several: bool) -> UsageError:
    if several:
        names = ", ".join(each.name for each in sheets)
        return UsageError(
            Words(
                f"meer dan één blad is een lijst van trajecten ({names}); bewaar er één apart",
                f"more than one sheet is a list of cases ({names}); save one of them apart",
            )
        )
    return UsageError(
        Words(
            "de lijst heeft geen kolom kenmerk of traject in de kopregel",
            "the list has no column reference or trajectory in its header",
        )
    )


def _must_be_day_first(records: Iterable[ListRow], header: Header) -> None:
    """Days typed on the command line are day first, and so are those of a list; one that proves otherwise is no list
    that we can read.
    """
    names = [each for each in ("on", "value") if each in header.columns]
    for record in records:
        for name in names:
            cell = record.cells.get(name, "")
            if isinstance(cell, str) and orders_of(cell) == {"m-d-y"}:
                where, called = header.columns[name].shown, ORDERS["m-d-y"]
                raise UsageError(
                    Words(
                        f"regel {record.number}, kolom {where}: ‘{cell}’ staat er als {called.nl}; schrijf dagen als "
                        "31-12-2026",
                        f"line {record.number}, column {where}: '{cell}' is written {called.say('en')}; write days as "
                        "2026-12-31",
                    )
                )


def _row(record: ListRow) -> ListedRow:
    cells = {name: _said(name, cell, record.number) for name, cell in record.cells.items() if text_of(cell)}
    return ListedRow(record.number, cells)


def _said(name: str, cell: Cell, line: int) -> str:
    if name == "on":
        try:
            day = day_of(cell, "d-m-y")
        except UsageError as error:
            nl, en = f"regel {line} van de lijst: {error.say('nl')}", f"line {line} of the list: {error.say('en')}"
            raise UsageError(Words(nl, en)) from error
        return day.isoformat() if day else ""
    return text_of(cell)
