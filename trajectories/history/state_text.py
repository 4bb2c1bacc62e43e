"""The folded state as text."""

from datetime import date
from functools import cache
from typing import Any

from trajectories.history.codec import canonical
from trajectories.history.state import Trajectory


def state_text(trajectory: Trajectory) -> str:
    """The folded state as canonical JSON: what the projection keeps and replay must equal, byte for byte."""
    plain = _plain(trajectory)
    for name in LATER:
        del plain[name]
    return canonical(plain)


LATER = ("extended_at", "asked_again")  # follow from the rest; left out, so that an older state stays the same


SIMPLE = frozenset((str, int, bool, type(None)))  # as they are in JSON; most values are, and need no further call


# Left out where it is empty: it came later, and so an older state stays the same.
LATER_FIELDS: dict[str, Any] = {
    "ground": "",
    "taken_back_on": None,
    "waived": {},
    "decided": [],
    "forgotten": {},
    "kept": {},
    "takeover": None,
    "asked_before": [],
    "untold": False,
}


def _plain(value: Any) -> Any:
    kind: Any = type(value)
    if kind is date:
        return value.isoformat()
    if isinstance(value, dict):
        return {key: each if type(each) in SIMPLE else _plain(each) for key, each in value.items()} if value else {}
    if hasattr(kind, "_fields"):
        fields = zip(value._fields, value, strict=True)
        plain = {
            name: each if (of := type(each)) in SIMPLE else each.isoformat() if of is date else _plain(each)
            for name, each in fields
        }
        for name in _came_later(kind):
            if plain[name] == LATER_FIELDS[name]:
                del plain[name]
        return plain
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


@cache
def _came_later(kind: type[Any]) -> tuple[str, ...]:
    """The fields of such a record that are left out where they are empty."""
    return tuple(name for name in kind._fields if name in LATER_FIELDS)
