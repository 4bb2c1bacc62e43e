"""One command for many cases, by a list as offices have it or a selection: for all or for none, on either database."""

from datetime import date
from pathlib import Path

import pytest

from tests.builders import Desk
from tests.contract.test_lists_come_in import problems
from tests.contract.typed import TypedAtADesk
from tests.workbooks import ods, xlsx

MON_2_MARCH = date(2026, 3, 2)


@pytest.fixture
def clock(clock):
    clock.noon(MON_2_MARCH)
    return clock


@pytest.fixture
def office(desk: Desk, request: pytest.FixtureRequest) -> TypedAtADesk:
    """t1 to t7: five language coaches in Leiden and two in Westland. Els works in Leiden, Dirk everywhere."""
    desk.colleague("Els", "coordinator", municipality="leiden")
    desk.colleague("Dirk", "coordinator")
    for number in range(1, 8):
        place = "leiden" if number < 6 else "westland"
        person = desk.client(f"C{number}", "1990-05-01")
        desk.take_over("taalcoach", person, "gekoppeld", date(2026, 2, 2), place)
    return TypedAtADesk(desk, request)


def a_workbook(folder: Path) -> str:
    """A title, a total, a column nobody asked for, and an empty second sheet."""
    path = folder / "lijst.xlsx"
    rows = [
        ("Overdracht maart",),
        (),
        ("Opmerking", "Cliëntnr.", "Datum"),
        ("x", "C1", date(2026, 3, 2)),
        ("", "C6", ""),
    ]
    path.write_bytes(xlsx({"Lijst": [*rows, ("Totaal", 2)], "Uitleg": [("Vraag het Els",)]}))
    return str(path)


def holders(office: TypedAtADesk) -> list[str]:
    return [office.desk.dossier(f"t{number}").trajectory.assigned.get("coordinator", "") for number in range(1, 8)]


def changed(office: TypedAtADesk, *words: str) -> list[str]:
    return [each["trajectory"] for each in office.ask(*words, "--yes")["cases"]]


def test_each_command_takes_a_list_of_any_kind_or_a_selection(office: TypedAtADesk):
    folder = office.folder
    facts = folder / "feiten.ods"
    facts.write_bytes(ods({"Blad1": [["Zaak", "Waarde", "Op"], ["t1", "ja", "01-03-2026"], ["t6", "nee", ""]]}))
    book = a_workbook(folder)

    assert ["t1", "t6"] == changed(office, "assign", "Dirk", "--as", "coordinator", "--from", book)
    assert ["t1"] == changed(office, "task", "done", "oefenen", "--of", "Dirk", "--municipality", "leiden")
    assert 0 == office.run("transfer", "--municipality", "westland", "--from", book, "--yes")[0]
    assert ["t1", "t6"] == changed(office, "fact", "set", "blijft_afspreken", "--from", str(facts))
    assert ["t1", "t6"] == changed(office, "close", "--outcome", "gestopt", "--of", "Dirk")

    events = [type(each.event).__name__ for each in office.desk.dossier("t1").history]
    assert ["TakenOver", "Assigned", "TaskDone", "Transferred", "FactSet", "TrajectoryClosed"] == events
    assert date(2026, 3, 1) == office.desk.dossier("t1").history[4].occurred_on
    assert [] == problems(office.desk)


def test_one_case_that_cannot_be_leaves_all_as_they_were(office: TypedAtADesk):
    """The last of the list is closed, or is none: what was written for those before it is gone."""
    office.ask("close", "t7", "--outcome", "gestopt")
    closed = office.a_list("Traject;Waarde", *(f"t{number};ja" for number in range(1, 8)), name="gesloten.csv")
    twice = office.a_list("Traject;Waarde", "t1;ja", "t2;ja", "t1;nee", name="dubbel.csv")
    before = office.desk.rows("SELECT count(*) FROM event")

    for words in (
        ("assign", "Dirk", "--as", "coordinator"),
        ("assign", "--to", "Els", "--to", "Dirk", "--split-by", "evenly", "--as", "coordinator"),
        ("fact", "set", "blijft_afspreken"),
        ("task", "done", "oefenen"),
        ("transfer", "--municipality", "westland"),
        ("close", "--outcome", "gestopt"),
    ):
        for file, said in ((closed, "t7 is not open here"), (twice, "t1 (C1) is on line 2, 4; keep one of them")):
            code, _, err = office.run(*words, "--from", file, "--yes")
            assert (4, True) == (code, said in " ".join(err.split())), (words, err)
    code, _, err = office.run("fact", "set", "blijft_afspreken", "--workflow", "taalcoach", "misschien", "--yes")
    assert (True, True) == (code in (2, 4), "so nothing was recorded" in err), err
    assert before == office.desk.rows("SELECT count(*) FROM event")
    assert [] == problems(office.desk)


