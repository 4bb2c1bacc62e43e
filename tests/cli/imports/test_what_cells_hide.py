"""What a spreadsheet keeps beside the values of its cells: merged cells, failed formulas, hidden rows, and names in
parts. None of it is lost without a word.
"""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.stories.desk import Desk, a_desk
from tests.workbooks import ods
from trajectories.imports.workbook import read_book
from workflows.errors import UsageError


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request).on("2026-03-02")


def a_sheet(write: Any) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        book.add_worksheet("Uitleg & <meer>").write(0, 0, "Ziet u de andere bladen")
        sheet = book.add_worksheet("Cliënten & meer")
        sheet.write_row(0, 0, ["Kenmerk", "Naam", "Huishouden"])
        for row in range(1, 5):
            sheet.write_row(row, 0, [f"M-{row}", f"Naam{'ABCD'[row - 1] * 4}"])
        write(sheet)
    return packed.getvalue()


def rows_of(content: bytes) -> list[tuple[Any, ...]]:
    return [row.cells for row in read_book("lijst.xlsx", content).sheets[1].rows]


def test_what_is_merged_over_rows_is_said_of_each():
    """A family in one cell, as an office draws it; who lives alone stands below."""

    def write(sheet):
        sheet.merge_range(1, 2, 3, 2, "MH-1")
        sheet.write(4, 2, "MH-2")

    assert ["Huishouden", "MH-1", "MH-1", "MH-1", "MH-2"] == [cells[2] for cells in rows_of(a_sheet(write))]


def test_what_is_merged_over_columns_is_said_once():
    assert ("M-1", "beide", "") == rows_of(a_sheet(lambda sheet: sheet.merge_range(1, 1, 1, 2, "beide")))[1]


def test_a_whole_family_comes_in_together(desk: Desk, tmp_path: Path):
    path = tmp_path / "gezin.xlsx"
    path.write_bytes(a_sheet(lambda sheet: sheet.merge_range(1, 2, 4, 2, "MH-1")))

    assert {"clients": 4, "households": 1} == desk.ask("import", "clients", str(path), "--apply")["added"]
    assert ["MH-1"] * 4 == [each["household"] for each in desk.ask("client", "list")["clients"]]


def test_merged_rows_of_an_ods_file_are_refused():
    """Its reader tells nothing of them."""
    content = ods({"Blad": [["Kenmerk", "Huishouden"], ["M-1", "H-1"], ["M-2", ""]]})
    merged = content_with(content, b'<table:table-cell office:value-type="string"><text:p>H-1', b"number-rows-spanned")

    assert 1 == len(read_book("lijst.ods", content).sheets)
    with pytest.raises(UsageError, match="merged over several rows"):
        read_book("lijst.ods", merged)


