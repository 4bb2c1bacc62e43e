"""The messages that have no end yet, as the ledger has them."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from scheduler.planning.batching import Carried

Kind = Literal["daily", "urgent"]


class OpenMessage(NamedTuple):
    """state: as the ledger says it. day: the one it belongs to, empty for what waits.

    open_at: when what waits is thought to open, on the product's clock; empty for what was tried. again_at: when what
    was tried goes again, on real time; empty where someone is at it.
    """

    message: str
    recipient: str
    state: str
    day: str
    open_at: str
    carried: list[Carried]
    again_at: str = ""


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
    of what is pending. noticed: who is to hear, with their daily message, that one ended uncertain.
    """

    had: frozenset[str]
    pending: list[OpenMessage]
    tried: list[OpenMessage]
    due_days: Mapping[str, str]
    noticed: frozenset[str] = frozenset()

    def of_read(self, pending: list[OpenMessage]) -> "OpenMessages":
        """Of what is pending only that of which the trajectories were read; the rest is under way beside it."""
        read = {each.message for each in pending}
        others = [each for each in self.pending if each.message not in read]
        return self._replace(
            pending=[each for each in self.pending if each.message in read], tried=[*self.tried, *others]
        )
