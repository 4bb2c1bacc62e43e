"""Which of the old belongs to which of the new: of passages, rungs and versions, which have no name of their own."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")


def matched(
    olds: Iterable[Any], news: Iterable[Any], keys: Iterable[Callable[[Any], object]]
) -> list[tuple[int | None, int | None]]:
    """The places of old and new, matched by the first key that finds a counterpart; what is left over has none."""
    before, after = list(olds), list(news)
    left, found = list(range(len(before))), {}
    for key in keys:
        for place in (place for place in range(len(after)) if place not in found):
            if (old := next((each for each in left if key(before[each]) == key(after[place])), None)) is not None:
                found[place] = old
                left.remove(old)
    return [*((found.get(place), place) for place in range(len(after))), *((old, None) for old in left)]


def paired(
    olds: Sequence[Item], news: Sequence[Item], places: Iterable[tuple[int | None, int | None]]
) -> Iterator[tuple[Item | None, Item | None]]:
    for old, new in places:
        yield None if old is None else olds[old], None if new is None else news[new]


def out_of_order(places: Iterable[tuple[int | None, int | None]]) -> bool:
    """Whether those that both have stand in another order."""
    kept = [old for old, new in places if old is not None and new is not None]
    return kept != sorted(kept)
