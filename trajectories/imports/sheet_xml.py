"""What the XML of a workbook says beside the values of its cells: formulas that fail, and what is hidden.

The reader of workbooks gives a failed formula as an empty cell, and a hidden row as any other.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from trajectories.imports.cells import place_of

STEP = 1 << 20
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
NAMED = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
ROW_OR_CELL = re.compile(
    rb"<(?:\w+:)?(row|c)\b([^>]*)>(?:<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>))?(?:<(?:\w+:)?v>([^<]*)<)?"
)
REFERENCE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")  # no sheet goes further
NUMBER = re.compile(rb"\d{1,7}")
COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
COLUMNS = 1 << 14  # no sheet has more
SPANNED = re.compile(rb"number-rows-spanned=[\"'](?:[2-9]|1\d+)[\"']")


class BesideValues(NamedTuple):
    """errors: what a failed formula shows, by row and place (from 0). hidden: row numbers. hidden_columns: places."""

    errors: dict[int, dict[int, str]]
    hidden: frozenset[int]
    hidden_columns: frozenset[int]


NOTHING = BesideValues({}, frozenset(), frozenset())


def beside_values(packed: zipfile.ZipFile) -> dict[str, BesideValues]:
    """By the name of the sheet, of an XLSX file."""
    relations = {each.get(b"Id", b""): each.get(b"Target", b"") for each in _tags(packed, RELATIONS, RELATION)}
    found = {}
    for sheet in _tags(packed, WORKBOOK, SHEET):
        target = relations.get(next((value for name, value in sheet.items() if name.endswith(b":id")), b""), b"")
        part = _part(target.decode("utf-8", errors="replace"))
        if part in packed.namelist():
            found[_plain(sheet.get(b"name", b""))] = _in_sheet(packed, part)
    return found


def merges_rows(packed: zipfile.ZipFile) -> bool:
    """Whether cells of an ODS file are merged over several rows, which its reader does not tell."""
    return any(SPANNED.search(piece) for piece in pieces(packed, "content.xml", b"<"))


def _part(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _plain(name: bytes) -> str:
    text = name.decode("utf-8", errors="replace")
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(code, sign)
    return text


def _tags(packed: zipfile.ZipFile, part: str, tag: re.Pattern[bytes]) -> Iterator[dict[bytes, bytes]]:
    content = packed.read(part) if part in packed.namelist() else b""
    for found in tag.finditer(content):
        yield {name: quoted or single for name, quoted, single in NAMED.findall(found[1])}


def _in_sheet(packed: zipfile.ZipFile, part: str) -> BesideValues:
    errors: dict[int, dict[int, str]] = {}
    hidden, hidden_columns = set(), set[int]()
    for piece in pieces(packed, part, b"<row"):
        if b't="e"' not in piece and b"hidden=" not in piece:
            continue
        for attributes in COLUMN.findall(piece):
            said = {name: quoted or single for name, quoted, single in NAMED.findall(attributes)}
            if said.get(b"hidden") in (b"1", b"true"):
                hidden_columns |= {*_places(said)}
        for kind, attributes, value in ROW_OR_CELL.findall(piece):
            said = {name: quoted or single for name, quoted, single in NAMED.findall(attributes)}
            if kind == b"row" and said.get(b"hidden") in (b"1", b"true") and NUMBER.fullmatch(said.get(b"r", b"")):
                hidden.add(int(said[b"r"]))
            elif kind == b"c" and said.get(b"t") == b"e" and (at := REFERENCE.fullmatch(said.get(b"r", b""))):
                errors.setdefault(int(at[2]), {})[place_of(at[1].decode())] = value.decode("utf-8", errors="replace")
    return BesideValues(errors, frozenset(hidden), frozenset(hidden_columns))


def _places(column: Mapping[bytes, bytes]) -> range:
    first, last = (column.get(name, b"") for name in (b"min", b"max"))
    if not (NUMBER.fullmatch(first) and NUMBER.fullmatch(last)):
        return range(0)
    return range(int(first) - 1, min(int(last), COLUMNS))


def pieces(packed: zipfile.ZipFile, part: str, before: bytes) -> Iterator[bytes]:
    """The part in pieces that are cut just before that sign."""
    rest = b""
    with packed.open(part) as stream:
        while read := stream.read(STEP):
            whole = rest + read
            cut = whole.rfind(before)
            if cut <= 0:
                rest = whole
                continue
            yield whole[:cut]
            rest = whole[cut:]
    yield rest
