"""In which order a file writes its days: one for the whole file, proved by its own rows, or said by whoever brings it.

03-04-1985 is the third of April, or the fourth of March; 13-04-1985 can only be the one, 04-13-1985 only the other.
A day with its year first, with the name of its month, or in a cell that is a date, can be read in one way only.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from trajectories.imports.cells import BadCell, value_shown
from trajectories.local_time import typed_day
from workflows.words import Words

Order = Literal["d-m-y", "m-d-y"]
ORDERS: dict[str, Words] = {
    "d-m-y": Words("dag-maand-jaar", "day-month-year"),
    "m-d-y": Words("maand-dag-jaar", "month-day-year"),
}
NUMBERS = re.compile(r"(?P<first>\d{1,2})(?P<between>[-/. ])(?P<second>\d{1,2})(?P=between)(?P<year>\d{4})", re.ASCII)


class Sighting(NamedTuple):
    """A day as it is written somewhere."""

    sheet: str
    row: int
    column: str
    text: str


def day_in(text: str, order: Order) -> date | None:
    """None where it is no day in that order."""
    found = NUMBERS.fullmatch(text.strip())
    if found is None:
        return typed_day(text)
    first, second, year = int(found["first"]), int(found["second"]), int(found["year"])
    day, month = (first, second) if order == "d-m-y" else (second, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def orders_of(text: str) -> frozenset[Order]:
    """The orders in which it is a day; none for what is no day, or is the same one in either."""
    both: tuple[Order, Order] = ("d-m-y", "m-d-y")
    days = {order: day for order in both if NUMBERS.fullmatch(text.strip()) and (day := day_in(text, order))}
    return frozenset() if len(days) == 2 and len({*days.values()}) == 1 else frozenset(days)


class OrderFound(NamedTuple):
    """wrong: why the file cannot be read at all; the order does not count then. is_proved: by some day; one that two
    days prove each otherwise is contradicted.
    """

    order: Order = "d-m-y"
    wrong: tuple[BadCell, ...] = ()
    is_proved: bool = False

    @property
    def is_contradicted(self) -> bool:
        return bool(self.wrong) and self.is_proved


def order_in(sightings: Iterable[Sighting]) -> OrderFound:
    """The order that the days of a file prove. Refused with a row for each where both are proved, or neither."""
    proofs: dict[frozenset[Order], Sighting] = {}
    counts: Counter[frozenset[Order]] = Counter()
    for each in sightings:
        if orders := orders_of(each.text):
            proofs.setdefault(orders, each)
            counts[orders] += 1
    day_first, month_first = proofs.get(frozenset({"d-m-y"})), proofs.get(frozenset({"m-d-y"}))
    if day_first and month_first:
        return OrderFound(wrong=(_proves(day_first, "d-m-y"), _proves(month_first, "m-d-y")), is_proved=True)
    either = proofs.get(frozenset({"d-m-y", "m-d-y"}))
    if either and not day_first and not month_first:
        return OrderFound(wrong=(_may_be_both(either, counts.total()),))
    return OrderFound("m-d-y" if month_first else "d-m-y", is_proved=bool(day_first or month_first))


SAY_WHICH = Words(
    "zeg met --dates d-m-y of --dates m-d-y hoe het bedoeld is",
    "say with --dates d-m-y or --dates m-d-y which is meant",
)


def _proves(seen: Sighting, order: Order) -> BadCell:
    called = ORDERS[order]
    return BadCell(
        seen.sheet,
        seen.row,
        seen.column,
        value_shown(seen.text),
        Words(
            f"hier staat {called.nl}, en elders in het bestand andersom; {SAY_WHICH.nl}, en verbeter wat anders is",
            f"this is {called.en}, and elsewhere in the file it is the other way round; {SAY_WHICH.en}, and mend the "
            "others",
        ),
    )


def _may_be_both(seen: Sighting, count: int) -> BadCell:
    """count: of all such days in the file."""
    first, second = day_in(seen.text, "d-m-y"), day_in(seen.text, "m-d-y")
    several = (
        Words(f" ({count} dagen zijn op twee manieren te lezen)", f" ({count} days may be read both ways)")
        if count > 1
        else Words("", "")
    )
    return BadCell(
        seen.sheet,
        seen.row,
        seen.column,
        value_shown(seen.text),
        Words(
            f"dit kan {first} zijn of {second}, en geen dag in het bestand bewijst welke{several.nl}; {SAY_WHICH.nl}",
            f"this may be {first} or {second}, and no day in the file proves which{several.en}; {SAY_WHICH.en}",
        ),
    )
