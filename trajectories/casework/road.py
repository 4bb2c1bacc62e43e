"""Through which stages a case taken over came: what its definition makes sure, what someone told, what is unsure."""

from collections.abc import Collection
from datetime import date
from itertools import pairwise

from trajectories.casework.parse_values import choose
from trajectories.history.events import PassedStage, Value
from trajectories.history.state import Trajectory
from workflows.errors import NotFound, Refused
from workflows.language.road_facts import ENTERED, road_stage
from workflows.machine.roads import reached, sure_before
from workflows.machine.state_machine import Compiled
from workflows.words import Words, listed


def road_to(
    compiled: Compiled, stage: str, on: date, passed: Collection[tuple[str, date]], came_through: Collection[str]
) -> list[PassedStage]:
    """The stages before `stage`, in order: those that were told, and those that every road to it and to them leads
    through.

    Raises NotFound for a stage that there is not, Refused for one that cannot come before it or a day that cannot be.
    """
    for name in (*(name for name, _ in passed), *came_through):
        _must_come_before(compiled, name, stage)
    told = sorted(passed, key=lambda each: (each[1], len(sure_before(compiled, each[0]))))  # of one day: as roads lead
    road: list[PassedStage] = [{"stage": name, "on": day.isoformat()} for name, day in told]
    to_told = [name for each in (*came_through, *(name for name, _ in told)) for name in sure_before(compiled, each)]
    for name in dict.fromkeys((*reversed(sure_before(compiled, stage)), *came_through, *reversed(to_told))):
        if name not in [each["stage"] for each in road]:
            road.insert(_place(compiled, road, name), {"stage": name, "on": ""})
    _must_be_in_order(compiled, [*road, {"stage": stage, "on": on.isoformat()}])
    return road


def unsure_before(
    compiled: Compiled, stage: str, road: Collection[PassedStage], told: Collection[str]
) -> dict[str, str]:
    """The stages that it may have come through as well, each with the first of the road that it can come before; also
    the one where it stands, if a road leads back to it.

    told: of the road what someone said. None where that leads here step by step.
    """
    names = [each["stage"] for each in road]
    if told and {*names} == {*told} and _is_whole(compiled, [*names, stage]):
        return {}
    unsure = [each for each in compiled.workflow.stages if each not in names]
    return {each: _first_after(compiled, each, names) for each in unsure if stage in reached(compiled, each)}


def _is_whole(compiled: Compiled, road: list[str]) -> bool:
    leads = {
        name: {each.to for several in ways.values() for each in several} for name, ways in compiled.passages.items()
    }
    return road[0] == compiled.workflow.initial and all(other in leads[one] for one, other in pairwise(road))


def _first_after(compiled: Compiled, stage: str, road: list[str]) -> str:
    sure = sure_before(compiled, stage)
    start = max((place for place, each in enumerate(road, 1) if each in sure), default=0)
    return next((each for each in road[start:] if each in reached(compiled, stage)), "")


def _must_come_before(compiled: Compiled, name: str, stage: str) -> None:
    stages = compiled.workflow.stages
    if name not in stages:
        raise NotFound(choose("stap", "stage", name, list(stages)))
    if stage not in reached(compiled, name):
        here, there = stages[stage].label, stages[name].label
        raise Refused(
            Words(
                f"van ‘{there.nl}’ leidt geen weg naar ‘{here.nl}’; laat die stap weg",
                f"no road leads from '{there.say('en')}' to '{here.say('en')}'; leave that stage out",
            )
        )


def _place(compiled: Compiled, road: list[PassedStage], name: str) -> int:
    """Of which nobody told the day: before all that is reached only through it, else last."""
    later = (place for place, each in enumerate(road) if name in sure_before(compiled, each["stage"]))
    return next(later, len(road))


def _must_be_in_order(compiled: Compiled, road: list[PassedStage]) -> None:
    """Those told stand in the order of their days: the last may be later than where it stands now, or one be entered
    before another that every road to it leads through.
    """
    *before, here = road
    for place, each in enumerate(before):
        if each["on"] > here["on"]:
            raise _out_of_order(compiled, each["stage"], each["on"], here["stage"], here["on"])
        for later in before[place + 1 :]:
            is_before = later["stage"] in sure_before(compiled, each["stage"])
            if is_before and later["stage"] not in [one["stage"] for one in before[:place]]:
                raise _out_of_order(compiled, later["stage"], later["on"] or "–", each["stage"], each["on"] or "–")


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
    names = [each.stage for each in before]
    asked = [each.stage for each in before if each.untold or names.count(each.stage) == 1]
    here = now.path[takeover.stages - 1] if takeover else now.path[0]
    of_here = name.startswith(ENTERED) and here.stage  # when, is a question only once there was an earlier time
    asked += [each for each in takeover.unsure if each != of_here] if takeover else []
    if stage not in asked:
        raise NotFound(_not_asked(compiled, now, stage, asked))
    if not name.startswith(ENTERED):
        return
    day = str(value)
    place = len(before) if stage not in names else names.index(stage)
    is_there = place < len(before)
    for each in before[:place] if is_there else [each for each in before if each.stage in sure_before(compiled, stage)]:
        if not each.untold and each.on.isoformat() > day:
            raise _out_of_order(compiled, each.stage, each.on.isoformat(), stage, day)
    for each in [*before[place + 1 :], here]:
        if not each.untold and each.on.isoformat() < day:
            raise _out_of_order(compiled, stage, day, each.stage, each.on.isoformat())


def must_stay_in_order(compiled: Compiled, now: Trajectory) -> None:
    """Of a case taken over, after a correction. Raises Refused where a stage would begin after a later one."""
    takeover = now.takeover
    told = [each for each in now.path[: takeover.stages] if not each.untold] if takeover else []
    for one, other in pairwise(told):
        if one.on > other.on:
            raise _out_of_order(compiled, one.stage, one.on.isoformat(), other.stage, other.on.isoformat())


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
