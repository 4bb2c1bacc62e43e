"""A file of clients as its bytes come: encoding, delimiter, quotes, and the names of its columns.

No reason repeats what a cell holds: a shifted column may put a name anywhere.
"""

import csv
import io
import re
from collections.abc import Sequence
from typing import NamedTuple

from workflows.typed_words import folded
from workflows.words import Words

COLUMNS = {
    "ref": "ref",
    "kenmerk": "ref",
    "name": "name",
    "naam": "name",
    "born": "born",
    "geboortedatum": "born",
    "geboren": "born",
    "gender": "gender",
    "geslacht": "gender",
    "nationality": "nationality",
    "nationaliteit": "nationality",
    "route": "route",
    "household": "household",
    "huishouden": "household",
}
DELIMITERS = ",;\t"
UNREADABLE = Words(
    "de aanhalingstekens kloppen niet; vanaf hier is niets gelezen",
    "the quotes do not match; nothing was read from here on",
)


class Bad(NamedTuple):
    line: int
    reason: Words


def decode(content: bytes) -> tuple[str, str]:
    """The text, and the encoding that it was read in."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "UTF-16"
    for encoding, name in (("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")):
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "Latin-1"


def records_in(text: str) -> tuple[list[tuple[int, list[str]]], list[Bad]]:
    """The filled rows with the line each starts on; and where quotes do not match, so that the rest cannot be read."""
    skipped, delimiter, body = _delimiter(text)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    line = skipped + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((line, cells))
            line = skipped + reader.line_num + 1
    except csv.Error:
        return records, [Bad(line, UNREADABLE)]
    return records, []


def _delimiter(text: str) -> tuple[int, str, str]:
    """How many lines come before the header, the delimiter, and the rest. A first line `sep=;` says it itself."""
    first, _, rest = text.partition("\n")
    said = re.fullmatch(r"sep=(.)\s*", first, re.IGNORECASE)
    if said:
        return 1, said[1], rest
    header = next((line for line in text.splitlines() if line.strip()), "")
    return 0, max(DELIMITERS, key=header.count), text


def fields_of(line: int, cells: Sequence[str]) -> tuple[list[str], list[Bad]]:
    """The fields of the columns, and what is wrong with them. The cells are not repeated: they may be data."""
    names = [folded(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    fields = [COLUMNS.get(name, "") for name in names]
    unknown = [str(place) for place, field in enumerate(fields, 1) if not field]
    doubles = sorted({field for field in fields if field and fields.count(field) > 1})
    bad = []
    if unknown:
        places, choices = ", ".join(unknown), ", ".join(COLUMNS)
        bad.append(
            Bad(
                line,
                Words(
                    f"kolom {places} heeft in de kopregel geen bekende naam; kies uit {choices}",
                    f"column {places} has no known name in the header; choose from {choices}",
                ),
            )
        )
    if doubles:
        listing = ", ".join(doubles)
        bad.append(
            Bad(line, Words(f"{listing} staat twee keer in de kopregel", f"{listing} stands twice in the header"))
        )
    if "ref" not in fields:
        bad.append(Bad(line, Words("de kolom kenmerk (ref) ontbreekt", "the column ref is missing")))
    return fields, bad
