"""The bad rows of a list as a workbook with a column of reasons, to be mended and brought in again.

The only file that imports xlsxwriter. No cell that we write begins with a sign by which a spreadsheet would reckon:
an apostrophe stands before it, which is taken away when the list is read again.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

import xlsxwriter

from trajectories.imports.cells import FORMULA_SIGNS, BadCell, Cell, Row
from workflows.words import Lang, Words

REASONS = Words("Waarom niet", "Why not")  # the header of our own column, left out when it is read again
SHEET_NAME = 31  # characters, by the format


def written_rejects(
    name: str, header: Row, rows: Sequence[Row], bad: Mapping[int, Sequence[BadCell]], lang: Lang
) -> bytes:
    """The workbook. name: of the sheet. header: the row that names the columns. bad: by the number of the row."""
    packed = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(packed, options) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(_sheet_name(name))
        width = max([len(header.cells), *(len(row.cells) for row in rows)])
        for place, cell in enumerate(header.cells):
            _write(sheet, 0, place, cell, days)
        sheet.write_string(0, width, REASONS.say(lang))
        for line, row in enumerate(rows, 1):
            for place, cell in enumerate(row.cells):
                _write(sheet, line, place, cell, days)
            sheet.write_string(line, width, "; ".join(_said(each, lang) for each in bad[row.number]))
    return packed.getvalue()


def _sheet_name(name: str) -> str:
    plain = "".join(sign for sign in name if sign not in "[]:*?/\\'")[:SHEET_NAME]
    return plain or "Lijst"


def _said(bad: BadCell, lang: Lang) -> str:
    return guarded(f"{bad.column}: {bad.reason.say(lang)}" if bad.column else bad.reason.say(lang))


def guarded(text: str) -> str:
    """As a spreadsheet takes for text, whatever it begins with."""
    plain = text.strip()
    return f"'{plain}" if plain[:1] in FORMULA_SIGNS and plain else plain


def _write(sheet: "xlsxwriter.worksheet.Worksheet", row: int, place: int, cell: Cell, days: object) -> None:
    match cell:
        case bool():
            sheet.write_boolean(row, place, cell)
        case int() | float():
            sheet.write_number(row, place, cell)
        case datetime() | date() if cell.year >= 1900:
            sheet.write_datetime(row, place, cell, days)
        case date() | time() | timedelta():
            sheet.write_string(row, place, str(cell))
        case str():
            if cell:
                sheet.write_string(row, place, guarded(cell))
