"""A definition file as plain data, with the line and column of every part.

Laying a patch over a document, or taking a part out, keeps the places true.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from workflows.errors import Problem

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | int | bool | None"
Place = tuple[str | int, ...]


class Mark(NamedTuple):
    """line and column count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """marks: the word to point at: a scalar itself, else its key; keys: where the key stands.

    lost: places that held something which could not be used, so that nothing further is said about them.
    """

    file: str
    data: Plain
    marks: Mapping[Place, Mark]
    keys: Mapping[Place, Mark]
    problems: tuple[Problem, ...] = ()
    lost: frozenset[Place] = frozenset()

    def nearest(self, place: Place) -> Place:
        """The part of `place` that stands in the file; steps that do not, such as union tags, are passed over."""
        known: Place = ()
        for step in place:
            if (*known, step) in self.marks:
                known = (*known, step)
        return known

    def mark(self, place: Place, *, key: bool = False) -> Mark:
        known = self.nearest(place)
        return (key and self.keys.get(known)) or self.marks.get(known) or Mark(self.file, 1, 1)

    def at(self, place: Place) -> Plain:
        data = self.data
        for step in place:
            data = data[step]  # type: ignore[index]  # a place that nearest() gave
        return data

    def table(self, name: str) -> dict[str, Plain]:
        """The mapping under a key at the top; empty when there is none."""
        found = self.data.get(name) if isinstance(self.data, dict) else None
        return found if isinstance(found, dict) else {}

    def declares(self, table: str) -> set[str]:
        """Names written in a table, those included whose content could not be used."""
        lost = {str(place[1]) for place in self.lost if len(place) == 2 and place[0] == table}
        return set(self.table(table)) | lost

    def problem(self, place: Place, code: str, text: str, severity: str = "error", *, key: bool = False) -> Problem:
        known = self.nearest(place)
        said = f"{dotted(known)}: {text}" if known else text
        return Problem(*self.mark(place, key=key), code, said, severity)

    def part(self, place: Place) -> "Document":
        """What lies under `place`, as a document of its own."""
        marks, keys = _under(self.marks, place), _under(self.keys, place)
        return replace(self, data=self.at(place), marks=marks, keys=keys, problems=(), lost=frozenset())

    def put(self, place: Place, value: Plain) -> "Document":
        return replace(self, data=_put(self.data, place, value), lost=self.lost | {place})

    def without(self, place: Place) -> "Document":
        marks, keys = _closed_up(self.marks, place), _closed_up(self.keys, place)
        return replace(self, data=_without(self.data, place), marks=marks, keys=keys, lost=self.lost | {place})


def short(value: object) -> str:
    """A value for a message: never longer than a few words."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return "nothing" if value is None else f"'{cut(str(value))}'"


def cut(text: str, length: int = 40) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def dotted(place: Place) -> str:
    """`transitions.start.from`, `deadlines.end.remind[0]`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{cut(step)}" for step in place)
    return "".join(steps).removeprefix(".")


def laid_over(base: Document, patch: Document, *, pointing: bool = False) -> Document:
    """A JSON merge patch (RFC 7396): a mapping merges, null removes, anything else replaces.

    Every part keeps the mark of the file it came from. pointing: a mapping that both write has the patch's mark.
    """
    laying = _Laying(set(), set())
    data = laying.merge(base.data, patch.data, ())
    taken = {place for place in patch.marks if (pointing and place) or _lies_in(place, laying.own)}
    marks = laying.overlaid(base.marks, patch.marks, taken)
    keys = laying.overlaid(base.keys, patch.keys, taken)
    return replace(base, data=data, marks=marks, keys=keys, lost=base.lost | patch.lost)


def removes_nothing(base: Plain, patch: Plain, place: Place = ()) -> list[Place]:
    """Places where the patch takes away what the base does not have."""
    if not isinstance(patch, dict):
        return []
    under = base if isinstance(base, dict) else {}
    found: list[Place] = [(*place, key) for key, value in patch.items() if value is None and key not in under]
    for key, value in patch.items():
        found += removes_nothing(under.get(key), value, (*place, key))
    return found


@dataclass(frozen=True, slots=True)
class _Laying:
    """own: what the patch replaces or adds, to the root of it; gone: what it takes away."""

    own: set[Place]
    gone: set[Place]

    def merge(self, under: Plain, over: Plain, place: Place) -> Plain:
        if not isinstance(over, dict) or not isinstance(under, dict):
            self.own.add(place)
        if not isinstance(over, dict):
            return over
        merged: dict[str, Plain] = dict(under) if isinstance(under, dict) else {}
        for key, value in over.items():
            if value is None:
                merged.pop(key, None)
                self.gone.add((*place, key))
            else:
                merged[key] = self.merge(merged.get(key), value, (*place, key))
        return merged

    def overlaid(self, base: Mapping[Place, Mark], patch: Mapping[Place, Mark], taken: set[Place]) -> dict[Place, Mark]:
        replaced = self.own | self.gone
        kept = {place: mark for place, mark in base.items() if not _lies_in(place, replaced)}
        return kept | {place: mark for place, mark in patch.items() if place in taken and place not in self.gone}


def _lies_in(place: Place, roots: set[Place]) -> bool:
    return any(place[:length] in roots for length in range(len(place) + 1))


def _under(marks: Mapping[Place, Mark], root: Place) -> dict[Place, Mark]:
    return {place[len(root) :]: mark for place, mark in marks.items() if place[: len(root)] == root}


def _put(data: Plain, place: Place, value: Plain) -> Plain:
    if not place:
        return value
    copy = data.copy() if isinstance(data, dict | list) else {}
    inside = copy[place[0]] if len(place) > 1 else None  # type: ignore[index]  # the place exists but for its last step
    copy[place[0]] = _put(inside, place[1:], value)  # type: ignore[index]
    return copy


def _without(data: Plain, place: Place) -> Plain:
    assert isinstance(data, dict | list)
    copy = data.copy()
    if len(place) == 1:
        del copy[place[0]]  # type: ignore[arg-type]
    else:
        copy[place[0]] = _without(copy[place[0]], place[1:])  # type: ignore[index]
    return copy


def _closed_up(marks: Mapping[Place, Mark], gone: Place) -> dict[Place, Mark]:
    """Marks without what lay under `gone`; what followed it in a list moves one up."""
    left = {place: mark for place, mark in marks.items() if place[: len(gone)] != gone}
    return {_moved_up(place, gone): mark for place, mark in left.items()}


def _moved_up(place: Place, gone: Place) -> Place:
    depth, last = len(gone) - 1, gone[-1]
    if len(place) <= depth or place[:depth] != gone[:depth] or not isinstance(last, int):
        return place
    step = place[depth]
    return (*gone[:depth], step - 1, *place[depth + 1 :]) if isinstance(step, int) and step > last else place
