"""The path of a trajectory stands in its definitions: each move, and each migration from one to the next."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.state import Passage, Trajectory
from workflows.machine.state_machine import Compiled


def strays(
    under: Mapping[str, Compiled], in_force: Mapping[int, str], history: Sequence[Recorded], trajectory: Trajectory
) -> list[Passage]:
    """The passages of a path that the definition of their time does not have; guards are not judged again.

    Of a road from before a taking over those that lead nowhere there.
    """
    moves: dict[int, Any] = {each.version: each.event for each in history}
    return [
        step
        for before, step in pairwise(trajectory.path[_road(trajectory) :])
        if step.source != before.stage or not _leads(under[in_force[step.version]], moves[step.version])
    ]


def _road(trajectory: Trajectory) -> int:
    """How many stages before it was taken over its path tells: nobody walked them here."""
    return trajectory.takeover.stages - 1 if trajectory.takeover else 0


def _leads(compiled: Compiled, move: ev.StageEntered) -> bool:
    """In the names that it was recorded in."""
    return move.stage in compiled.leads(move.source, move.trigger)


def definitions_in_force(history: Sequence[Recorded]) -> dict[int, str]:
    """By version of an event, the definition that held when it was recorded."""
    digest = next((each.definition for each in history if isinstance(each.event, ev.Opening)), "")
    found: dict[int, str] = {}
    for each in sorted(history, key=lambda each: each.version):
        found[each.version] = digest
        if isinstance(each.event, ev.Migrated):
            digest = each.event.after
    return {**found, 0: digest}


def decided_elsewhere(in_force: Mapping[int, str], history: Sequence[Recorded]) -> list[Recorded]:
    """Those that name another definition than the one that held when they were written; see also broken_migrations."""
    return [
        each
        for each in history
        if not isinstance(each.event, ev.Opening | ev.Migrated) and each.definition != in_force[each.version]
    ]


def broken_migrations(in_force: Mapping[int, str], history: Sequence[Recorded]) -> list[Recorded]:
    """Those from another definition than the one that held, or written under another than they name."""
    return [
        each
        for each in history
        if isinstance(each.event, ev.Migrated)
        and (each.event.before != in_force[each.version] or each.event.after != each.definition)
    ]
