"""A term: an amount and a unit, such as 10 weeks or 3 working days. Which day it ends on is the calendar's work."""

import re
from dataclasses import dataclass
from typing import Literal

from workflows.words import Words

Unit = Literal["day", "week", "month", "year", "working day"]
UNITS: dict[str, tuple[Unit, str, str]] = {  # short form -> unit, Dutch singular and plural
    "d": ("day", "dag", "dagen"),
    "w": ("week", "week", "weken"),
    "m": ("month", "maand", "maanden"),
    "y": ("year", "jaar", "jaar"),
    "wd": ("working day", "werkdag", "werkdagen"),
}
SHAPE = re.compile(r"(\d+) +(day|week|month|year|working +day)s?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """amount is zero or more; zero ends on the day it is counted from."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"

    @property
    def short(self) -> str:
        """`8w`, for ids."""
        return f"{self.amount}{next(short for short, (unit, _, _) in UNITS.items() if unit == self.unit)}"

    @property
    def words(self) -> Words:
        singular, plural = next((one, more) for unit, one, more in UNITS.values() if unit == self.unit)
        return Words(f"{self.amount} {singular if self.amount == 1 else plural}", str(self))


def parse_term(text: str) -> Term:
    """`10 weeks`, `1 month`, `3 working days`: singular or plural, any whole number.

    Raises ValueError, with what would work.
    """
    found = SHAPE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"'{text}' is not a term; write a number and days, weeks, months, years or working days")
    unit = " ".join(found[2].lower().split())
    return Term(int(found[1]), unit)  # type: ignore[arg-type]  # the pattern admits only units
