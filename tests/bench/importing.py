"""A list of clients and one of their cases: read, checked and stored by the commands, beside the same rows written by
the driver. The floor reads no file and checks nothing: it has the rows as they will lie in the tables.
"""

import contextlib
import io
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import create_engine, select

from cli.app import main
from tests.bench.advance import PRAGMAS
from tests.bench.office import postgres
from tests.bench.profiles import by_own_time
from tests.bench.rounds import Group, Taken, Variant, timed
from tests.large_lists import CASE_COLUMNS, CLIENT_COLUMNS, TODAY, cases, clients, prepare, written
from tests.stories.desk import whole
from trajectories.repository.tables import AGENDA, DEADLINE, EVENT, HOUSEHOLD, MEMBERSHIP, PERSON, PRIVATE, TRAJECTORY
from trajectories.service.importing import ROWS_AT_ONCE

CLIENTS = 900
GOAL = 4.0
TABLES = (EVENT, PRIVATE, PERSON, HOUSEHOLD, MEMBERSHIP, TRAJECTORY, DEADLINE, AGENDA)
FLOOR = "the same rows by executemany, as many in a transaction"
Databases = Callable[[], AbstractContextManager[str]]  # each a fresh office, by its URL


class Lists(NamedTuple):
    clients: Path
    cases: Path
    rows: int


class ByHand(NamedTuple):
    """What the product writes of the lists: a statement and its rows, by table."""

    rows: list[tuple[str, list[tuple[Any, ...]]]]

    def write(self, connection: Any, transactions: int) -> None:
        """Spread evenly over so many transactions."""
        cursor = connection.cursor()
        for turn in range(transactions):
            cursor.execute("BEGIN")
            for statement, rows in self.rows:
                some = rows[len(rows) * turn // transactions : len(rows) * (turn + 1) // transactions]
                if some:
                    cursor.executemany(statement, some)
            cursor.execute("COMMIT")


@contextmanager
def on_sqlite() -> Iterator[Group]:
    with tempfile.TemporaryDirectory(prefix="traject-bench-") as name:
        folder = Path(name)
        prepare(f"sqlite:///{folder}/prepared.db")
        template = whole(folder / "prepared.db")

        @contextmanager
        def fresh() -> Iterator[str]:
            path = folder / "office.db"
            shutil.copy(template, path)
            yield f"sqlite:///{path}"
            for each in folder.glob("office.db*"):
                each.unlink()

        def connect(url: str) -> Any:
            connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            return connection

        yield _group("a list comes in, SQLite", folder, fresh, connect, "?")


@contextmanager
def on_postgres() -> Iterator[Group]:
    with tempfile.TemporaryDirectory(prefix="traject-bench-") as name, postgres() as server:

        def connect(url: str) -> Any:
            return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)

        yield _group("a list comes in, PostgreSQL", Path(name), lambda: server.database(prepare), connect, "%s")


def _group(name: str, folder: Path, fresh: Databases, connect: Callable[[str], Any], mark: str) -> Group:
    people, running = clients(CLIENTS), cases(CLIENTS)
    lists = Lists(
        written(folder / "clients.csv", CLIENT_COLUMNS, people),
        written(folder / "cases.csv", CASE_COLUMNS, running),
        len(people) + len(running),
    )
    with fresh() as url:
        before = _rows(url)
        _bring_in(url, lists)
        after = _rows(url)
    hand = ByHand([_statement(table.name, after[table.name] - before[table.name], table, mark) for table in TABLES])
    counted: list[dict[str, int]] = []

    def by_hand() -> Taken:
        with fresh() as url, contextlib.closing(connect(url)) as connection:
            taken = timed(lambda: hand.write(connection, lists.rows // ROWS_AT_ONCE + 1), lists.rows)
            counted.append({name: len(rows) for name, rows in _rows(url).items()})
        return taken

    def traject() -> Taken:
        with fresh() as url:
            taken = timed(lambda: _bring_in(url, lists), lists.rows)
            counted.append({name: len(rows) for name, rows in _rows(url).items()})
        return taken

    def profiled() -> str:
        with fresh() as url:
            return by_own_time(lambda: _bring_in(url, lists))

    def check() -> None:
        assert all(each == counted[0] for each in counted), "as many rows in each table"

    variants = [Variant(FLOOR, by_hand), Variant("traject, clients and then cases", traject, GOAL, profiled)]
    return Group(name, "row of a list", variants, check)


def _bring_in(url: str, lists: Lists) -> None:
    for words in (("clients", str(lists.clients)), ("cases", str(lists.cases), "--past", "none")):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            code = main(["--database", url, "--by", "Cora", "--now", TODAY, "import", *words, "--apply"])
        assert code == 0, words


def _rows(url: str) -> dict[str, set[tuple[Any, ...]]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {table.name: {tuple(row) for row in connection.execute(select(table))} for table in TABLES}
    engine.dispose()
    return found


def _statement(name: str, rows: set[tuple[Any, ...]], table: Any, mark: str) -> tuple[str, list[tuple[Any, ...]]]:
    columns = [column.name for column in table.c]
    marks = ", ".join(mark for _ in columns)
    ordered = sorted(rows, key=lambda row: row[0])
    return f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", ordered
