"""The messages that have no end yet, as the ledger has them, and when one that was refused is tried again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from scheduler.planning.batching import Carried

BACK_OFF = (timedelta(minutes=5), timedelta(hours=1), timedelta(days=1))  # after the first, second and later attempts

Kind = Literal["daily", "urgent"]


class Pending(NamedTuple):
    """What someone is to be told in a later message: what waits, and a message of another day that never arrived.

    open_at: when it is thought to open, on the product's clock; empty for one that failed.
    """

    message: str
    recipient: str
    state: str
    open_at: str
    carried: list[Carried]


class Lapsed(NamedTuple):
    """A message that was tried and whose lease has ended. due_days: of what it carries."""

    message: str
    recipient: str
    state: str
    kind: str
    due_days: list[str]


class UnderWay(NamedTuple):
    """A rung that stands in a message without an end."""

    message: str
    recipient: str
    reminder: str
    due_on: str


class OpenMessages(NamedTuple):
    """had: whose daily message of today is written down. due_days: those of now, by deadline, of what is pending."""

    had: frozenset[str]
    pending: list[Pending]
    under_way: frozenset[UnderWay]
    due_days: Mapping[str, str]


def again_at(attempts: int, refused_at: datetime) -> datetime:
    """When a message that was refused, or whose answer was lost, is tried again. attempts: this one included."""
    return refused_at + BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
