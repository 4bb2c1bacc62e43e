"""A term: an amount and a unit, such as 10 weeks or 3 working days. Which day it ends on is the calendar's work."""

import re
from dataclasses import dataclass
from typing import Literal

from workflows.typed_words import folded
from workflows.words import Words

Unit = Literal["day", "week", "month", "year", "working day"]
UNITS: dict[str, tuple[Unit, str, str]] = {  # short form -> unit, Dutch singular and plural
    "d": ("day", "dag", "dagen"),
    "w": ("week", "week", "weken"),
    "m": ("month", "maand", "maanden"),
    "y": ("year", "jaar", "jaar"),
    "wd": ("working day", "werkdag", "werkdagen"),
}
# A hundred years: longer than any term, and far from where a calendar ends.
MOST: dict[Unit, int] = {"day": 36525, "week": 5218, "month": 1200, "year": 100, "working day": 26000}
SHAPE = re.compile(r"(\d+) +(?:(day|week|month|year|working +day)s?|(\w+))", re.IGNORECASE)
DUTCH: dict[str, Unit] = {
    "dag": "day",
    "dagen": "day",
    "week": "week",
    "weken": "week",
    "maand": "month",
    "maanden": "month",
    "jaar": "year",
    "jaren": "year",
    "werkdag": "working day",
    "werkdagen": "working day",
}


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


class BadTerm(ValueError):
    """Says what would work, in both languages."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words.en)


class TermTooLong(BadTerm):
    """Longer than the calendar reckons with."""


def parse_term(text: str) -> Term:
    """`10 weeks`, `1 month`, `3 working days`, `10 weken`: singular or plural, any whole number.

    Raises BadTerm, with what would work.
    """
    found = SHAPE.fullmatch(text.strip())
    unit = _unit(found) if found else None
    if not found or unit is None:
        raise BadTerm(
            Words(
                f"‘{text}’ is geen termijn; schrijf een getal en dagen, weken, maanden, jaren of werkdagen",
                f"'{text}' is not a term; write a number and days, weeks, months, years or working days",
            )
        )
    return Term(int(found[1]), unit)


def typed_term(text: str) -> Term:
    """The term that someone writes down now: at most a hundred years. Raises BadTerm, with what would work.

    What was stored before is read by parse_term, as long as it is.
    """
    term = parse_term(text)
    if term.amount > MOST[term.unit]:
        most = Term(MOST[term.unit], term.unit).words
        raise TermTooLong(
            Words(
                f"‘{text}’ is te lang om mee te rekenen: ten hoogste {most.nl}; controleer het getal",
                f"'{text}' is too long to reckon with: at most {most.en}; check the number",
            )
        )
    return term


NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            "een a an one",
            "twee two",
            "drie three",
            "vier four",
            "vijf five",
            "zes six",
            "zeven seven",
            "acht eight",
            "negen nine",
            "tien ten",
            "elf eleven",
            "twaalf twelve",
        ),
        1,
    )
    for name in names.split()
}
HALVES = {
    **dict.fromkeys(("half jaar", "een half jaar", "half a year", "half year", "a half year"), Term(6, "month")),
    "anderhalf jaar": Term(18, "month"),
}


def said_term(text: str) -> Term:
    """As typed_term, also with the number as a word up to twelve, or half a year: what someone says on a command line.
    Definitions write numbers. Raises BadTerm, with what would work.
    """
    plain = " ".join(text.split())
    first, _, unit = plain.partition(" ")
    if folded(plain) in HALVES and plain.replace(" ", "").isalpha():
        return HALVES[folded(plain)]
    if first.isalpha() and folded(first) in NUMBERS and unit:
        plain = f"{NUMBERS[folded(first)]} {unit}"
    if run_together := re.fullmatch(r"([0-9]+)([^\W\d_]+)", plain):
        plain = " ".join(run_together.groups())
    try:
        return typed_term(plain)
    except TermTooLong:
        raise
    except BadTerm:
        return typed_term(text)


def _unit(found: re.Match[str]) -> Unit | None:
    if found[2]:
        return " ".join(found[2].lower().split())  # type: ignore[return-value]  # the pattern admits only units
    return DUTCH.get(found[3].lower())
