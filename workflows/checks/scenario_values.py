"""Whether what a scenario records fits the fact: it would fail when it is played, without saying where."""

from collections.abc import Iterator
from datetime import date

from workflows.checks.fact_types import KINDS, fits
from workflows.checks.finding import Draft, Finding
from workflows.format.yaml_document import Place, short
from workflows.language.names import Scalar
from workflows.language.scenarios import AdvanceMove, FactMove, Scenario


def values_in_scenarios(draft: Draft) -> Iterator[Finding]:
    """A warning: no client depends on it. What a municipality changes of a fact is not known here."""
    if draft.workflow.variant != "base":
        return
    for number, scenario in enumerate(draft.workflow.scenarios):
        if scenario.municipality == "any":
            for name, value, place in _recorded(scenario, ("scenarios", number)):
                yield from _unfit(draft, name, value, place)


def _recorded(scenario: Scenario, place: Place) -> Iterator[tuple[str, Scalar | date, Place]]:
    for name, value in scenario.facts.items():
        yield name, value, (*place, "facts", name)
    for index, move in enumerate(scenario.given):
        if isinstance(move, AdvanceMove):
            for name, value in move.facts.items():
                yield name, value, (*place, "given", index, "facts", name)
        elif isinstance(move, FactMove) and move.value is not None:
            yield move.fact, move.value, (*place, "given", index, "value")


def _unfit(draft: Draft, name: str, value: Scalar | date, place: Place) -> Iterator[Finding]:
    spec = draft.fact(name)
    if spec is None or draft.lost_below("facts", name):
        return
    if not fits(value, spec.type):
        yield Finding(place, "wrong_type", f"{short(value)} does not fit; '{name}' is {KINDS[spec.type]}", "warning")
    elif spec.one_of and value not in spec.one_of:
        choices = ", ".join(map(str, spec.one_of))
        yield Finding(place, "wrong_type", f"{short(value)} does not fit; '{name}' is one of {choices}", "warning")
