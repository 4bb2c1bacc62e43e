"""Corrections in a history: which hold, and what each is about. One is taken back by voiding it in turn."""

from collections.abc import Iterable, Sequence
from typing import Any

from trajectories.history import events as ev
from trajectories.history.events import Recorded

CORRECTIONS = frozenset((ev.EventVoided, ev.EventReplaced))


def voided_in(history: Sequence[Recorded]) -> dict[int, int]:
    """By version of an event, also of a correction, the version that voids it and was not voided itself."""
    found: dict[int, int] = {}
    for each in reversed(history):  # what voids an event comes after it, so whether that one holds is known by then
        if isinstance(each.event, ev.EventVoided) and each.version not in found:
            found[each.event.version] = each.version
    return found


def replaced_in(history: Sequence[Recorded]) -> dict[int, list[Recorded]]:
    """By version of an event the replacements of it that hold, in the order of writing."""
    gone, found = voided_in(history), dict[int, list[Recorded]]()
    for each in history:
        if isinstance(each.event, ev.EventReplaced) and each.version not in gone:
            found.setdefault(each.event.version, []).append(each)
    return found


def subject_of(history: Iterable[Recorded], version: int) -> int:
    """The event that a correction is about in the end; of any other event itself."""
    mended: dict[int, Any] = {each.version: each.event for each in history if type(each.event) in CORRECTIONS}
    while version in mended:
        version = mended[version].version
    return version


def last_correction_of(history: Sequence[Recorded], version: int) -> Recorded | None:
    """The last correction of an event that holds: the one that voids it, else the last that replaces it."""
    if (by := voided_in(history).get(version)) is not None:
        return next(each for each in history if each.version == by)
    held = replaced_in(history).get(version)
    return held[-1] if held else None
