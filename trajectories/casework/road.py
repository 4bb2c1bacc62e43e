"""Through which stages a case taken over came: what its definition makes sure, what someone told, what is unsure."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise

from trajectories.casework.parse_values import choose
from trajectories.history.events import PassedStage, Value
from trajectories.history.state import Trajectory
from workflows.errors import NotFound, Refused
from workflows.language.road_facts import ENTERED, road_stage
from workflows.machine.state_machine import Compiled
from workflows.words import Words, listed


def road_to(
    compiled: Compiled, stage: str, on: date, passed: Mapping[str, date], came_through: Collection[str]
) -> list[PassedStage]:
    """The stages before `stage`, in order: those that every road leads through, and those that were told.

    Raises NotFound for a stage that there is not, Refused for one that cannot come before it or a day that cannot be.
    """
    told = {**dict.fromkeys(came_through, ""), **{name: day.isoformat() for name, day in passed.items()}}
    for name in told:
        _must_come_before(compiled, name, stage)
    road: list[PassedStage] = [{"stage": name, "on": told.get(name, "")} for name in sure_before(compiled, stage)]
    others = sorted(told.keys() - {each["stage"] for each in road}, key=lambda name: (told[name] or "9", name))
    for name in others:
        road.insert(_place(compiled, road, name, told[name]), {"stage": name, "on": told[name]})
    _must_be_in_order(compiled, [*road, {"stage": stage, "on": on.isoformat()}])
    return road


def unsure_before(compiled: Compiled, stage: str, road: Collection[PassedStage]) -> list[str]:
    """The stages that it may have come through as well, in the order of the definition."""
    known = {stage, *(each["stage"] for each in road)}
    return [name for name in compiled.workflow.stages if name not in known and stage in _reached(compiled, name)]


@lru_cache(maxsize=2048)
def sure_before(compiled: Compiled, stage: str) -> tuple[str, ...]:
    """The stages that every road to `stage` leads through, the first one first."""
    initial = compiled.workflow.initial
    if stage == initial:
        return ()
    names = [name for name in compiled.workflow.stages if name not in (initial, stage)]
    sure = [name for name in names if stage not in _reached(compiled, initial, without=name)]
    later = {name: sum(other in _reached(compiled, initial, without=name) for other in sure) for name in sure}
    return (initial, *sorted(sure, key=lambda name: later[name]))


@lru_cache(maxsize=4096)
def _reached(compiled: Compiled, stage: str, without: str = "") -> frozenset[str]:
    """The stages that steps lead to from there, not through `without`."""
    found, to_do = set[str](), [stage]
    while to_do:
        for passages in compiled.passages[to_do.pop()].values():
            new = {each.to for each in passages} - found - {without}
            found |= new
            to_do += sorted(new)
    return frozenset(found)


def _must_come_before(compiled: Compiled, name: str, stage: str) -> None:
    stages = compiled.workflow.stages
    if name not in stages:
        raise NotFound(choose("fase", "stage", name, list(stages)))
    if stage not in _reached(compiled, name):
        here, there = stages[stage].label, stages[name].label
        raise Refused(
            Words(
                f"van ‘{there.nl}’ leidt geen weg naar ‘{here.nl}’; laat die fase weg",
                f"no road leads from '{there.say('en')}' to '{here.say('en')}'; leave that stage out",
            )
        )


def _place(compiled: Compiled, road: list[PassedStage], name: str, day: str) -> int:
    """Before the first that was entered later, as far as days say so, and after all that it is only reached from."""
    after = max(
        (place for place, each in enumerate(road, 1) if each["stage"] in sure_before(compiled, name)), default=0
    )
    later = next((place for place, each in enumerate(road) if day and each["on"] > day), len(road))
    return max(after, later)


def _must_be_in_order(compiled: Compiled, road: list[PassedStage]) -> None:
    told = [each for each in road if each["on"]]
    for one, other in pairwise(told):
        if one["on"] > other["on"]:
            raise _out_of_order(compiled, one["stage"], one["on"], other["stage"], other["on"])


def _out_of_order(compiled: Compiled, one: str, on: str, other: str, since: str) -> Refused:
    first, second = compiled.stage_label(one), compiled.stage_label(other)
    return Refused(
        Words(
            f"‘{first.nl}’ komt voor ‘{second.nl}’ en kan niet op {on} zijn begonnen: dat begon op {since}",
            f"'{first.say('en')}' comes before '{second.say('en')}' and cannot have begun on {on}: that began on "
            f"{since}",
        )
    )


def must_fit_road(compiled: Compiled, now: Trajectory, name: str, value: Value) -> None:
    """Of an answer about the road. Raises NotFound where nothing is asked of that stage, Refused for another order."""
    stage = road_stage(name)
    if not stage:
        return
    takeover = now.takeover
    before = now.path[: takeover.stages - 1] if takeover else ()
    asked = [*(each.stage for each in before), *(takeover.unsure if takeover else ())]
    if stage not in asked:
        raise NotFound(_not_asked(compiled, now, stage, asked))
    if not name.startswith(ENTERED):
        return
    day, here = str(value), now.path[takeover.stages - 1] if takeover else now.path[0]
    place = next((place for place, each in enumerate(before) if each.stage == stage), len(before))
    is_there = place < len(before)
    for each in before[:place] if is_there else [each for each in before if each.stage in sure_before(compiled, stage)]:
        if not each.untold and each.on.isoformat() > day:
            raise _out_of_order(compiled, each.stage, each.on.isoformat(), stage, day)
    for each in [*before[place + 1 :], here]:
        if not each.untold and each.on.isoformat() < day:
            raise _out_of_order(compiled, stage, day, each.stage, each.on.isoformat())


def _not_asked(compiled: Compiled, now: Trajectory, stage: str, asked: Collection[str]) -> Words:
    label = compiled.stage_label(stage)
    if not asked:
        return Words(
            f"van {now.id} is niet de vraag wanneer ‘{label.nl}’ begon: dat wordt alleen van een overgenomen traject "
            "gevraagd",
            f"{now.id} is not asked when '{label.say('en')}' began: only a trajectory that was taken over is",
        )
    nl = listed([f"‘{compiled.stage_label(each).nl}’" for each in asked], "nl")
    en = listed([f"'{compiled.stage_label(each).say('en')}'" for each in asked], "en")
    return Words(
        f"‘{label.nl}’ ligt niet op de weg van {now.id}; daarop liggen {nl}",
        f"'{label.say('en')}' is not on the road of {now.id}; on it are {en}",
    )
