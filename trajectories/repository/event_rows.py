"""A stored event: its columns, its hash, and how it is read."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from trajectories.history.codec import decode
from trajectories.history.events import Recorded
from trajectories.repository.tables import EVENT
from workflows.errors import HistoryBroken
from workflows.words import Words

COLUMNS = (
    EVENT.c.stream,
    EVENT.c.version,
    EVENT.c.type,
    EVENT.c.occurred_on,
    EVENT.c.recorded_at,
    EVENT.c.actor,
    EVENT.c.role,
    EVENT.c.reason,
    EVENT.c.definition,
    EVENT.c.data,
    EVENT.c.seat,
    EVENT.c.hash,
)
GENESIS = "0" * 64


def event_hash(previous: str, fields: Sequence[str]) -> str:
    """SHA-256 over the previous hash and the fields as stored, one a line; JSON escapes line ends. The seat, which is
    the last, is left out where there is none: as it was before there were any.
    """
    return hashlib.sha256("\n".join((previous, *(fields if fields[-1] else fields[:-1]))).encode()).hexdigest()


def read_row(row: Sequence[Any]) -> Recorded:
    """A stored row, in the order of COLUMNS."""
    stream, version, kind, occurred_on, recorded_at, actor, role, reason, definition, data, *seat, digest = row
    return Recorded(
        stream,
        version,
        date.fromisoformat(occurred_on),
        datetime.fromisoformat(recorded_at),
        actor,
        role,
        reason,
        definition,
        decode(kind, data),
        digest,
        *seat,
    )


def unreadable(rows: Sequence[Sequence[Any]]) -> HistoryBroken:
    """Names the first event that cannot be read."""
    for row in rows:
        try:
            read_row(row)
        except (KeyError, TypeError, ValueError):
            return HistoryBroken(
                Words(
                    f"gebeurtenis {row[1]} van {row[0]} is onleesbaar; ‘traject audit verify’ zegt wat er mis is",
                    f"event {row[1]} of {row[0]} cannot be read; 'traject audit verify' says what is wrong",
                )
            )
    raise AssertionError("one of the rows cannot be read")
