"""The path of a trajectory stands in its definitions: each move, and each migration from one to the next."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.state import Passage, Trajectory
from workflows.machine.state_machine import Compiled


def strays(
    under: Mapping[str, Compiled],
    in_force: Mapping[int, str],
    history: Sequence[Recorded],
    trajectory: Trajectory,
    gaps: Sequence[int] = (),
) -> list[Passage]:
    """The passages of a path that the definition of their time does not have; guards are not judged again.

    gaps: the versions before which events are gone, with what led there.
    Of a taking over: the first of its road, where a stage that it names is none, or an end.
    """
    moves: dict[int, Any] = {each.version: each.event for each in history}
    return [*_taken_over_nowhere(under, history, trajectory)] + [
        step
        for before, step in pairwise(trajectory.path[_road(trajectory) :])
        if (step.source != before.stage and not any(before.version < gap <= step.version for gap in gaps))
        or not _leads(under[in_force[step.version]], moves[step.version])
    ]


def _taken_over_nowhere(
    under: Mapping[str, Compiled], history: Sequence[Recorded], trajectory: Trajectory
) -> Iterator[Passage]:
    """In the names that it was recorded in."""
    for each in history:
        if isinstance(each.event, ev.TakenOver):
            stages = under[each.definition].workflow.stages
            names = [*(one["stage"] for one in each.event.road), *each.event.unsure, each.event.stage]
            if not {*names} <= stages.keys() or stages[each.event.stage].final:
                yield trajectory.path[0]


def _road(trajectory: Trajectory) -> int:
    """How many stages before it was taken over its path tells: nobody walked them here."""
    return trajectory.takeover.stages - 1 if trajectory.takeover else 0


def _leads(compiled: Compiled, move: ev.StageEntered) -> bool:
    """In the names that it was recorded in."""
    return move.stage in compiled.leads(move.source, move.trigger)


def definitions_in_force(history: Sequence[Recorded], gaps: Sequence[int] = ()) -> dict[int, str]:
    """By version of an event, the definition that held when it was recorded. gaps: from the first version before which
    events are gone on, that is what the events themselves say.
    """
    digest = next((each.definition for each in history if isinstance(each.event, ev.Opening)), "")
    found: dict[int, str] = {}
    for each in sorted(history, key=lambda each: each.version):
        found[each.version] = digest
        if isinstance(each.event, ev.Migrated):
            digest = each.event.after
    if gaps:
        found |= {each.version: _own(each) for each in history if each.version >= min(gaps) and _own(each)}
    return {**found, 0: digest}


def _own(each: Recorded) -> str:
    return each.event.before if isinstance(each.event, ev.Migrated) else each.definition


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
