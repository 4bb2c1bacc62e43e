"""Lists as offices have them, from the file to running cases, on the command line."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cli.views import VIEWS
from tests.stories.desk import Desk, a_desk
from tests.workbooks import xlsx
from tests.write_lists import FILE, content
from trajectories.imports.cells import Cell
from trajectories.imports.workbook import read_book
from workflows.documents import schema_of

PLACES = ("Westland", "leiden", "Den Haag", "HILLEGOM", "Leidschendam-Voorburg")
STAGES = ("Koppeling", "bezichtiging", "Regeldag", "Coaching vestiging", "Maatschappelijke begeleiding")
Rows = list[tuple[Cell, ...]]


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request).on("2026-03-02")  # Monday


def a_location(count: int) -> bytes:
    """Two sheets with titles, totals, columns nobody asked for, capitals, Dutch words and days in every form."""
    people: Rows = [("Cliënten locatie Waterweg",), ("Peildatum 1 maart 2026",), ()]
    people.append(("Cliëntnr.", "NAAM", "Geb. datum", "Geslacht (m/v)", "Nationaliteit", "Huishouden", "Opmerking"))
    cases: Rows = [("Lopende trajecten",), (), ("Huishouden", "Workflow", "Gemeente", "Fase", "Sinds", "Begeleider")]
    for one in range(count):
        born, since = date(1970, 1, 13) + timedelta(days=300 * one), date(2025, 9, 16) + timedelta(days=4 * one)
        name = f"Persoon {'ABCDEFGHIJ'[one % 10] * 5}{'klmnopqrst'[one // 10] * 5}"
        gender = ("Vrouw", "man")[one % 2]
        days = (born, born.isoformat(), f"{born:%d-%m-%Y}")
        people.append((f"C-{one}", name, days[one % 3], gender, "Syrisch", f"H-{one}", ""))
        workflow = ("vestiging", "Vestiging en begeleiding")[one % 2]
        day = (since, f"{since:%d-%m-%Y}")[one % 2]
        cases.append((f"h-{one}", workflow, PLACES[one % 5], STAGES[one % 5], day, ("Cora", "cora")[one % 2]))
    return xlsx({"Cliënten": [*people, (), ("Totaal", count)], "Trajecten": [*cases, ("Totaal", count)]})


@pytest.fixture
def location(tmp_path: Path) -> str:
    path = tmp_path / "waterweg.xlsx"
    path.write_bytes(a_location(6))
    return str(path)


def a_file(tmp_path: Path, *lines: str, name: str = "lijst.csv") -> str:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def test_a_messy_workbook_becomes_running_cases_in_four_commands(desk: Desk, location: str):
    seen = desk.run("import", "clients", location)
    brought = desk.ask("import", "clients", location, "--apply")
    ahead = desk.ask("import", "cases", location)
    cases = desk.ask("import", "cases", location, "--apply", "--past", "none")

    assert ("6 clients, 6 households new", 0) == (seen.out.partition(";")[0], seen.code)
    for said in ("title on row 1, 2", "total on row 12", "1 empty row", "column G (Opmerking)"):
        assert f"left out: {said}" in seen.err
    assert (1, {"clients": 6, "households": 6}) == (brought["batch"], brought["added"])
    assert ({"vestiging": 6}, {"Cora": 6}) == (ahead["cases"]["workflows"], ahead["cases"]["holders"]["coordinator"])
    assert {"koppeling", "bezichtiging", "regeldag", "coaching_vestiging", "maatschappelijke_begeleiding"} == {
        *ahead["cases"]["stages"]["vestiging"]
    }
    assert {"westland", "leiden", "den_haag", "hillegom", "leidschendam_voorburg"} == {
        *ahead["cases"]["municipalities"]
    }
    assert {"none", "latest", "all"} == {*ahead["cases"]["reminders"]}
    assert (2, {"cases": 6, "beside": 0}) == (cases["batch"], cases["added"])
    assert 6 == sum(count for stages in desk.ask("board")["stages"].values() for count in stages.values())


def test_each_answer_has_the_shape_of_its_view(desk: Desk, location: str):
    answers = {
        "import clients": desk.ask("import", "clients", location, "--apply"),
        "import cases": desk.ask("import", "cases", location),
        "import list": desk.ask("import", "list"),
        "import show": desk.ask("import", "show", "1"),
        "import undo": desk.ask("import", "undo", "1", "--reason", "verkeerd"),
    }

    for view, answer in answers.items():
        Draft202012Validator(schema_of(VIEWS[view], view)).validate(answer)


def clients(desk: Desk) -> list[str]:
    return [each["ref"] for each in desk.ask("client", "find", "")]


def test_nothing_is_written_without_apply(desk: Desk, location: str):
    for kind in ("clients", "cases"):
        desk.run("import", kind, location)

    assert ([], []) == (clients(desk), desk.ask("import", "list"))


def test_the_same_list_twice_adds_nothing(desk: Desk, location: str):
    for kind in ("clients", "cases"):
        desk.ask("import", kind, location, "--apply", "--past", "latest")

    again = [desk.ask("import", kind, location, "--apply", "--past", "latest") for kind in ("clients", "cases")]

    assert [(None, 6), (None, 6)] == [(each["batch"], each["unchanged"]) for each in again]
    assert 2 == len(desk.ask("import", "list"))


def test_the_past_is_not_spoken_of_before_someone_says_how_much(desk: Desk, location: str):
    desk.ask("import", "clients", location, "--apply")

    ran = desk.run("import", "cases", location, "--apply")

    assert (4, 1) == (ran.code, len(desk.ask("import", "list")))
    assert "say with --past none, latest or all" in " ".join(ran.err.split())


def test_all_or_nothing_and_the_bad_rows_come_back_to_be_mended(desk: Desk, tmp_path: Path):
    """What can be mended is mended in the workbook that came back, and brought in; a third time adds nothing."""
    rows = ["Kenmerk;Naam;Geboren;Nationaliteit", "C1;Amal;13-04-1985;Syrisch", "C2;Samir;03-04-1990;S1"]
    rows += ["C3;=1+1;31-02-1990;Iraaks"]
    file, back = a_file(tmp_path, *rows), tmp_path / "fout.xlsx"

    refused = desk.run("import", "clients", file, "--apply", "--rejects", str(back))
    taken = desk.ask("import", "clients", file, "--apply", "--good-rows")
    (sheet,) = read_book("fout.xlsx", back.read_bytes()).sheets
    mended = [list(row.cells) for row in sheet.rows]
    mended[1][3], mended[2][2] = "Syrisch", date(1990, 2, 28)
    back.write_bytes(xlsx({"Lijst": mended}))
    second = desk.ask("import", "clients", str(back), "--apply")
    third = desk.ask("import", "clients", str(back), "--apply")

    assert (4, {"clients": 1, "households": 0}) == (refused.code, taken["added"])
    assert "row 3, column D (Nationaliteit), 'S1': a nationality is a word such as Syrian" in refused.err
    assert ("Why not", date(1990, 4, 3)) == (sheet.rows[0].cells[-1], sheet.rows[1].cells[2])
    assert "Nationaliteit" in str(sheet.rows[1].cells[-1])
    assert not [cell for row in sheet.rows for cell in row.cells if str(cell)[:1] in ("=", "+", "-", "@")]
    assert (2, None, 2) == (second["added"]["clients"], third["batch"], third["unchanged"])
    assert "=1+1" == desk.ask("client", "find", "C3")[0]["name"]


@pytest.mark.parametrize("name", ["fout.txt", "lijst.csv", "nergens/fout.xlsx", "map.xlsx"])
def test_rows_never_come_in_while_the_bad_ones_have_nowhere_to_go(desk: Desk, tmp_path: Path, name: str):
    file = a_file(tmp_path, "ref;born", "C1;13-04-1985", "C2;31-02-1990")
    (tmp_path / "map.xlsx").mkdir()

    ran = desk.run("import", "clients", file, "--apply", "--good-rows", "--rejects", str(tmp_path / name))

    assert (2, []) == (ran.code, desk.ask("import", "list"))
    assert "--rejects" in ran.err


def test_a_month_first_file_is_refused_whole_and_read_when_it_is_said(desk: Desk, tmp_path: Path):
    file = a_file(tmp_path, "ref;born", "C1;03/04/1985", "C2;12/31/1990", "C3;31/12/1990")

    refused = desk.run("import", "clients", file, "--good-rows", "--apply")
    before = clients(desk)
    said = desk.ask("import", "clients", file, "--good-rows", "--apply", "--dates", "m-d-y")

    assert (4, []) == (refused.code, before)
    assert "row 3, column B (born), '12/31/1990'" in refused.err
    assert "row 4, column B (born), '31/12/1990'" in refused.err
    assert ([4], 2) == ([each["row"] for each in said["bad"]], said["added"]["clients"])
    assert ["1985-03-04", "1990-12-31"] == [each["born"] for each in desk.ask("client", "find", "C")]


def test_a_changed_row_changes_nothing_unless_it_is_asked(desk: Desk, tmp_path: Path):
    first = a_file(tmp_path, "ref;name;nationality", "C1;Amal;Syrisch", "C2;Samir;Syrisch")
    other = a_file(tmp_path, "ref;name;nationality", "C1;Amal;Iraaks", "C2;Samir;Syrisch", "C3;Noor;", name="b.csv")
    desk.ask("import", "clients", first, "--apply")

    seen = desk.ask("import", "clients", other, "--apply")
    held = desk.ask("client", "find", "C1")[0]["nationality"]
    followed = desk.ask("import", "clients", other, "--apply", "--update")

    assert ([(2, False)], 1) == ([(each["row"], each["changed"]) for each in seen["differing"]], seen["unchanged"])
    assert "nationality" in seen["differing"][0]["text"]
    assert ("Syrisch", [True]) == (held, [each["changed"] for each in followed["differing"]])
    assert "Iraaks" == desk.ask("client", "find", "C1")[0]["nationality"]
    assert {"events": 1} == desk.ask("import", "undo", "3", "--reason", "verkeerd")["taken_back"]
    assert "Syrisch" == desk.ask("client", "find", "C1")[0]["nationality"]


def test_columns_are_mapped_once_and_kept_in_a_profile(desk: Desk, tmp_path: Path):
    file = a_file(tmp_path, "Dossier;Roepnaam;Wie", "C1;Amal;x")
    kept = ("--profiles", str(tmp_path / "profielen"), "--profile", "waterweg")

    unknown = desk.run("import", "clients", file)
    mapped = desk.run("import", "clients", file, "--column", "dossier=kenmerk", "--column", "Roepnaam=naam", *kept)
    again = desk.ask("import", "clients", file, *kept)
    shown = desk.run("import", "profile", "show", "waterweg", *kept[:2])

    assert (2, 0) == (unknown.code, mapped.code)
    assert "no column is called reference" in " ".join(unknown.err.split())
    assert {"clients": 1, "households": 0} == again["added"]
    assert 'import: clients\ncolumns:\n  "dossier": "ref"\n  "Roepnaam": "name"\n' == shown.out
    assert 5 == desk.run("import", "profile", "show", "leiden", *kept[:2]).code


def test_of_a_batch_that_two_cases_went_on_from_the_rest_is_taken_back(desk: Desk, location: str):
    for kind in ("clients", "cases"):
        desk.ask("import", kind, location, "--apply", "--past", "none")
    desk.ask("note", "t3", "gebeld")
    desk.ask("note", "t6", "gebeld")

    cases = desk.ask("import", "undo", "2", "--reason", "verkeerde lijst")
    people = desk.ask("import", "undo", "1", "--reason", "verkeerde lijst")
    again = desk.run("import", "undo", "2", "--reason", "verkeerde lijst")

    assert ({"cases": 4}, ["H-2", "H-5"]) == (cases["taken_back"], [each["ref"] for each in cases["kept"]])
    assert {"clients": 4, "households": 4} == people["taken_back"]
    assert {"C-2", "C-5", "H-2", "H-5"} == {each["ref"] for each in people["kept"]}
    assert 4 == again.code
    assert 2 == sum(count for stages in desk.ask("board")["stages"].values() for count in stages.values())
    assert {"H-2", "H-5"} >= {each["subject"] for each in desk.ask("due", "--within", "5 years")}
    assert desk.ask("audit", "verify", "--projections")["ok"]
    assert [True, True] == [bool(each["undone_on"]) for each in desk.ask("import", "list")]


def test_households_tasks_and_notes_come_in_too(desk: Desk, tmp_path: Path):
    desk.ask("import", "clients", a_file(tmp_path, "ref", "C1", "C2", "C3", name="c.csv"), "--apply")
    homes = a_file(tmp_path, "Huishouden;Leden;Gemeente;Woning", "H1;C1, C2;Leiden;W-1", "H2;C3;;", name="h.csv")
    formed = desk.ask("import", "households", homes, "--apply")
    cases = a_file(tmp_path, "Huishouden;Fase;Sinds", "H1;Coaching vestiging;13-02-2026", name="t.csv")
    given = ("--workflow", "vestiging", "--municipality", "leiden", "--past", "none")
    desk.ask("import", "cases", cases, "--apply", *given)
    tasks = [each["task"] for each in desk.ask("show", "H1")["trajectories"][0]["open_tasks"]]
    lists = {
        "tasks": a_file(tmp_path, "Kenmerk;Taak;Gedaan op", f"H1;{tasks[0]};14-02-2026", name="g.csv"),
        "notes": a_file(tmp_path, "Kenmerk;Notitie;Datum", "t1;Heeft gebeld;15-02-2026", name="n.csv"),
    }

    first = {kind: desk.ask("import", kind, file, "--apply", "--past", "none") for kind, file in lists.items()}
    second = {kind: desk.ask("import", kind, file, "--apply") for kind, file in lists.items()}
    unknown = desk.run("import", "notes", a_file(tmp_path, "ref;note", "H9;x", "H2;y", name="x.csv"))

    assert {"households": 2, "members": 0, "dwellings": 1} == formed["added"]
    assert {"tasks": 1, "notes": 1} == {kind: each["added"][kind] for kind, each in first.items()}
    assert {"tasks": (None, 1), "notes": (None, 1)} == {
        kind: (each["batch"], each["unchanged"]) for kind, each in second.items()
    }
    assert tasks[0] not in [each["task"] for each in desk.ask("show", "H1")["trajectories"][0]["open_tasks"]]
    assert (4, 2) == (unknown.code, unknown.err.count("no case runs for this"))


def test_what_depends_on_a_client_who_is_not_there_is_bad(desk: Desk, tmp_path: Path):
    rows = ("Kenmerk;Workflow;Gemeente;Fase;Sinds;Coördinator", "H9;vestiging;Leiden;huurcontract;13-02-2026;Cora")
    bad = desk.run("import", "cases", a_file(tmp_path, *rows), "--json").json["bad"]

    assert [("A (Kenmerk)", "H9")] == [(each["column"], each["value"]) for each in bad]
    assert "import clients" in bad[0]["reason"]


@pytest.mark.parametrize("past", ["none", "latest", "all"])
def test_who_would_be_told_of_how_much_is_what_a_tick_then_says(desk: Desk, location: str, past: str):
    desk.ask("import", "clients", location, "--apply")

    ahead = desk.ask("import", "cases", location)["cases"]["reminders"][past]
    desk.ask("import", "cases", location, "--apply", "--past", past)
    desk.run("scheduler", "tick")

    messages = [desk.ask("scheduler", "ledger", each["message"]) for each in desk.ask("scheduler", "ledger")]
    told = {each["name"]: {one["reminder"].rpartition("/")[0] for one in each["reminders"]} for each in messages}
    assert ahead == {name: len(deadlines) for name, deadlines in told.items() if deadlines}


def test_columns_called_as_a_fact_of_the_workflow_are_that_fact(desk: Desk, tmp_path: Path):
    desk.household("H1", C1="1990-05-01")
    head = "Huishouden;Fase;Sinds;Huurcontract getekend op;Kleur"
    given = ("--workflow", "vestiging", "--municipality", "leiden", "--apply", "--past", "none")
    either = a_file(tmp_path, head, "H1;Coaching vestiging;2026-02-13;03-02-2026;rood", name="a.csv")
    proved = a_file(tmp_path, head, "H1;Coaching vestiging;13-02-2026;03-02-2026;rood", name="b.csv")

    refused = desk.run("import", "cases", either, *given)
    taken = desk.ask("import", "cases", proved, *given)

    assert (4, ["E (Kleur)"]) == (refused.code, taken["passed_over"]["columns"])
    assert "column D (Huurcontract getekend op), '03-02-2026': this may be 2026-02-03 or 2026-03-02" in refused.err
    told = [each for each in desk.ask("history", "t1") if each["type"] == "FactSet"]
    assert [("huurcontract_op", "2026-02-03")] == [(each["data"]["name"], each["data"]["value"]) for each in told]


def test_a_row_that_casework_refuses_leaves_nothing_behind_and_the_good_ones_come_in(desk: Desk, tmp_path: Path):
    """What stands at an end runs no more; the refusal comes once the row is already half written."""
    for ref in ("1", "2"):
        desk.household(f"H{ref}", **{f"C{ref}": "1990-05-01"})
    rows = ("Huishouden;Fase;Sinds", "H1;Afgesloten;13-02-2026", "H2;Coaching vestiging;13-02-2026")
    given = ("--workflow", "vestiging", "--municipality", "leiden", "--past", "none", "--apply")
    file = a_file(tmp_path, *rows)

    whole = desk.run("import", "cases", file, *given)
    good = desk.ask("import", "cases", file, *given, "--good-rows")

    assert (4, 1) == (whole.code, good["added"]["cases"])
    assert "row 2, 'H1': 'Closed" in whole.err
    assert ["t1"] == [each["trajectory"] for each in desk.ask("show", "H2")["trajectories"]]
    assert [] == desk.ask("show", "H1")["trajectories"]
    assert desk.ask("audit", "verify", "--projections")["ok"]


def test_of_two_sheets_that_would_both_do_one_must_be_named(desk: Desk, tmp_path: Path):
    path = tmp_path / "twee.xlsx"
    path.write_bytes(xlsx({"Nieuw": [("Kenmerk",), ("C1",)], "Oud": [("Kenmerk",), ("C2",), ("C3",)]}))

    ran = desk.run("import", "clients", str(path))
    named = desk.ask("import", "clients", str(path), "--sheet", "oud")

    assert 2 == ran.code
    assert "the file has the sheets Nieuw, Oud; say with --sheet which one it is" in " ".join(ran.err.split())
    assert ("Oud", 2) == (named["sheet"], named["added"]["clients"])


def test_the_list_in_the_docs_is_the_one_that_is_written():
    """After a change: python -m tests.write_lists."""
    now, there = (read_book("w.xlsx", each).sheets for each in (content(), FILE.read_bytes()))
    assert [(each.name, list(each.rows)) for each in now] == [(each.name, list(each.rows)) for each in there]
