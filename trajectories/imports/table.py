"""The list inside a sheet: which row names the columns, which columns are known, and which rows are no records.

Titles, empty rows, totals and columns that nobody asked for are left out, and said.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from trajectories.imports.cells import (
    BadCell,
    Cell,
    ListSheet,
    ReadAgain,
    Row,
    column_letter,
    filled,
    is_filled,
    text_of,
)
from trajectories.imports.fields import Field, field_named
from workflows.errors import UsageError
from workflows.typed_words import folded
from workflows.words import Words

HEADER_WITHIN = 30  # filled rows
TOTALS = (
    "totaal",
    "totalen",
    "subtotaal",
    "eindtotaal",
    "total",
    "totals",
    "subtotal",
    "som",
    "sum",
    "aantal",
    "count",
)
NUMBER = re.compile(r"[-+€$]?\s*\d[\d., ]*%?")
LEFT_OUT = "-"  # what a profile says of a column that is not asked for


class ListColumn(NamedTuple):
    """place: from 0. header: as it is written; empty where none is."""

    place: int
    header: str

    @property
    def shown(self) -> str:
        letter = column_letter(self.place)
        return f"{letter} ({self.header})" if self.header else letter


class ListRow(NamedTuple):
    """A row by field; of a field without a column there is nothing. further: by column that is no field of the kind."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    further: Mapping[str, Cell] = {}

    def text(self, name: str) -> str:
        return text_of(self.cells.get(name, ""))


class PassedOver(NamedTuple):
    """Row numbers. headers: where the names of the columns stand again. hidden: records that the spreadsheet does not
    show, and that are read as the others.
    """

    titles: tuple[int, ...] = ()
    empty: int = 0
    totals: tuple[int, ...] = ()
    headers: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()


class Header(NamedTuple):
    """unknown: columns with a name that is no field of this kind; nameless: with values and without a name."""

    number: int
    columns: Mapping[str, ListColumn]
    unknown: tuple[ListColumn, ...]
    nameless: tuple[ListColumn, ...]
    width: int


class Table(NamedTuple):
    """is_whole: every row was seen, so that the good ones may be taken apart."""

    sheet: str
    header: Header
    records: Sequence[ListRow]
    bad: list[BadCell]
    passed_over: PassedOver
    is_whole: bool


class NoHeader(UsageError):
    """No row names the columns that are needed. header: as far as there is one; lacking: what has no
    column."""

    def __init__(self, words: Words, header: Header | None, lacking: Sequence[Field]) -> None:
        super().__init__(words)
        self.header = header
        self.lacking = list(lacking)


def find_header(sheet: ListSheet, fields: tuple[Field, ...], mapping: Mapping[str, str] = {}) -> Header | None:
    """The first of the rows that name most columns; where none names any, of those with most words, so that it can be
    asked which is which. None where no row has any. mapping: field by folded header.
    """
    first = [row for row in sheet.rows[: HEADER_WITHIN * 10] if is_filled(row)][:HEADER_WITHIN]
    found = [_header(row, fields, mapping) for row in first]
    named = max(found, key=lambda each: len(each.columns), default=None)
    if named is None or named.columns:
        return named
    worded = [each for each in found if not any(_is_value(column.header) for column in each.unknown)]
    return max(worded, key=lambda each: len(each.unknown), default=None)


def _is_value(text: str) -> bool:
    """Whether it holds a digit, as days, amounts and references do, and the names of columns hardly ever."""
    return any(sign.isdigit() for sign in text)


def _header(row: Row, fields: tuple[Field, ...], mapping: Mapping[str, str]) -> Header:
    columns: dict[str, ListColumn] = {}
    unknown = []
    known_names = {each.name for each in fields}
    texts = [text_of(cell) for cell in row.cells]
    while texts and not texts[-1]:
        texts.pop()
    for place, text in enumerate(texts):
        name = mapping.get(folded(text)) if text else None
        known = field_named(text, fields) if text and name is None else None
        name = known.name if known else name
        if name in known_names and name not in columns:
            columns[name] = ListColumn(place, text)
        elif text:
            unknown.append(ListColumn(place, text))
    nameless = tuple(ListColumn(place, "") for place, text in enumerate(texts) if not text)
    return Header(row.number, columns, tuple(unknown), nameless, len(texts))


