"""Day zero: the day that a term is counted from, or the facts it waits for."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import NamedTuple, assert_never

from trajectories.deadlines.deadline import NEVER, Deadline, Point
from trajectories.history.state import AskedEntry, Holder, Moment, Passage, Trajectory
from workflows.language.anchors import (
    Anchor,
    AssignedAnchor,
    DeadlineAnchor,
    DoneAnchor,
    FactAnchor,
    IntakeAnchor,
    LaterOfAnchor,
    LatestOfAnchor,
    MissedAnchor,
    OpenedAnchor,
    OwnDayAnchor,
    StageAnchor,
    TaskAnchor,
)
from workflows.language.road_facts import entered


class DayCounted(NamedTuple):
    """A day that a term is or was counted from. written: with what it was recorded.

    renewed: there was another before, which is not among those told.
    """

    on: date
    written: Point
    renewed: bool = False


class Anchored(NamedTuple):
    """A term's day zero, or the facts it waits for.

    passage: place on the path, where the anchor is a stage or something that happened; what was entered until then
    neither meets nor ends the term. begun: day and event that set the term going. values: the days it was counted
    from one after another, the present one last. noticed_on: known_on without pauses and extensions of another
    deadline; recorded_on: the same, of what someone recorded by itself and not by a step to another stage.
    asked_by: of a day not known, the event by which it is another question than the one before; 0 for the first.
    asked_from: where that is a step that ended the fact, its day and event: what came before does not meet the term.
    """

    on: date | None
    occurrence: int = 0
    known_on: date = date.min
    missing: tuple[str, ...] = ()
    passage: int = -1
    begun: Point = NEVER
    values: tuple[DayCounted, ...] = ()
    noticed_on: date = date.min
    recorded_on: date = date.min
    asked_by: int = 0
    asked_from: Point = NEVER


def day_zero(anchor: Anchor, trajectory: Trajectory, others: Mapping[str, Deadline]) -> Anchored | None:
    """None: the day cannot be known yet and is no question either (a stage not reached, a task not asked)."""
    match anchor:
        case LaterOfAnchor(later_of=parts):
            return _later_of([day_zero(part, trajectory, others) for part in parts])
        case LatestOfAnchor(latest_of=parts):
            return _latest_of([day_zero(part, trajectory, others) for part in parts])
        case DeadlineAnchor(deadline=name):
            return _from_deadline(others.get(name))
        case _:
            return _own_day(anchor, trajectory)


def _from_deadline(other: Deadline | None) -> Anchored | None:
    if other is None:
        return None
    values = (_day_of(other.due_on, other),) if other.due_on else ()
    return Anchored(
        other.due_on,
        other.occurrence,
        other.known_on,
        other.missing,
        begun=other.begun,
        values=values,
        noticed_on=other.noticed_on,
        recorded_on=other.recorded_on,
    )


def _day_of(due_on: date, other: Deadline) -> DayCounted:
    """It lies ahead, so what happens before it counts too."""
    written = other.renewed if other.renewed > NEVER else (date.min, other.occurrence)
    return DayCounted(due_on, written, other.renewed > NEVER)


def _own_day(anchor: OwnDayAnchor, trajectory: Trajectory) -> Anchored | None:
    match anchor:
        case FactAnchor():
            return _from_fact(anchor, trajectory)
        case StageAnchor():
            return _from_stage(anchor, trajectory.path)
        case OpenedAnchor():
            return _from_first_day(trajectory)
        case IntakeAnchor():
            return _from_opening(trajectory.intake_on, trajectory)
        case TaskAnchor(task=name):
            asked = trajectory.asked.get(name)
            return _from_moment(asked, trajectory, again=bool(asked and asked.again))
        case DoneAnchor(done=name):
            return _from_moment(
                trajectory.last_done.get(name), trajectory, again=len(_times(trajectory.done, name)) > 1
            )
        case MissedAnchor(missed=name):
            again = len(_times(trajectory.absences, name)) > 1
            return _from_moment(last_absence(name, trajectory)[1], trajectory, again=again)
        case AssignedAnchor(assigned=role):
            return _from_moment(trajectory.holders.get(role), trajectory)
        case DeadlineAnchor():
            raise AssertionError("a day of another deadline")
        case _:
            assert_never(anchor)


def _from_first_day(trajectory: Trajectory) -> Anchored:
    """Of a case taken over whose first day nobody said, that is the question."""
    first = trajectory.path[0] if trajectory.path else None
    return asked_when(first, 0) if first and first.untold else _from_opening(trajectory.opened_on, trajectory)


def _from_opening(on: date | None, trajectory: Trajectory) -> Anchored:
    begun = (trajectory.opened_on or date.min, trajectory.opened_version)
    values = (DayCounted(on, begun),) if on else ()
    known_on = trajectory.known_on or date.min
    return _recorded(Anchored(on, trajectory.opened_version, known_on, begun=begun, values=values))


def _times(entries: Mapping[str, tuple[object, ...]], task: str) -> list[object]:
    """Each time that it was done, or that someone stayed away, whoever it was."""
    return [each for key, several in entries.items() if key.partition("/")[0] == task for each in several]


def _from_moment(
    moment: AskedEntry | Moment | Holder | None, trajectory: Trajectory, *, again: bool = False
) -> Anchored | None:
    """The latest event of its kind; None where there was none, or it no longer holds. again: there was one before."""
    if moment is None:
        return None
    begun = (moment.on, moment.version)
    passage, values = _stood_at(begun, trajectory.path), (DayCounted(moment.on, begun, again),)
    found = Anchored(moment.on, moment.version, moment.known_on, passage=passage, begun=begun, values=values)
    is_step = isinstance(moment, AskedEntry) and moment.stage and moment.version > trajectory.opened_version
    return found._replace(noticed_on=found.known_on) if is_step else _recorded(found)


def _recorded(found: Anchored) -> Anchored:
    return found._replace(noticed_on=found.known_on, recorded_on=found.known_on)


def _stood_at(moment: tuple[date, int], path: tuple[Passage, ...]) -> int:
    """Place on the path where it stood then; -1 before all of it."""
    return sum((passage.on, passage.version) <= moment for passage in path) - 1


def last_absence(task: str, trajectory: Trajectory) -> tuple[str, Moment | None]:
    """Key and moment of the last time that someone stayed away from the task: of those who have not come since, if any.

    So that the coming of one member does not end the term of another. Who left is waited for no more.
    """
    named = ((key, *key.partition("/")[::2], several[-1]) for key, several in trajectory.absences.items())
    absences = [(key, last) for key, name, member, last in named if name == task and member not in trajectory.gone]
    return max(
        absences,
        key=lambda each: (not _came_since(each[0], each[1], trajectory), each[1].on, each[1].version),
        default=("", None),
    )


def _came_since(key: str, absence: Moment, trajectory: Trajectory) -> bool:
    return any((each.on, each.version) > (absence.on, absence.version) for each in trajectory.done.get(key, ()))


def _from_fact(anchor: FactAnchor, trajectory: Trajectory) -> Anchored:
    """The same value written down again changes nothing: the entry first written counts, with all that was granted."""
    since, again = _entered_again(anchor.anew_in, trajectory.path) if anchor.anew_in else (0, 0)
    entries = [each for each in trajectory.facts.get(anchor.fact, ()) if each.version >= since]
    ended = trajectory.forgotten.get(anchor.fact, ())
    if not entries:
        asked = Anchored(None, missing=(anchor.fact,), asked_by=again)
        if ended and ended[-1].version > again:
            return asked._replace(asked_by=ended[-1].version, asked_from=(ended[-1].on, ended[-1].version))
        return asked
    runs = [list(run) for _, run in groupby(entries, key=lambda each: each.value)]
    if anchor.on_change == "keep" or anchor.pick == "first":
        runs = runs[:1]
    first_written = [min(run, key=lambda each: each.version) for run in runs]
    entry = first_written[-1]
    if not isinstance(entry.value, str):
        return Anchored(None, missing=(anchor.fact,))
    values = tuple(
        DayCounted(date.fromisoformat(each.value), (each.on, each.version), bool(ended))
        for each in first_written
        if isinstance(each.value, str) and each.value
    )
    begun = (entry.on, entry.version)
    return _recorded(
        Anchored(date.fromisoformat(entry.value), entry.version, entry.known_on, begun=begun, values=values)
    )


def _entered_again(stage: str, path: tuple[Passage, ...]) -> tuple[int, int]:
    """The event by which the stage was left before it was entered last, and that by which it was; zeros where it was
    entered once at most. The second makes the question for its day another one than that of the time before.
    """
    places = [place for place, passage in enumerate(path) if passage.stage == stage]
    return (path[places[-2] + 1].version, path[places[-1]].version) if len(places) > 1 else (0, 0)


def _from_stage(anchor: StageAnchor, path: tuple[Passage, ...]) -> Anchored | None:
    places = [place for place, passage in enumerate(path) if passage.stage == anchor.stage]
    if not places:
        return None
    place = places[0] if anchor.pick == "first" or anchor.on_change == "keep" else places[-1]
    return entered_at(place, path, again=place > places[0])


def entered_at(place: int, path: tuple[Passage, ...], *, again: bool) -> Anchored:
    """again: the stage was entered before."""
    if path[place].untold:
        return asked_when(path[place], place)
    on, version, known_on = path[place].on, path[place].version, path[place].known_on
    values = (DayCounted(on, (on, version), again),)
    found = Anchored(on, version, known_on, passage=place, begun=(on, version), values=values, noticed_on=known_on)
    return found if place else _recorded(found)  # the first was recorded with the opening


def asked_when(passage: Passage, place: int) -> Anchored:
    """Counted from a stage that was passed before a taking over, on a day that nobody said."""
    return Anchored(None, missing=(entered(passage.stage),), passage=place)


def _later_of(parts: list[Anchored | None]) -> Anchored | None:
    known = [part for part in parts if part is not None]
    if not parts or len(known) < len(parts):
        return None
    missing = tuple(name for part in known for name in part.missing)
    if missing:
        return Anchored(None, missing=missing)
    latest = _latest(known)
    return latest._replace(
        known_on=max(part.known_on for part in known),
        begun=max(part.begun for part in known),
        noticed_on=max(part.noticed_on for part in known),
        recorded_on=max(part.recorded_on for part in known),
    )


def _latest_of(parts: list[Anchored | None]) -> Anchored | None:
    """Of those known; a question only where none is and one could be."""
    possible = [part for part in parts if part is not None]
    known = [part for part in possible if part.on is not None]
    if known:
        return _latest(known)
    return Anchored(None, missing=tuple(name for part in possible for name in part.missing)) if possible else None


def _latest(known: list[Anchored]) -> Anchored:
    return max(known, key=lambda part: (part.on or date.min, part.occurrence))
