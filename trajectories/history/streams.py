"""The names of streams: casework, what was said of it, and the office's own."""

from trajectories.history.events import Recorded

OFFICE = "office"
INSTALLER = "installer"  # built in: who makes or upgrades a database, where that is nobody on the staff
BUILT_IN = ("scheduler", INSTALLER)  # so nobody on the staff is called


def said_stream(key: str) -> str:
    return f"{key}/said"


def split(rows: list[Recorded], key: str) -> tuple[list[Recorded], list[Recorded]]:
    """The casework of a trajectory, and what was said about it."""
    return [each for each in rows if each.stream == key], [each for each in rows if each.stream != key]
