"""Who of the staff is away on which days, and who stands in: rows that follow from what was recorded.

The rows of one colleague never overlap: where two entries do, the later one stands for its own days.
"""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select

from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import ABSENCE, lasts_after, lasts_on


class Absence(NamedTuple):
    """until: the last day; None as long as nobody knows. substitute: by id, or empty."""

    staff: str
    from_on: date
    until: date | None
    substitute: str


def absent_on(uow: UnitOfWork, on: date) -> dict[str, Absence]:
    """Who is away on that day, by id."""
    day = on.isoformat()
    query = select(ABSENCE).where(lasts_on(ABSENCE, day))
    return {row.staff: _absence(row) for row in uow.connection.execute(query)}


def absences_from(uow: UnitOfWork, on: date) -> list[Absence]:
    """Every absence of that day and after, the first to begin first."""
    query = select(ABSENCE).where(lasts_after(ABSENCE, on.isoformat()))
    rows = uow.connection.execute(query.order_by(ABSENCE.c.from_on, ABSENCE.c.staff))
    return [_absence(row) for row in rows]


def _absence(row: Any) -> Absence:
    until = date.fromisoformat(row.until_on) - timedelta(days=1) if row.until_on else None
    return Absence(row.staff, date.fromisoformat(row.from_on), until, row.substitute)


# rows


def clear(uow: UnitOfWork) -> None:
    uow.connection.execute(delete(ABSENCE))


def went_away(uow: UnitOfWork, recorded: Recorded, event: ev.StaffAway) -> None:
    """An entry with the first day of an earlier one takes its place; any other takes only its own days from it."""
    from_on = event.from_on or recorded.occurred_on.isoformat()
    until_on = (date.fromisoformat(event.until) + timedelta(days=1)).isoformat() if event.until else ""
    for row in _of(uow, event.staff):
        overlaps = (not until_on or row["from_on"] < until_on) and (not row["until_on"] or row["until_on"] > from_on)
        if overlaps:
            _remove(uow, row)
            if row["from_on"] < from_on:
                _insert(uow, {**row, "until_on": from_on})
            if row["from_on"] != from_on and until_on and (not row["until_on"] or row["until_on"] > until_on):
                _insert(uow, {**row, "from_on": until_on})
    row = {"staff": event.staff, "from_on": from_on, "until_on": until_on, "substitute": event.substitute}
    _insert(uow, row)


def came_back(uow: UnitOfWork, recorded: Recorded, event: ev.StaffBack) -> None:
    """Ends the absence of that day; one that was still to begin then stays."""
    day = event.on or recorded.occurred_on.isoformat()
    for row in _of(uow, event.staff):
        if row["from_on"] <= day and (not row["until_on"] or row["until_on"] > day):
            _remove(uow, row)
            if row["from_on"] < day:
                _insert(uow, {**row, "until_on": day})


def _of(uow: UnitOfWork, staff: str) -> list[dict[str, str]]:
    rows = uow.connection.execute(select(ABSENCE).where(ABSENCE.c.staff == staff).order_by(ABSENCE.c.from_on))
    return [row._asdict() for row in rows]


def _remove(uow: UnitOfWork, row: dict[str, str]) -> None:
    uow.connection.execute(delete(ABSENCE).where(ABSENCE.c.staff == row["staff"], ABSENCE.c.from_on == row["from_on"]))


def _insert(uow: UnitOfWork, row: dict[str, str]) -> None:
    uow.connection.execute(insert(ABSENCE), [row])
