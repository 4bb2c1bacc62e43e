"""What one case gives to another of the same household, and whether that has it by now."""

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from trajectories.history.events import Signalled
from trajectories.people.households import homes_of, members_at_first
from trajectories.repository.aliases import stands_for, the_same, with_aliases
from trajectories.repository.among import among
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import TRAJECTORY, opening_stands


def around(uow: UnitOfWork, subject: str, on: date) -> list[str]:
    """The household that a subject lives in, or is, and everyone of it."""
    households = [subject] if subject.startswith("h") else homes_of(uow, subject, on)
    members = [person.id for household in households for person in members_at_first(uow, household, on)]
    return with_aliases(uow, [stands_for(uow, subject), subject, *households, *members])


def was_given(uow: UnitOfWork, signal: Signalled, subjects: Sequence[str]) -> bool:
    """Whether a case of that workflow was asked the task, or did it, or has the fact; also one that is closed."""
    query = select(TRAJECTORY.c.state).where(TRAJECTORY.c.workflow == signal["workflow"], opening_stands())
    states = uow.connection.execute(query.where(among(TRAJECTORY.c.subject, the_same(uow, subjects)))).scalars()
    fact, task = signal["fact"].partition("=")[0], signal["task"]
    for state in map(json.loads, states):
        asked = {key.partition("/")[0] for name in ("asked", "done") for key in state[name]}
        if (task and task in asked) or (fact and fact in state["facts"]):
            return True
    return False
