"""Running terms of law that once stood still or became longer on no ground that their rule names."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from scheduler.health import queries
from trajectories.casework.without_ground import as_the_law_has_it, extensions_without_ground, holds_without_ground
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.written import Written, deadlines_of
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import Dossiers
from workflows.errors import CaseworkError


class WithoutGround(NamedTuple):
    """due_on: the last day as it counts; lawful_on: the day that would hold without them. decisions: how many.

    None where it stands still.
    """

    deadline: str
    decisions: int
    due_on: date | None
    lawful_on: date | None


def terms_without_ground(uow: UnitOfWork, dossiers: Dossiers, broken: Sequence[str]) -> list[WithoutGround]:
    """In open trajectories, the oldest first, but for those whose definition is broken."""
    found: list[WithoutGround] = []
    for row in queries.open_states(uow, broken):
        if row.state["holds"] or row.state["extensions"]:
            found += _of(_load(uow, dossiers, row.trajectory))
    return found


def _load(uow: UnitOfWork, dossiers: Dossiers, key: str) -> Written | None:
    try:
        return dossiers.load(uow, key)
    except CaseworkError:
        return None  # its replay says so


def _of(written: Written | None) -> list[WithoutGround]:
    running = [each for each in written.deadlines if each.standing == "running"] if written else []
    return [found for each in running if written and (found := _judged(each, written))]


def _judged(deadline: Deadline, written: Written) -> WithoutGround | None:
    now = written.trajectory
    holds, extensions = holds_without_ground(deadline, now), extensions_without_ground(deadline, now)
    if not holds and not extensions:
        return None
    without = as_the_law_has_it(now, holds, extensions)
    lawful = deadlines_of(written.compiled, without, written.calendar, written.private)
    same = next((each for each in lawful if each.id == deadline.id), None)
    return WithoutGround(deadline.id, len(holds) + len(extensions), deadline.due_on, same.due_on if same else None)
