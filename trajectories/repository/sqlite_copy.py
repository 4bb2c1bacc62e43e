"""A copy of an SQLite file, made while others may work in it: one file, for its owner alone, nothing beside it."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from trajectories.own_files import make_file


def copied_aside(path: Path, now: datetime) -> Path:
    """Beside it, as `NAME.20261130T083000.before`."""
    copy = path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%S}.before")
    make_file(copy)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.execute("PRAGMA busy_timeout=10000")
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    return copy
