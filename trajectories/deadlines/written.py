"""All there is to know about one trajectory, and its deadlines with private dates read."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, assert_never

from trajectories.deadlines.deadline import NEVER, Deadline, Point
from trajectories.deadlines.deadlines import open_deadlines
from trajectories.deadlines.voice import voice_of
from trajectories.history.events import Recorded
from trajectories.history.state import Trajectory
from workflows.calendar import WorkCalendar
from workflows.language.deadlines import MetBy, MetByAttending, MetByFact, MetByStage, MetByTask
from workflows.language.nothing_planned import rule_of
from workflows.machine.state_machine import Compiled


class Written(NamedTuple):
    """All there is to know about one trajectory. history: casework, oldest first; said: its stream of what was said."""

    compiled: Compiled
    trajectory: Trajectory
    history: list[Recorded]
    said: list[Recorded]
    deadlines: list[Deadline]
    calendar: WorkCalendar
    private: Mapping[str, str] = {}  # the private dates that terms are counted from, by id; without those erased


def deadlines_of(
    compiled: Compiled, trajectory: Trajectory, calendar: WorkCalendar, private: Mapping[str, str]
) -> list[Deadline]:
    """Every deadline, with private dates read from `private`, and the question how it stands where nothing else speaks.

    A term that rests on an erased date is closed: gone.
    """
    read = with_private_dates(compiled, trajectory, private) if compiled.revealing else trajectory
    found = open_deadlines(compiled, read, calendar)
    if compiled.revealing and rests_on_erased(compiled, trajectory, private):
        found = [each for each in found if each.name not in compiled.revealing]
    voice = voice_of(compiled, trajectory, found, calendar)
    return [*found, voice] if voice else found


def asking_again(compiled: Compiled, trajectory: Trajectory, deadlines: Iterable[Deadline]) -> Trajectory:
    """With the tasks that were done, and are asked again because a term that they meet began again."""
    found: dict[str, Point] = {}
    for deadline in deadlines:
        if deadline.again and deadline.standing in ("running", "met"):
            for way in rule_of(compiled.workflow, deadline.name).met_by:
                for key in _asked_by(way, deadline.start, compiled, trajectory):
                    found[key] = max(found.get(key, NEVER), deadline.start)
    return trajectory._replace(asked_again=found) if found else trajectory


def _asked_by(way: MetBy, start: Point, compiled: Compiled, trajectory: Trajectory) -> list[str]:
    match way:
        case MetByTask(task=name):
            return [name]
        case MetByAttending(attended=name):
            task = compiled.workflow.tasks[name]
            keys = [key for key in trajectory.done if key.partition("/")[0] == name]
            return [] if task.repeats else [key for key in keys if _done_by(start, key, trajectory) >= task.amount]
        case MetByStage() | MetByFact():
            return []
        case _:
            assert_never(way)


def _done_by(start: Point, key: str, trajectory: Trajectory) -> int:
    return sum(each.amount for each in trajectory.done[key] if (each.on, each.version) <= start)


GONE = (None, "")  # erased, taken back; `no` and 0 are answers like any other


def with_private_dates(compiled: Compiled, trajectory: Trajectory, private: Mapping[str, str]) -> Trajectory:
    """As terms read it; without the facts that were erased or taken back."""
    read = _private_facts(compiled, trajectory, private)
    facts = {**trajectory.facts, **read}
    known = {name: entries for name, entries in facts.items() if entries and entries[-1].value not in GONE}
    if not trajectory.forgotten:
        return trajectory._replace(facts=known)
    ended = {
        name: tuple(each._replace(entries=_still_there(_read(each.entries, private))) for each in several)
        for name, several in trajectory.forgotten.items()
    }
    return trajectory._replace(facts=known, forgotten=ended)


def _still_there(entries: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(each for each in entries if each.value not in GONE)


def rests_on_erased(compiled: Compiled, trajectory: Trajectory, private: Mapping[str, str]) -> bool:
    """Whether a private date was erased, so that every term that may rest on one is gone."""
    return any(entries[-1].value is None for entries in _private_facts(compiled, trajectory, private).values())


def _private_facts(
    compiled: Compiled, trajectory: Trajectory, private: Mapping[str, str]
) -> dict[str, tuple[Any, ...]]:
    declared = compiled.workflow.facts
    hidden = {name for name in trajectory.facts if name in declared and declared[name].private}
    return {name: _read(trajectory.facts[name], private) for name in hidden}


def _read(entries: tuple[Any, ...], private: Mapping[str, str]) -> tuple[Any, ...]:
    """The entries with their days; None where one was erased, empty where it was taken back."""
    return tuple(
        each._replace(value=private.get(each.value["private"])) if isinstance(each.value, dict) else each
        for each in entries
    )
