"""Tasks of the present stage, as the other version asks them."""

from trajectories.casework.tasks import Circle, asked_on_entering, seen_of
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.state import AskedEntry
from trajectories.migration.hindrances import asked_key
from trajectories.migration.plan import Wish
from trajectories.migration.terms import trial
from workflows.language.tasks import Task
from workflows.machine.state_machine import Compiled


def tasks_going_over(
    written: Written, after: Compiled, blank: ev.Migrated, wish: Wish, circle: Circle
) -> tuple[list[ev.AskedTask], list[ev.AskedTask]]:
    """What the present stage asks for newly, and what it asks for no longer."""
    moved = trial(written, after, [blank], wish)
    now, stage = moved.trajectory, after.workflow.stages[blank.stage]
    seen = seen_of(after, now, wish.today, circle, written.calendar)
    fresh = [name for name in stage.tasks if _is_fresh(name, written.compiled, after, blank)]
    partial_stage = stage.model_copy(update={"tasks": tuple(fresh)})
    wanted = asked_on_entering(after, partial_stage, circle, seen, written.calendar)
    asked = [each for each in wanted if (entry := now.asked.get(asked_key(each))) is None or entry.stage != blank.stage]
    unwanted = {key for key in now.asked if key.partition("/")[0] in fresh} - {asked_key(each) for each in wanted}
    gone = [key for key, each in now.asked.items() if _is_gone(key, each, after, blank.stage, unwanted)]
    return asked, [_asked(key) for key in gone]


def _is_fresh(name: str, before: Compiled, after: Compiled, blank: ev.Migrated) -> bool:
    """Whether the stage did not ask for it, or for someone else."""
    old_name = {new: old for old, new in blank.tasks.items()}.get(name, name)
    if old_name not in before.workflow.stages[blank.source].tasks:
        return True
    was, now = before.workflow.tasks[old_name], after.workflow.tasks[name]
    return _for_whom(was) != _for_whom(now)


def _for_whom(task: Task) -> tuple[str, object]:
    return task.for_, task.when


def _is_gone(key: str, entry: AskedEntry, after: Compiled, stage: str, unwanted: set[str]) -> bool:
    task = key.partition("/")[0]
    if entry.stage == "":
        return task not in after.workflow.tasks  # given by another trajectory, and let go by the plan
    return entry.stage == stage and (task not in after.workflow.stages[stage].tasks or key in unwanted)


def _asked(key: str) -> ev.AskedTask:
    task, _, member = key.partition("/")
    return {"task": task, "member": member}
