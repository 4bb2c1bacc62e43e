"""For whom a task may be recorded: whoever was asked, and whoever the same rule asks on the day it was done."""

from collections.abc import Collection, Iterable, Sequence

from trajectories.casework import commands as ask
from trajectories.casework.tasks import Circle, answers_of, whom
from trajectories.history import events as ev
from trajectories.history.events import MemberSeen, Recorded
from trajectories.history.replay import corrected
from trajectories.history.state import Trajectory, task_key
from workflows.describe.phrases import FOR_WHOM
from workflows.errors import Refused
from workflows.language.conditions import plain_conditions
from workflows.language.tasks import Task
from workflows.machine.guards import Reckoner, Seen, asked_of_people, unmet
from workflows.machine.state_machine import Compiled
from workflows.words import Words


def must_be_asked_of(
    compiled: Compiled,
    now: Trajectory,
    command: ask.DoTask,
    circle: Circle,
    asked_before: Collection[str],
    calendar: Reckoner,
) -> None:
    """circle: the members of the trajectory as they were on the day of the command. asked_before: keys of tasks that
    were ever asked here; who grew up since stays one of whom it was asked. Raises Refused with whom it is asked of.
    """
    task = compiled.workflow.tasks.get(command.task)
    if task is None or task.for_ == "subject" or command.member not in now.members:
        return  # refused in other words, see member_for
    fitting = fitting_members(compiled, task, circle, command, calendar)
    keys = {*asked_before, *now.asked, *now.asked_again, *now.done}
    may = [each for each in now.members if each in fitting or task_key(command.task, each) in keys]
    if command.member not in may:
        raise _not_asked(task, command, circle, may)


def fitting_members(
    compiled: Compiled, task: Task, circle: Circle, command: ask.DoTask, calendar: Reckoner
) -> list[str]:
    """Whom the task is for on that day. What its condition asks of the case itself is not known before its stage, so
    only one that asks of people alone is looked at.
    """
    of_people = all(asked_of_people(each) for each in plain_conditions(task.when))
    found = []
    for member in whom(task.for_, circle):
        seen = Seen(command.on, {}, answers=answers_of(circle, member))
        if member and not (of_people and task.when and unmet(task.when, seen, compiled.workflow, calendar)):
            found.append(member["member"])
    return found


def ever_asked(history: Iterable[Recorded]) -> set[str]:
    """Keys of the tasks that were asked of a member; nothing of an event that was voided."""
    found: list[ev.AskedTask] = []
    for each in corrected(list(history)):
        match each.event:
            case ev.TrajectoryOpened(tasks=tasks) | ev.TakenOver(tasks=tasks) | ev.StageEntered(tasks=tasks):
                found += tasks
            case ev.Migrated(asked=tasks):
                found += tasks
            case ev.MemberJoined(tasks=tasks, settling=settling) | ev.MemberChanged(tasks=tasks, settling=settling):
                found += [*tasks, *settling]
            case _:
                pass  # every other event asks nothing of a member
    return {task_key(each["task"], each["member"]) for each in found}


def _not_asked(task: Task, command: ask.DoTask, circle: Circle, may: Sequence[str]) -> Refused:
    nl, en = task.label.say("nl"), task.label.say("en")
    who, one = FOR_WHOM[task.for_], f"[{command.member}]"
    they = ", ".join(f"[{each}]" for each in may)
    seen = next((each for each in circle.members if each["member"] == command.member), None)
    reason = _age(seen) if seen else Words("", "")
    return Refused(
        Words(
            f"‘{nl}’ wordt gevraagd van {who.say('nl')}, en {one} hoorde daar op {command.on} niet bij"
            + f"{reason.say('nl')}; {f'wel: {they}' if may else 'hier is dat niemand'}",
            f"'{en}' is asked of {who.say('en')}, and {one} was not one of them on {command.on}"
            + f"{reason.say('en')}; {f'these are: {they}' if may else 'here that is nobody'}",
        )
    )


def _age(seen: MemberSeen) -> Words:
    """Why someone does not belong to them, where that is not what stands there."""
    if seen["adult"] is None:
        return Words(
            " (zonder geboortedatum telt iemand als volwassen; geef die met ‘traject client edit … --born JJJJ-MM-DD’)",
            " (without a birth date someone counts as adult; give it with 'traject client edit … --born YYYY-MM-DD')",
        )
    return Words("", "")
