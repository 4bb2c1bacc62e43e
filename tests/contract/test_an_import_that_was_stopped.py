"""A list is written in parts: stopped on the way it says so, goes on as the same batch, and can be taken back."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.app import main
from tests.large_lists import CASE_COLUMNS, CLIENT_COLUMNS, TODAY, cases, clients, contents, prepare, stop_at, written
from tests.stories.desk import whole as whole_file

pytestmark = pytest.mark.one_python


class Office:
    """Commands in one sandbox, by Cora, on the day of the list."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.url = url
        self.capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        self.capsys.readouterr()
        code = main(["--database", self.url, "--by", "Cora", "--now", TODAY, "--lang", "en", *words])
        return code, *self.capsys.readouterr()

    def ask(self, *words: str) -> Any:
        code, out, err = self.run(*words, "--json")
        assert 0 == code, (out, err)
        return json.loads(out)

    def verifies(self) -> bool:
        return self.run("audit", "verify", "--projections")[0] == 0


Offices = Callable[[], Office]
IS_AN_END = "'Closed' is an end"  # which casework says, not the reading of the list


@pytest.fixture
def offices(
    request: pytest.FixtureRequest, database_kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Offices:
    """Each a fresh one, in a database of its own."""
    made: list[Office] = []

    def another() -> Office:
        if database_kind == "postgresql":
            url = str(request.getfixturevalue("postgres_copy")(prepare))
        else:
            file = tmp_path / f"office-{len(made)}.db"
            prepared = tmp_path / "prepared.whole.db"
            if not made:
                prepare(f"sqlite:///{tmp_path}/prepared.db")
                whole_file(tmp_path / "prepared.db")
            shutil.copy(prepared, file)
            url = f"sqlite:///{file}"
        made.append(Office(url, capsys))
        return made[-1]

    return another


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
POSTGRES_LATER = ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.soak])]
in_the_long_run = pytest.mark.parametrize("database_kind", POSTGRES_LATER, indirect=True)


@pytest.fixture(params=BOTH)
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_clients_that_were_stopped_on_the_way_go_on_as_the_same_batch(offices: Offices, tmp_path: Path):
    file = str(written(tmp_path / "c.csv", CLIENT_COLUMNS, clients(230)))
    whole, stopped = offices(), offices()
    whole.ask("import", "clients", file, "--apply")
    free = stop_at(stopped.url, "person", "new.number > 210")

    code, _, err = stopped.run("import", "clients", file, "--apply")
    between, shown = stopped.ask("import", "list"), stopped.run("import", "list")[1]
    free()
    again = stopped.run("import", "clients", file, "--apply")
    third = stopped.ask("import", "clients", file, "--apply")

    assert code != 0
    assert "import 1 was begun and not finished: 29 rows are left" in " ".join(err.split())
    assert [(1, 29, {"clients": 201, "households": 134})] == [(x["batch"], x["left"], x["added"]) for x in between]
    assert "begun, not finished: 29 rows are left" in shown
    assert (0, "Import 1: 29 clients, 20 households new; 201 known already, 0 different, 0 bad.") == (
        again[0],
        again[1].strip(),
    )
    assert "import 1 was begun, and goes on" in again[2]
    assert (None, 230) == (third["batch"], third["unchanged"])
    assert [(1, 0)] == [(each["batch"], each["left"]) for each in stopped.ask("import", "list")]
    assert contents(whole.url) == contents(stopped.url)
    assert stopped.verifies()


@in_the_long_run
def test_cases_that_were_stopped_on_the_way_go_on_as_the_same_batch(offices: Offices, tmp_path: Path):
    people = str(written(tmp_path / "c.csv", CLIENT_COLUMNS, clients(315)))
    file = str(written(tmp_path / "t.csv", CASE_COLUMNS, cases(315)))
    whole, stopped = offices(), offices()
    for office in (whole, stopped):
        office.ask("import", "clients", people, "--apply")
    whole.ask("import", "cases", file, "--apply", "--past", "latest")
    free = stop_at(stopped.url, "trajectory", "new.number > 205")

    stopped.run("import", "cases", file, "--apply", "--past", "latest")
    between = stopped.ask("import", "list")[-1]
    free()
    again = stopped.ask("import", "cases", file, "--apply", "--past", "latest")

    assert (2, "cases", 10, {"cases": 200}) == tuple(between[name] for name in ("batch", "kind", "left", "added"))
    assert (2, 10, 200) == (again["batch"], again["added"]["cases"], again["unchanged"])
    assert contents(whole.url) == contents(stopped.url)
    assert stopped.verifies()


