"""The road along which a case taken over came, as far as it was told: with the taking over, and by answers since."""

from collections.abc import Iterable
from datetime import date

from trajectories.history.events import PassedStage
from trajectories.history.state import FactEntry, Passage, Trajectory
from workflows.language.road_facts import entered, passed


def on_road(was: Trajectory, road: Iterable[PassedStage] = ()) -> Trajectory:
    """With the stages before it on its path. road: as the event tells it; left out, those that are there already."""
    takeover = was.takeover
    assert takeover
    before, rest = was.path[: takeover.stages - 1], was.path[takeover.stages - 1 :]
    here = rest[0]
    told = [
        *before,
        *(here._replace(stage=each["stage"], on=_day(each["on"], here.on), untold=not each["on"]) for each in road),
    ]
    names = [each.stage for each in told]
    told = [_answered(each, was) if names.count(each.stage) == 1 else each for each in told]
    told = [each for each in told if not _was_denied(each.stage, was)]
    for stage, before_it in takeover.unsure.items():
        told = _with_unsure(told, stage, before_it, here, was)
    path = (*_in_time(told, here), *rest)
    still = {
        each: before_it
        for each, before_it in takeover.unsure.items()
        if _last(was, passed(each)) is None and not _day_told(was, each)
    }
    now = takeover._replace(stages=len(told) + 1, unsure=still)
    return was._replace(path=path, opened_on=path[0].on, takeover=now)


def _answered(passage: Passage, was: Trajectory) -> Passage:
    entry = _day_told(was, passage.stage)
    if entry is None:
        return passage
    return passage._replace(on=date.fromisoformat(str(entry.value)), known_on=entry.known_on, untold=False)


def _with_unsure(told: list[Passage], stage: str, before_it: str, here: Passage, was: Trajectory) -> list[Passage]:
    """Of a stage that it may have come through: where its day belongs, or before another where only that it did was
    said.
    """
    did, day = _last(was, passed(stage)), _day_told(was, stage)
    if day is None and (did is None or did.value is not True):
        return told
    passage = _answered(here._replace(stage=stage, untold=True, known_on=did.known_on if did else here.known_on), was)
    later = (place for place, each in enumerate(told) if not each.untold and each.on > passage.on)
    following = (place for place, each in enumerate(told) if each.stage == before_it)
    place = next(following if passage.untold else later, len(told))
    return [*told[:place], passage, *told[place:]]


def _in_time(told: list[Passage], here: Passage) -> list[Passage]:
    """Of which nobody said the day: the last that it can have been."""
    found: list[Passage] = []
    latest = here.on
    for each in reversed(told):
        latest = min(latest, each.on) if not each.untold else latest
        found.insert(0, each._replace(on=latest) if each.untold else each)
    return found


def _was_denied(stage: str, was: Trajectory) -> bool:
    entry = _last(was, passed(stage))
    return entry is not None and entry.value is False


def _day_told(was: Trajectory, stage: str) -> FactEntry | None:
    entry = _last(was, entered(stage))
    return entry if entry and isinstance(entry.value, str) and entry.value else None


def _last(was: Trajectory, name: str) -> FactEntry | None:
    entries = was.facts.get(name)
    return entries[-1] if entries else None


def _day(told: str, otherwise: date) -> date:
    return date.fromisoformat(told) if told else otherwise
