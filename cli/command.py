"""A command that can be typed after `traject`, or several under one word."""

from typing import NamedTuple


class Command(NamedTuple):
    """place: module and function, below `cli`. help: the first paragraph of the function's docstring."""

    name: str
    place: str
    help: str


class Group(NamedTuple):
    """Commands under one word, or groups of them."""

    name: str
    help: str
    commands: "tuple[Command | Group, ...]"


def every_command(entries: "tuple[Command | Group, ...]", before: str = "") -> dict[str, Command]:
    """Each with all the words before it."""
    found: dict[str, Command] = {}
    for each in entries:
        words = f"{before}{each.name}"
        found |= every_command(each.commands, f"{words} ") if isinstance(each, Group) else {words: each}
    return found
