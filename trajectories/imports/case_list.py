"""A list of cases for one command on many: read as every list that comes in, titles, totals and sheets included."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from trajectories.imports.cells import Cell, ListSheet, text_of, value_shown
from trajectories.imports.day_order import ORDERS, Order, day_in, orders_of
from trajectories.imports.fields import OF_CASE, ON, Field
from trajectories.imports.reading import day_of, sheet_named
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
    with its year first. is_hidden: a spreadsheet does not show it, as by a filter.
    """

    line: int
    cells: Mapping[str, str]
    is_hidden: bool = False


def rows_of(name: str, content: bytes, sheet_name: str = "", order: Order | None = None) -> list[ListedRow]:
    """The rows of a list that has a column for the reference or the trajectory; other columns are passed over. name: of
    the file. order: of its days; where nothing is said day first.

    Raises UsageError where it has none, cannot be read, or writes its days otherwise; NotFound for no such sheet.
    """
    book = read_book(name, content)
    sheets = [sheet_named(book, sheet_name)] if sheet_name else book.sheets
    found = [(sheet, header) for sheet in sheets if (header := find_header(sheet, FIELDS)) and _names(header)]
    if len(found) != 1:
        raise _no_list([sheet for sheet, _ in found])
    [(sheet, header)] = found
    table = read_table(sheet, header, is_workbook=book.is_workbook)
    if table.bad or not table.records:
        line = table.bad[0].row if table.bad else header.number
        reason = table.bad[0].reason if table.bad else Words("er staat niets onder", "there is nothing below it")
        nl, en = f"regel {line} van de lijst: {reason.nl}", f"line {line} of the list: {reason.say('en')}"
        raise UsageError(Words(nl, en))
    _must_be_in_order(table.records, header, order or "d-m-y")
    return [_row(record, order or "d-m-y", is_hidden=record.number in sheet.hidden) for record in table.records]


def _names(header: Header) -> bool:
    return bool({"trajectory", "ref"} & header.columns.keys())


def _no_list(sheets: list[ListSheet]) -> UsageError:
    """sheets: that are lists of cases."""
    if sheets:
        names = ", ".join(each.name for each in sheets)
        return UsageError(
            Words(
                f"meer dan één blad is een lijst van trajecten ({names}); zeg met --sheet welk blad het is",
                f"more than one sheet is a list of cases ({names}); say with --sheet which one it is",
            )
        )
    return UsageError(
        Words(
            "de lijst heeft geen kolom kenmerk of traject in de kopregel",
            "the list has no column reference or trajectory in its header",
        )
    )


def _must_be_in_order(records: Iterable[ListRow], header: Header, order: Order) -> None:
    """Days typed on the command line are day first, and so are those of a list unless it is said; one that proves
    otherwise is not read.
    """
    other = next(each for each in ORDERS if each != order)
    names = [each for each in ("on", "value") if each in header.columns]
    for record in records:
        for name in names:
            cell = record.cells.get(name, "")
            if isinstance(cell, str) and orders_of(cell) == {other}:
                where, called, shown = header.columns[name].shown, ORDERS[other], value_shown(cell)
                raise UsageError(
                    Words(
                        f"regel {record.number}, kolom {where}: ‘{shown}’ staat er als {called.nl}; zeg met --dates "
                        f"{other} dat de lijst zo is, of schrijf dagen als 2026-12-31",
                        f"line {record.number}, column {where}: '{shown}' is written {called.say('en')}; say with "
                        f"--dates {other} that the list is like that, or write days as 2026-12-31",
                    )
                )


def _row(record: ListRow, order: Order, *, is_hidden: bool) -> ListedRow:
    cells = {name: _said(name, cell, record.number, order) for name, cell in record.cells.items() if text_of(cell)}
    return ListedRow(record.number, cells, is_hidden)


def _said(name: str, cell: Cell, line: int, order: Order) -> str:
    if name == "value" and isinstance(cell, str) and orders_of(cell):
        return str(day_in(cell, order))
    if name == "on":
        try:
            day = day_of(cell, order)
        except UsageError as error:
            nl, en = f"regel {line} van de lijst: {error.say('nl')}", f"line {line} of the list: {error.say('en')}"
            raise UsageError(Words(nl, en)) from error
        return day.isoformat() if day else ""
    return text_of(cell)
