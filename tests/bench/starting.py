"""From the start of the process to its end: `--help`, and `show` on a small and on a large database."""

import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.office import ACTOR, PATH, Office, sqlite_url
from tests.bench.profiles import by_import
from tests.bench.replaying import copy
from tests.bench.rounds import Group, Taken, Variant

ROOT = Path(__file__).parents[2]
LARGE = 20_000  # trajectories
HELLO, TRAJECT = ["-m", "tests.bench.hello"], ["-m", "cli.start"]


@contextmanager
def help_page() -> Iterator[Group]:
    yield Group(
        "traject --help",
        "start",
        [
            Variant("typer hello-world --help", _start(*HELLO, "--help")),
            Variant("traject", _start(*TRAJECT, "--help"), 1.5, lambda: by_import([*TRAJECT, "--help"], environment())),
        ],
    )


@contextmanager
def show() -> Iterator[Group]:
    with tempfile.TemporaryDirectory(prefix="traject-bench-") as folder:
        small, large = _database(Path(folder), "small", 1), _database(Path(folder), "large", LARGE)

        def traject(url: str, key: str) -> list[str]:
            return [*TRAJECT, "show", key, "--database", url, "--by", ACTOR]

        last = f"t{LARGE}"
        yield Group(
            "traject show",
            "start",
            [
                Variant("typer hello-world, import sqlmodel, one query", _start(*HELLO, "ask", small, "t1")),
                Variant(
                    "traject, 1 trajectory",
                    _start(*traject(small, "t1")),
                    1.2,
                    lambda: by_import(traject(small, "t1"), environment()),
                ),
                Variant(
                    f"traject, {LARGE:,} trajectories",
                    _start(*traject(large, last)),
                    1.2,
                    lambda: by_import(traject(large, last), environment()),
                ),
            ],
        )


def environment() -> dict[str, str]:
    """Nothing of the user's but what a process needs."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"LANG": "C.UTF-8", "TERM": "dumb", "COLUMNS": "80", "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}


def _start(*words: str) -> Callable[[], Taken]:
    def sample() -> Taken:
        started, spent = time.perf_counter(), _spent()
        done = subprocess.run([sys.executable, *words], env=environment(), capture_output=True, text=True, cwd="/")
        taken = Taken(time.perf_counter() - started, _spent() - spent)
        assert done.returncode == 0, done.stderr
        return taken

    return sample


def _spent() -> float:
    """Processor time of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _database(folder: Path, name: str, count: int) -> str:
    """One trajectory by the product, the others copies of it, with their events, deadlines and reminders."""
    office = Office(sqlite_url(folder, name))
    first = office.open(1)[0]
    for trigger in PATH[:4]:
        office.advance(first, trigger)
    if count > 1:
        connection = sqlite3.connect(folder / f"{name}.db")
        copy(connection, first, count)
        connection.close()
    office.app.store.close()
    return sqlite_url(folder, name)
