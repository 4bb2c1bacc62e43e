"""The folded state as text."""

from datetime import date
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


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: each if type(each) in SIMPLE else _plain(each) for key, each in value.items()}
    if hasattr(value, "_fields"):
        fields = zip(value._fields, value, strict=True)
        plain = {name: each if type(each) in SIMPLE else _plain(each) for name, each in fields}
        if plain.get("ground") == "":
            del plain["ground"]  # as it was written before grounds were kept, so that an older state stays the same
        if plain.get("taken_back_on", "") is None:
            del plain["taken_back_on"]  # for the same reason
        if plain.get("waived", "") == {}:
            del plain["waived"]  # for the same reason
        if plain.get("decided", "") == []:
            del plain["decided"]  # and so here
        if plain.get("forgotten", "") == {}:
            del plain["forgotten"]
        if plain.get("kept", "") == {}:
            del plain["kept"]
        if plain.get("takeover", "") is None:
            del plain["takeover"]
        if plain.get("untold", True) is False:
            del plain["untold"]
        return plain
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
