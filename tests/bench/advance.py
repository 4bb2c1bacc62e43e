"""A whole advance: read, decide, chained event, projection, deadlines and agenda, one durable transaction."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.office import DAY, FACTS, NOW, PATH, Office, postgres, sqlite_url
from tests.bench.profiles import by_own_time
from tests.bench.raw import Raw
from tests.bench.rounds import Group, Taken, Variant, timed
from trajectories.audit.verify import verify
from trajectories.local_time import write_instant

HOUSEHOLDS = 25  # fresh ones a round, each six steps along
PRAGMAS = ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON")
FLOOR, LEAN = "same reads and writes, by hand", "same writes after one read, by hand"
WRITTEN = {
    "event": "SELECT stream, version, type, occurred_on, data, hash FROM event WHERE definition <> '' ORDER BY 1, 2",
    "trajectory": "SELECT id, stage, version, state FROM trajectory ORDER BY id",
    "deadline": "SELECT * FROM deadline ORDER BY id",
    "agenda": "SELECT * FROM agenda ORDER BY id",
}


@contextmanager
def on_sqlite() -> Iterator[Group]:
    with tempfile.TemporaryDirectory(prefix="traject-bench-") as folder:
        offices = [Office(sqlite_url(Path(folder), name)) for name in ("floor", "lean", "product")]
        connections = [_sqlite(Path(folder) / f"{name}.db") for name in ("floor", "lean")]
        yield _group("advance on SQLite, FULL", 2.0, offices, connections, "?")
        for each in connections:
            each.close()
        for office in offices:
            office.app.store.close()


@contextmanager
def on_postgres() -> Iterator[Group]:
    with postgres() as server, server.database() as one, server.database() as two, server.database() as three:
        offices = [Office(url) for url in (one, two, three)]
        connections = [psycopg.connect(url.replace("+psycopg", "")) for url in (one, two)]
        yield _group("advance on PostgreSQL, one worker", 1.5, offices, connections, "%s")
        for each in connections:
            each.close()
        for office in offices:
            office.app.store.close()


def _group(name: str, goal: float, offices: list[Office], connections: list[Any], placeholder: str) -> Group:
    floor, lean, product = offices
    recorded_at = write_instant(NOW)
    by_hand = Raw(connections[0], recorded_at, placeholder=placeholder)
    by_lean_hand = Raw(connections[1], recorded_at, placeholder=placeholder, is_lean=True)

    def six_steps(office: Office, advance: Callable[[str, str], None]) -> Taken:
        keys = office.open(HOUSEHOLDS)

        def work() -> None:
            for trigger in PATH:  # every step hits another trajectory than the one before
                for key in keys:
                    advance(key, trigger)

        return timed(work, len(keys) * len(PATH))

    def profiled() -> str:
        keys = product.open(HOUSEHOLDS)

        def work() -> None:
            for trigger in PATH:
                for key in keys:
                    product.advance(key, trigger)

        return by_own_time(work)

    def check() -> None:
        """The floor's history verifies, and both left the same rows, to the byte."""
        written = _written(product)
        for office in (floor, lean):
            with office.app.read() as uow:
                verdict = verify(uow)
            assert verdict.ok, verdict.problems
            for table, rows in _written(office).items():
                different = [pair for pair in zip(rows, written[table], strict=True) if pair[0] != pair[1]]
                assert not different, f"{table}: {different[0]}"

    return Group(
        name,
        "advance",
        [
            Variant(FLOOR, lambda: six_steps(floor, lambda k, t: by_hand.advance(k, t, DAY, FACTS.get(t, {})))),
            Variant(LEAN, lambda: six_steps(lean, lambda k, t: by_lean_hand.advance(k, t, DAY, FACTS.get(t, {})))),
            Variant("traject", lambda: six_steps(product, product.advance), goal, profiled),
        ],
        check,
    )


def _written(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    with office.app.read() as uow:
        read = uow.connection.exec_driver_sql
        return {table: [tuple(row) for row in read(query)] for table, query in WRITTEN.items()}


def _sqlite(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection
