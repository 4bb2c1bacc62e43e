"""What commands about copies of the database answer."""

from datetime import date, datetime
from typing import NamedTuple


class BackedUpView(NamedTuple):
    """file: None where another program made it. events: that the copy holds; None where the file itself is not read for
    that, as on PostgreSQL. remarks: what else should be known.
    """

    file: str | None
    at: datetime
    events: int | None
    remarks: list[str]


class LostView(NamedTuple):
    """An event that only the replaced database has. type: of the event; event: where it stands there. ref: of whom it
    is about, None of the office. what: a word of the definition, never a value.
    """

    recorded_at: datetime
    occurred_on: date
    who: str
    type: str
    kind: str
    what: str | None
    trajectory: str | None
    ref: str | None
    event: str
    by_itself: bool


class PutBackView(NamedTuple):
    """position: the last of the copy. kept: where the replaced database lies. said: reminders that it had said.
    waiting: reminders that wait for `--said` or `--say-again`; None where what was said could be read.
    """

    restored_at: datetime
    position: int
    kept: str | None
    said: int
    waiting: int | None
    upgraded: bool
    lost: list[LostView]


class SettledRestoreView(NamedTuple):
    """answer: said or again. reminders: that waited for it."""

    answer: str
    reminders: int
