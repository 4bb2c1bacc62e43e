"""The messages that have no end yet, as the ledger has them, and when one that was refused is tried again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from scheduler.planning.batching import Carried

BACK_OFF = (timedelta(minutes=5), timedelta(hours=1), timedelta(days=1))  # after the first, second and later attempts

Kind = Literal["daily", "urgent"]


class OpenMessage(NamedTuple):
    """state: as the ledger says it. day: the one it belongs to, empty for what waits.

    open_at: when what waits is thought to open, on the product's clock; empty for what was tried.
    """

    message: str
    recipient: str
    state: str
    day: str
    open_at: str
    carried: list[Carried]


class Lapsed(NamedTuple):
    """A message that was tried and whose lease has ended. due_days: of what it carries."""

    message: str
    recipient: str
    state: str
    kind: str
    due_days: list[str]


class OpenMessages(NamedTuple):
    """had: whose daily message of today is written down.

    pending: what someone is to be told in a later message: what waits, and what failed on another day. tried: someone
    is at it, or its answer was lost, or it failed today: it goes again by itself. due_days: those of now, by deadline,
    of what is pending.
    """

    had: frozenset[str]
    pending: list[OpenMessage]
    tried: list[OpenMessage]
    due_days: Mapping[str, str]


def again_at(attempts: int, refused_at: datetime) -> datetime:
    """When a message that was refused, or whose answer was lost, is tried again. attempts: this one included."""
    return refused_at + BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
