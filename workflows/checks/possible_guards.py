"""Whether guards can hold at all, and which of several passages of one trigger are ever taken."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import assert_never

from workflows.checks.fact_types import wrong_types
from workflows.checks.finding import Draft, Finding
from workflows.checks.satisfiability import Domain, can_hold
from workflows.format.references import TABLES, Reference, guards, leaves, models_in, references
from workflows.format.yaml_document import Place
from workflows.language.conditions import (
    AllCondition,
    AnyCondition,
    AssignedCondition,
    Condition,
    DeadlineCondition,
    FactCondition,
    HouseholdCondition,
    MemberCondition,
    MissedCondition,
    ParameterCondition,
    PlainCondition,
    StageCondition,
    TaskCondition,
    TasksCondition,
)
from workflows.language.names import Scalar
from workflows.language.transitions import Transition
from workflows.language.workflow import Workflow

Guards = Mapping[Place, Condition]
Passage = tuple[int, Transition]  # with its place among the passages of its trigger


def guards_that_never_help(draft: Draft) -> Iterator[Finding]:
    """Guards that never hold or always do, and passages that are never taken or not the only ones."""
    sound = dict(_sound_guards(draft))
    yield from _never_or_always(draft, sound)
    yield from _passages_never_taken(draft, sound)


def _never_or_always(draft: Draft, sound: Guards) -> Iterator[Finding]:
    free = _domain(draft, {})
    asks_parameters = any(_asks_parameter(leaf) for place, guard in sound.items() for _, leaf in leaves(place, guard))
    known = _domain(draft, _anywhere(draft)) if asks_parameters else free  # the variants are read only where it matters
    for place, guard in sound.items():
        impossible = list(_impossible(known, guard, place))
        yield from (_impossible_guard(part, where, free) for where, part in impossible)
        if not impossible and not can_hold(free, [], [guard]):
            text = "this always holds, so it asks nothing"
            yield Finding(place, "guard_always_true", text, "warning", key=True)


def _asks_parameter(question: PlainCondition) -> bool:
    match question:
        case ParameterCondition():
            return True
        case (
            AssignedCondition()
            | DeadlineCondition()
            | FactCondition()
            | HouseholdCondition()
            | MemberCondition()
            | MissedCondition()
            | StageCondition()
            | TaskCondition()
            | TasksCondition()
        ):
            return False
        case _:
            assert_never(question)


def _impossible(domain: Domain, guard: Condition, place: Place) -> Iterator[tuple[Place, Condition]]:
    """The smallest parts that can never hold. What stands under `not` is meant not to."""
    match guard:
        case AllCondition(all=parts):
            word = "all"
        case AnyCondition(any=parts):
            word = "any"
        case _:
            word, parts = "", ()
    inside = [found for index, part in enumerate(parts) for found in _impossible(domain, part, (*place, word, index))]
    if inside:
        yield from inside
    elif not can_hold(domain, [guard]):
        yield place, guard


def _impossible_guard(part: Condition, place: Place, free: Domain) -> Finding:
    if can_hold(free, [part]):
        text = "this can never hold: no variant sets the parameter so that it does"
        return Finding(place, "impossible_guard", text, "warning", key=True)
    return Finding(place, "impossible_guard", "this can never hold", key=True)


def _passages_never_taken(draft: Draft, sound: Guards) -> Iterator[Finding]:
    """Of one trigger from one stage the first passage whose guard holds is taken."""
    for trigger, several in draft.workflow.transitions.items():
        usable = [
            (index, each)
            for index, each in enumerate(several)
            if each.when is None or ("transitions", trigger, index, "when") in sound
        ]
        for stage in dict.fromkeys(stage for _, each in usable for stage in each.from_):
            here = [(index, each) for index, each in usable if stage in each.from_]
            yield from _from_one_stage(draft, trigger, stage, here)


def _from_one_stage(draft: Draft, trigger: str, stage: str, passages: list[Passage]) -> Iterator[Finding]:
    shadowed = {index for index, _ in passages if _is_shadowed(draft, index, passages)}
    for index in sorted(shadowed):
        text = f"from '{stage}' an earlier passage of '{trigger}' is always taken instead"
        yield Finding(("transitions", trigger, index), "shadowed_transition", text, key=True)
    domain = _domain(draft, _here(draft.workflow), stage)
    clear = [each for each in passages if each[0] not in shadowed]
    for (_, first), (index, second) in combinations(clear, 2):
        if _is_ambiguous(domain, first, second):
            text = f"from '{stage}' the guard of the passage to '{first.to}' can hold at the same time"
            yield Finding(("transitions", trigger, index), "ambiguous_transition", text, "warning", key=True)


def _is_shadowed(draft: Draft, index: int, passages: list[Passage]) -> bool:
    """Whether whoever might take it can always take an earlier one. A guard that never holds is said by itself."""
    domain = _domain(draft, {})
    own = next(each for place, each in passages if place == index)
    earlier = [each.when for place, each in passages if place < index and _is_open_to_all_of(each, own)]
    return bool(earlier) and can_hold(domain, [own.when]) and not can_hold(domain, [own.when], earlier)


def _is_open_to_all_of(earlier: Transition, later: Transition) -> bool:
    return not earlier.roles or bool(later.roles and set(later.roles) <= set(earlier.roles))


def _is_ambiguous(domain: Domain, first: Transition, second: Transition) -> bool:
    """A later passage without a guard is meant as `otherwise`; roles that differ are meant to decide."""
    if first.to == second.to or second.when is None:
        return False
    if first.roles and second.roles and not set(first.roles) & set(second.roles):
        return False
    return can_hold(domain, [first.when, second.when])


def _sound_guards(draft: Draft) -> Iterator[tuple[Place, Condition]]:
    """Guards of which nothing else is wrong, so that nothing is said twice."""
    wrong = {finding.place for finding in wrong_types(draft)}
    for place, guard in guards(draft.parts):
        is_wrong = any(each[: len(place)] == place for each in wrong) or draft.lost_below(*place)
        if not is_wrong and all(_is_declared(draft, each) for each in references(models_in(guard, place))):
            yield place, guard


def _is_declared(draft: Draft, named: Reference) -> bool:
    if named.kind == "fact" and draft.fact(named.name) is None:
        return False
    return named.kind not in TABLES or named.name in getattr(draft.workflow, TABLES[named.kind])


def _domain(draft: Draft, parameters: dict[str, tuple[Scalar, ...]], stage: str = "") -> Domain:
    """stage: where the guards are asked."""
    workflow = draft.workflow
    rules = {name: rule for name, rule in workflow.deadlines.items() if not draft.lost_below("deadlines", name)}
    return Domain(workflow.facts, parameters, _finished(workflow, stage), workflow.tasks, rules)


def _finished(workflow: Workflow, stage: str) -> frozenset[str]:
    """Tasks that are surely done once all of the stage are."""
    asked = workflow.stages[stage].tasks if stage in workflow.stages else ()
    tasks = {name: workflow.tasks[name] for name in asked if name in workflow.tasks}
    return frozenset(
        name
        for name, task in tasks.items()
        if task.for_ == "subject" and task.when is None and not task.optional and not task.repeats
    )


def _here(workflow: Workflow) -> dict[str, tuple[Scalar, ...]]:
    return {name: (value,) for name, value in workflow.parameters.items()}


def _anywhere(draft: Draft) -> dict[str, tuple[Scalar, ...]]:
    """What parameters are set to, here or in another variant; nothing where those are not known."""
    return dict(draft.own.parameters) if draft.own else {}
