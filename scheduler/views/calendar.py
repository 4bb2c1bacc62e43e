"""The deadlines of a coordinator, as `export calendar` gives them."""

from datetime import date
from typing import NamedTuple

from scheduler.messages.calendar_feed import CalendarEntry


class CalendarEntryView(NamedTuple):
    """uid: the same in every export; sequence: higher whenever the entry changed."""

    uid: str
    sequence: int
    deadline: str
    due_on: date
    status: str
    summary: str


class CalendarWrittenView(NamedTuple):
    """changed: whether the file is another than before. running, cancelled: how many deadlines."""

    file: str
    changed: bool
    running: int
    cancelled: int


def calendar_entry_view(entry: CalendarEntry) -> CalendarEntryView:
    return CalendarEntryView(
        entry.uid, entry.sequence, entry.deadline, entry.due_on, entry.status.lower(), entry.summary
    )
