"""A copy of an SQLite file before its schema or its rows change, beside it."""

from datetime import datetime
from pathlib import Path

from trajectories.repository.backup import copied


def copied_aside(path: Path, now: datetime) -> Path:
    """As `NAME.20261130T083000.before`, made while others may work in it. Raises HistoryBroken for a damaged file."""
    copy = path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%S}.before")
    copied(path, copy)
    return copy
