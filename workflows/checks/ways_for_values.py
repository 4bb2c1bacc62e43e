"""Whether a stage can be left whatever was chosen, and a step asks only for work that was given before it."""

from collections.abc import Iterator

from workflows.checks.fact_types import wrong_types
from workflows.checks.finding import Draft, Finding
from workflows.checks.reminders_heard import is_given
from workflows.checks.satisfiability import Domain, can_hold
from workflows.format.references import leaves
from workflows.format.yaml_document import Place, short
from workflows.language.conditions import FactCondition, TaskCondition
from workflows.language.facts import FactSpec
from workflows.language.names import Scalar
from workflows.language.stage_graph import reachable, turned_round, ways_out
from workflows.language.transitions import Transition

Ways = list[tuple[Place, Transition]]


def values_without_way_out(draft: Draft) -> Iterator[Finding]:
    """A fact of which one value leads out of a stage by a step of its own, and another by none."""
    if draft.document.lost:
        return
    wrong = [finding.place for finding in wrong_types(draft)]  # of which it is said by itself
    for name, stage in draft.workflow.stages.items():
        ways = _ways_from(draft, name)
        asked = [place for place, _ in ways] + [
            ("facts", fact) for place, way in ways for fact in _facts_asked(way, place)
        ]
        unsound = any(place == each[: len(place)] for place in asked for each in wrong)
        if ways and not stage.final and not unsound:
            for fact in dict.fromkeys(fact for place, way in ways for fact in _facts_asked(way, place)):
                yield from _left_inside(draft, name, fact, ways)


def _ways_from(draft: Draft, stage: str) -> Ways:
    several = draft.workflow.transitions.items()
    every = [(("transitions", name, index), each) for name, ways in several for index, each in enumerate(ways)]
    return [(place, each) for place, each in every if stage in each.from_]


def _facts_asked(way: Transition, place: Place) -> list[str]:
    found = leaves(place, way.when) if way.when else ()
    return [leaf.fact for _, leaf in found if isinstance(leaf, FactCondition)]


def _left_inside(draft: Draft, stage: str, fact: str, ways: Ways) -> Iterator[Finding]:
    spec = None if draft.lost_below("facts", fact) else draft.fact(fact)
    values = _choices(spec) if spec else ()
    parameters = {name: (value,) for name, value in draft.workflow.parameters.items()}
    domain = Domain(draft.workflow.facts, parameters)
    stuck = [value for value in values if not any(_may_go(domain, fact, value, way) for _, way in ways)]
    if stuck and len(values) - len(stuck) >= min(2, len(values) - 1):  # of one value alone it may be a condition
        place = next(place for place, way in ways if fact in _facts_asked(way, place))
        said = ", ".join(short(value) for value in stuck)
        text = f"no step leads out of '{stage}' where '{fact}' is {said}; write one, or ask less"
        yield Finding(place, "value_without_way_out", text, "warning", key=True)


def _choices(spec: FactSpec) -> tuple[Scalar, ...]:
    return (True, False) if spec.type == "boolean" and not spec.one_of else spec.one_of or ()


def _may_go(domain: Domain, fact: str, value: Scalar, way: Transition) -> bool:
    return can_hold(domain, [FactCondition.model_validate({"fact": fact, "is": value}), way.when])


def tasks_not_asked_before(draft: Draft) -> Iterator[Finding]:
    """A step that waits for a task which no stage on any road to it asks for."""
    if draft.lost_below("stages") or draft.lost_below("transitions"):
        return
    stages, back = draft.workflow.stages, turned_round(ways_out(draft.workflow))
    asked_anywhere = {task for stage in stages.values() for task in stage.tasks}
    for place, part in draft.parts:
        if not isinstance(part, Transition) or part.when is None:
            continue
        for where, leaf in leaves((*place, "when"), part.when):
            if isinstance(leaf, TaskCondition) and leaf.task in asked_anywhere and not is_given(draft, leaf.task):
                behind = {name: reachable(back, [name]) & stages.keys() for name in part.from_ if name in stages}
                never = [name for name, before in behind.items() if not _asks(draft, before, leaf.task)]
                if never:
                    text = f"on no road to '{never[0]}' '{leaf.task}' is asked for, so nobody was given it"
                    yield Finding((*where, "task"), "task_not_asked", text, "warning")


def _asks(draft: Draft, stages: set[str], task: str) -> bool:
    return any(task in draft.workflow.stages[name].tasks for name in stages)
