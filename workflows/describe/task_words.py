"""A task in plain words: what, how much, for whom, in which order and by whom."""

from workflows.describe.phrases import FOR_WHOM, both, condition_words, label_of, list_words, roles_words
from workflows.language.tasks import Task
from workflows.language.workflow import Workflow
from workflows.words import Words


def task_words(task: Task, workflow: Workflow) -> Words:
    """`Workshops, 5 modules, each adult (optional)`: what, how much, for whom, when."""
    notes = [task.label]
    if task.amount > 1:
        notes.append(both("{n} {unit}", "{n} {unit}", n=Words(str(task.amount)), unit=task.unit or Words("×")))
    if task.for_ != "subject":
        notes.append(FOR_WHOM[task.for_])
    if task.when:
        notes.append(condition_words(task.when, workflow))
    notes += order_and_roles(task, workflow)
    marks = [Words("mag", "optional")] if task.optional else []
    marks += [Words("telkens weer", "again and again")] if task.repeats else []
    marks += [Words("mag over", "may be redone")] if task.again else []
    nl = f"{', '.join(each.say('nl') for each in notes)}{_bracketed([each.nl for each in marks])}"
    en = f"{', '.join(each.say('en') for each in notes)}{_bracketed([each.say('en') for each in marks])}"
    return Words(nl, en)


def order_and_roles(task: Task, workflow: Workflow) -> list[Words]:
    """`after Interview`, `by jurist`."""
    notes = []
    if task.after:
        notes.append(
            both("na {it}", "after {it}", it=list_words(label_of(name, workflow.tasks) for name in task.after))
        )
    if task.roles:
        notes.append(both("door {it}", "by {it}", it=roles_words(task.roles)))
    return notes


def _bracketed(marks: list[str]) -> str:
    return f" ({', '.join(marks)})" if marks else ""
