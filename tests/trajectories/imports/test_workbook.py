"""Files as offices send them: read right, or refused in words. No database is needed."""

import contextlib
import io
import struct
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbooks import Formula, a_bomb, ods, xlsx
from trajectories.imports.cells import Cell, column_letter, text_of
from trajectories.imports.delimited import decode
from trajectories.imports.rejects import guarded
from trajectories.imports.workbook import USUAL, Limits, read_book
from workflows.errors import UsageError

WHOLE = xlsx({"Blad": [["Kenmerk", "Geboren"], ["C1", date(1985, 4, 3)]]})


def refusal(name: str, content: bytes, limits: Limits = USUAL) -> str:
    with pytest.raises(UsageError) as caught:
        read_book(name, content, limits)
    return caught.value.words.say("en")


@pytest.mark.parametrize(
    "content, expected",
    [
        ("naam Zoë".encode(), ("naam Zoë", "UTF-8")),
        ("naam Zoë".encode("utf-8-sig"), ("naam Zoë", "UTF-8")),
        ("naam Zoë".encode("utf-16"), ("naam Zoë", "UTF-16")),
        ("naam Zoë €".encode("cp1252"), ("naam Zoë €", "Windows-1252")),
        ("naam Zoë".encode("latin-1") + b"\x81", ("naam Zoë\x81", "Latin-1")),
    ],
)
def test_the_encoding_is_found_and_said(content: bytes, expected: tuple[str, str]):
    assert expected == decode(content)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_delimiter_is_found_below_a_title(delimiter: str, end: str):
    lines = [["Lijst van 1 maart"], ["Kenmerk", "Naam"], ["C1", '"De Vries, A; B"']]

    (sheet,) = read_book("lijst.csv", end.join(delimiter.join(line) for line in lines).encode()).sheets

    assert (3, ("C1", "De Vries, A; B")) == sheet.rows[2]


def test_a_spreadsheet_may_name_its_delimiter_in_a_first_line():
    (sheet,) = read_book("lijst.csv", b"sep=;\r\nref;name\r\nC1;A, B\r\n").sheets

    assert (2, ("C1", "A, B")) == sheet.rows[1], "a spreadsheet shows no such line"


def test_a_workbook_keeps_its_sheets_rows_days_and_what_formulas_came_to():
    content = xlsx(
        {
            "Cliënten": [[], ["Kenmerk", "Geboren"], ["C1", date(1985, 4, 3)], [42.0, Formula("=1+1", 2)]],
            "Leeg": [],
        }
    )

    book = read_book("lijst.xlsx", content)

    assert ("XLSX", ["Cliënten", "Leeg"]) == (book.read_as, [each.name for each in book.sheets])
    assert (3, ("C1", date(1985, 4, 3))) == book.sheets[0].rows[2]
    assert ["42", "2"] == [text_of(cell) for cell in book.sheets[0].rows[3].cells]


def test_an_open_document_is_read_too():
    book = read_book("lijst.ods", ods({"Blad": [["Kenmerk", "Geboren"], ["C1", date(1985, 4, 3)]]}))

    assert ("ODS", ("C1", date(1985, 4, 3))) == (book.read_as, book.sheets[0].rows[1].cells)


@pytest.mark.parametrize(
    "name, content",
    [
        ("lijst.xlsx", b"Kenmerk;Naam\nC1;Amal\n"),
        ("lijst.xlsx", b"PK\x03\x04" + b"rubbish" * 20),
        ("lijst.ods", b""),
        ("lijst.csv", b"\x00\x01\x02\x03" * 40),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_in_words(name: str, content: bytes):
    assert f"{name} is no workbook that can be read" in refusal(name, content)


def test_a_zip_of_something_else_is_no_workbook():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as other:
        other.writestr("letter.txt", "dear")

    assert "no workbook" in refusal("lijst.xlsx", packed.getvalue())


@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8))
@settings(max_examples=60)
def test_a_damaged_workbook_is_read_or_refused_and_never_breaks(bites: list[tuple[float, int]]):
    content = bytearray(WHOLE)
    for place, byte in bites:
        content[int(place * len(content))] = byte

    with contextlib.suppress(UsageError):
        read_book("lijst.xlsx", bytes(content))


def test_an_old_workbook_or_one_with_a_password_says_what_to_do():
    assert "save it as .xlsx without a password" in refusal("lijst.xls", b"\xd0\xcf\x11\xe0" + bytes(600))


def test_a_bomb_is_refused_by_what_its_folder_says():
    assert "was not opened" in refusal("lijst.xlsx", a_bomb(6), Limits(unpacked=5_000_000))


def test_a_bomb_whose_folder_lies_is_refused_by_what_comes_out():
    """The folder says a thousand bytes; three million come out of it."""
    content = bytearray(a_bomb(3))
    entry = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, entry + 24, 1000)

    assert "no workbook" in refusal("lijst.xlsx", bytes(content))


def test_a_list_longer_than_fits_is_refused():
    few = Limits(rows=3)

    assert "5 rows" in refusal("lijst.csv", b"ref\n1\n2\n3\n4\n", few)
    assert "5 rows" in refusal("lijst.xlsx", xlsx({"Blad": [["ref"], ["1"], ["2"], ["3"], ["4"]]}), few)


@pytest.mark.parametrize(
    "cell, expected",
    [
        (42.0, "42"),
        (4.5, "4.5"),
        (True, "ja"),
        (datetime(1985, 4, 3), "1985-04-03"),  # noqa: DTZ001
        (" Amal ", "Amal"),
        ("'=1+1", "=1+1"),
        ("'s Gravenhage", "'s Gravenhage"),
    ],
)
def test_a_cell_is_read_as_someone_would_type_it(cell: Cell, expected: str):
    assert expected == text_of(cell)


@pytest.mark.parametrize("text", ["=1+1", "+31 6", "-5", "@SUM(A1)", "Amal", "'s Gravenhage", "\t=1"])
def test_what_is_written_back_never_begins_with_a_formula_and_reads_as_it_was(text: str):
    written = guarded(text)

    assert written[:1] not in ("=", "+", "-", "@", "\t")
    assert text_of(text) == text_of(written)


def test_columns_are_called_as_spreadsheets_do():
    assert ["A", "Z", "AA", "ZZ", "AAA"] == [column_letter(each) for each in (0, 25, 26, 701, 702)]
