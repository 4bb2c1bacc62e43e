"""A term laid onto dates, as `term` gives it."""

from datetime import date
from typing import NamedTuple


class TermView(NamedTuple):
    """raw_on: before the last day moved. steps: a day and what was counted, in the language asked."""

    from_: date
    term: str
    raw_on: date
    due_on: date
    steps: list[str]