def test_cases_that_nobody_has_are_split_over_several(office: TypedAtADesk):
    """What came in with a list has no holder to take it from, as a hand-over needs."""
    els, dirk = (each[0] for each in office.desk.rows("SELECT id FROM staff WHERE name IN ('Els', 'Dirk') ORDER BY id"))
    split = ("assign", "--as", "coordinator", "--workflow", "taalcoach", "--to", "Els", "--to", "Dirk", "--split-by")

    shown = office.run(*split, "municipality")
    by_place = changed(office, *split, "municipality")
    first = holders(office)
    changed(office, *split, "gelijk")

    assert (2, True) == (shown[0], "t6 taalcoach (C6): assigned: coordinator: Dirk" in shown[2])
    assert (7, [els] * 5 + [dirk] * 2) == (len(by_place), first)
    assert {els: 4, dirk: 3} == {key: holders(office).count(key) for key in (els, dirk)}
    assert [dirk, dirk] == holders(office)[5:]


def test_whoever_is_away_or_works_elsewhere_is_passed_over_and_nobody_left_is_said(office: TypedAtADesk):
    office.ask("staff", "away", "Dirk", "--until", "2026-04-01")
    split = ("assign", "--as", "coordinator", "--to", "Els", "--to", "Dirk", "--split-by", "evenly", "--yes")
    dutch = ("--lang", "nl", *split)

    leiden = office.run(*split, "--municipality", "leiden")
    westland = office.run(*dutch, "--municipality", "westland")
    office.ask("staff", "away", "Els", "--until", "2026-04-01")
    nobody = office.run(*dutch, "--municipality", "leiden")

    assert (0, 5) == (leiden[0], len([each for each in holders(office) if each]))
    assert "away on 2026-03-02, and passed over: Dirk" in leiden[2]
    assert (4, True) == (westland[0], "geen van hen werkt in westland" in " ".join(westland[2].split()))
    assert (4, True) == (nobody[0], "is iedereen afwezig (Els, Dirk)" in " ".join(nobody[2].split()))


@pytest.mark.parametrize(
    "words",
    [
        ("assign", "--as", "coordinator", "--to", "Els", "--to", "Dirk", "--workflow", "taalcoach"),
        ("assign", "--as", "coordinator", "--to", "Els", "--split-by", "evenly", "--workflow", "taalcoach"),
        ("assign", "--as", "coordinator", "--to", "Els", "--to", "Dirk", "--split-by", "evenly", "t1"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_split_needs_two_a_rule_and_many(office: TypedAtADesk, words: tuple[str, ...]):
    code, _, err = office.run(*words)

    assert (2, True) == (code, "give two people or more, each with --to" in " ".join(err.split()))


@pytest.mark.parametrize(
    "lines, said",
    [
        (("Naam;Datum", "Amal;"), "no column reference or trajectory"),
        (("Traject;Datum", "t1;03/25/2026"), "line 2, column B (Datum): '03/25/2026' is written month-day-year"),
        (("Traject;Datum", "t1;31-02-2026"), "line 2 of the list: this is no day"),
        (("Traject;Datum",), "there is nothing below it"),
        (('Traject;"Datum', "t1;"), "no column reference"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_list_that_cannot_be_read_is_refused_with_its_line(office: TypedAtADesk, lines: tuple[str, ...], said: str):
    code, _, err = office.run("close", "--outcome", "gestopt", "--from", office.a_list(*lines), "--yes")

    assert (2, True) == (code, said in " ".join(err.split())), err