def content_with(packed: bytes, before: bytes, name: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            assert part != "content.xml" or before in content
            changed = before.replace(b" office:value-type", b" table:" + name + b'="2" office:value-type', 1)
            new.writestr(part, content.replace(before, changed, 1))
    return out.getvalue()


@pytest.mark.parametrize("failed", ["#N/A", "#DIV/0!", "#REF!", "#NAME?"])
def test_a_formula_that_fails_is_a_bad_cell(desk: Desk, tmp_path: Path, failed: str):
    """An empty name would come in without a word."""
    path = tmp_path / "lijst.xlsx"
    path.write_bytes(a_sheet(lambda sheet: sheet.write_formula(2, 1, "=B99", None, failed)))

    ran = desk.run("--lang", "nl", "import", "clients", str(path), "--apply")

    assert 4 == ran.code
    assert f"regel 3, kolom B (Naam), ‘{failed}’: de formule in deze cel mislukt" in " ".join(
        (ran.out + ran.err).split()
    )
    left_out = desk.run("--lang", "nl", "import", "clients", str(path), "--column", "Naam=-")
    assert (0, False) == (left_out.code, "de formule" in left_out.err)


def test_a_failed_formula_in_a_text_file_is_one_too(desk: Desk, tmp_path: Path):
    path = tmp_path / "lijst.csv"
    path.write_text("Kenmerk;Naam\nM-1;#N/B\n")

    assert "fails" in desk.run("import", "clients", str(path)).err


def test_hidden_rows_are_read_and_said(desk: Desk, tmp_path: Path):
    """Also those that a filter hides."""
    path = tmp_path / "lijst.xlsx"
    path.write_bytes(a_sheet(lambda sheet: [sheet.set_row(row, None, None, {"hidden": True}) for row in (1, 3)]))

    assert "verborgen, wel gelezen: regel 2, 4" in (desk.run("--lang", "nl", "import", "clients", str(path)).err)


def test_hidden_columns_are_read_and_said_and_hidden_sheets_are_not_read(desk: Desk, tmp_path: Path):
    path = tmp_path / "lijst.xlsx"
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Cliënten")
        for row, cells in enumerate((["Kenmerk", "Naam", "Kleur", "Huishouden"], ["M-1", "Jan", "rood", "H-1"])):
            sheet.write_row(row, 0, cells)
        sheet.set_column(2, 3, None, None, {"hidden": True})
        book.add_worksheet("Oud & <weg>").hide()
    path.write_bytes(packed.getvalue())

    told = desk.run("--lang", "nl", "import", "clients", str(path)).err
    assert "verborgen, wel gelezen: kolom D (Huishouden)\n" in told
    assert "verborgen, niet gelezen: blad Oud & <weg>\n" in told
    passed = desk.ask("import", "clients", str(path))["passed_over"]
    assert (["D (Huishouden)"], ["Oud & <weg>"]) == (passed["hidden_columns"], passed["hidden_sheets"])


def an_ods(name_cell: str, *, row: str = "", columns: str = "") -> bytes:
    """A sheet with clients M-1, twice, M-2 and M-3: the cell is the name of M-2, `row` is said of its row."""
    content = ods({"Blad": [["Kenmerk", "Naam"], ["M-1", "Jan"], ["M-2", "HIER"], ["M-3", "Els"]]})
    there = b'<table:table-cell office:value-type="string"><text:p>HIER</text:p></table:table-cell>'
    before = b'<table:table-row><table:table-cell office:value-type="string"><text:p>M-'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            text = old.read(part).replace(there, name_cell.encode())
            repeated = before.replace(b"row>", b'row table:number-rows-repeated="2">')
            text = text.replace(before + b"1", repeated + b"1")
            text = text.replace(before + b"2", before.replace(b"row>", b"row " + row.encode() + b">") + b"2")
            text = text.replace(b'table:name="Blad">', b'table:name="Blad">' + columns.encode())
            calc = b'<office:document-content xmlns:calcext="urn:org:documentfoundation:names:calc"'
            new.writestr(part, text.replace(b"<office:document-content", calc))
    return out.getvalue()


@pytest.mark.parametrize(
    "cell, shown",
    [
        ('office:value-type="string" office:string-value="" calcext:value-type="error"', "#N/B"),
        ('office:value-type="float" office:value="0" calcext:value-type="error"', "#DEEL/0!"),
        ('office:value-type="float" office:value="0"', "Fout:502"),
    ],
)
def test_a_formula_that_fails_in_an_ods_file_is_a_bad_cell(desk: Desk, tmp_path: Path, cell: str, shown: str):
    """Its reader gives an empty cell, or nought. Whoever writes such files shows it in the language of the office."""
    path = tmp_path / "lijst.ods"
    noted = "<office:annotation><text:p>let op</text:p></office:annotation>"
    path.write_bytes(
        an_ods(f'<table:table-cell table:formula="of:=NA()" {cell}>{noted}<text:p>{shown}</text:p></table:table-cell>')
    )

    ran = desk.run("import", "clients", str(path), "--apply")

    assert 4 == ran.code
    assert f"row 4, column B (Naam), '{shown}': the formula in this cell fails" in " ".join(ran.err.split())


def test_what_an_ods_file_hides_is_said(desk: Desk, tmp_path: Path):
    path = tmp_path / "lijst.ods"
    hidden = 'table:visibility="collapse"'
    cell = '<table:table-cell office:value-type="string"><text:p>Piet</text:p></table:table-cell>'
    path.write_bytes(an_ods(cell, row=hidden, columns=f"<table:table-column/><table:table-column {hidden}/>"))

    passed = json.loads(desk.run("import", "clients", str(path), "--json").out)["passed_over"]

    assert ([4], ["B (Naam)"]) == (passed["hidden"], passed["hidden_columns"])


def test_an_ods_file_with_a_doctype_is_none():
    content = an_ods('<table:table-cell table:formula="of:=NA()"><text:p>#N/B</text:p></table:table-cell>')
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"?>", b"?><!DOCTYPE x [<!ENTITY a 'b'>]>", 1))

    with pytest.raises(UsageError, match="no workbook that can be read"):
        read_book("lijst.ods", out.getvalue())


