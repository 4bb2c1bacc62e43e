"""People are followed: what a case of the household would open for one of its members, and ask about them, on a day."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from trajectories.casework.refusals import Decision
from trajectories.casework.tasks import Circle, StartWish, asked_on_entering, is_asked_now, seen_of, starts_of
from trajectories.history import events as ev
from trajectories.history.events import AskedTask, MemberSeen, Recorded
from trajectories.history.replay import corrected
from trajectories.history.state import Trajectory, done_entries, task_key
from workflows.calendar import WorkCalendar
from workflows.language.stages import Stage
from workflows.machine.guards import Seen
from workflows.machine.state_machine import Compiled


class Followed(NamedTuple):
    """One member of the circle of an open case, as they are on a day.

    circle: everyone around the case on that day. came_later: not there when the case was opened.
    """

    on: date
    member: MemberSeen
    circle: Circle
    came_later: bool

    @property
    def id(self) -> str:
        return self.member["member"]


def would_open(compiled: Compiled, now: Trajectory, one: Followed, calendar: WorkCalendar) -> list[StartWish]:
    """What this case of a household would open for one member on that day, by the stages that it came through.

    Who came later gets what is meant for arrivals only. Whether they have one of its kind already is not asked here.
    Whoever holds a role in this case would look after what it opens.
    """
    if not now.subject.startswith("h"):
        return []
    seen, found = seen_of(compiled, now, one.on, one.circle, calendar), dict[str, StartWish]()
    for stage in _stages(compiled, now):
        for wish in opened_beside(compiled, stage, one.circle, seen, calendar, arrival=one.came_later):
            if wish.subject == one.id and not wish.continues:
                found.setdefault(wish.workflow, wish)
    return list(found.values())


def opened_beside(
    compiled: Compiled, stage: Stage, circle: Circle, seen: Seen, calendar: WorkCalendar, *, arrival: bool = False
) -> list[StartWish]:
    """What a stage opens for who is there on that day: for everyone the same, whether the case opens, someone joins or
    grows up. Whoever had one of its kind is asked about; see StartWish.follows.
    """
    wishes = starts_of(compiled, stage, circle, seen, calendar, arrival=arrival)
    return [each._replace(follows=_is_followed(each)) for each in wishes]


def _is_followed(wish: StartWish) -> bool:
    return bool(wish.subject) and not wish.continues


def opened_in_error(compiled: Compiled, now: Trajectory, one: Followed, calendar: WorkCalendar) -> set[str]:
    """The kinds that the case opened for a member as it knew them, and would not open for who they are: by name."""
    was = _as_known(now, one)
    if was is None:
        return set()
    right = {wish.workflow for wish in would_open(compiled, now, one, calendar)}
    return {wish.workflow for wish in would_open(compiled, now, was, calendar)} - right


def was_there(history: Iterable[Recorded], member: str) -> bool:
    """Whether someone was seen in the household when the case was opened."""
    opened = (each.event for each in corrected(history) if isinstance(each.event, ev.Opening))
    return any(each["member"] == member for event in opened for each in event.members)


def decide_arrival(compiled: Compiled, now: Trajectory, one: Followed, calendar: WorkCalendar) -> Decision:
    """A member joins the household of an open case: what it asks about them, and what it opens."""
    tasks, settling = _tasks(compiled, now, one, calendar)
    joined = ev.MemberJoined(one.member, tasks, now.stage if tasks else "", settling)
    seen = seen_of(compiled, now, one.on, one.circle, calendar)
    opening = compiled.workflow.stages[compiled.workflow.initial]
    arrivals = starts_of(compiled, opening, one.circle, seen, calendar, arrival=True)
    of_all = [wish for wish in arrivals if not wish.subject]
    return Decision([joined], [*would_open(compiled, now, one, calendar), *of_all])


def decide_change(compiled: Compiled, now: Trajectory, one: Followed, calendar: WorkCalendar) -> Decision:
    """Someone around an open case is seen anew: of age, of school age, or born on another day.

    Tasks asked of who they were, and not begun, are asked no longer. No event where nothing changes.
    """
    starts = would_open(compiled, now, one, calendar)
    if now.members.get(one.id) == one.member:
        return Decision([], starts)
    tasks, settling = _tasks(compiled, now, one, calendar)
    fresh = [each for each in tasks if not is_asked_now(_key(each), now)]
    stages, was = _stages(compiled, now), _as_known(now, one)
    fit = {_key(each) for each in _of_stages(stages, compiled, now, one, calendar)}
    fitted = {_key(each) for each in _of_stages(stages, compiled, now, was, calendar)} if was else set()
    gone = [key for key in now.asked if key in fitted - fit and not done_entries(now, key)]
    changed = ev.MemberChanged(
        one.member, fresh, now.stage if fresh else "", settling, [_asked(key, one.id) for key in gone]
    )
    return Decision([changed], starts)


def _tasks(
    compiled: Compiled, now: Trajectory, one: Followed, calendar: WorkCalendar
) -> tuple[list[AskedTask], list[AskedTask]]:
    """What the present stage asks about this member; and what stages gone by asked about each, and nobody did."""
    present = list(_of_stages([compiled.workflow.stages[now.stage]], compiled, now, one, calendar))
    known = {_key(each) for each in present} | set(now.asked) | {key for key in now.done if done_entries(now, key)}
    passed = _of_stages(_stages(compiled, now), compiled, now, one, calendar)
    return present, [each for each in passed if _key(each) not in known]


def _stages(compiled: Compiled, now: Trajectory) -> list[Stage]:
    """Those on the path, each once; the first one first."""
    names = dict.fromkeys([compiled.workflow.initial, *(passage.stage for passage in now.path)])
    return [compiled.workflow.stages[name] for name in names if name in compiled.workflow.stages]


def _of_stages(
    stages: Iterable[Stage], compiled: Compiled, now: Trajectory, one: Followed, calendar: WorkCalendar
) -> Iterator[AskedTask]:
    """What these stages ask about one member, each once."""
    seen, told = seen_of(compiled, now, one.on, one.circle, calendar), set[str]()
    for stage in stages:
        for task in asked_on_entering(compiled, stage, one.circle, seen, calendar):
            if task["member"] == one.id and _key(task) not in told:
                told.add(_key(task))
                yield task


def _as_known(now: Trajectory, one: Followed) -> Followed | None:
    """The member as the case knew them until now; None where it did not."""
    was = now.members.get(one.id)
    if was is None:
        return None
    others = tuple(was if each["member"] == one.id else each for each in one.circle.members)
    return one._replace(member=was, circle=Circle(others, was if one.circle.self_ else None))


def _key(task: AskedTask) -> str:
    return task_key(task["task"], task["member"])


def _asked(key: str, member: str) -> AskedTask:
    return {"task": key.removesuffix(f"/{member}"), "member": member}
