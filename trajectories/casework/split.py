"""A caseload split over several people by a rule: what belongs together stays together, and nobody gets much more."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, assert_never

from workflows.errors import Refused
from workflows.words import Words

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
    """Who gets which trajectory. Raises Refused where nobody works in the municipality of one.

    municipality, workflow: all of one go to one person; who works in that municipality goes first. evenly: by
    household. Who works in one municipality gets nothing of another. What fewest may have is given away first, of that
    the largest group, each to whoever has fewest by then, of several the one named first.
    """
    groups: dict[str, list[SplitCase]] = {}
    for each in cases:
        groups.setdefault(_group(each, rule), []).append(each)
    load = {each.staff: 0 for each in people}
    may = {name: _may_have(group, people, rule) for name, group in groups.items()}
    given: dict[str, str] = {}
    for name, group in sorted(groups.items(), key=lambda item: (len(may[item[0]]), -len(item[1]), item[0])):
        staff = min((each.staff for each in may[name]), key=load.__getitem__)
        load[staff] += len(group)
        given.update({each.trajectory: staff for each in group})
    return {each.trajectory: given[each.trajectory] for each in cases}


def _may_have(group: Sequence[SplitCase], people: Sequence[SplitPerson], rule: SplitRule) -> list[SplitPerson]:
    places = {each.municipality for each in group}
    if rule == "municipality" and (there := [each for each in people if {each.municipality} == places]):
        return there
    found = [each for each in people if not each.municipality or {each.municipality} == places]
    if not found:
        listing, first = ", ".join(sorted(places)), group[0].trajectory
        raise Refused(
            Words(
                f"geen van hen werkt in {listing}, zoals voor {first} nodig is; noem ook wie daar werkt, of overal",
                f"none of them works in {listing}, as {first} needs; name someone who works there too, or everywhere",
            )
        )
    return found


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
