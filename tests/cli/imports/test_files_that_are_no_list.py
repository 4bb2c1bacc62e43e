"""Files that are no list, or lie about it, through the command: refused or read right, in words of either language,
and nothing half-written.
"""

import io
from pathlib import Path

import pytest
import xlsxwriter

from tests.large_lists import contents
from tests.stories.desk import Desk, a_desk
from tests.workbooks import Formula, a_bomb, ods, xlsx
from trajectories.imports.workbook import read_book


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request).on("2026-03-02")  # Monday


def a_file(folder: Path, name: str, content: bytes | str) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def clients(desk: Desk) -> list[str]:
    return [each["ref"] for each in desk.ask("client", "find", "")]


MANY = "ref\n" + "".join(f"C-{one}\n" for one in range(1_000_001))
WIDE = "ref" + ";kolom" * 600 + "\nC1" + ";x" * 600 + "\n"
LONG = f'ref;name\nC1;"{"a" * 200_000}"\n'
NO_BOOK = ("is geen werkmap die te lezen is", "is no workbook that can be read")
REFUSED: dict[str, tuple[bytes | str, int, str, str]] = {
    "text-called.xlsx": ("ref;name\nC1;Amal\n", 2, *NO_BOOK),
    "text-called.ods": ("ref;name\nC1;Amal\n", 2, *NO_BOOK),
    "text-called.xls": ("ref;name\nC1;Amal\n", 2, *NO_BOOK),
    "old.xls": (b"\xd0\xcf\x11\xe0" + bytes(600), 2, "werkmap van een oude soort", "workbook of an old kind"),
    "half.xlsx": (xlsx({"Blad": [["ref"], ["C1"]]})[:900], 2, *NO_BOOK),
    "empty.csv": (b"", 2, "het bestand is leeg", "the file is empty"),
    "empty.xlsx": (b"", 2, *NO_BOOK),
    "only-empty-rows.csv": ("\n\n\n", 2, "geen kolom heet kenmerk", "no column is called reference"),
    "bomb.xlsx": (a_bomb(501), 2, "is uitgepakt groter dan 500 MB", "is larger than 500 MB once unpacked"),
    "binary.csv": (b"\x00\x01\x02\x03" * 40, 2, *NO_BOOK),
    "million.csv": (MANY, 2, "heeft 1000002 regels", "has 1000002 rows"),
    "wide.csv": (WIDE, 2, "601 kolommen", "601 columns"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_list_is_refused_in_words_and_nothing_is_written(desk: Desk, tmp_path: Path, name: str):
    content, code, nl, en = REFUSED[name]
    file = a_file(tmp_path, name, content)
    before = desk.database.read_bytes()

    in_english = desk.run("import", "clients", file, "--apply", "--good-rows")
    in_dutch = desk.run("--lang", "nl", "import", "clients", file, "--apply", "--good-rows")

    assert (code, code) == (in_english.code, in_dutch.code)
    assert en in " ".join(in_english.err.split())
    assert nl in " ".join(in_dutch.err.split())
    assert "Traceback" not in in_english.err
    assert before == desk.database.read_bytes()


def test_a_folder_or_a_file_that_is_not_there_is_said(desk: Desk, tmp_path: Path):
    folder, missing = (desk.run("import", "clients", str(each), "--apply") for each in (tmp_path, tmp_path / "no.csv"))

    assert (2, 2) == (folder.code, missing.code)
    assert ("is a directory" in folder.err, "does not exist" in missing.err) == (True, True), (folder.err, missing.err)


def test_one_bad_nationality_holds_the_others_up_until_good_rows_are_asked_for(desk: Desk, tmp_path: Path):
    file = a_file(tmp_path, "c.csv", "ref;nationality\nC1;Syrisch\nC2;S1\nC3;Iraaks\n")
    before = contents(f"sqlite:///{desk.database}")

    refused = desk.run("import", "clients", file, "--apply")
    untouched = contents(f"sqlite:///{desk.database}") == before
    taken = desk.ask("import", "clients", file, "--apply", "--good-rows")

    assert (4, True) == (refused.code, untouched)
    assert "row 3, column B (nationality), 'S1'" in refused.err
    assert (["C1", "C3"], [3]) == (clients(desk), [each["row"] for each in taken["bad"]])


@pytest.mark.parametrize("name", ["c.csv", "c.xlsx"])
def test_a_text_that_begins_as_a_formula_is_a_text(desk: Desk, tmp_path: Path, name: str):
    """In a workbook a formula is what came out of it; a text that looks like one stays what it is, and goes back so
    that no spreadsheet reckons it.
    """
    signs = ["=1+1", "+31 6 1", "-5", "@SUM(A1)", "=cmd|' /C calc'!A1"]
    rows = [["ref", "name", "gender"], *([f"C{one}", text, "q"] for one, text in enumerate(signs))]
    content = xlsx({"Blad": rows}) if name == "c.xlsx" else "\n".join(";".join(row) for row in rows).encode()
    back = tmp_path / "fout.xlsx"

    refused = desk.run("import", "clients", a_file(tmp_path, name, content), "--apply", "--rejects", str(back))
    (sheet,) = read_book("fout.xlsx", back.read_bytes()).sheets
    mended = [[*row.cells[:2], "v"] if row.number > 1 else [*row.cells[:3]] for row in sheet.rows]
    taken = desk.ask("import", "clients", a_file(tmp_path, "w.xlsx", xlsx({"Blad": mended})), "--apply")

    assert (4, 5) == (refused.code, taken["added"]["clients"])
    assert not [cell for row in sheet.rows for cell in row.cells if str(cell)[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert signs == [each["name"] for each in desk.ask("client", "find", "C")]


def test_a_formula_in_a_workbook_is_what_came_out_of_it(desk: Desk, tmp_path: Path):
    rows: list[list[str | Formula]] = [["ref", "name"], [Formula('="C"&1', "C1"), Formula('=UPPER("amal")', "AMAL")]]

    desk.ask("import", "clients", a_file(tmp_path, "c.xlsx", xlsx({"Blad": rows})), "--apply")

    assert [("C1", "AMAL")] == [(each["ref"], each["name"]) for each in desk.ask("client", "find", "")]


def test_a_cell_longer_than_any_field_is_bad_and_the_rest_is_not_taken_for_whole(desk: Desk, tmp_path: Path):
    csv = desk.run("import", "clients", a_file(tmp_path, "c.csv", LONG), "--apply", "--good-rows")
    rows = [["ref", "name"], ["C1", "a" * 30_000], ["C2", "Amal"]]
    book = desk.run("import", "clients", a_file(tmp_path, "c.xlsx", xlsx({"Blad": rows})), "--apply")

    assert (4, 4, []) == (csv.code, book.code, clients(desk))
    assert "a cell is longer than a hundred thousand characters" in csv.err
    assert "row 2, column B (name), 'aaaa" in book.err


def test_a_sign_that_is_no_text_is_bad_by_its_cell(desk: Desk, tmp_path: Path):
    far = "ref;name\n" + "".join(f"C{one};Amal {'x' * 40}\n" for one in range(20))

    ran = desk.run("import", "clients", a_file(tmp_path, "c.csv", far + "C99;Am\x00al\n"), "--apply", "--good-rows")

    assert (2, []) == (ran.code, clients(desk)), ran


def test_a_hidden_sheet_is_not_read_and_a_merged_cell_counts_for_each_of_its_rows(desk: Desk, tmp_path: Path):
    file = a_file(tmp_path, "c.xlsx", with_merged_and_hidden())

    taken = desk.ask("import", "clients", file, "--apply")

    assert (["C1", "C2"], "Blad") == (clients(desk), taken["sheet"])
    assert ["Amal", "Amal"] == [each["name"] or "" for each in desk.ask("client", "find", "")]
    assert "there is Blad" in desk.run("import", "clients", file, "--sheet", "Verborgen").err


def with_merged_and_hidden() -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet, hidden = book.add_worksheet("Blad"), book.add_worksheet("Verborgen")
        hidden.hide()
        hidden.write_row(0, 0, ["ref"])
        hidden.write_row(1, 0, ["C9"])
        sheet.write_row(0, 0, ["ref", "name"])
        sheet.write_column(1, 0, ["C1", "C2"])
        sheet.merge_range(1, 1, 2, 1, "Amal")
    return packed.getvalue()


def test_an_open_document_comes_in_as_well(desk: Desk, tmp_path: Path):
    desk.ask("import", "clients", a_file(tmp_path, "c.ods", ods({"Blad": [["ref"], ["C1"]]})), "--apply")

    assert ["C1"] == clients(desk)
