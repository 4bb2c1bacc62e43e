"""What was said, by the history and by the ledger: each message that either knows of, the other knows too.

As far as the history knows: a rung that a message was to carry and that held no longer is told by no event.
"""

from collections.abc import Iterator
from typing import NamedTuple

from trajectories.audit.found import Found, found
from trajectories.audit.scratch import Scratch
from trajectories.audit.stored import PlacedEvent, Stream, stored_rows, text_of
from trajectories.history import events as ev
from trajectories.history.message_outcomes import OUTCOMES
from trajectories.repository.among import among
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import DELIVERY, EVENT, RUNG
from workflows.words import Words

AT_ONCE = 500
CERTAIN, UNCERTAIN, CAME_BACK = ("sent", "bounced"), ("uncertain", "bounced"), ("bounced",)
TOLD, BOUNCED = "told", "bounced"


class Saying(NamedTuple):
    """states: that the ledger may have it in; empty for any. reminder: that it must carry, or empty."""

    stream: str
    version: int
    message: str
    to: str
    states: tuple[str, ...]
    channel: str = ""
    reminder: str = ""


class InLedger(NamedTuple):
    message: str
    recipient: str
    channel: str
    state: str


class SaidMessages:
    def __init__(self, uow: UnitOfWork, scratch: Scratch) -> None:
        self._uow = uow
        self._scratch = scratch
        self._said: list[Saying] = []

    def see(self, stream: Stream) -> Iterator[Found]:
        if not stream.key.endswith("/said"):
            return
        self._said += [saying for each in stream.events if (saying := _saying(each))]
        if len(self._said) >= AT_ONCE:
            yield from self._judged()

    def rest(self) -> Iterator[Found]:
        yield from self._judged()

    def _judged(self) -> Iterator[Found]:
        said, self._said = self._said, []
        self._scratch.say({(each.message, _kind(each), each.to) for each in said if each.states})
        which = {each.message for each in said}
        columns = (DELIVERY.c.message, DELIVERY.c.recipient, DELIVERY.c.channel, DELIVERY.c.state)
        stored = stored_rows(self._uow, columns, where=among(DELIVERY.c.message, which))
        rows = {each.message: each for each in (InLedger(*map(text_of, row)) for row in stored)}
        carried = stored_rows(self._uow, (RUNG.c.message, RUNG.c.reminder), where=among(RUNG.c.message, which))
        rungs = {tuple(map(text_of, row)) for row in carried}
        for each in said:
            row = rows.get(each.message)
            if row is None:
                yield found(each.stream, each.version, _not_in_ledger(each.message))
            elif row.recipient != each.to or (each.channel and row.channel != each.channel):
                yield found(each.stream, each.version, _told_otherwise(each.message))
            elif each.states and row.state not in each.states:
                yield found(each.stream, each.version, _has_state(each.message, row.state))
            elif each.reminder and (each.message, each.reminder) not in rungs and not self._was_renamed(each.stream):
                yield found(each.stream, each.version, _carries_not(each.message))

    def _was_renamed(self, stream: str) -> bool:
        """Whether its terms had other names once: a message under way during a migration keeps that of before."""
        which = (EVENT.c.stream == stream.partition("/")[0]) & (EVENT.c.type == ev.Migrated.__name__)
        return any(True for _ in stored_rows(self._uow, (EVENT.c.version,), where=which))


def unheard_of(uow: UnitOfWork, scratch: Scratch) -> Iterator[Found]:
    """What the ledger knows that was said, and no event."""
    columns, ended = (DELIVERY.c.message, DELIVERY.c.state, DELIVERY.c.recipient), ("sent", "bounced")
    for row in stored_rows(uow, columns, DELIVERY.c.message, where=DELIVERY.c.state.in_(ended)):
        message, state, to = (text_of(value) for value in row)
        kind = TOLD if state == "sent" else BOUNCED
        if not scratch.was_said(message, kind, to):
            yield found("delivery", 0, _unheard_of(message, state))


def _saying(each: PlacedEvent) -> Saying | None:
    stream, version, event = each.recorded.stream, each.recorded.version, each.recorded.event
    match event:
        case ev.ReminderSent():
            states = CERTAIN if event.is_certain else UNCERTAIN
            return Saying(stream, version, event.message, event.to, states, event.channel, event.reminder)
        case ev.DigestSent():
            return Saying(stream, version, event.message, event.to, CERTAIN, event.channel)
        case ev.DeliveryFailed():
            return Saying(stream, version, event.message, event.to, ())
        case ev.MessageBounced():
            return Saying(stream, version, event.message, event.to, CAME_BACK)
        case _:
            return None


def _kind(each: Saying) -> str:
    return BOUNCED if each.states == CAME_BACK else TOLD


def _not_in_ledger(message: str) -> Words:
    return Words(f"het logboek kent bericht {message} niet", f"the ledger does not know message {message}")


def _told_otherwise(message: str) -> Words:
    return Words(
        f"volgens het logboek ging bericht {message} naar een ander, of langs een andere weg",
        f"by the ledger message {message} went to someone else, or another way",
    )


def _in_dutch(state: str) -> str:
    """As the ledger is read; what someone else wrote there as it stands."""
    return OUTCOMES[state].nl if state in OUTCOMES else state


def _has_state(message: str, state: str) -> Words:
    return Words(
        f"in het logboek staat bericht {message} als ‘{_in_dutch(state)}’",
        f"the ledger has message {message} as {state}",
    )


def _carries_not(message: str) -> Words:
    return Words(
        f"volgens het logboek droeg bericht {message} deze herinnering niet",
        f"by the ledger message {message} did not carry this reminder",
    )


def _unheard_of(message: str, state: str) -> Words:
    return Words(
        f"bericht {message} staat in het logboek als ‘{_in_dutch(state)}’, en de geschiedenis kent het zo niet",
        f"the ledger has message {message} as {state}, and the history does not know it so",
    )
