"""Whether what a scenario names is there: in the definition, and in the variant that the scenario is about."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import assert_never

from workflows.checks.finding import Draft, Finding, unknown
from workflows.format.references import TABLES, references
from workflows.format.yaml_document import Place
from workflows.language.scenarios import (
    AdvanceMove,
    AssignMove,
    CloseMove,
    Expect,
    ExtendMove,
    FactMove,
    MissedMove,
    Move,
    ResumeMove,
    Scenario,
    SignalMove,
    SuspendMove,
    TaskMove,
)

DECLARED = {**TABLES, "trigger": "transitions"}
ALONE = "client"  # who is followed where a scenario names no household
Named = tuple[str, str, Place]  # kind, name, place


def unknown_in_scenarios(draft: Draft) -> Iterator[Finding]:
    """Scenarios stand in the base; one about a municipality is checked where its variants are known.

    A warning: no client depends on it.
    """
    if draft.workflow.variant != "base":
        return
    for number, scenario in enumerate(draft.workflow.scenarios):
        if scenario.municipality == "any" or draft.own:
            for kind, name, place in _names(scenario, ("scenarios", number)):
                yield from (replace(each, severity="warning") for each in _unknown(draft, scenario, kind, name, place))


def _unknown(draft: Draft, scenario: Scenario, kind: str, name: str, place: Place) -> list[Finding]:
    if kind == "member":
        return unknown(kind, name, {each.ref for each in scenario.household} or {ALONE}, place)
    if kind == "workflow":
        return unknown(kind, name, set(draft.neighbours), place) if draft.neighbours is not None else []
    table = DECLARED[kind]
    known = draft.document.declares(table)
    if draft.is_lost(table) or name in known:
        return []
    return unknown(kind, name, known | _agreed(draft, scenario, table), place)


def _agreed(draft: Draft, scenario: Scenario, table: str) -> set[str]:
    """What the variant that serves the scenario declares besides."""
    day = scenario.intake or scenario.opened
    variants = draft.own.variants if draft.own and scenario.municipality != "any" else ()
    serving = [
        each for each in variants if each.municipality == scenario.municipality and each.first <= day <= each.last
    ]
    return {name for each in serving for name in each.declared.get(table, ())}


def _names(scenario: Scenario, place: Place) -> Iterator[Named]:
    yield from _keys("fact", scenario.facts, (*place, "facts"))
    for index, move in enumerate(scenario.given):
        yield from _of_move(move, (*place, "given", index))
    yield from _expected(scenario.expect, (*place, "expect"))


def _of_move(move: Move, place: Place) -> Iterator[Named]:
    yield from ((each.kind, each.name, each.place) for each in references([(place, move)]))
    match move:
        case AdvanceMove(facts=facts):
            yield from _keys("fact", facts, (*place, "facts"))
        case (
            TaskMove()
            | MissedMove()
            | FactMove()
            | AssignMove()
            | SuspendMove()
            | ResumeMove()
            | ExtendMove()
            | SignalMove()
            | CloseMove()
        ):
            return  # names nothing that is no reference
        case _:
            assert_never(move)


def _expected(expect: Expect, place: Place) -> Iterator[Named]:
    for kind, one in (("stage", expect.stage), ("outcome", expect.outcome)):
        if one is not None:
            yield kind, one, (*place, kind)
    for word, kind, several in (("open_tasks", "task", expect.open_tasks), ("started", "workflow", expect.started)):
        for index, name in enumerate(several or ()):
            yield kind, name, (*place, word, index)
    yield from _keys("deadline", expect.deadlines, (*place, "deadlines"))
    yield from _keys("deadline", expect.reminders, (*place, "reminders"))
    for index, refusal in enumerate(expect.refused):
        yield "trigger", refusal.advance, (*place, "refused", index, "advance")


def _keys(kind: str, names: Iterable[str], place: Place) -> Iterator[Named]:
    for name in names:
        yield kind, name, (*place, name)
