"""A trajectory with what is about to be recorded, to judge by it before it is."""

from collections.abc import Mapping
from datetime import date, time

from trajectories.history import events as ev
from trajectories.history.events import Event, Recorded, Value
from trajectories.history.evolve import evolve
from trajectories.history.state import Trajectory
from trajectories.local_time import local_instant

NOON = time(12)


def just_opened(opened: ev.Opening, on: date) -> Trajectory:
    return with_event(Trajectory(""), opened, on)


def with_facts(then: Trajectory, facts: Mapping[str, Value], on: date) -> Trajectory:
    """As it would be with these recorded for that day."""
    for name, value in facts.items():
        then = with_event(then, ev.FactSet(name, value), on)
    return then


def with_event(then: Trajectory, event: Event, on: date) -> Trajectory:
    version = then.version + 1
    recorded = Recorded(then.id, version, on, local_instant(on, NOON), "", "", "", then.definition, event)
    return evolve(then, recorded)._replace(version=version)
