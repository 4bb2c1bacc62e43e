"""Lists as an administrator brings them: the day that was meant, and no row without a word."""

from pathlib import Path

import pytest

from tests.stories.desk import Desk, a_desk
from tests.workbooks import xlsx

OURS = str(Path(__file__).parents[2] / "contract" / "definitions")


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request).on("2026-03-02")  # Monday


def a_file(tmp_path: Path, *lines: str, name: str = "lijst.csv") -> str:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n")
    return str(path)


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Desk:
    """A case of vestiging for each of two households."""
    clients = a_file(tmp_path, "Kenmerk;Naam;Huishouden", "C-1;Jan Aa;H-1", "C-2;Els Bee;H-2")
    cases = a_file(tmp_path, "Kenmerk;Gemeente", "H-1;westland", "H-2;westland", name="trajecten.csv")
    desk.ask("import", "clients", clients, "--apply")
    desk.ask("import", "cases", cases, "--workflow", "vestiging", "--apply")
    return desk


def shown_fact(desk: Desk, ref: str, fact: str) -> object:
    [found] = [each for each in desk.ask("show", ref)["trajectories"] if each["workflow"] == "vestiging"]
    return found["facts"][fact]["value"]


def test_a_value_that_is_a_day_proves_the_order_as_any_day(office: Desk, tmp_path: Path):
    """The column of values holds days too: 04-13-2025 says that 03-04-2025 is the fourth of March."""
    path = a_file(tmp_path, "Kenmerk;Feit;Waarde", "H-1;gevestigd_op;03-04-2025", "H-2;gevestigd_op;04-13-2025")

    assert {"facts": 2} == office.ask("import", "facts", path, "--past", "none", "--apply")["added"]
    assert "2025-03-04" == shown_fact(office, "H-1", "gevestigd_op")
    assert "2025-04-13" == shown_fact(office, "H-2", "gevestigd_op")


def test_a_value_that_may_be_two_days_is_asked_about(office: Desk, tmp_path: Path):
    path = a_file(tmp_path, "Kenmerk;Feit;Waarde", "H-1;gevestigd_op;03-04-2025")
    ran = office.run("import", "facts", path, "--past", "none", "--good-rows", "--apply")

    assert 4 == ran.code
    assert "row 2, column C (Waarde), '03-04-2025'" in " ".join(ran.err.split())
    assert "--dates" in ran.err
    office.ask("import", "facts", path, "--dates", "m-d-y", "--past", "none", "--apply")
    assert "2025-03-04" == shown_fact(office, "H-1", "gevestigd_op")


def test_two_values_of_one_fact_in_a_list_are_both_refused(office: Desk, tmp_path: Path):
    """With --update each was recorded over the other, and once more each time that the list came in."""
    lines = ("Kenmerk;Feit;Waarde", "H-1;gevestigd_op;13-1-2026", "H-2;gevestigd_op;13-1-2026")
    path = a_file(tmp_path, *lines, "h-1;Gevestigd in de gemeente op;14-1-2026", "H-2;gevestigd_op;2026-01-13")
    words = ("import", "facts", path, "--update", "--past", "none", "--apply")

    ran = office.run("--lang", "nl", *words)
    good = office.ask(*words, "--good-rows")

    told = " ".join(ran.err.split())
    assert 4 == ran.code
    assert "op 2026-03-02 staat ook op regel 4, met iets anders; houd er één" in told
    assert "op 2026-03-02 staat ook op regel 2, met iets anders; houd er één" in told
    assert ({"facts": 1}, 1, [2, 4]) == (good["added"], good["unchanged"], sorted(each["row"] for each in good["bad"]))
    assert "2026-01-13" == shown_fact(office, "H-2", "gevestigd_op")


def test_a_household_that_would_live_in_two_places_is_refused(desk: Desk, tmp_path: Path):
    """The dwelling, or the address, of the later row was passed over without a word."""
    desk.ask("import", "clients", a_file(tmp_path, "ref", "C1", "C2", "C3", "C4", "C5", "C6"), "--apply")
    path = a_file(
        tmp_path,
        *("Huishouden;Lid;Gemeente;Woning;Adres", "H1;C1;Leiden;W-1;", "H1;C2;Leiden;W-2;", "H2;C3;Leiden;W-3;Kade 1"),
        *("H2;C4;Leiden;W-3;Kade 2", "H3;C5;Leiden;W-4;", "H3;C6;;;"),
    )

    ran = desk.run("--lang", "nl", "import", "households", path)
    good = desk.ask("import", "households", path, "--good-rows", "--apply")

    told = " ".join(ran.err.split())
    assert 4 == ran.code
    assert "regel 2, kolom D (Woning), ‘W-1’: H1 woont op regel 3 anders; houd er één" in told
    assert "regel 5, kolom D (Woning), ‘W-3’: H2 woont op regel 4 anders; houd er één" in told
    assert {"households": 1, "members": 0, "dwellings": 1} == good["added"]


def test_a_citizen_service_number_in_a_fact_is_a_bad_cell(desk: Desk, tmp_path: Path):
    """It was kept, and of which row the warning was nobody said. The number is made up, and fits its own check."""
    ours = ("--workflows", OURS, "import")
    desk.ask("import", "clients", a_file(tmp_path, "Kenmerk;Huishouden", "C1;H1", "C2;H2"), "--apply")
    opening = ("--workflow", "proefhuis", "--municipality", "leiden", "--past", "none", "--apply")
    lines = ("Kenmerk;Toelichting", "H1;bsn 111222333", "H2;belt morgen")

    cases = desk.run(*ours, "cases", a_file(tmp_path, *lines), *opening)
    desk.ask(*ours, "cases", a_file(tmp_path, "Kenmerk", "H1", "H2"), *opening)
    values = a_file(tmp_path, "Kenmerk;Feit;Waarde", "H2;toelichting;belt morgen", "H1;toelichting;bsn 111222333")
    facts = desk.run(*ours, "facts", values, "--workflow", "proefhuis", "--past", "none", "--apply")

    for ran, where in ((cases, "row 2, column B (Toelichting)"), (facts, "row 3, column C (Waarde)")):
        assert 4 == ran.code
        assert f"{where}, '…': this looks like a citizen service number" in " ".join(ran.err.split())
        assert "111222333" not in ran.out + ran.err


def test_a_number_that_a_spreadsheet_shortened_is_no_reference(desk: Desk, tmp_path: Path):
    """Of two long numbers it may have made one: 1,23457E+12 in a text file, and beyond fifteen digits in any."""
    text = a_file(tmp_path, "Kenmerk;Huishouden", '"1,23457E+12";H-1', "C-2;1.2e+20", "C-3;H-3")
    book = tmp_path / "lijst.xlsx"
    book.write_bytes(xlsx({"Blad": [["Kenmerk"], [1234567890123456789], [123456789012345]]}))

    ran = desk.run("--lang", "nl", "import", "clients", text)
    long = desk.ask("import", "clients", str(book), "--good-rows", "--apply")

    told = " ".join(ran.err.split())
    assert 4 == ran.code
    assert "regel 2, kolom A (Kenmerk), ‘1,23457E+12’: het rekenblad heeft dit lange getal ingekort" in told
    assert "regel 3, kolom B (Huishouden), ‘1.2e+20’: het rekenblad heeft dit lange getal ingekort" in told
    assert ({"clients": 1, "households": 0}, [2]) == (long["added"], [each["row"] for each in long["bad"]])
