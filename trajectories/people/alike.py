"""Whose names read much the same: which two are compared at all, and how, without comparing everyone with everyone."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from workflows.typed_words import folded

NEAR = 0.88  # of all signs of two names, in the same order
FEW = 8  # names that are compared with each other one by one


class NamedPerson(NamedTuple):
    """place: in the order in which they came. born: None where it is not known."""

    place: int
    name: str
    born: date | None


def may_be_one(one: date | None, other: date | None) -> bool:
    """By their birth dates: the same, or of one of them none known."""
    return one is None or other is None or one == other


def alike(one: str, other: str) -> bool:
    """The same words in another order, or spelt nearly alike."""
    first, second = in_order(one), in_order(other)
    if first == second:
        return True
    match = SequenceMatcher(None, first, second)
    return match.real_quick_ratio() >= NEAR and match.quick_ratio() >= NEAR and match.ratio() >= NEAR


@lru_cache(maxsize=5000)
def in_order(name: str) -> str:
    """Its words, folded, whatever their order was."""
    return " ".join(sorted(folded(name).split()))


def alike_among(people: Sequence[NamedPerson], first_new: int = 0) -> list[tuple[int, int]]:
    """The places of every two who may be one by name and birth date, the earlier first; in the order of the later.

    first_new: the place from which on somebody is new; of two before it nothing is asked.
    """
    by_birth: dict[date | None, list[NamedPerson]] = defaultdict(list)
    for each in people:
        by_birth[each.born].append(each)
    unborn = by_birth.pop(None, [])
    pairs: list[tuple[int, int]] = []
    for several in by_birth.values():
        pairs += _pairs(several, [each for each in several if each.place >= first_new])
    pairs += _pairs(people, [each for each in unborn if each.place >= first_new])
    pairs += _pairs(unborn, [each for each in people if each.place >= first_new and each.born])
    return sorted(pairs, key=lambda pair: (pair[1], pair[0]))


def _pairs(earlier: Sequence[NamedPerson], later: Sequence[NamedPerson]) -> Iterator[tuple[int, int]]:
    """Of whom the one came before the other, and the names are alike."""
    for one, other in _worth_comparing(earlier, later):
        if one.place < other.place and alike(one.name, other.name):
            yield one.place, other.place


def _worth_comparing(
    earlier: Sequence[NamedPerson], later: Sequence[NamedPerson]
) -> Iterator[tuple[NamedPerson, NamedPerson]]:
    if len(earlier) * len(later) <= FEW * FEW:
        yield from ((one, other) for one in earlier for other in later)
    elif len(earlier) < len(later):
        yield from _with_a_part_in_common(earlier, later)
    else:
        yield from ((one, other) for other, one in _with_a_part_in_common(later, earlier))


# A name that is nearly another is made of it by taking away and putting in a few signs. Cut into one part more than
# there can be such signs, it has a part that none of them touched, and that stands in the other name, moved by no more
# than their number. Only names that have such a part in common are compared.


class _Formed(NamedTuple):
    """form: the words of the name as in_order has them."""

    person: NamedPerson
    form: str
    signs: int


Parts = dict[tuple[int, str], list[_Formed]]  # names by where a part begins, and the part


def _with_a_part_in_common(
    some: Sequence[NamedPerson], others: Sequence[NamedPerson]
) -> Iterator[tuple[NamedPerson, NamedPerson]]:
    """some: the smaller group, which is cut into parts."""
    left, right = _by_length(some), _by_length(others)
    for length, names in left.items():
        by_parts: dict[int, Parts] = {}
        for other, theirs in right.items():
            gone = _signs_gone(length, other)
            if gone is None:
                continue
            put = other - length + gone
            cuts = _cuts(length, gone + put + 1)
            if len(cuts) not in by_parts:
                by_parts[len(cuts)] = _in_parts(names, cuts)
            for each in theirs:
                for found in _found(each, cuts, by_parts[len(cuts)], gone, put):
                    yield found, each.person


def _by_length(people: Sequence[NamedPerson]) -> dict[int, list[_Formed]]:
    found: dict[int, list[_Formed]] = defaultdict(list)
    for each in people:
        form = in_order(each.name)
        found[len(form)].append(_Formed(each, form, _signs(form)))
    return found


def _signs_gone(length: int, other: int) -> int | None:
    """How many signs of a name may be missing in another of that length; None where they cannot be alike."""
    both = length + other
    same = next(count for count in range(int(NEAR * both / 2), both + 1) if not both or 2.0 * count / both >= NEAR)
    return length - same if same <= min(length, other) else None


def _cuts(length: int, parts: int) -> list[tuple[int, int]]:
    """Where parts of nearly the same length begin and end."""
    return [(length * each // parts, length * (each + 1) // parts) for each in range(parts)]


def _in_parts(names: Sequence[_Formed], cuts: list[tuple[int, int]]) -> Parts:
    found: Parts = defaultdict(list)
    for each in names:
        for begin, end in cuts:
            found[begin, each.form[begin:end]].append(each)
    return found


def _found(one: _Formed, cuts: list[tuple[int, int]], by_part: Parts, gone: int, put: int) -> Iterator[NamedPerson]:
    """Those with a part that stands in the name of this one, and enough signs in common; each once."""
    form, signs, least = one.form, one.signs, cuts[-1][1] - gone
    seen: set[int] = set()
    for begin, end in cuts:
        for start in range(max(0, begin - gone), min(len(form) - (end - begin), begin + put) + 1):
            for each in by_part.get((begin, form[start : start + end - begin]), ()):
                if (signs & each.signs).bit_count() >= least and each.person.place not in seen:
                    seen.add(each.person.place)
                    yield each.person


WIDTH = 8  # of one sign the first so many are told apart


def _signs(form: str) -> int:
    """How often each sign is in a name, so that two of these show how many signs the names have in common at most."""
    counts: dict[int, int] = defaultdict(int)
    for sign in form:
        counts[ord(sign) % 64] += 1
    if any(count > WIDTH for count in counts.values()):
        return (1 << 64 * WIDTH) - 1  # nothing is left out for its signs
    return sum((1 << count) - 1 << place * WIDTH for place, count in counts.items())
