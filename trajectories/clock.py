"""The only file that asks what time it is. Days are Amsterdam calendar days, instants are aware UTC."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]  # aware, UTC


def utc_now() -> datetime:
    return datetime.now(UTC)
