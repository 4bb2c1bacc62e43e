"""What is wrong, where."""

from typing import NamedTuple


class Found(NamedTuple):
    """Something wrong with one event. version 0: with the stream as a whole."""

    stream: str
    version: int
    problem: str


def missing_before(version: int) -> str:
    """Of an event before which the one with that version is not there."""
    return f"version {version} is missing before it"
