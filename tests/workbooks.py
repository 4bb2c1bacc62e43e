"""Workbooks as tests need them: sheets of values, and a file that lies."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

import xlsxwriter

from trajectories.imports.cells import Cell


class Formula(NamedTuple):
    """What a spreadsheet reckoned, and what came out."""

    text: str
    value: str | float


Sheets = Mapping[str, Sequence[Sequence[Cell | Formula | None]]]


def xlsx(sheets: Sheets) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        days = book.add_format({"num_format": "dd-mm-yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    match cell:
                        case Formula(text, value):
                            sheet.write_formula(number, place, text, None, value)
                        case datetime() | date():
                            sheet.write_datetime(number, place, cell, days)
                        case str():
                            sheet.write_string(number, place, cell)
                        case None:
                            pass
                        case _:
                            sheet.write(number, place, cell)
    return packed.getvalue()


def ods(sheets: Mapping[str, Sequence[Sequence[str | date]]]) -> bytes:
    """The least that is one."""

    def cell(value: str | date) -> str:
        if isinstance(value, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
        text = f"<text:p>{escape(value)}</text:p>"
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'

    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>{tables}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", "<x/>")
    return packed.getvalue()


def a_bomb(megabytes: int) -> bytes:
    """A workbook of one sheet that is nothing but noughts once it is unpacked."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<x/>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
            for _ in range(megabytes):
                stream.write(bytes(1_000_000))
    return packed.getvalue()
