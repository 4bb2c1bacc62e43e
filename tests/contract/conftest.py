"""One contract, every backend: each test runs on a copy of a database as `traject init` leaves it."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.builders import Clock, Desk, given_database

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def prepared_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("prepared") / "traject.db"
    given_database(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_copy(prepared_file: Path, tmp_path: Path) -> str:
    path = tmp_path / "traject.db"
    shutil.copy(prepared_file, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """A copy of a prepared database."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_copy"))
    return str(request.getfixturevalue("postgres_copy")(given_database))


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest) -> str:
    """A database with nothing in it."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture
def clock() -> Clock:
    """Monday 8 January 2024, noon in Amsterdam."""
    return Clock(date(2024, 1, 8))


@pytest.fixture
def desk(database_url: str, clock: Clock) -> Iterator[Desk]:
    desk = Desk(database_url, clock)
    yield desk
    desk.app.store.close()


@pytest.fixture
def sqlite_desk(sqlite_copy: str, clock: Clock) -> Iterator[Desk]:
    """For what both databases share anyway."""
    desk = Desk(sqlite_copy, clock)
    yield desk
    desk.app.store.close()
