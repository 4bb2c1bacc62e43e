"""What the XML of an ODS file says beside the values of its cells: formulas that fail, and what is hidden. By expat.

The reader of workbooks gives a failed formula as an empty cell or as nought. Whatever has a DOCTYPE is no workbook.
"""

import re
import zipfile
from collections.abc import Mapping
from typing import NoReturn
from xml.parsers import expat

from trajectories.imports.cells import is_failed
from trajectories.imports.sheet_xml import COLUMNS, BesideValues, pieces
from workflows.errors import UsageError
from workflows.words import Words

CONTENT = "content.xml"
NOTABLE = re.compile(rb":formula=|[\"']error[\"']|visibility=")
LAST_ROW = 1 << 20  # no sheet goes further
MOST_FAILED = 100_000  # cells
CELLS = ("table-cell", "covered-table-cell")
HIDDEN = ("collapse", "filter")
ERROR = "error"  # the type of a cell, which is told twice, and only one of them knows of errors


def beside_values_of_ods(packed: zipfile.ZipFile) -> dict[str, BesideValues]:
    """By the name of the sheet. Raises ExpatError where it cannot be read, UsageError for too many failed formulas."""
    if not any(NOTABLE.search(piece) for piece in pieces(packed, CONTENT, b"<")):
        return {}
    reader = _BesideReader()
    for piece in pieces(packed, CONTENT, b"<"):
        reader.parser.Parse(piece, False)
    reader.parser.Parse(b"", True)
    return reader.found


class _BesideReader:
    """Follows rows and columns as they are counted: one that stands there several times is written once."""

    def __init__(self) -> None:
        self.found: dict[str, BesideValues] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._errors: dict[int, dict[int, str]] = {}
        self._hidden: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._failed = 0
        self._sheet = ""
        self._column = self._row = self._place = 0
        self._rows: tuple[int, ...] = ()
        self._is_hidden = self._is_filled = self._is_error = False
        self._cell: Mapping[str, str] | None = None
        self._shown: list[str] = []
        self._noted = 0  # how deep in notes on a cell

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local, said = _local(name), {_local(each): value for each, value in attributes.items()}
        if local == "table":
            self._sheet, self._column, self._row = said.get("name", ""), 0, 0
            self._errors, self._hidden, self._hidden_columns = {}, set(), set()
        elif local == "table-column":
            span = _span(self._column, said.get("number-columns-repeated", ""), COLUMNS)
            self._hidden_columns.update(span if said.get("visibility") in HIDDEN else ())
            self._column = span.stop
        elif local == "table-row":
            span = _span(self._row + 1, said.get("number-rows-repeated", ""), LAST_ROW)
            self._rows, self._row, self._place = tuple(span), span.stop - 1, 0
            self._is_hidden, self._is_filled = said.get("visibility") in HIDDEN, False
        elif local in CELLS:
            self._cell, self._shown, self._is_error = said, [], ERROR in attributes.values()
        elif local == "annotation":
            self._noted += 1

    def _text(self, text: str) -> None:
        if self._cell is not None and not self._noted:
            self._shown.append(text)

    def _end(self, name: str) -> None:
        local = _local(name)
        if local == "annotation":
            self._noted -= 1
        elif local in CELLS and self._cell is not None:
            self._end_of_cell(self._cell, "".join(self._shown).strip())
            self._cell = None
        elif local == "table-row" and self._is_hidden and self._is_filled:
            self._hidden.update(self._rows)
        elif local == "table":
            self.found[self._sheet] = BesideValues(
                self._errors, frozenset(self._hidden), frozenset(self._hidden_columns)
            )

    def _end_of_cell(self, said: Mapping[str, str], shown: str) -> None:
        span = _span(self._place, said.get("number-columns-repeated", ""), COLUMNS)
        self._place = span.stop
        self._is_filled = self._is_filled or bool(shown)
        if not self._is_error and not ("formula" in said and is_failed(shown)):
            return
        self._failed += len(span) * len(self._rows)
        if self._failed > MOST_FAILED:
            raise _too_many()
        for row in self._rows:
            self._errors.setdefault(row, {}).update(dict.fromkeys(span, shown))


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _span(first: int, repeated: str, until: int) -> range:
    """From the first on, as often as it stands there."""
    times = int(repeated) if repeated.isdecimal() and len(repeated) < 10 else 1
    return range(first, max(first, min(first + times, until + 1)))


def _refuse(*_: object) -> NoReturn:
    raise expat.ExpatError("a DOCTYPE")


def _too_many() -> UsageError:
    return UsageError(
        Words(
            f"meer dan {MOST_FAILED} cellen hebben een formule die mislukt; herstel die eerst",
            f"more than {MOST_FAILED} cells have a formula that fails; mend those first",
        )
    )
