"""What became of each message, as `scheduler ledger` gives it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from scheduler.outbox.attempts import Attempt
from scheduler.outbox.ledger import LedgerEntry
from scheduler.planning.batching import Carried
from workflows.documents import ABSENT, Absent


class CarriedView(NamedTuple):
    reminder: str
    as_role: str
    folded_into: str | None


class TriedView(NamedTuple):
    at: datetime
    problem: str | None


class MessageView(NamedTuple):
    """recipient: a staff id. rungs: how many reminders it carries. message_id to told: of one message, asked by key.

    message_ids: those under which it went out, in that order; several where it said something else the next time.
    message_id: the last of them.
    """

    message: str
    recipient: str
    name: str | None
    channel: str
    kind: str | None
    day: str | None
    state: str
    attempts: int
    claimed_at: str
    ended_at: str | None
    again_at: str | None
    problem: str | None
    rungs: int
    message_id: str | Absent | None = ABSENT
    message_ids: list[str] | Absent = ABSENT
    reminders: list[CarriedView] | Absent = ABSENT
    told: list[TriedView] | Absent = ABSENT


def message_view(entry: LedgerEntry, names: Mapping[str, str]) -> MessageView:
    return MessageView(
        message=entry.message,
        recipient=entry.recipient,
        name=names.get(entry.recipient),
        channel=entry.channel,
        kind=entry.kind or None,
        day=entry.day or None,
        state=entry.state,
        attempts=entry.attempts,
        claimed_at=entry.claimed_at,
        ended_at=entry.ended_at or None,
        again_at=entry.again_at or None,
        problem=entry.problem or None,
        rungs=entry.rung_count,
    )


def whole_message_view(
    entry: LedgerEntry,
    names: Mapping[str, str],
    message_ids: list[str],
    carried: Iterable[Carried],
    tried: Iterable[Attempt],
) -> MessageView:
    return message_view(entry, names)._replace(
        message_id=message_ids[-1] if message_ids else None,
        message_ids=message_ids,
        reminders=[CarriedView(each.reminder, each.as_role, each.folded_into or None) for each in carried],
        told=[TriedView(each.at, each.problem or None) for each in tried],
    )
