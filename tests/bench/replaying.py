"""Replay: from stored rows to the folded state, of every trajectory and of one."""

import sqlite3
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from tests.bench import raw
from tests.bench.office import PATH, Office, sqlite_url
from tests.bench.profiles import by_own_time
from tests.bench.rounds import Group, Variant, timed
from trajectories.history.replay import replay
from trajectories.history.state_text import state_text
from trajectories.history.streams import said_stream

MANY, LONG = 1500, 30  # trajectories of 6 and of 100 events
SHORT_PATH = PATH[:4]  # with the opening and the fact: 6 events
LONG_PATH = ("koppel", *("bezichtig", "weiger") * 49)  # with the opening: 100 events
COLUMNS = raw.EVENT_COLUMNS
ALL = f"SELECT {COLUMNS} FROM event WHERE stream LIKE 't%' AND stream NOT LIKE '%/%' ORDER BY stream, version"


@contextmanager
def everything() -> Iterator[Group]:
    with prepared(SHORT_PATH, MANY) as (office, connection):
        events = MANY * 6
        keys = [f"t{number}" for number in range(1, MANY + 1)]

        def by_hand() -> None:
            for key, rows in groupby(connection.execute(ALL), itemgetter(0)):
                raw.replay(key, list(rows))

        def product() -> None:
            with office.app.read() as uow:
                for key in keys:
                    replay(key, uow.history(key, said_stream(key)))

        def check() -> None:
            """The same state to the byte, and no more memory for many than for a few."""
            with office.app.read() as uow:
                folded = {key: state_text(replay(key, uow.history(key))) for key in keys}
            rows = groupby(connection.execute(ALL), itemgetter(0))
            assert {key: raw.canonical(raw.replay(key, list(each))) for key, each in rows} == folded
            few = MANY // 3
            assert _peak(office, MANY) < _peak(office, few) + 100 * (MANY - few)  # bytes

        yield Group(
            "replay of all",
            "event",
            [
                Variant("json.loads and a fold into dicts", lambda: timed(by_hand, events)),
                Variant("traject", lambda: timed(product, events), 1.5, lambda: by_own_time(product)),
            ],
            check,
        )


@contextmanager
def one_of_six() -> Iterator[Group]:
    with prepared(SHORT_PATH, MANY) as (office, connection):
        yield _one("replay of one, 6 events", 1.5, office, connection, MANY // 5)


@contextmanager
def one_of_hundred() -> Iterator[Group]:
    with prepared(LONG_PATH, LONG) as (office, connection):
        yield _one("replay of one, 100 events", 1.3, office, connection, LONG)


def _one(name: str, goal: float, office: Office, connection: sqlite3.Connection, count: int) -> Group:
    keys = [f"t{number}" for number in range(1, count + 1)]

    def by_hand() -> None:
        for key in keys:
            raw.replay(key, connection.execute(raw.HISTORY, (key, f"{key}/said")).fetchall())

    def product() -> None:
        with office.app.read() as uow:
            for key in keys:
                replay(key, uow.history(key, said_stream(key)))

    def check() -> None:
        with office.app.read() as uow:
            for key in keys:
                rows = connection.execute(raw.HISTORY, (key, f"{key}/said")).fetchall()
                assert raw.canonical(raw.replay(key, rows)) == state_text(replay(key, uow.history(key)))

    return Group(
        name,
        "trajectory",
        [
            Variant("fetch and a fold into dicts", lambda: timed(by_hand, count)),
            Variant("traject", lambda: timed(product, count), goal, lambda: by_own_time(product)),
        ],
        check,
    )


@contextmanager
def prepared(path: tuple[str, ...], count: int) -> Iterator[tuple[Office, sqlite3.Connection]]:
    """A database with `count` trajectories that went along `path`: one by the product, the others copies of it."""
    with tempfile.TemporaryDirectory(prefix="traject-bench-") as folder:
        office = Office(sqlite_url(Path(folder), "replay"))
        first = office.open(1)[0]
        for trigger in path:
            office.advance(first, trigger)
        connection = sqlite3.connect(Path(folder) / "replay.db")
        copy(connection, first, count)
        yield office, connection
        connection.close()
        office.app.store.close()


def copy(connection: sqlite3.Connection, first: str, count: int) -> None:
    """Copies t1 with its rows to t2, t3 …, each with a hash chain of its own."""
    assert first == "t1"
    rows = connection.execute(raw.HISTORY, ("t1", "t1/said")).fetchall()
    keys = [f"t{number}" for number in range(2, count + 1)]
    insert = connection.executemany
    insert(raw.INSERT_EVENT, (row for key in keys for row in _rechained(rows, key)))
    for table, renamed in (("trajectory", _trajectory), ("deadline", _renamed), ("agenda", _renamed)):
        copied = connection.execute(f"SELECT * FROM {table}").fetchall()
        if copied:
            marks = ", ".join("?" * len(copied[0]))
            insert(f"INSERT INTO {table} VALUES ({marks})", (renamed(row, key) for key in keys for row in copied))
    connection.execute("UPDATE setting SET value = ? WHERE key = 'last_t'", (str(count),))
    connection.commit()


def _rechained(rows: list[Any], key: str) -> Iterator[tuple[Any, ...]]:
    digest = "0" * 64
    for row in rows:
        digest = raw.chained(digest, (key, str(row[1]), *row[2:10]))
        yield (key, *row[1:10], digest)


def _trajectory(row: tuple[Any, ...], key: str) -> tuple[Any, ...]:
    rest = (each.replace('"id":"t1"', f'"id":"{key}"') if isinstance(each, str) else each for each in row[2:])
    return (key, int(key[1:]), *rest)


def _renamed(row: tuple[Any, ...], key: str) -> tuple[Any, ...]:
    renamed: Callable[[Any], Any] = lambda value: f"{key}{value[2:]}" if str(value).startswith("t1") else value  # noqa: E731
    return tuple(renamed(value) for value in row)


def _peak(office: Office, count: int) -> int:
    """The most memory held while replaying the first `count` trajectories."""
    tracemalloc.start()
    with office.app.read() as uow:
        for number in range(1, count + 1):
            replay(f"t{number}", uow.history(f"t{number}"))
        found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found
