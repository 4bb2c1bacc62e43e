"""Grounds that let a term stand still by themselves: from the day after they begin until the day before they end.

Cf. Awb 4:15 lid 1: from the day after the letter that asks for papers until the day on which they are complete, that
day not included; or, where they never come, up to and including the last day that the letter gave for them.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple, assert_never

from trajectories.history.state import FactEntry, Hold, Trajectory, left_on_no_day
from workflows.language.grounds import AtFact, AtStage, Ground, Suspending, Turn

ONE_DAY = timedelta(1)
TAKEN_BACK = (None, "")


class Turned(NamedTuple):
    """The day on which something turned, and the day on which that was written down; left: of a stage, when it was."""

    on: date
    known_on: date
    left: "Turned | None" = None


def own_pauses(suspend: Suspending | None, rule: str, occurrence: int, trajectory: Trajectory) -> list[Hold]:
    """Of every ground that begins by itself, in the order of their first days."""
    grounds = suspend.grounds.items() if suspend else ()
    found = [Hold(rule, occurrence, *span, name) for name, ground in grounds for span in _spans(ground, trajectory)]
    return sorted(found, key=lambda each: each.on)


def _spans(ground: Ground, trajectory: Trajectory) -> Iterator[tuple[date, date | None, date]]:
    """First and last day of each, and the day on which it was last written down; without last day while it goes on."""
    if ground.begins is None:
        return
    begun = _happenings(ground.begins, trajectory)
    for place, begin in enumerate(begun):
        following = next((each for each in begun[place + 1 :] if each.on > begin.on), None)
        ends = [each for turn in ground.ends for each in _happenings(turn, trajectory) if each.on >= begin.on]
        if begin.left and not ground.ends:
            ends.append(begin.left)
        ends = [each._replace(on=each.on - ONE_DAY) for each in ends]
        ends += [each for each in _given(ground, trajectory, begin, following) if each.on > begin.on]
        if trajectory.closed_on:
            ends.append(Turned(trajectory.closed_on - ONE_DAY, begin.known_on))
        if following:
            ends.append(following)  # the same began anew
        last = min(ends, key=lambda each: each.on, default=None)
        first = begin.on + ONE_DAY
        if last is None:
            yield first, None, begin.known_on
        elif last.on >= first:
            yield first, last.on, max(begin.known_on, last.known_on)


def _given(ground: Ground, trajectory: Trajectory, begin: Turned, following: Turned | None) -> list[Turned]:
    """The last day that was given for it, as it read before the following began; of what was all written down later,
    the first that fits. A step that ends the fact takes it from what begins afterwards, not from this.
    """
    if not ground.last_day:
        return []
    ended = (each for each in trajectory.forgotten.get(ground.last_day, ()) if each.on > begin.on)
    entries = (*(entry for each in ended for entry in each.entries), *trajectory.facts.get(ground.last_day, ()))
    if following is None:
        return _days(entries[-1:])
    own = tuple(each for each in entries if each.on < following.on)
    return _days(own[-1:]) if own else [each for each in _days(entries) if each.on > begin.on][:1]


def _happenings(turn: Turn, trajectory: Trajectory) -> list[Turned]:
    """Each time it turned, in order; none of a stage of which nobody said when it was left."""
    match turn:
        case AtStage(stage=name):
            leaving = [*trajectory.path[1:], None]
            pairs = zip(trajectory.path, leaving, strict=True)
            return [
                Turned(each.on, each.known_on, Turned(left.on, left.known_on) if left else None)
                for each, left in pairs
                if each.stage == name and not left_on_no_day(each, left)
            ]
        case AtFact(fact=name):
            return sorted(_days(trajectory.facts.get(name, ())))
        case _:
            assert_never(turn)


def _days(entries: tuple[FactEntry, ...]) -> list[Turned]:
    """The days that a date fact was given; none once it was taken back."""
    if not entries or entries[-1].value in TAKEN_BACK:
        return []
    given = [each for each in entries if each.value not in TAKEN_BACK]
    return [Turned(date.fromisoformat(str(each.value)), each.known_on) for each in given]
