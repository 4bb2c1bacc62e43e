"""A CSV file as its bytes come: encoding, delimiter and quotes."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress

from trajectories.imports.cells import BadCell, ListSheet, ReadAgain, Row
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


ENCODINGS = {"UTF-16": "utf-16", "UTF-8": "utf-8-sig", "Windows-1252": "cp1252", "Latin-1": "latin-1"}


def decode(content: bytes) -> tuple[str, str]:
    """The text, and the encoding that it was read in."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "UTF-16"
    for name in ("UTF-8", "Windows-1252"):
        try:
            return content.decode(ENCODINGS[name]), name
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "Latin-1"


def read_delimited(content: bytes) -> tuple[ListSheet, str]:
    """Every row, also an empty one, by the line on which it starts; and the encoding."""
    text, encoding = decode(content)
    skipped, delimiter = _delimiter(text)
    del text

    def rows() -> Iterator[Row]:
        return _rows(content, ENCODINGS[encoding], skipped, delimiter)

    count, width, last = 0, 0, Row(skipped, ())
    try:
        for last in rows():
            count, width = count + 1, max(width, len(last.cells))
    except _Broken as error:
        bad = BadCell("", error.line, "", "", error.words)
        return ListSheet("", ReadAgain(lambda: _as_far_as_it_goes(rows()), count), (bad,), width), encoding
    return ListSheet("", ReadAgain(rows, count), (), width), encoding


class _Broken(Exception):
    """line: from which on nothing can be read."""

    def __init__(self, line: int, words: Words) -> None:
        super().__init__()
        self.line = line
        self.words = words


def _as_far_as_it_goes(rows: Iterator[Row]) -> Iterator[Row]:
    with suppress(_Broken):
        yield from rows


def _rows(content: bytes, encoding: str, skipped: int, delimiter: str) -> Iterator[Row]:
    stream = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="replace", newline="")
    for _ in range(skipped):
        stream.readline()
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    line = skipped + 1
    try:
        for cells in reader:
            yield Row(line, tuple(cells))
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        raise _Broken(line, TOO_LONG if "field limit" in str(error) else UNREADABLE) from error


def _delimiter(text: str) -> tuple[int, str]:
    """How many lines come before the first row, and the delimiter. A first line `sep=;` says it itself; else
    it is the sign that most of the first filled lines have, as a title has none.
    """
    first = text.partition("\n")[0]
    said = re.fullmatch(r"sep=(.)\s*", first, re.IGNORECASE)
    if said:
        return 1, said[1]
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:30]
    most = {sign: sum(line.count(sign) for line in lines) for sign in DELIMITERS}
    widest = max(lines, key=lambda line: max(map(line.count, DELIMITERS)), default="")
    return 0, max(DELIMITERS, key=lambda sign: (widest.count(sign), most[sign]))
