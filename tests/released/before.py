"""A whole database as the release before wrote it, kept as its rows: python -m tests.released.before

Its own code made it: an office with a household that is followed, an absence, a note and two ticks. `laid_out` puts the
rows into tables made by the changes of the schema that it had, on either database.
"""

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, MetaData, NullPool, create_engine, delete, insert

from tests.released.kept import HERE, texts, unpacked
from tests.released.upgrade import release
from tests.write_released import pack
from trajectories.schema import config_of

BEFORE = "6cc7c15"  # the release before
REVISION = "0007"  # of its schema
ROWS = HERE / "before.json.xz"
MADE = """
init --sandbox --now 2026-03-02T09:00
staff add bram --role coordinator --municipality westland --email bram@example.org
staff add carla --role coordinator --municipality westland --email carla@example.org
client add --ref A-1 --name Ali --born 1990-05-31 --gender m --nationality SY
client add --ref A-2 --name Bo --born 2001-01-31
household add --ref H-1 --member A-1 --member A-2
open vestiging H-1 --municipality westland --on 2026-02-27
assign t1 bram --as coordinator
note t1 gesproken
staff away bram --from 2026-03-05 --until 2026-03-10 --substitute carla
scheduler tick --now 2026-03-20T09:00
scheduler tick --now 2026-04-20T09:00
audit verify
"""


def laid_out(url: str) -> None:
    """That database, at this address, where nothing stood."""
    with connected(url) as connection:
        command.upgrade(config_of(connection), REVISION)
        tables = MetaData()
        tables.reflect(connection)
        rows: dict[str, list[dict[str, Any]]] = unpacked(ROWS)
        for each in rows["definition"]:
            each["text"] = texts()[each["hash"]].text
        connection.execute(delete(tables.tables["setting"]))  # a counter that a change of the schema begins
        for place, each in enumerate(rows["event"], start=1):
            assert place == each.pop("position")  # the database counts on
        for name, kept in rows.items():
            if kept and name != "alembic_version":
                connection.execute(insert(tables.tables[name]), kept)


@contextlib.contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Past the product, in one transaction; closed after it."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


def by_its_code(folder: Path, database: str, *words: str, who: str = "anna") -> subprocess.CompletedProcess[str]:
    """A command of that release. folder: where its code lies."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TRAJECT_")}
    named = {"TRAJECT_DATABASE": database, "TRAJECT_ACTOR": who, "TRAJECT_LANG": "en", "TRAJECT_CACHE": "off"}
    return subprocess.run(
        [sys.executable, "-m", "cli.start", *words],
        cwd=folder,
        env={**ours, **named, "PYTHONPATH": str(folder), "COLUMNS": "500"},
        capture_output=True,
        text=True,
        check=False,
    )


def rows_of(database: Path) -> dict[str, list[dict[str, Any]]]:
    """Of each table; a definition without its text, which is kept with those of every release, and the files that it
    came from.
    """
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table' order by 1")]
        found = {name: [dict(row) for row in connection.execute(f'select * from "{name}"')] for name in names}
    for each in found["definition"]:
        del each["text"]
        each["sources"] = "[]"
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        code, database = release(Path(folder) / "then", BEFORE), Path(folder) / "traject.db"
        for line in MADE.strip().splitlines():
            done = by_its_code(code, str(database), *line.split())
            assert done.returncode == 0, (line, done.stdout, done.stderr)
        pack(ROWS, rows_of(database))


if __name__ == "__main__":
    main()