def test_a_name_in_parts_is_one_name(desk: Desk, tmp_path: Path):
    path = tmp_path / "lijst.csv"
    path.write_text("Kenmerk;Achternaam;Tussenvoegsel;Voornaam\nM-1;Berg;van den;Piet\nM-2;Jansen;;\n")

    desk.ask("import", "clients", str(path), "--apply")

    names = [desk.ask("show", each)["person"]["name"] for each in ("M-1", "M-2")]
    assert ["Piet van den Berg", "Jansen"] == names


def test_rows_of_a_text_file_are_counted_as_a_spreadsheet_does(desk: Desk, tmp_path: Path):
    """A cell of two lines is one row; a name of two lines is refused as what it is."""
    path = tmp_path / "lijst.csv"
    path.write_text('Kenmerk;Naam\nM-1;"Jan\nPieters"\nM-2;Els\nM-3;#N/B\n')

    told = " ".join(desk.run("import", "clients", str(path)).err.split())

    assert "row 2, column B (Naam)" in told
    assert "on more than one line" in told
    assert "row 4, column B (Naam), '#N/B'" in told


def test_a_day_in_a_column_that_nobody_asked_for_proves_the_order_too(desk: Desk, tmp_path: Path):
    path = tmp_path / "lijst.csv"
    path.write_text("Kenmerk;Geb.datum;Laatst gezien\nM-1;3-4-1990;23-07-2025\n")
    both = tmp_path / "beide.csv"
    both.write_text("Kenmerk;Geb.datum;Laatst gezien\nM-1;3-4-1990;5-6-2025\n")

    assert 1 == desk.ask("import", "clients", str(path))["added"]["clients"]
    assert 4 == desk.run("import", "clients", str(both)).code


def test_a_fact_that_the_workflow_of_a_row_does_not_know_is_said(desk: Desk, tmp_path: Path):
    """A column of a list of several workflows: the day of a permit says nothing to a language coach."""
    clients = tmp_path / "clients.csv"
    clients.write_text("Kenmerk;Naam\nX-1;Aaaa\nX-2;Bbbb\n")
    desk.ask("import", "clients", str(clients), "--apply")
    path = tmp_path / "cases.csv"
    lines = ("X-1;taalcoach;Leiden;15-12-2025", "X-2;gezinshereniging;Leiden;16-12-2025")
    path.write_text("\n".join(("Kenmerk;Workflow;Gemeente;Asielvergunning verleend op", *lines)) + "\n")

    told = desk.run("--lang", "nl", "import", "cases", str(path))

    assert "kolom D (Asielvergunning verleend op) is niet gelezen op regel 2" in " ".join(told.err.split())
    seen = desk.ask("import", "cases", str(path), "--apply", "--past", "none")
    assert [{"column": "D (Asielvergunning verleend op)", "rows": [2]}] == seen["unread"]


def test_a_preview_says_that_the_past_must_be_decided(desk: Desk, tmp_path: Path):
    """It said that --apply would do it, and --apply asked for --past."""
    clients = tmp_path / "clients.csv"
    clients.write_text("Kenmerk;Naam\nX-1;Aaaa\n")
    desk.ask("import", "clients", str(clients), "--apply")
    path = tmp_path / "cases.csv"
    path.write_text(
        "Kenmerk;Workflow;Gemeente;Stadium;Sinds;Asielvergunning verleend op\n"
        "X-1;gezinshereniging;Leiden;Intake: aanvragen, ja of nee;16-12-2025;16-12-2025\n"
    )

    ahead = desk.run("import", "cases", str(path))
    decided = desk.run("import", "cases", str(path), "--past", "none")

    assert "--apply does it, with --past none, latest or all" in " ".join(ahead.err.split())
    assert "Nothing was written; --apply does it." in " ".join(decided.err.split())
    assert 4 == desk.run("import", "cases", str(path), "--apply").code


