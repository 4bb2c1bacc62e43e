"""How far a date may lie before a person is asked whether it is right: `born`, `10 years on`, `2015-01-01`."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, assert_never

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from workflows.language.terms import Term, typed_term

SHAPE = re.compile(r"(.+) (back|on)")
PATTERN = r"^(born|\d{4}-\d{2}-\d{2}|[0-9]+ +.+ (back|on))$"
WHAT_WORKS = "write 'born', a term from today such as '5 years back' or '10 years on', or a day such as 2015-01-01"


@dataclass(frozen=True, slots=True)
class Birth:
    """The birth of the client, in a household of the eldest; says nothing where it is not known."""

    def __str__(self) -> str:
        return "born"


@dataclass(frozen=True, slots=True)
class FromToday:
    """So long before or after the day on which it is typed in."""

    term: Term
    ahead: bool

    def __str__(self) -> str:
        return f"{self.term} {'on' if self.ahead else 'back'}"


@dataclass(frozen=True, slots=True)
class FixedDay:
    day: date

    def __str__(self) -> str:
        return self.day.isoformat()


AnyBound = Birth | FromToday | FixedDay


def parse_bound(text: str) -> AnyBound:
    """Raises ValueError, with what would work."""
    if text == "born":
        return Birth()
    if found := SHAPE.fullmatch(text):
        return FromToday(typed_term(found[1]), found[2] == "on")
    try:
        return FixedDay(date.fromisoformat(text))
    except ValueError as error:
        raise ValueError(f"'{text[:40]}' is no bound; {WHAT_WORKS}") from error


def written_bound(bound: AnyBound) -> str:
    match bound:
        case Birth() | FromToday() | FixedDay():
            return str(bound)
        case _:
            assert_never(bound)


def _as_bound(value: object) -> object:
    if isinstance(value, AnyBound):
        return value
    if not isinstance(value, str):
        raise ValueError(WHAT_WORKS)
    return parse_bound(value)


Bound = Annotated[
    AnyBound,
    BeforeValidator(_as_bound),
    PlainSerializer(written_bound, return_type=str),
    WithJsonSchema({"type": "string", "pattern": PATTERN}),
]
