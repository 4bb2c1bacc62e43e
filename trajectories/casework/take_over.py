"""May a case that runs elsewhere be taken over where it stands, and what does that bring."""

from datetime import date
from typing import NamedTuple

from trajectories.casework import commands as ask
from trajectories.casework.follow import opened_beside
from trajectories.casework.parse_values import checked, choose, spec_of
from trajectories.casework.refusals import Decision
from trajectories.casework.road import road_to, unsure_before
from trajectories.casework.supposed import just_opened, with_facts
from trajectories.casework.taken_in import must_have_begun
from trajectories.casework.tasks import (
    Circle,
    SignalWish,
    StartWish,
    asked_on_entering,
    seen_of,
    signals_of,
    starts_of,
)
from trajectories.history import events as ev
from trajectories.history.events import Event, Value
from workflows.calendar import WorkCalendar
from workflows.errors import NotFound, Refused, UsageError
from workflows.language.facts import FactSpec
from workflows.machine.guards import Seen
from workflows.machine.state_machine import Compiled
from workflows.words import Words

NOT_STARTED = "not_started"  # the problem of what a case taken over would have started before, see events.Signalled
NOT_GIVEN = "not_given"  # the same, of a task or a fact that it would have given to another case


class TakingOver(NamedTuple):
    """dated: facts that held before, each with its day. left: what its stages would have started, and nobody asked
    for; its decision has what they would have given to others, as not given.
    """

    decision: Decision
    dated: list[tuple[ev.FactSet, date]]
    left: list[StartWish]


def decide_take_over(compiled: Compiled, command: ask.TakeOver, circle: Circle, calendar: WorkCalendar) -> TakingOver:
    """It stands in the stage since the day, asked what that stage asks; earlier stages ask nothing any more.

    Raises NotFound for a stage or a workflow to start that there is not, Refused for an end, for a road that cannot
    be, and for a day on which it cannot have begun.
    """
    workflow = compiled.workflow
    stage = workflow.stages.get(command.stage)
    if stage is None:
        raise NotFound(choose("stap", "stage", command.stage, list(workflow.stages)))
    if stage.final:
        raise _is_an_end(compiled, command.stage)
    facts = {name: checked(spec_of(compiled, name), name, value) for name, value in command.facts.items()}
    road = road_to(compiled, command.stage, command.on, command.passed, command.came_through)
    must_have_begun(workflow, command.intake_on, [*command.passed, (command.stage, command.on)])
    taken = ev.TakenOver(
        workflow.workflow,
        workflow.version,
        workflow.variant,
        command.municipality,
        command.subject,
        command.intake_on.isoformat(),
        command.stage,
        [],
        list(circle.members or ((circle.self_,) if circle.self_ else ())),
        road,
        unsure_before(compiled, command.stage, road, [*(name for name, _ in command.passed), *command.came_through]),
        [task for task in workflow.tasks if any(task in workflow.stages[each["stage"]].tasks for each in road)],
        len(facts),
    )
    begun = with_facts(just_opened(taken, command.on), facts, command.on)
    seen = seen_of(compiled, begun, command.on, circle, calendar)
    taken = taken._replace(tasks=asked_on_entering(compiled, stage, circle, seen, calendar))
    days = {name: held_from(spec_of(compiled, name), value, command.on) for name, value in facts.items()}
    events: list[Event] = [taken]
    events += [ev.FactSet(name, value) for name, value in facts.items() if days[name] == command.on]
    dated: list[tuple[ev.FactSet, date]] = [
        (ev.FactSet(name, value), days[name]) for name, value in facts.items() if days[name] != command.on
    ]
    stages = [*(each["stage"] for each in road), command.stage]
    wishes = _wishes(compiled, command.subject, stages, circle, seen, calendar)
    _must_be_started_there(command, wishes)
    named = [each for each in wishes if each.workflow in command.starts]
    given = [_not_given(each) for name in dict.fromkeys(stages) for each in signals_of(workflow.stages[name], seen)]
    return TakingOver(Decision(events, named, given), dated, [each for each in wishes if each not in named])


def _not_given(wish: SignalWish) -> SignalWish:
    return wish._replace(signal={**wish.signal, "problem": NOT_GIVEN})


def held_from(spec: FactSpec, value: Value, on: date) -> date:
    """A date that was past by then holds from that date on: what happened after it came after it here too."""
    if spec.type != "date" or not isinstance(value, str):
        return on
    return min(date.fromisoformat(value), on)


def _wishes(
    compiled: Compiled, subject: str, stages: list[str], circle: Circle, seen: Seen, calendar: WorkCalendar
) -> list[StartWish]:
    """What those stages start, each once for everyone; by the people and the facts as they are known now."""
    found: dict[tuple[str, str], StartWish] = {}
    for name in stages:
        stage = compiled.workflow.stages[name]
        of_stage = opened_beside if subject.startswith("h") else starts_of
        for wish in of_stage(compiled, stage, circle, seen, calendar):
            found.setdefault((wish.workflow, wish.subject), wish)
    return [each for each in found.values() if not each.continues]


def _must_be_started_there(command: ask.TakeOver, wishes: list[StartWish]) -> None:
    started = list(dict.fromkeys(each.workflow for each in wishes))
    for name in command.starts:
        if name not in started:
            raise UsageError(choose("te starten workflow", "workflow to start", name, started))


def _is_an_end(compiled: Compiled, stage: str) -> Refused:
    label = compiled.stage_label(stage)
    return Refused(
        Words(
            f"‘{label.nl}’ is een eind: wat daar staat loopt niet meer. Neem alleen over wat nog loopt",
            f"'{label.say('en')}' is an end: what stands there runs no more. Take over only what still runs",
        )
    )
