"""A CSV file as its bytes come: encoding, delimiter and quotes."""

import csv
import io
import re

from trajectories.imports.cells import BadCell, ListSheet, Row
from workflows.words import Words

DELIMITERS = ",;\t"
UNREADABLE = Words(
    "de aanhalingstekens kloppen niet; vanaf hier is niets gelezen",
    "the quotes do not match; nothing was read from here on",
)
TOO_LONG = Words(
    "een cel is langer dan honderdduizend tekens; vanaf hier is niets gelezen",
    "a cell is longer than a hundred thousand characters; nothing was read from here on",
)


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


def read_delimited(content: bytes) -> tuple[ListSheet, str]:
    """Every row, also an empty one, by the line on which it starts; and the encoding."""
    text, encoding = decode(content)
    skipped, delimiter, body = _delimiter(text)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    line = skipped + 1
    try:
        for cells in reader:
            rows.append(Row(line, tuple(cells)))
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        reason = TOO_LONG if "field limit" in str(error) else UNREADABLE
        return ListSheet("", rows, (BadCell("", line, "", "", reason),)), encoding
    return ListSheet("", rows), encoding


def _delimiter(text: str) -> tuple[int, str, str]:
    """How many lines come before the first row, the delimiter, and the rest. A first line `sep=;` says it itself; else
    it is the sign that most of the first filled lines have, as a title has none.
    """
    first, _, rest = text.partition("\n")
    said = re.fullmatch(r"sep=(.)\s*", first, re.IGNORECASE)
    if said:
        return 1, said[1], rest
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:30]
    most = {sign: sum(line.count(sign) for line in lines) for sign in DELIMITERS}
    widest = max(lines, key=lambda line: max(map(line.count, DELIMITERS)), default="")
    return 0, max(DELIMITERS, key=lambda sign: (widest.count(sign), most[sign])), text