@in_the_long_run
def test_what_was_begun_is_taken_back_but_for_what_somebody_built_on(offices: Offices, tmp_path: Path):
    file = str(written(tmp_path / "c.csv", CLIENT_COLUMNS, clients(220)))
    office = offices()
    free = stop_at(office.url, "person", "new.number > 210")
    office.run("import", "clients", file, "--apply")
    free()
    office.ask("client", "edit", "C-0", "--name", "Amal Haddad")

    taken = office.ask("import", "undo", "1", "--reason", "verkeerd")
    after = office.ask("import", "list")
    again = office.ask("import", "clients", file, "--apply")

    assert ({"clients": 200, "households": 133}, ["C-0", "H-0"]) == (
        taken["taken_back"],
        [each["ref"] for each in taken["kept"]],
    )
    assert ([1], ["2026-03-02"]) == ([each["batch"] for each in after], [each["undone_on"] for each in after])
    assert (2, 219) == (again["batch"], again["added"]["clients"])
    assert office.verifies()


@in_the_long_run
def test_what_went_on_in_a_part_of_a_finished_batch_stays(offices: Offices, tmp_path: Path):
    """Of each part it is known what was recorded after it, also where a later part was written since."""
    file = str(written(tmp_path / "c.csv", CLIENT_COLUMNS, clients(220)))
    office = offices()
    free = stop_at(office.url, "person", "new.number > 210")
    office.run("import", "clients", file, "--apply")
    free()
    office.ask("client", "edit", "C-0", "--name", "Amal Haddad")
    office.ask("import", "clients", file, "--apply")

    taken = office.ask("import", "undo", "1", "--reason", "verkeerd")

    assert {"clients": 219, "households": 146} == taken["taken_back"]
    assert ["p1", "h1"] == [each["what"] for each in taken["kept"]]


@in_the_long_run
def test_a_refusal_in_the_middle_of_a_list_is_found_before_anything_is_written(offices: Offices, tmp_path: Path):
    """The last row of more than one part is taken over at an end, which casework refuses."""
    people = str(written(tmp_path / "c.csv", CLIENT_COLUMNS, clients(315)))
    rows = cases(315)
    rows[-1][3] = "afgesloten"
    file = str(written(tmp_path / "t.csv", CASE_COLUMNS, rows))
    office = offices()
    office.ask("import", "clients", people, "--apply")
    before = contents(office.url)

    refused = office.run("import", "cases", file, "--apply", "--past", "none")

    assert (4, True) == (refused[0], IS_AN_END in refused[2])
    assert before == contents(office.url)


def test_a_list_of_one_part_is_not_tried_first_and_is_written_whole_or_not_at_all(offices: Offices, tmp_path: Path):
    """One row is taken over at an end, which casework refuses while the part is written; without it the rest comes."""
    people = str(written(tmp_path / "c.csv", CLIENT_COLUMNS, clients(30)))
    rows = cases(30)
    rows[7][3] = "afgesloten"
    file = str(written(tmp_path / "t.csv", CASE_COLUMNS, rows))
    office = offices()
    office.ask("import", "clients", people, "--apply")
    before, apply = contents(office.url), ("import", "cases", file, "--apply", "--past", "none")

    seen, refused = office.run("import", "cases", file)[1], office.run(*apply)
    after = contents(office.url)
    taken = office.ask(*apply, "--good-rows")

    assert (4, before, True) == (refused[0], after, IS_AN_END in refused[2])
    assert "19 cases new; 0 known already, 0 different, 1 bad" in " ".join(seen.split())
    assert "19 cases new; 0 known already, 0 different, 1 bad" in " ".join(refused[1].split())
    assert ([9], {"cases": 19, "beside": 0}) == ([each["row"] for each in taken["bad"]], taken["added"])
    assert office.verifies()