def test_good_rows_without_apply_says_what_apply_would_do(desk: Desk, tmp_path: Path):
    path = tmp_path / "lijst.csv"
    path.write_text("Kenmerk;Geboren\nX-1;31-12-1990\nX-2;31-2-1990\n")

    assert "--apply brings in the good rows" in " ".join(
        desk.run("import", "clients", str(path), "--good-rows").err.split()
    )


def test_whether_a_row_that_says_otherwise_was_followed_is_said(desk: Desk, tmp_path: Path):
    path = tmp_path / "lijst.csv"
    path.write_text("Kenmerk;Naam\nX-1;Aaaa\n")
    desk.ask("import", "clients", str(path), "--apply")
    path.write_text("Kenmerk;Naam\nX-1;Bbbb\n")

    without, followed = (
        desk.run("--lang", "nl", "import", "clients", str(path), "--apply", *words).err for words in ((), ("--update",))
    )

    assert "X-1 naam is hier ‘Aaaa’ en in de lijst ‘Bbbb’; niet gewijzigd" in " ".join(without.split())
    assert "X-1 naam is hier ‘Aaaa’ en in de lijst ‘Bbbb’; gevolgd" in " ".join(followed.split())


def test_a_note_with_a_citizen_service_number_is_a_bad_cell(desk: Desk, tmp_path: Path):
    """Typed by hand it is warned of; from a list it would be kept, and nobody would know of which row."""
    clients, notes = tmp_path / "clients.csv", tmp_path / "notes.csv"
    clients.write_text("Kenmerk;Naam\nX-1;Aaaa\n")
    desk.ask("import", "clients", str(clients), "--apply")
    desk.ask("open", "taalcoach", "X-1", "--municipality", "Leiden")
    notes.write_text("Kenmerk;Notitie\nX-1;Belt morgen\nX-1;BSN 111222333\n")

    ran = desk.run("import", "notes", str(notes), "--apply")

    assert 4 == ran.code
    assert "row 3, column B (Notitie), '…': this looks like a citizen service number" in " ".join(ran.err.split())


def test_of_two_rows_about_one_case_of_which_one_is_bad_neither_comes_in(desk: Desk, tmp_path: Path):
    """Wherever the row is bad: its municipality, its stage, a day."""
    clients, cases = tmp_path / "clients.csv", tmp_path / "cases.csv"
    clients.write_text("Kenmerk;Naam\nX-1;Aaaa\nX-2;Bbbb\n")
    desk.ask("import", "clients", str(clients), "--apply")
    good = ("X-1;taalcoach;Leiden;;", "X-2;taalcoach;Leiden;;")
    for wrong in ("X-1;taalcoach;Nergensdam;;", "X-1;taalcoach;Leiden;nergens;", "X-1;taalcoach;Leiden;;31-2-2026"):
        cases.write_text("\n".join(("Kenmerk;Workflow;Gemeente;Stadium;Sinds", *good, wrong)) + "\n")

        seen = desk.ask("import", "cases", str(cases), "--good-rows")

        assert ([2, 4], 1) == (sorted({each["row"] for each in seen["bad"]}), seen["added"]["cases"]), wrong


def test_what_a_hostile_workbook_says_beside_its_values_breaks_nothing(desk: Desk, tmp_path: Path):
    """A row number of six thousand digits, and cells merged as often as anyone likes."""
    path = tmp_path / "lijst.xlsx"
    packed = io.BytesIO(a_sheet(lambda sheet: sheet.set_row(1, None, None, {"hidden": True})))
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet2.xml":
                content = content.replace(b'<row r="2"', b'<row r="' + b"2" * 6000 + b'"')
                merged = b"".join(b'<mergeCell ref="C2:C1048576"/>' for _ in range(2000))
                content = content.replace(b"</sheetData>", b"</sheetData><mergeCells>" + merged + b"</mergeCells>")
            new.writestr(part, content)
    path.write_bytes(out.getvalue())

    assert 0 == desk.run("import", "clients", str(path), "--sheet", "Cliënten & meer").code


def test_a_failed_formula_is_said_once_also_where_rows_have_a_number_elsewhere(desk: Desk, tmp_path: Path):
    path = tmp_path / "lijst.csv"
    path.write_text("Kenmerk;Nummer elders\nX-1;7\n#DIV/0!;8\n")

    ran = desk.run("import", "clients", str(path), "--json")

    assert [(3, "A (Kenmerk)")] == [(each["row"], each["column"]) for each in json.loads(ran.out)["bad"]]
