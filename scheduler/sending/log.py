"""What the scheduler did, line by line, for whoever keeps watch over machines. Ids and counts, no personal data."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TextIO

from trajectories.local_time import write_instant

LOGGER = "scheduler"  # every file of this package has its own below it
TICK = (
    "node",
    "token",
    "due",
    "sent",
    "failed",
    "unknown",
    "remaining",
    "unaddressed",
    "waiting",
    "held",
    "late_seconds",
)
MESSAGE = ("message", "kind", "state", "rungs", "attempts", "again_at", "trajectory", "problem")
FIELDS = frozenset({*TICK, *MESSAGE, "every_minutes", "given_back"})  # the only ones that a line may have

log = logging.getLogger(LOGGER)


def note(event: str, level: int = logging.INFO, /, **fields: str | int | float | None) -> None:
    """One line: what happened, with ids and figures. Raises ValueError for a field that no line may have."""
    if strange := sorted(set(fields) - FIELDS):
        raise ValueError(f"no field of a log line: {', '.join(strange)}")
    log.log(level, event, extra={"fields": fields})


class JsonLines(logging.Formatter):
    """A line is one JSON object: at, level, event, and the fields of `note`. An exception is told by its kind only."""

    def format(self, record: logging.LogRecord) -> str:
        at = write_instant(datetime.fromtimestamp(record.created, UTC))
        line = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0]:
            line["kind"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


class TextLines(logging.Formatter):
    """The same for people: the time, the event, and the fields as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="seconds")
        fields = [f"{name}={value}" for name, value in getattr(record, "fields", {}).items() if value not in ("", None)]
        return " ".join([at, record.getMessage(), *fields])


@contextmanager
def to(stream: TextIO, *, as_json: bool) -> Iterator[None]:
    """Writes what happens meanwhile to this stream; as text only what someone should look at."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if as_json else TextLines())
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO if as_json else logging.WARNING)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(before)
