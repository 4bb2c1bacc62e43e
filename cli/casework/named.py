"""Codes of a definition as people write them: the code or its label, without accents and capitals.

What means nothing here comes back as it was typed: the rule that is asked next refuses it, and says what would work.
"""

from collections.abc import Mapping

from cli.asked import read_back
from trajectories.deadlines.written import Written
from trajectories.history.events import Value
from trajectories.local_time import typed_day
from workflows.language.duplicate import outcomes_of
from workflows.language.person_facts import PersonFacts
from workflows.language.road_facts import ENTERED, PASSED, fact_of
from workflows.language.workflow import Workflow
from workflows.typed_words import meant


def task_named(workflow: Workflow, typed: str) -> str:
    return meant(typed, {name: task.label for name, task in workflow.tasks.items()}) or typed


def fact_named(workflow: Workflow, typed: str) -> str:
    """Also one that is about a stage of a road: entered:STAGE, passed:STAGE."""
    kind, colon, stage = typed.partition(":")
    if colon and f"{kind.strip().casefold()}:" in (ENTERED, PASSED):
        return f"{kind.strip().casefold()}:{stage_named(workflow, stage)}"
    return meant(typed, {name: fact.label for name, fact in workflow.facts.items()}) or typed


def stage_named(workflow: Workflow, typed: str) -> str:
    return meant(typed, {name: stage.label for name, stage in workflow.stages.items()}) or typed


def person_fact_named(edition: PersonFacts, typed: str) -> str:
    return meant(typed, {name: fact.label for name, fact in edition.specs.items()}) or typed


def facts_named(workflow: Workflow, typed: Mapping[str, str]) -> dict[str, Value]:
    """With how a day was read said, where it may mean another one too."""
    found: dict[str, Value] = {fact_named(workflow, name): value for name, value in typed.items()}
    for name, value in found.items():
        say_how_read(workflow, name, str(value))
    return found


def say_how_read(workflow: Workflow, name: str, typed: str) -> None:
    spec = fact_of(workflow, name)
    if spec and spec.type == "date" and (day := typed_day(typed)):
        read_back(typed, day)


def outcome_named(workflow: Workflow, typed: str) -> str:
    return meant(typed, {name: each.label for name, each in outcomes_of(workflow).items()}) or typed


def trigger_named(written: Written, typed: str) -> str:
    """Among the steps out of the present stage, else among all of them."""
    compiled, stage = written.compiled, written.trajectory.stage
    for passages in (compiled.passages.get(stage, {}), compiled.workflow.transitions):
        steps = [(name, compiled.label_of(name, each)) for name, several in passages.items() for each in several]
        found = {name for name, label in steps if meant(typed, {name: label})}
        if typed in found or len(found) == 1:
            return typed if typed in found else found.pop()
    return typed
