"""Rows of one list about one fact or task on one day: of what contradicts each other nobody knows which is right."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from trajectories.imports.cells import BadCell
from workflows.words import Words


class SaidOf(NamedTuple):
    """What a row says of a case. what: the case, the name of the fact or task, and the member. on: None where the day
    cannot be read, so that it may be any. value: as typed.
    """

    sheet: str
    what: tuple[str, str, str]
    label: Words
    on: date | None
    value: str


def contradicted(said: Mapping[int, SaidOf], bad: Collection[int]) -> Iterator[BadCell]:
    """said: by row. bad: the rows of which something cannot be taken; it may be what is right."""
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row, each in said.items():
        groups[each.what].append(row)
    for rows in groups.values():
        for row in rows if len(rows) > 1 else ():
            if row in bad:
                continue
            others = [each for each in rows if each != row and _may_be_one_day(said[each].on, said[row].on)]
            wrong = next((each for each in others if each in bad), None)
            if wrong is not None:
                yield _said_too(said[row], row, str(wrong), IS_BAD)
            elif contrary := [each for each in others if said[each].value != said[row].value]:
                yield _said_too(said[row], row, ", ".join(map(str, contrary)), IS_OTHER)


IS_BAD = Words("die fout is; verbeter die, of houd er één", "which is bad; mend that, or keep one of them")
IS_OTHER = Words("met iets anders; houd er één", "with something else; keep one of them")


def _may_be_one_day(one: date | None, other: date | None) -> bool:
    return one is None or other is None or one == other


def _said_too(said: SaidOf, row: int, listing: str, why: Words) -> BadCell:
    case, label = said.what[0], said.label
    nl = f"{label.nl} van {case} op {said.on} staat ook op regel {listing}, {why.nl}"
    en = f"{label.say('en')} of {case} on {said.on} is on row {listing} too, {why.say('en')}"
    return BadCell(said.sheet, row, "", "", Words(nl, en))
