"""What became of the days of one term: given by the rule, used, stood still, granted, left."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple

from trajectories.casework import grounds
from trajectories.casework.grounds import Left
from trajectories.deadlines.deadline import Deadline, Reckoned, Status, status
from trajectories.deadlines.own_pauses import own_pauses
from trajectories.deadlines.reckoning import due
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.known import known_by
from trajectories.history.replay import ORDER, corrected
from trajectories.history.state import Extension, Hold, Trajectory
from workflows.calendar import WorkCalendar

ONE_DAY = timedelta(1)
Why = Literal["decided", "stage", "ground", "migration"]
NONE_LEFT = Left(0, ())


class Still(NamedTuple):
    """The days from `first` up to `last` did not count; None while nobody knows. days: those no other stretch counts.

    why: someone decided it, a stage lets it stand still, a ground did by itself, or a migration carried it over.
    ground: an id, or empty.
    event: the decision; stage: where it stood, of a stage.
    """

    first: date
    last: date | None
    days: int
    why: Why
    ground: str = ""
    event: Recorded | None = None
    stage: str = ""


class Longer(NamedTuple):
    """An extension: by a term, or until a day. ground: an id, or empty."""

    by: str
    until: date | None
    ground: str
    event: Recorded


class May(NamedTuple):
    """A ground on which it may still be made longer, and how far; None where nothing says."""

    ground: str
    last_on: date | None


class Budget(NamedTuple):
    """A term on one day.

    budget_days: what the term itself gives, from the day after the anchor. extended_days and moved_days: what was
    granted, and what the law on terms added. used_days and left_days: until that day, those that stood still not
    counted. All of them None where the days cannot be told: not known yet, counted back, or ended unmet.
    """

    deadline: Deadline
    status: Status
    still: tuple[Still, ...] = ()
    longer: tuple[Longer, ...] = ()
    budget_days: int | None = None
    extended_days: int | None = None
    moved_days: int | None = None
    used_days: int | None = None
    left_days: int | None = None
    suspensions: Left = NONE_LEFT
    extensions: Left = NONE_LEFT
    may: tuple[May, ...] = ()

    @property
    def suspended_days(self) -> int:
        return sum(each.days for each in self.still)


def budget_of(
    written: Written, deadline: Deadline, on: date, as_of: date | None = None, known_at: datetime | None = None
) -> Budget:
    """as_of and known_at: as the trajectory was loaded; see state.replay."""
    now = written.trajectory
    happened = _happened(written.history, as_of, known_at)
    still = tuple(_still(deadline, now, happened, on))
    longer = tuple(_longer(deadline, now, happened))
    found = Budget(deadline, status(deadline, on), still, longer)
    if deadline.standing == "running":
        left = grounds.extensions_left(deadline, now)
        given = grounds.extensions_of(deadline, now)
        may = tuple(_may(deadline, left, given, written.calendar))
        left = left if left.is_any_reason else left._replace(times=left.times if may else 0)
        found = found._replace(suspensions=grounds.suspensions_left(deadline, now), extensions=left, may=may)
    reckoned = deadline.reckoned
    if reckoned is None or reckoned.back or deadline.standing == "lapsed":
        return found
    ends = [each for each in (deadline.met_on, deadline.due_on if deadline.opens else None) if each]
    return _counted(found, reckoned, written.calendar, min([on, *ends]))


def _counted(budget: Budget, reckoned: Reckoned, calendar: WorkCalendar, day: date) -> Budget:
    raw_on, due_on = budget.deadline.raw_on, budget.deadline.due_on
    assert raw_on
    assert due_on
    plain_on = due(reckoned._replace(extensions=(), last_on=None), calendar).raw_on
    given = (plain_on - reckoned.anchor_on).days - reckoned.suspended_days
    extended, moved = (raw_on - plain_on).days, (due_on - raw_on).days
    used = _elapsed(reckoned.anchor_on, day, budget.still)
    return budget._replace(
        budget_days=given,
        extended_days=extended,
        moved_days=moved,
        used_days=used,
        left_days=given + extended + moved - used,
    )


def _elapsed(anchor_on: date, day: date, still: Sequence[Still]) -> int:
    """The days after the anchor up to and including `day` on which it ran."""
    days = (anchor_on + ONE_DAY * count for count in range(1, (day - anchor_on).days + 1))
    return sum(not any(each.first <= one and (each.last is None or one <= each.last) for each in still) for one in days)


# what stood still


def _still(deadline: Deadline, now: Trajectory, happened: Sequence[Recorded], on: date) -> list[Still]:
    """In the order of their first days; each day counts for the first of those that hold it."""
    anchor_on = deadline.reckoned.anchor_on if deadline.reckoned else on
    decided = [
        each for each in zip(now.holds, _of(happened, ev.DeadlineSuspended), strict=True) if _own(each[0], deadline)
    ]
    left = list(deadline.holds)
    for hold, _ in decided:
        if (hold.on, hold.until) in left:
            left.remove((hold.on, hold.until))
    found = [Still(hold.on, hold.until, 0, "decided", hold.ground, event) for hold, event in decided]
    own = {(each.on, each.until): each.ground for each in _by_themselves(deadline, now)}
    carried = {span for pin in now.pins if pin.rule == deadline.name for span in pin.stood_still}
    for first, last in left:
        why: Why = "migration" if (first, last) in carried else "ground" if (first, last) in own else "stage"
        stage = next((each.stage for each in reversed(now.path) if each.on < first), "") if why == "stage" else ""
        ground = own[first, last] if why == "ground" else ""
        found.append(Still(first, last, 0, why, ground, stage=stage))
    return _each_day_once(sorted(found, key=lambda each: each.first), anchor_on, on)


def _by_themselves(deadline: Deadline, now: Trajectory) -> list[Hold]:
    return own_pauses(deadline.reading.suspend, deadline.name, deadline.occurrence, now)


def _each_day_once(stretches: list[Still], anchor_on: date, on: date) -> list[Still]:
    """A stretch without an end has the days up to and including `on`."""
    last, found = anchor_on, []
    for each in stretches:
        until = each.last or max(on, each.first - ONE_DAY)
        first = max(each.first, last + ONE_DAY)
        found.append(each._replace(days=max(0, (until - first).days + 1)))
        last = max(last, until)
    return found


def _own(entry: Hold | Extension, deadline: Deadline) -> bool:
    return (entry.rule, entry.occurrence) == (deadline.name, deadline.occurrence)


# what was granted


def _longer(deadline: Deadline, now: Trajectory, happened: Sequence[Recorded]) -> list[Longer]:
    pairs = zip(now.extensions, _of(happened, ev.DeadlineExtended), strict=True)
    return [Longer(each.by, each.until, each.ground, event) for each, event in pairs if _own(each, deadline)]


def _may(deadline: Deadline, left: Left, given: Sequence[Extension], calendar: WorkCalendar) -> list[May]:
    """The grounds on which there is still a later day to be had."""
    extend, found = deadline.reading.extend, []
    for name in left.grounds:
        assert extend
        assert deadline.due_on
        days = [each.last_on for each in grounds.bounds(deadline, extend.grounds[name], given, calendar)]
        last_on = min(days, default=None)
        if last_on is None or last_on > deadline.due_on:
            found.append(May(name, last_on))
    return found


def _happened(history: Sequence[Recorded], as_of: date | None, known_at: datetime | None) -> list[Recorded]:
    """What the trajectory was folded from, in that order: so that each entry has its event in the same place."""
    known = corrected(known_by(history, known_at))
    return sorted((each for each in known if as_of is None or each.occurred_on <= as_of), key=ORDER)


def _of(happened: Sequence[Recorded], kind: Any) -> list[Recorded]:
    return [each for each in happened if isinstance(each.event, kind)]
