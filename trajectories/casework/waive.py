"""An optional task that need not be done any more: may it be let go?"""

from collections.abc import Iterable

from trajectories.casework import commands as ask
from trajectories.casework.parse_values import task_of
from trajectories.casework.refusals import Decision, member_for, must_be_open
from trajectories.casework.task_rules import must_be_theirs
from trajectories.casework.tasks import left_tasks, open_tasks
from trajectories.deadlines.deadline import Deadline
from trajectories.history import events as ev
from trajectories.history.state import Trajectory, is_waived, task_key
from workflows.errors import Refused
from workflows.language.deadlines import MetByTask
from workflows.language.nothing_planned import rule_of
from workflows.machine.guards import OpenTask
from workflows.machine.state_machine import Compiled
from workflows.words import Words


def decide_waive(
    compiled: Compiled, now: Trajectory, command: ask.WaiveTask, deadlines: Iterable[Deadline], actor: ask.Actor
) -> Decision:
    """Of each task named, for the member named, or for all for whom it is still to be done. All of them or none.

    Raises Refused for one that must be done, is done, was waived, is not asked, or that a running term waits for, and
    StepRefused for someone else's.
    """
    must_be_open(now, compiled)
    to_do = [*open_tasks(compiled, now), *(each.open for each in left_tasks(compiled, now))]
    events: list[ev.Event] = []
    for name in dict.fromkeys(command.tasks):
        found = [each for each in to_do if each.task == name and command.member in ("", each.member)]
        must_be_theirs(task_of(compiled, name), actor)
        _must_be_optional(compiled, name, to_do)
        _must_come_to_an_end(compiled, now, name)
        if command.member:
            member_for(compiled, now, name, command.member)
        if not found:
            raise _not_to_be_done(compiled, now, name, command.member, to_do)
        _must_not_be_waited_for(compiled, name, deadlines)
        asked = [now.asked[key].on for each in found if (key := task_key(each.task, each.member)) in now.asked]
        if asked and command.on < max(asked):
            raise Refused(
                Words(
                    f"{name} werd pas op {max(asked)} gevraagd; kies die dag of een latere",
                    f"{name} was asked for on {max(asked)} only; choose that day or a later one",
                )
            )
        events += [ev.TaskWaived(each.task, each.member) for each in found]
    return Decision(events)


def _must_be_optional(compiled: Compiled, name: str, to_do: list[OpenTask]) -> None:
    task = task_of(compiled, name)
    if not task.optional:
        may_go = _listed(compiled, to_do)
        raise Refused(
            Words(
                f"‘{task.label.say('nl')}’ moet gedaan worden; alleen wat mag kan vervallen, hier: {may_go}",
                f"'{task.label.say('en')}' must be done; only what is optional can be waived, here: {may_go}",
            )
        )


def _must_come_to_an_end(compiled: Compiled, now: Trajectory, name: str) -> None:
    """What comes back again and again, such as a review, is never finished: letting it go would end nothing."""
    task = compiled.workflow.tasks[name]
    if task.repeats:
        nl, en = f"‘{task.label.say('nl')}’", f"'{task.label.say('en')}'"
        done = f"traject task done {now.id} {name}"
        raise Refused(
            Words(
                f"{nl} komt terug zolang deze stap duurt en kan niet vervallen; ‘{done}’ begint een nieuwe ronde, "
                "‘traject snooze’ stelt de herinnering uit, een volgende stap of sluiting maakt er een eind aan",
                f"{en} comes back as long as this stage lasts and cannot be waived; '{done}' begins the next round, "
                "'traject snooze' puts the reminder off, a next step or closing ends it",
            )
        )


def _listed(compiled: Compiled, to_do: list[OpenTask]) -> str:
    names = (each.task for each in to_do if compiled.workflow.tasks[each.task].optional)
    return ", ".join(dict.fromkeys(names)) or "–"


def _not_to_be_done(compiled: Compiled, now: Trajectory, name: str, member: str, to_do: list[OpenTask]) -> Refused:
    """Done, waived before, or not asked for: each said as it is."""
    task, may_go = compiled.workflow.tasks[name], _listed(compiled, to_do)
    nl, en = f"‘{task.label.say('nl')}’", f"'{task.label.say('en')}'"
    every = [key for key in (*now.asked, *now.done) if key.partition("/")[0] == name]
    keys = [key for key in every if not member or key == task_key(name, member)]
    waived = [now.waived[key] for key in keys if is_waived(now, key)]
    if waived:
        on, version = waived[-1].on, waived[-1].version
        undo = f"traject correct {now.id} {version} --void --reason …"
        return Refused(
            Words(
                f"{nl} hoeft al niet meer, sinds {on}; terugnemen gaat met ‘{undo}’",
                f"{en} was waived already, on {on}; '{undo}' takes that back",
            )
        )
    if any(now.done.get(key) for key in keys):
        return Refused(Words(f"{nl} is al gedaan", f"{en} is done already"))
    return Refused(
        Words(
            f"{nl} wordt hier niet gevraagd en bleef ook niet liggen; wel: {may_go}",
            f"{en} is not asked for here, nor was it left; these are: {may_go}",
        )
    )


def _must_not_be_waited_for(compiled: Compiled, name: str, deadlines: Iterable[Deadline]) -> None:
    """A term would go on asking for what nobody could record any more."""
    for deadline in deadlines:
        rule = rule_of(compiled.workflow, deadline.name)
        waits = any(isinstance(way, MetByTask) and way.task == name for way in rule.met_by)
        if waits and deadline.standing == "running":
            label = rule.label
            raise Refused(
                Words(
                    f"op {name} wacht een termijn die loopt: ‘{label.say('nl')}’ ({deadline.id}); leg vast dat het "
                    "gedaan is, of hoe het anders ging",
                    f"a term that runs waits for {name}: '{label.say('en')}' ({deadline.id}); record that it was "
                    "done, or what happened instead",
                )
            )
