"""What a definition says of recording a task: who may, after which others, and how often on a day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from trajectories.casework.commands import Actor
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.renamed_events import in_words_of, migrations_in
from trajectories.history.replay import ORDER, corrected, replay
from trajectories.history.state import Trajectory, done_entries, is_waived, task_key
from workflows.errors import Reason, Refused, StepRefused
from workflows.language.tasks import Task
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled, role_missing
from workflows.words import Words, listed

Named = Callable[[str], str]  # a task of the definition that asks, as the trajectory names it


def must_be_theirs(task: Task, actor: Actor) -> None:
    """Raises StepRefused for someone in none of the roles of the task; an administrator may always."""
    if task.roles and not {"administrator", *task.roles} & actor.roles:
        nl, en = task.label.say("nl"), task.label.say("en")
        raise StepRefused(
            Words(f"‘{nl}’ kunt u niet vastleggen", f"'{en}' is not for you to record"), [role_missing(task.roles)]
        )


def must_come_after(compiled: Compiled, now: Trajectory, then: Trajectory, name: str, member: str, on: date) -> None:
    """Raises StepRefused with the tasks that come first and were not done yet on that day."""
    waiting = waits_for(compiled.workflow, then, name, member)
    if not waiting:
        return
    label, tasks = compiled.workflow.tasks[name].label, compiled.workflow.tasks
    nl = listed([f"‘{tasks[each].label.nl}’" for each in waiting], "nl")
    en = listed([f"'{tasks[each].label.say('en')}'" for each in waiting], "en")
    later = [each.on for first in waiting for key, done in now.done.items() if _is_of(key, first) for each in done]
    later = [each for each in later if each > on]
    nl_then, en_then = (f"; dat was pas op {max(later)}", f"; that was on {max(later)} only") if later else ("", "")
    raise StepRefused(
        Words(
            f"‘{label.nl}’ komt na {nl}{nl_then}; leg dat eerst vast, of kies een latere dag met --on",
            f"'{label.say('en')}' comes after {en}{en_then}; record that first, or choose a later day with --on",
        ),
        [_first(tasks[each], each) for each in waiting],
    )


def must_be_another_day(task: Task, now: Trajectory, name: str, member: str, on: date) -> None:
    """Raises Refused for a second time on one day: more often a thing entered twice than a thing done twice."""
    if task.again and any(each.on == on for each in done_entries(now, task_key(name, member))):
        nl, en = task.label.say("nl"), task.label.say("en")
        raise Refused(
            Words(
                f"‘{nl}’ is voor {on} al vastgelegd; een volgende keer heeft een dag van zichzelf (--on)",
                f"'{en}' is recorded for {on} already; another time has a day of its own (--on)",
            )
        )


def waits_for(workflow: Workflow, then: Trajectory, name: str, member: str, named: Named = str) -> list[str]:
    """The tasks that come before this one and were not done whole in what held then, by their names in `workflow`."""
    return [each for each in workflow.tasks[name].after if _holds_back(each, workflow, then, member, named)]


def _holds_back(first: str, workflow: Workflow, then: Trajectory, member: str, named: Named) -> bool:
    """One that was waived holds nobody back, nor one that its stage did not ask of this household or this member."""
    task, present = workflow.tasks[first], named(first)
    keys = [key for key in (*then.asked, *then.done) if _is_of(key, present)]
    if task.for_ == "subject":
        keys = [present]
    elif member:
        keys = [task_key(present, member)]
    was_asked = any(first in workflow.stages[stage].tasks for stage in then.entered() if stage in workflow.stages)
    wanted = [key for key in dict.fromkeys(keys) if key in then.asked or key in then.asked_again or not was_asked]
    if not wanted:
        return not was_asked
    return not all(is_waived(then, key) or _is_whole(task, then, key) for key in wanted)


def _is_whole(task: Task, then: Trajectory, key: str) -> bool:
    return sum(each.amount for each in done_entries(then, key)) >= task.amount


def _is_of(key: str, task: str) -> bool:
    return key.partition("/")[0] == task


def _first(task: Task, name: str) -> Reason:
    nl, en = task.label.say("nl"), task.label.say("en")
    return Reason("task", name, Words(f"‘{nl}’ is nog niet gedaan", f"‘{en}’ is not done yet"))


# once more, after a correction


def disordered_tasks(
    compiled: Compiled, history: Sequence[Recorded], under: Mapping[str, Compiled] | None = None
) -> list[Reason]:
    """The work that could not have been recorded for its day, as known now. Who recorded it is not judged.

    Each is judged by the definition it was decided under, in the names of now.
    """
    workflows = [compiled.workflow, *(each.workflow for each in (under or {}).values())]
    if not any(task.after or task.again for workflow in workflows for task in workflow.tasks.values()):
        return []
    migrations = migrations_in(history)
    told = in_words_of(corrected(history), migrations, len(migrations))
    happened = sorted((each for each in told if not isinstance(each.event, ev.Migrated)), key=ORDER)
    reasons: list[Reason] = []
    for place, done in enumerate(happened):
        if isinstance(done.event, ev.TaskDone):
            deciding = (under or {}).get(done.definition, compiled).workflow
            reasons += _out_of_order(deciding, happened[:place], done, _present(migrations, done))
    return reasons


def _out_of_order(workflow: Workflow, before: list[Recorded], done: Recorded, named: Named) -> Iterator[Reason]:
    event: Any = done.event
    ruled = ((name, task) for name, task in workflow.tasks.items() if task.after or task.again)
    name, task = next((each for each in ruled if named(each[0]) == event.task), ("", None))
    if task is None:
        return
    then = replay(done.stream, before)
    for first in waits_for(workflow, then, name, event.member, named):
        yield _would_come_before(done, task, workflow.tasks[first], first)
    key = task_key(event.task, event.member)
    if task.again and any(each.on == done.occurred_on for each in done_entries(then, key)):
        nl, en = task.label.say("nl"), task.label.say("en")
        nl, en = f"‘{nl}’ zou op {done.occurred_on} twee keer staan", f"'{en}' would stand twice on {done.occurred_on}"
        yield Reason("task", event.task, Words(f"{nl} ({done.version})", f"{en} ({done.version})"))


def _would_come_before(done: Recorded, task: Task, first: Task, name: str) -> Reason:
    nl = f"‘{task.label.say('nl')}’ (gebeurtenis {done.version}) zou voor ‘{first.label.say('nl')}’ komen"
    en = f"'{task.label.say('en')}' (event {done.version}) would come before '{first.label.say('en')}'"
    return Reason("task", name, Words(nl, en))


def _present(migrations: Sequence[Recorded], done: Recorded) -> Named:
    """What a task of the definition that an event was written under is called now."""
    if not migrations:
        return str

    def named(name: str) -> str:
        [told] = in_words_of([done._replace(event=ev.TaskDone(name))], migrations, len(migrations))
        event: Any = told.event
        return str(event.task)

    return named
