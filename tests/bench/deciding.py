"""Decide and evolve, in memory: what a step costs when nothing is read or written."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench import raw
from tests.bench.office import DAY, DEFINITIONS, FACTS, NOW, PATH
from tests.bench.profiles import by_own_time
from tests.bench.rounds import Group, Variant, timed
from trajectories.casework import commands as ask
from trajectories.casework.decide import decide_advance
from trajectories.casework.tasks import Circle
from trajectories.history import events as ev
from trajectories.history.events import MemberSeen, Recorded
from trajectories.history.state import Trajectory, evolve
from workflows.calendar import builtin_calendar
from workflows.catalogue.catalogue import Catalogue
from workflows.machine.state_machine import Compiled

FLOOR_RUNS, RUNS = 4000, 400
MEMBERS: tuple[MemberSeen, ...] = (
    {"member": "p1", "adult": True, "school_age": False, "young_child": False},
    {"member": "p2", "adult": False, "school_age": True, "young_child": False},
)


@contextmanager
def in_memory() -> Iterator[Group]:
    resolved = Catalogue.load(DEFINITIONS).resolve("meetlat", "any", DAY)
    compiled = Compiled(resolved.workflow, resolved.hash)
    circle, calendar = Circle(MEMBERS), builtin_calendar()
    actor = ask.Actor("s1", frozenset(["coordinator"]))
    steps = [ask.Advance("t1", trigger, DAY, FACTS.get(trigger, {})) for trigger in PATH]
    opened = evolve(Trajectory("t1"), _recorded(1, _opening()))

    def by_hand() -> None:
        for _ in range(FLOOR_RUNS):
            stage = "melding"
            for step in steps:
                stage = raw.decide(stage, step.trigger, step.facts)

    def product() -> Trajectory:
        for _ in range(RUNS):
            now = opened
            for step in steps:
                decision = decide_advance(compiled, now, now, step, actor, circle, calendar)
                for event in decision.events:
                    now = evolve(now, _recorded(now.version + 1, event))
        return now

    def check() -> None:
        assert [each.trigger for each in product().path[1:]] == list(PATH)

    yield Group(
        "decide + evolve",
        "step",
        [
            Variant("dict lookup and guard", lambda: timed(by_hand, FLOOR_RUNS * len(PATH))),
            Variant("traject", lambda: timed(product, RUNS * len(PATH)), 40.0, lambda: by_own_time(product)),
        ],
        check,
    )


def _opening() -> ev.TrajectoryOpened:
    return ev.TrajectoryOpened("meetlat", 1, "base", "any", "h1", DAY.isoformat(), "melding", [], list(MEMBERS))


def _recorded(version: int, event: ev.Event) -> Recorded:
    return Recorded("t1", version, DAY, NOW, "s1", "coordinator", "", "0" * 64, event)
