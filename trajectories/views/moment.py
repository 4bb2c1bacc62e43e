"""Which moment a document shows, where that is another than now."""

from datetime import date, datetime
from typing import NamedTuple


class MomentView(NamedTuple):
    """What held on a day, as written down by an instant; known_at: null for what is known now."""

    on: date
    known_at: datetime | None
