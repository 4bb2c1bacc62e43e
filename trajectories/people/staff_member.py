"""Someone who works here, with the roles of a day; what planning may know of them."""

from datetime import date
from typing import NamedTuple


class StaffMember(NamedTuple):
    """roles: those held on the day asked about. municipality: empty means everywhere.

    hours: when they want to be told, empty for the usual. away: on the day asked about; substitute: who is told
    instead then, by id, or empty; away_until: the last day of that, None as long as nobody knows.
    """

    id: str
    name: str
    email: str
    municipality: str
    lang: str
    roles: frozenset[str]
    hours: str = ""
    away: bool = False
    substitute: str = ""
    away_until: date | None = None
