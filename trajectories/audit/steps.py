"""In which roles a definition lets someone take a step or do a task."""

from typing import Any

from trajectories.casework.permission import roles_of_tasks
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from workflows.machine.state_machine import Compiled

OF_TASKS = (ev.TaskDone, ev.TaskMissed, ev.TaskWaived)


def who_may(compiled: Compiled, recorded: Recorded) -> frozenset[str]:
    """The roles of which one is needed; none where anyone who may write may do it. compiled: what held then."""
    event: Any = recorded.event
    if isinstance(event, ev.StageEntered):
        passages = compiled.passages.get(event.source, {}).get(event.trigger, ())
        ways = [set(each.roles) for each in passages if each.to == event.stage]
        return frozenset().union(*ways) if all(ways) else frozenset()
    return frozenset(roles_of_tasks(compiled, [event.task])) if isinstance(event, OF_TASKS) else frozenset()


def unknown_task(compiled: Compiled, recorded: Recorded) -> bool:
    event: Any = recorded.event
    return isinstance(event, OF_TASKS) and event.task not in compiled.workflow.tasks
