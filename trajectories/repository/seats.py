"""At which seat someone types: an account of a system on a host and, on PostgreSQL, the role of the session.

Kept as private values of the office, so that a history tells numbers only; and what the office says of its seats.
"""

import json
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import func, literal_column, select

from trajectories.history import events as ev
from trajectories.history.streams import OFFICE
from trajectories.local_time import local_day
from trajectories.repository.prepared import Prepared
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.repository.tables import EVENT, PRIVATE

SUBJECT = "seats"  # of their private values
KINDS = (ev.SeatsKept, ev.SeatSeen, ev.StaffBound, ev.IdentityStrict)
SAID = Prepared(
    select(EVENT.c.type, EVENT.c.data)
    .where(
        EVENT.c.stream == literal_column("'office'"),
        EVENT.c.type.in_([literal_column(f"'{kind.__name__}'") for kind in KINDS]),
    )
    .order_by(EVENT.c.version)
)
VALUES = Prepared(select(PRIVATE.c.id, PRIVATE.c.value).where(PRIVATE.c.subject == literal_column("'seats'")))
SESSION = Prepared(select(func.session_user()))


class Account(NamedTuple):
    """user: the system's name of the effective uid."""

    user: str
    host: str


class Seat(NamedTuple):
    """session: on PostgreSQL the role that the database knows them by. Empty where a value was erased."""

    number: str
    user: str
    host: str
    session: str


class Binding(NamedTuple):
    """By which account, and on PostgreSQL which role, a colleague works; empty where nothing is said of it."""

    user: str
    session: str

    def differs(self, user: str, session: str) -> bool:
        return bool((self.user and self.user != user) or (self.session and self.session != session))

    def differs_from(self, other: "Binding") -> bool:
        """Whether no seat can be of both."""
        return bool(
            (self.user and other.user and self.user != other.user)
            or (self.session and other.session and self.session != other.session)
        )


class Seating(NamedTuple):
    """What the office says. is_kept: whether every event names its seat; bound: by staff id, where anything is said.
    session: the role by which PostgreSQL knows this session; empty on SQLite.
    """

    is_kept: bool
    seats: list[Seat]
    bound: Mapping[str, Binding]
    is_strict: bool
    session: str

    def number_of(self, account: Account) -> str | None:
        return next((each.number for each in self.seats if each[1:] == (*account, self.session)), None)


class Sitting:
    """Finds the seat of an account, and writes it down the first time; for a Store."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.known = ""

    def __call__(self, uow: UnitOfWork, stamp: Stamp) -> str:
        """Empty in a database that keeps no seats yet."""
        if self.known:
            return self.known
        said = seating(uow)
        if not said.is_kept:
            return ""
        if (number := said.number_of(self.account)) is None:
            return self._seen(uow, stamp, str(len(said.seats) + 1), said.session)
        self.known = number
        return number

    def keep(self, uow: UnitOfWork, stamp: Stamp) -> None:
        """From now on every event names its seat."""
        said = seating(uow)
        if not said.is_kept:
            self._seen(uow, stamp, "1", said.session)
            uow.append(OFFICE, [(ev.SeatsKept(), local_day(stamp.recorded_at))], stamp)

    def _seen(self, uow: UnitOfWork, stamp: Stamp, number: str, session: str) -> str:
        """It is looked up anew by the next transaction, as this one may come to nothing."""
        uow.seat = number
        event = ev.SeatSeen(
            number,
            uow.keep_private(SUBJECT, "user", self.account.user),
            uow.keep_private(SUBJECT, "host", self.account.host),
            uow.keep_private(SUBJECT, "session", session) if session else None,
        )
        uow.append(OFFICE, [(event, local_day(stamp.recorded_at))], stamp._replace(reason="", definition=""))
        uow.seating = None
        return number


def ask_ahead(uow: UnitOfWork) -> None:
    """What finding a seat will ask."""
    if not uow.is_sqlite:
        for each in (SAID, VALUES, SESSION):
            uow.ask_ahead(each)


def seating(uow: UnitOfWork) -> Seating:
    """Read once in a transaction."""
    if not isinstance(uow.seating, Seating):
        uow.seating = _read(uow)
    return uow.seating


def _read(uow: UnitOfWork) -> Seating:
    rows, values = uow.fetch(SAID), dict(uow.fetch(VALUES))

    def value(ref: ev.PrivateRef | None) -> str:
        return values.get(ref["private"], "") if ref else ""

    is_kept, seats, bound, is_strict = False, [], {}, False
    for kind, data in rows:
        fields = json.loads(data)
        if kind == ev.SeatsKept.__name__:
            is_kept = True
        elif kind == ev.SeatSeen.__name__:
            seats.append(Seat(fields["seat"], *(value(fields.get(each)) for each in ("user", "host", "session"))))
        elif kind == ev.StaffBound.__name__:
            bound[fields["staff"]] = Binding(value(fields.get("user")), value(fields.get("session")))
        else:
            is_strict = fields["strict"]
    session = "" if uow.is_sqlite else str(uow.fetch(SESSION)[0][0])
    return Seating(is_kept, seats, {staff: each for staff, each in bound.items() if any(each)}, is_strict, session)
