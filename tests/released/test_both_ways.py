"""The code of one release and the database of another, both ways: refused in words, and nothing changed.

What the code of the release before does is seen where it runs, in the long runs; that it is so is asked of the database
here: it has no table by which that code came in.
"""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.exc import DBAPIError

from cli.app import main
from tests.released.before import BEFORE, by_its_code, connected, laid_out
from tests.released.upgrade import release
from trajectories.repository.revision import newest_revision

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
READING = ["board", "show H-1", "history office", "due --json", "audit verify", "doctor", "why t1", "scheduler ledger"]
WRITING = ["client add --ref A-3", "note t1 later", "scheduler tick", "rebuild", "staff end bram --role coordinator"]
OLDER = "this database is of another release; 'traject init' upgrades it"
# What every command of the release before asked of the staff, whoever called.
ASKED = "select staff, from_on, until_on, substitute from staff_absence where from_on <= '2026-03-06'"


@pytest.fixture(params=BOTH)
def before(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database as the release before left it."""
    monkeypatch.setenv("COLUMNS", "500")  # a sentence is one line
    url = (
        f"sqlite:///{tmp_path / 'traject.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    )
    laid_out(url)
    return str(url)


def told(url: str, words: str, capsys: pytest.CaptureFixture[str], *, lang: str = "en") -> tuple[int, str]:
    """The code, and all that was said."""
    code = main(["--database", url.replace("+psycopg", ""), "--by", "anna", "--lang", lang, *words.split()])
    return code, "".join(capsys.readouterr())


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Each row of each table."""
    with connected(url) as connection:
        return {name: rows_of(connection, name) for name in inspect(connection).get_table_names()}


def rows_of(connection: Connection, name: str) -> list[tuple[Any, ...]]:
    table = MetaData()
    table.reflect(connection, only=[name])
    return sorted((tuple(row) for row in connection.execute(table.tables[name].select())), key=repr)


def by_hand(url: str, statement: str) -> None:
    with connected(url) as connection:
        connection.execute(text(statement))


def test_a_database_of_the_release_before_is_refused_until_init(
    before: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever reads or writes; and nothing in it changes. Then `init` takes it over, with all that stood in it."""
    stood = everything(before)

    answers = [told(before, words, capsys) for words in READING + WRITING]
    in_dutch = told(before, "board", capsys, lang="nl")

    assert [] == [(code, said) for code, said in answers if code != 4 or OLDER not in said]
    assert (4, True) == (in_dutch[0], "‘traject init’ werkt haar bij" in in_dutch[1])
    assert stood == everything(before)

    assert 0 == told(before, "init --past none", capsys)[0]

    code, said = told(before, "audit verify --projections", capsys)
    assert 0 == code, said
    assert stood["staff_absence"] == everything(before)["absence"]
    assert 0 == told(before, "show t1", capsys)[0]


def test_a_database_of_a_release_to_come_is_refused_by_this_one(
    before: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the copy that `init` put aside, on SQLite; `init` refuses too, and nothing changes."""
    assert 0 == told(before, "init --past none", capsys)[0]
    by_hand(before, f"update alembic_version set version_num = '{int(newest_revision()) + 1:04}'")
    stood = everything(before)

    answers = [told(before, words, capsys) for words in [*READING, *WRITING, "init"]]
    in_dutch = told(before, "board", capsys, lang="nl")

    assert [] == [(code, said) for code, said in answers if code != 4 or "this traject is too old" not in said]
    assert (4, True) == (in_dutch[0], "deze traject is te oud" in in_dutch[1])
    assert stood == everything(before)
    copies = list(tmp_path.glob("traject.db.*.before"))
    assert len(copies) == before.startswith("sqlite")
    assert [] == [copy for copy in copies for _, said in answers if str(copy) not in said]


def test_the_release_before_finds_no_table_that_each_of_its_commands_asks(
    before: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It looked at no revision, and answered `board` and `due` from a database that it could not read whole."""
    by_hand(before, ASKED)
    assert 0 == told(before, "init --past none", capsys)[0]

    with pytest.raises(DBAPIError) as refused:
        by_hand(before, ASKED)

    assert any(
        words in str(refused.value.orig)  # by these it knew a database of another release
        for words in ("no such table: staff_absence", 'relation "staff_absence" does not exist')
    )


@pytest.fixture(scope="module")
def its_code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release(tmp_path_factory.mktemp("then"), BEFORE)


@pytest.mark.soak
def test_the_code_of_the_release_before_refuses_a_database_of_this_one(
    before: str, its_code: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its own words and code 4; its `init` ends with 1, and changes nothing either."""
    assert 0 == by_its_code(its_code, before, "board").returncode
    assert 0 == told(before, "init --past none", capsys)[0]
    stood = everything(before)

    answers = [(words, by_its_code(its_code, before, *words.split())) for words in READING + WRITING]
    init = by_its_code(its_code, before, "init")

    assert [] == [
        (words, each.returncode, each.stderr)
        for words, each in answers
        if each.returncode != 4 or OLDER not in each.stdout + each.stderr
    ]
    assert 1 == init.returncode
    assert stood == everything(before)
