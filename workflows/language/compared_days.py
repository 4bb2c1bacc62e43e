"""The days that a fact or parameter is compared with: a fixed one, the day of deciding, or that of another fact."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, assert_never

from workflows.language.names import Day, FactName, Frozen

TODAY = "today"
Order = Literal["before", "until", "from", "after"]


class FactDay(Frozen):
    """The date that another fact holds."""

    fact: FactName


ComparedDay = Day | Literal["today"] | FactDay


def is_in_order(value: str, order: Order, day: str) -> bool:
    """Days as ISO text, whose order is that of the days. before and after: the day itself does not count."""
    match order:
        case "before":
            return value < day
        case "until":
            return value <= day
        case "from":
            return value >= day
        case "after":
            return value > day
        case _:
            assert_never(order)


def day_text(day: ComparedDay, today: str | None, facts: Mapping[str, object]) -> str | None:
    """The day as ISO text; None where it is not known, or is no day."""
    match day:
        case FactDay(fact=name):
            value = facts.get(name)
            return value if isinstance(value, str) else None
        case date():
            return day.isoformat()
        case "today":
            return today
        case _:
            assert_never(day)
