"""A caseload split over several people by a rule: what belongs together stays together, and nobody gets much more."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, assert_never

SplitRule = Literal["municipality", "workflow", "evenly"]


class SplitCase(NamedTuple):
    """home: the household that it is about, or the person where there is none."""

    trajectory: str
    home: str
    municipality: str
    workflow: str


class SplitPerson(NamedTuple):
    """municipality: where they work, or empty."""

    staff: str
    municipality: str


def split(cases: Sequence[SplitCase], people: Sequence[SplitPerson], rule: SplitRule) -> Mapping[str, str]:
    """Who gets which trajectory.

    municipality, workflow: all of one go to one person; who works in that municipality goes first. evenly: by
    household. The largest group is given away first, each to whoever has fewest by then, of several the one named
    first.
    """
    groups: dict[str, list[SplitCase]] = {}
    for each in cases:
        groups.setdefault(_group(each, rule), []).append(each)
    load = {each.staff: 0 for each in people}
    given: dict[str, str] = {}
    for name, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        there = [each for each in people if rule == "municipality" and each.municipality == name]
        staff = min((each.staff for each in there or people), key=load.__getitem__)
        load[staff] += len(group)
        given.update({each.trajectory: staff for each in group})
    return {each.trajectory: given[each.trajectory] for each in cases}


def _group(case: SplitCase, rule: SplitRule) -> str:
    match rule:
        case "municipality":
            return case.municipality
        case "workflow":
            return case.workflow
        case "evenly":
            return case.home
        case _:
            assert_never(rule)
