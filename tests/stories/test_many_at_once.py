"""A team leader does one thing for many cases: by a list or a selection, shown first, all or none."""

import os
from pathlib import Path

import pytest
import xlsxwriter

from tests.stories.desk import Desk
from tests.terminal import at_terminal
from tests.workbooks import xlsx


@pytest.fixture
def office(desk: Desk) -> Desk:
    """t1 and t2 in Leiden, t3 in Westland, opened on 5 February; it is Monday 5 March 2018."""
    desk.on("2018-02-05")
    for ref, place in (("C1", "leiden"), ("C2", "leiden"), ("C3", "westland")):
        desk.ask("client", "add", "--ref", ref, "--born", "1990-05-01")
        desk.ask("open", "taalcoach", ref, "--municipality", place)
    return desk.on("2018-03-05")


def holders(desk: Desk) -> list[str]:
    return [",".join(desk.ask("show", key)["trajectories"][0]["assigned"]) for key in ("t1", "t2", "t3")]


def a_list(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "lijst.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_without_a_terminal_and_without_yes_it_is_shown_and_refused(office: Desk):
    told = office.run("assign", "Cora", "--as", "coordinator", "--municipality", "leiden")

    assert 2 == told.code
    assert "2 trajectories: taalcoach 2" in told.err
    assert "t1 taalcoach (C1): assigned: coordinator: Cora" in " ".join(told.err.split())
    assert "give --yes" in " ".join(told.err.split())
    assert ["", "", ""] == holders(office)


def test_a_selection_is_given_to_one(office: Desk):
    done = office.ask("assign", "Cora", "--as", "coordinator", "--municipality", "Leiden", "--yes")

    assert [("t1", "C1"), ("t2", "C2")] == [(each["trajectory"], each["subject"]) for each in done["cases"]]
    assert ["coordinator", "coordinator", ""] == holders(office)
    moved = office.run("transfer", "--municipality", "westland", "--in", "leiden", "--of", "Cora", "--yes")
    assert 0 == moved.code
    assert {"westland"} == {office.ask("show", key)["trajectories"][0]["municipality"] for key in ("t1", "t2", "t3")}


def test_a_list_gives_each_its_own_value_and_one_bad_row_stops_all(office: Desk, tmp_path: Path):
    good = a_list(tmp_path, "Kenmerk;Opmerking;Op", "C1;x;2018-03-01", "C3;y;2018-03-02")
    closed = office.ask("close", "--outcome", "gestopt", "--from", good, "--yes")
    assert ["t1", "t3"] == [each["trajectory"] for each in closed["cases"]]
    assert "2018-03-02" == office.ask("show", "t3")["trajectories"][0]["closed_on"]

    bad = a_list(tmp_path, "ref,value", "C2,1", "C9,2", "t1,3")
    told = office.run("close", "--outcome", "gestopt", "--from", bad, "--yes")
    assert 4 == told.code
    assert "line 3: no client or household 'C9'" in " ".join(told.err.split())
    assert "line 4: t1 is not open here" in " ".join(told.err.split())
    assert not office.ask("show", "t2")["trajectories"][0]["closed"]


def test_what_cannot_be_is_said_of_each_and_nothing_is_recorded(office: Desk):
    told = office.run("task", "done", "nooit", "--workflow", "taalcoach", "--yes")

    assert 4 == told.code
    assert "this is not possible for 3, so nothing was recorded" in told.err
    assert 1 == office.ask("show", "t1")["trajectories"][0]["version"]


def test_words_that_do_not_fit_are_refused(office: Desk):
    assert [2, 2, 2, 5] == [
        office.run(*words).code
        for words in (
            ("assign", "Cora", "--as", "coordinator"),
            ("assign", "t1", "Cora", "--as", "coordinator", "--yes"),
            ("close", "t1", "--outcome", "gestopt", "--workflow", "taalcoach", "--yes"),
            ("close", "--outcome", "gestopt", "--stage", "nergens", "--yes"),
        )
    ]


def test_a_hand_over_is_split_over_two(office: Desk):
    office.ask("assign", "Cora", "--as", "coordinator", "--workflow", "taalcoach", "--yes")
    office.ask("staff", "add", "Dirk", "--role", "coordinator", "--municipality", "westland", "--by", "Ada")
    office.ask("staff", "add", "Els", "--role", "coordinator", "--by", "Ada")
    split = ("staff", "hand-over", "Cora", "--to", "Els", "--to", "Dirk")

    assert 2 == office.run(*split).code
    done = office.ask(*split, "--split-by", "municipality")
    assert {"t1": "Els", "t2": "Els", "t3": "Dirk"} == {each["trajectory"]: each["to"] for each in done["trajectories"]}
    assert "Els, Dirk" == done["to"]


@pytest.mark.one_python
@pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")
def test_on_a_terminal_it_is_asked_once_and_what_changed_meanwhile_is_said(office: Desk):
    words = ["--database", str(office.database), "--by", "Cora", "assign", "Cora", "--as", "coordinator"]
    words += ["--municipality", "leiden"]
    for lang, nothing in (("en", "Nothing was recorded"), ("nl", "Er is niets vastgelegd")):
        left_alone = at_terminal(["--lang", lang, *words], ["n"])
        assert (0, True) == (left_alone.code, nothing in left_alone.shown), left_alone.shown
    assert ["", "", ""] == holders(office)

    late = at_terminal(words, ["y"], lambda: office.run("note", "t2", "Calls back on Friday"))

    assert 6 == late.code
    assert "something changed since you looked (t2)" in " ".join(late.shown.split())
    assert ["", "", ""] == holders(office)
    assert 0 == at_terminal(["--lang", "nl", *words], ["j"]).code
    assert ["coordinator", "coordinator", ""] == holders(office)


def test_a_case_that_is_typed_empty_is_none(office: Desk):
    """As a script gives it where a name is not set: never an accident of ours, and never many."""
    for words in (
        ("close", "--outcome", "gestopt", ""),
        ("assign", "", "Cora", "--as", "coordinator"),
        ("transfer", "", "--municipality", "leiden"),
        ("task", "done", "", "intake"),
        ("fact", "set", "", "gevestigd_op", "2018-03-01"),
    ):
        assert office.run(*words).code in (2, 4, 5), words


def test_a_list_and_a_command_that_say_otherwise_are_refused(office: Desk, tmp_path: Path):
    """One of the two would be followed without a word."""
    values = a_list(tmp_path, "Kenmerk;Waarde", "C1;ja", "C2;nee")
    said = office.run("--lang", "nl", "fact", "set", "blijft_afspreken", "ja", "--from", values, "--yes")
    days = a_list(tmp_path, "Kenmerk;Op", "C1;2018-03-01", "C2;2018-03-02")
    told = office.run("close", "--outcome", "gestopt", "--from", days, "--on", "1-3-2018", "--yes")

    assert 4 == said.code
    assert "t2 (C2): de lijst zegt hier een andere waarde dan de opdracht" in " ".join(said.err.split())
    assert "t1 (C1)" not in said.err
    assert 4 == told.code
    assert "t2 (C2): the list says 2018-03-02 and --on 2018-03-01" in " ".join(told.err.split())
    assert not office.ask("show", "t1")["trajectories"][0]["closed"]


def test_the_rows_of_a_case_that_stands_there_twice_are_named(office: Desk, tmp_path: Path):
    twice = a_list(tmp_path, "Lijst van maart", "Kenmerk;Op", "C1;2018-03-01", "C2;2018-03-02", "t1;2018-03-02")

    told = office.run("--lang", "nl", "close", "--outcome", "gestopt", "--from", twice, "--yes")

    assert 4 == told.code
    assert "t1 (C1) staat op regel 3, 5; houd er één" in " ".join(told.err.split())


def test_a_list_for_many_has_a_sheet_and_an_order_of_days(office: Desk, tmp_path: Path):
    """Month first only where that is said, and then the values that are days too."""
    path = tmp_path / "lijst.xlsx"
    rows = [["Kenmerk", "Op"], ["C1", "02-28-2018"], ["C3", "03-02-2018"]]
    path.write_bytes(xlsx({"Maart": rows, "Februari": [["Kenmerk", "Op"], ["C2", "1-2-2018"]]}))
    close = ("close", "--outcome", "gestopt", "--yes", "--from", str(path))

    which = office.run(*close)
    order = office.run(*close, "--sheet", "maart")
    none = office.run(*close, "--sheet", "april")
    office.ask(*close, "--sheet", "maart", "--dates", "m-d-y")

    assert (2, True) == (which.code, "say with --sheet which one it is" in " ".join(which.err.split()))
    assert (2, True) == (order.code, "say with --dates m-d-y that the list is like that" in " ".join(order.err.split()))
    assert (5, True) == (none.code, "no sheet 'april'; there is Maart, Februari" in " ".join(none.err.split()))
    closed = [office.ask("show", key)["trajectories"][0]["closed_on"] for key in ("t1", "t2", "t3")]
    assert ["2018-02-28", None, "2018-03-02"] == closed
    for words in (("assign", "t2", "Cora", "--as", "coordinator"), ("task", "done", "t2", "oefenen")):
        assert "--sheet and --dates go with a list" in office.run(*words, "--sheet", "x").err


def test_rows_that_a_spreadsheet_hides_are_said_before_anything_is_recorded(office: Desk, tmp_path: Path):
    """A filter hides a row, and the list acts on it all the same."""
    path = tmp_path / "lijst.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Cliënten")
        for row, ref in enumerate(("Kenmerk", "C1", "C2")):
            sheet.write(row, 0, ref)
        sheet.set_row(2, None, None, {"hidden": True})

    shown = office.run("--lang", "nl", "close", "--outcome", "gestopt", "--from", str(path))

    assert (2, True) == (shown.code, "verborgen, wel gelezen: regel 3" in " ".join(shown.err.split()))
