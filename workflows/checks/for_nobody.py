"""Guards that hold, or fail, for lack of anyone whom they are about."""

from collections.abc import Iterator

from workflows.checks.finding import Draft, Finding
from workflows.checks.reminders_heard import is_given
from workflows.format.references import leaves
from workflows.format.yaml_document import Place
from workflows.language.conditions import TaskCondition, TasksCondition
from workflows.language.stages import Start
from workflows.language.tasks import Task
from workflows.language.transitions import Transition

OF_CHILDREN = ("each_child", "each_school_child", "each_young_child")


def guards_for_nobody(draft: Draft) -> Iterator[Finding]:
    for place, part in draft.parts:
        if isinstance(part, Task | Start):
            yield from _children_of_one_person(draft, part, place)
        elif isinstance(part, Transition) and part.when and not draft.lost_below("tasks"):
            yield from _tasks_asked_about(draft, part, place)


def _children_of_one_person(draft: Draft, part: Task | Start, place: Place) -> Iterator[Finding]:
    if draft.workflow.subject == "person" and part.for_ in OF_CHILDREN and not draft.is_lost("subject"):
        text = "this follows one person, so of an adult there is nobody; leave 'for' out, or ask the age in 'when'"
        yield Finding((*place, "for"), "guard_for_nobody", text, "warning")


def _tasks_asked_about(draft: Draft, transition: Transition, place: Place) -> Iterator[Finding]:
    assert transition.when
    for where, leaf in leaves((*place, "when"), transition.when):
        if isinstance(leaf, TasksCondition) and not _holds_back(draft, transition.from_):
            stages = ", ".join(f"'{name}'" for name in transition.from_)
            text = f"no task of {stages} has to be done by everyone, so this holds at once where there is none to do"
            yield Finding((*where, "tasks"), "guard_for_nobody", text, "warning")
        elif isinstance(leaf, TaskCondition):
            task = draft.workflow.tasks.get(leaf.task)
            if task and task.for_ in OF_CHILDREN:
                text = f"where there is no child nobody does '{leaf.task}', so this never holds; ask 'tasks: done'"
                yield Finding((*where, "task"), "guard_for_nobody", text, "warning")


def _holds_back(draft: Draft, stages: tuple[str, ...]) -> bool:
    """Whether one of the stages asks a task of whomever is there; or may, where that could not be read."""
    tasks, known = draft.workflow.tasks, draft.workflow.stages
    if any(name not in known or draft.lost_below("stages", name) for name in stages):
        return True
    asked = [task for name in stages for task in known[name].tasks]
    return any(name not in tasks or _is_asked_of_all(tasks[name]) for name in asked) or any(
        is_given(draft, name) for name in tasks
    )


def _is_asked_of_all(task: Task) -> bool:
    return not (task.optional or task.repeats) and task.for_ not in OF_CHILDREN
