"""What a cell of a list may hold, and what is said of one that cannot be read."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple, TypeVar, overload

from trajectories.outside_text import seems_bsn
from workflows.words import Words

Cell = str | int | float | bool | date | datetime | time | timedelta

Item = TypeVar("Item")
LONGEST_SHOWN = 60  # characters of a value that is given back


class Row(NamedTuple):
    """number: as a spreadsheet counts it, from 1, also where a cell of a CSV file has several lines."""

    number: int
    cells: tuple[Cell, ...]


class ReadAgain(Sequence[Item]):
    """What is read anew each time that it is gone through, so that no more than one row of it is in memory."""

    def __init__(self, read: Callable[[], Iterator[Item]], count: int) -> None:
        self._read = read
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Item]:
        return self._read()

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> list[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | list[Item]:
        if isinstance(place, slice):
            return list(islice(self._read(), *place.indices(self._count)))
        found = list(islice(self._read(), place, place + 1)) if 0 <= place < self._count else []
        if not found:
            raise IndexError(place)
        return found[0]


class ListSheet(NamedTuple):
    """name: empty for a CSV file, which is one sheet. width: of its widest row. broken: what is wrong with the file
    from some row on. hidden: rows that a spreadsheet does not show, and that are read as the others; hidden_columns:
    places of such columns.
    """

    name: str
    rows: Sequence[Row]
    broken: "tuple[BadCell, ...]" = ()
    width: int = 0
    hidden: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


class BadCell(NamedTuple):
    """A cell that cannot be taken, or a row as a whole: column is empty then. reason: also what would work."""

    sheet: str
    row: int
    column: str
    value: str
    reason: Words


def text_of(cell: Cell) -> str:
    """As someone would type it. A whole number has no decimals: a spreadsheet keeps every number as a broken one."""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return str(cell.date() if cell.time() == time() else cell)
    return _without_guard(str(cell).strip())


FORMULA_SIGNS = "=+-@"
# What a spreadsheet shows of a formula that fails, in English and Dutch; it ends in ! or ?, but for these.
FAILED = re.compile(r"#(?:[A-Z0-9/]+[!?]|N/A|N/B|N\.B\.|BUSY!|GETTING_DATA)|(?:Err|Fout):\d{3}", re.ASCII)


# A long number as a spreadsheet shows it, and writes it to a text file: 1,23457E+12. What it was is lost.
SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,3}", re.ASCII | re.IGNORECASE)
MOST_DIGITS = 1e15  # a spreadsheet keeps no more of a number


def is_shortened(cell: Cell) -> bool:
    """Whether it is a number of which a spreadsheet lost digits, so that two of them may have become one."""
    if isinstance(cell, int | float):
        return abs(cell) >= MOST_DIGITS
    return isinstance(cell, str) and bool(SHORTENED.fullmatch(cell.strip()))


def is_failed(text: str) -> bool:
    return bool(FAILED.fullmatch(text))


def _without_guard(text: str) -> str:
    """An apostrophe before a formula sign is that of a spreadsheet, or ours: see rejects."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in FORMULA_SIGNS else text


def is_filled(row: Row) -> bool:
    return any(True for _ in filled(row))


def filled(row: Row) -> Iterator[str]:
    return (text for cell in row.cells if (text := text_of(cell)))


def value_shown(text: str) -> str:
    """What is said of a cell's value: not all of a long one, and nothing that may be a citizen service number."""
    if seems_bsn(text):
        return "…"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def place_of(letters: str) -> int:
    """The other way round than column_letter."""
    place = 0
    for each in letters:
        place = place * 26 + ord(each) - ord("A") + 1
    return place - 1


def column_letter(place: int) -> str:
    """As spreadsheets call it: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
