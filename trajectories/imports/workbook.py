"""A list from its bytes: a workbook (XLSX, ODS) or a CSV file. The only file that imports python_calamine.

A workbook is looked at before it is unpacked: what its folder says that it holds, and then what really comes out.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast
from xml.parsers.expat import ExpatError

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from trajectories.imports.cells import Cell, ListSheet, ReadAgain, Row
from trajectories.imports.delimited import read_delimited
from trajectories.imports.ods_xml import beside_values_of_ods
from trajectories.imports.sheet_xml import NOTHING, BesideValues, beside_values, merges_rows
from workflows.errors import UsageError
from workflows.words import Words

LONGEST_CELL = 100_000  # characters; no field takes as many
STEP = 1 << 20
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # as workbooks are; with a password, or otherwise, none is


class Limits(NamedTuple):
    """bytes: of the file; unpacked: of what comes out of a workbook, in bytes; rows and columns: of a sheet."""

    bytes: int = 50_000_000
    unpacked: int = 500_000_000
    rows: int = 200_000
    columns: int = 500


USUAL = Limits()
A_LOG = Limits(bytes=500_000_000, rows=1_000_000)  # of events, in whichever form they come


class Book(NamedTuple):
    """read_as: the encoding of a CSV file, or the kind of workbook. hidden: sheets that are not read."""

    sheets: list[ListSheet]
    read_as: str
    hidden: tuple[str, ...] = ()

    @property
    def is_workbook(self) -> bool:
        return self.read_as in ("XLSX", "ODS")


def read_book(name: str, content: bytes, limits: Limits = USUAL) -> Book:
    """Every sheet that shows and holds anything. name: of the file, for what it claims to be. Raises UsageError."""
    if len(content) > limits.bytes:
        most = limits.bytes // 10**6
        raise UsageError(
            Words(
                f"{name} is groter dan {most} MB; dat is geen lijst. Deel haar op",
                f"{name} is larger than {most} MB; that is no list. Divide it",
            )
        )
    if content.startswith(b"PK"):
        return _workbook(name, content, limits)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UsageError(
            Words(
                f"{name} is een werkmap van een oude soort, of met een wachtwoord; bewaar haar als .xlsx zonder "
                "wachtwoord",
                f"{name} is a workbook of an old kind, or has a password; save it as .xlsx without a password",
            )
        )
    is_text = content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in content[:STEP]
    if name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods")) or not is_text:
        raise _no_workbook(name)
    sheet, encoding = read_delimited(content)
    _must_fit(name, sheet.name, len(sheet.rows), sheet.width, limits)
    return Book([sheet], encoding)


def _no_workbook(name: str) -> UsageError:
    return UsageError(
        Words(
            f"{name} is geen werkmap die te lezen is; bewaar de lijst opnieuw als .xlsx, .ods of .csv",
            f"{name} is no workbook that can be read; save the list again as .xlsx, .ods or .csv",
        )
    )


def _workbook(name: str, content: bytes, limits: Limits) -> Book:
    kind = _looked_at(name, content, limits)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            beside = beside_values(packed) if kind == "XLSX" else beside_values_of_ods(packed)
            if kind == "ODS" and merges_rows(packed):
                raise _merged(name)
        shown = [
            each.name
            for each in book.sheets_metadata
            if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
        ]
        sheets = [_sheet(name, each, book.get_sheet_by_name(each), beside.get(each, NOTHING), limits) for each in shown]
        hidden = [
            each.name
            for each in book.sheets_metadata
            if each.typ == SheetTypeEnum.WorkSheet and each.visible != SheetVisibleEnum.Visible
        ]
        return Book(sheets, kind, tuple(hidden))
    except (CalamineError, zipfile.BadZipFile, ExpatError) as error:
        raise _no_workbook(name) from error


def _looked_at(name: str, content: bytes, limits: Limits) -> str:
    """What kind it is. Raises UsageError where it is none, or where too much would come out of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if sum(part.file_size for part in parts) > limits.unpacked:
                raise _bomb(name, limits)
            if any(part.flag_bits & 1 or part.compress_type not in PACKED for part in parts):
                raise _no_workbook(name)
            _really_unpack(name, packed, parts, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise _no_workbook(name) from error
    if "xl/workbook.xml" in names:
        return "XLSX"
    if "content.xml" in names:
        return "ODS"
    raise _no_workbook(name)


def _really_unpack(name: str, packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """The folder may lie: each part is unpacked and counted, and thrown away."""
    unpacked = 0
    for part in parts:
        with packed.open(part) as stream:
            while piece := stream.read(STEP):
                unpacked += len(piece)
                if unpacked > limits.unpacked:
                    raise _bomb(name, limits)


def _bomb(name: str, limits: Limits) -> UsageError:
    most = limits.unpacked // 10**6
    return UsageError(
        Words(
            f"{name} is uitgepakt groter dan {most} MB en is niet geopend; een lijst is dat niet. Deel haar op, of "
            "bewaar haar als .csv",
            f"{name} is larger than {most} MB once unpacked, and was not opened; that is no list. Divide it, or save "
            "it as .csv",
        )
    )


def _merged(name: str) -> UsageError:
    return UsageError(
        Words(
            f"in {name} zijn cellen over meer regels samengevoegd; wat daar staat geldt niet voor elke regel apart. "
            "Splits ze, of bewaar de lijst als .xlsx",
            f"in {name} cells are merged over several rows; what they hold is not that of each row. Split them, or "
            "save the list as .xlsx",
        )
    )


def _sheet(file: str, name: str, sheet: CalamineSheet, beside: BesideValues, limits: Limits) -> ListSheet:
    """With its rows as a spreadsheet numbers them: it gives them from the first one on. A formula is its value, or what
    it shows where it fails. What is merged over several rows stands in each of them.
    """
    end_row, end_column = sheet.end or (-1, -1)
    _must_fit(file, name, end_row + 1, end_column + 1, limits)
    merged = _merged_over_rows(sheet)

    def rows() -> Iterator[Row]:
        spans: dict[int, tuple[int, Cell]] = {}  # by place, until which row which value stands
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = _with_errors(_cells(row), beside.errors.get(number, {}))
            for place, bottom in merged.get(number, ()):
                spans[place] = bottom, cells[place] if place < len(cells) else ""
            if spans:
                spans = {place: (bottom, value) for place, (bottom, value) in spans.items() if bottom >= number}
                cells = _filled(cells, {place: value for place, (_, value) in spans.items()})
            yield Row(number, cells)

    return ListSheet(name, ReadAgain(rows, end_row + 1), (), end_column + 1, beside.hidden, beside.hidden_columns)


def _merged_over_rows(sheet: CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """By the row with which it begins, the place of what is merged over several rows, and its last row."""
    found: dict[int, list[tuple[int, int]]] = {}
    for (top, place), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top:
            found.setdefault(top + 1, []).append((place, bottom + 1))
    return found


def _with_errors(cells: tuple[Cell, ...], errors: Mapping[int, str]) -> tuple[Cell, ...]:
    return _filled(cells, {place: shown or "#N/A" for place, shown in errors.items()}) if errors else cells


def _filled(cells: tuple[Cell, ...], values: Mapping[int, Cell]) -> tuple[Cell, ...]:
    found = [*cells, *[""] * (max(values, default=-1) + 1 - len(cells))]
    for place, value in values.items():
        found[place] = value
    return tuple(found)


def _cells(row: list[Any]) -> tuple[Cell, ...]:
    return tuple(cell[:LONGEST_CELL] if isinstance(cell, str) else cast(Cell, cell) for cell in row)


def _must_fit(file: str, sheet: str, rows: int, columns: int, limits: Limits) -> None:
    if rows <= limits.rows and columns <= limits.columns:
        return
    where = f"{file} ({sheet})" if sheet else file
    raise UsageError(
        Words(
            f"{where} heeft {rows} regels en {columns} kolommen; in één keer gaan er {limits.rows} en "
            f"{limits.columns}. Deel de lijst op",
            f"{where} has {rows} rows and {columns} columns; {limits.rows} and {limits.columns} fit at once. "
            "Divide the list",
        )
    )