def must_name_all(header: Header | None, fields: tuple[Field, ...], given: Mapping[str, str] = {}) -> Header:
    """Raises NoHeader with what is missing. given: fields that one value is said of, for every row."""
    missing = [each for each in fields if each.is_needed and each.name not in given]
    if header is not None:
        missing = [each for each in missing if each.name not in header.columns]
        if not missing:
            return header
    nl, en = (", ".join(each.label.say(lang) for each in missing) for lang in ("nl", "en"))
    all_nl, all_en = (", ".join(each.label.say(lang) for each in fields) for lang in ("nl", "en"))
    raise NoHeader(
        Words(
            f"geen kolom heet {nl}; bekend zijn {all_nl}. Zeg met --column ‘naam in het bestand=naam hier’ welke het "
            "is",
            f"no column is called {en}; known are {all_en}. Say with --column 'name in the file=name here' which it is",
        ),
        header,
        missing,
    )


def read_table(sheet: ListSheet, header: Header, *, is_workbook: bool) -> Table:
    """The records below the header. A row of a CSV file that is longer or shorter than that is shifted: it is bad."""
    bad = list(sheet.broken)
    titles, totals, headers, hidden, apart = list[int](), list[int](), list[int](), list[int](), set[int]()
    empty, count = 0, 0
    written = _written(header)
    beyond: set[int] = set()
    for row in sheet.rows:
        if row.number <= header.number:
            titles += [row.number] if row.number < header.number and is_filled(row) else []
            continue
        if not is_filled(row):
            empty += 1
        elif is_total(row):
            totals.append(row.number)
        elif {place: text_of(cell) for place, cell in enumerate(row.cells) if place in written} == written:
            headers.append(row.number)
        elif not is_workbook and (shifted := _shifted(row, header.width)):
            bad.append(BadCell(sheet.name, row.number, "", "", shifted))
        else:
            count += 1
            hidden += [row.number] if row.number in sheet.hidden else []
            beyond |= {place for place, cell in enumerate(row.cells[header.width :], header.width) if text_of(cell)}
            continue
        apart.add(row.number)
    places = {each.place for each in header.nameless}
    used = {place for row in sheet.rows for place in places if _has(row, place)} if places else set()
    nameless = tuple(ListColumn(place, "") for place in sorted(used | beyond))
    passed = PassedOver(tuple(titles), empty, tuple(totals), tuple(headers), tuple(hidden))
    records = ReadAgain(partial(_records, sheet, header, apart), count)
    return Table(sheet.name, header._replace(nameless=nameless), records, bad, passed, not sheet.broken)


def _records(sheet: ListSheet, header: Header, apart: Collection[int]) -> Iterator[ListRow]:
    """apart: the rows below the header that are none."""
    names = {column.place: name for name, column in header.columns.items()}
    others = {column.place: column.header for column in header.unknown}
    for row in sheet.rows:
        if row.number > header.number and row.number not in apart:
            further = {others[place]: cell for place, cell in enumerate(row.cells) if place in others} if others else {}
            cells = {names[place]: cell for place, cell in enumerate(row.cells) if place in names}
            yield ListRow(sheet.name, row.number, cells, further)


def _written(header: Header) -> dict[int, str]:
    return {column.place: column.header for column in (*header.columns.values(), *header.unknown)}


def _has(row: Row, place: int) -> bool:
    return place < len(row.cells) and bool(text_of(row.cells[place]))


def is_total(row: Row) -> bool:
    """A word for it, and beside that only numbers."""
    first, *others = filled(row)
    word, _, rest = folded(first).partition(" ")
    if word not in TOTALS or not all(NUMBER.fullmatch(each) for each in others):
        return False
    return bool(others) or not rest or any(sign.isdigit() for sign in rest)


def _shifted(row: Row, width: int) -> Words | None:
    count = len(row.cells)
    if any(text_of(cell) for cell in row.cells[width:]) or count < width:
        return Words(
            f"{count} kolommen, en geen {width}; zet een tekst met een scheidingsteken tussen aanhalingstekens",
            f"{count} columns, not {width}; put a text with a separator in it between quotes",
        )
    return None
