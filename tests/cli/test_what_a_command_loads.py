"""A short command is mostly its start: what it does not need is not loaded, and what stays is seldom looked through."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WATCHED = """
import gc, sys
from cli import start
try:
    start.main()
finally:
    loaded = [name for name in ("psycopg", "ruamel.yaml") if name in sys.modules]
    print(loaded, gc.isenabled(), gc.get_threshold()[0] == start.LOOK_AFTER, file=sys.stderr)
"""


def watched(database: Path, *words: str) -> str:
    """What it says last on stderr, after it did this."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, "--database", str(database), "--by", "Ada", *words],
        cwd=ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stderr.splitlines()[-1]


def test_a_command_on_sqlite_loads_no_driver_of_postgresql_and_collects_seldom(tmp_path: Path):
    database = tmp_path / "office.db"
    watched(database, "init", "--sandbox", "--now", "2026-03-02T09:00")

    assert "[] True True" == watched(database, "client", "list")
