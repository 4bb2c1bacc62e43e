"""How many trajectories stand in which stage."""

import json
from collections import Counter
from typing import Any, NamedTuple

from sqlalchemy import select

from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import TRAJECTORY, is_counted


class BoardView(NamedTuple):
    """stages: open trajectories per workflow and stage. mb_months: all that ever entered begeleiding, by the months
    decided. started: all that ever started, under the workflow in which they began: what continues another is not
    counted again. taken_over: of those started, the ones that ran elsewhere before and came in midway. An opening taken
    back counts nowhere, nor does a duplicate.
    """

    stages: dict[str, dict[str, int]]
    mb_months: dict[str, int]
    started: dict[str, int]
    taken_over: dict[str, int]


def board_view(uow: UnitOfWork, municipality: str = "") -> BoardView:
    """municipality: empty for all."""
    columns = (TRAJECTORY.c.workflow, TRAJECTORY.c.stage, TRAJECTORY.c.closed_on, TRAJECTORY.c.state)
    query = select(*columns).where(is_counted())
    if municipality:
        query = query.where(TRAJECTORY.c.municipality == municipality)
    stages: dict[str, Counter[str]] = {}
    months: Counter[str] = Counter({"9": 0, "15": 0, "21": 0})
    started: Counter[str] = Counter()
    taken_over: Counter[str] = Counter()
    for row in uow.connection.execute(query):
        state = json.loads(row.state)
        if not row.closed_on:
            stages.setdefault(row.workflow, Counter())[row.stage] += 1
        if row.workflow == "vestiging":
            months.update(_months_decided(state))
        if not state.get("continues"):
            started[row.workflow] += 1
        if state.get("takeover"):
            taken_over[row.workflow] += 1
    return BoardView(
        stages={name: dict(count) for name, count in sorted(stages.items())},
        mb_months=dict(months),
        started=dict(sorted(started.items())),
        taken_over=dict(sorted(taken_over.items())),
    )


def _months_decided(state: dict[str, Any]) -> list[str]:
    entered = any(step["stage"] == "maatschappelijke_begeleiding" for step in state["path"])
    entries = state["facts"].get("mb_maanden")
    return [str(entries[-1]["value"])] if entered and entries else []
