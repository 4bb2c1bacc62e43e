"""Who really typed, as `audit seats` answers."""

from datetime import datetime
from typing import Literal, NamedTuple

from trajectories.audit.seats import TypedAt
from trajectories.repository.seats import Binding, Seat, Seating

# At the account that is bound to the named colleague, at another, or none is bound.
WhoseSeat = Literal["same", "differs", "unbound"]


class SeatView(NamedTuple):
    """name: of the colleague in whose name it was recorded. session: the role on PostgreSQL."""

    actor: str
    name: str
    seat: str
    user: str
    host: str
    session: str | None
    events: int
    first_at: datetime
    last_at: datetime
    account: WhoseSeat


class SeatsView(NamedTuple):
    """strict: whether nobody may act for someone else."""

    strict: bool
    seats: list[SeatView]


class BoundView(NamedTuple):
    staff: str
    name: str
    user: str | None
    session: str | None


class StrictView(NamedTuple):
    strict: bool


def seats_view(typed: list[TypedAt], said: Seating, names: dict[str, str]) -> SeatsView:
    known = {each.number: each for each in said.seats}
    return SeatsView(said.is_strict, [_seat_view(each, known, said, names) for each in typed])


def _seat_view(typed: TypedAt, known: dict[str, Seat], said: Seating, names: dict[str, str]) -> SeatView:
    seat = known.get(typed.seat, Seat(typed.seat, "", "", ""))
    return SeatView(
        typed.actor,
        names.get(typed.actor, typed.actor),
        typed.seat,
        seat.user,
        seat.host,
        seat.session or None,
        typed.events,
        datetime.fromisoformat(typed.first_at),
        datetime.fromisoformat(typed.last_at),
        told(said.bound.get(typed.actor), seat),
    )


def told(bound: Binding | None, seat: Seat) -> WhoseSeat:
    if bound is None:
        return "unbound"
    return "differs" if bound.differs(seat.user, seat.session) else "same"
