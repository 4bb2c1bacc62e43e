"""Every name in a definition that stands for something else in it, with its place in the data."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import get_args

from pydantic import BaseModel

from workflows.format.yaml_document import Place
from workflows.language.conditions import Condition, PlainCondition
from workflows.language.deadlines import DeadlineRule
from workflows.language.names import Declared, Refers
from workflows.language.stages import Start
from workflows.language.tasks import Task
from workflows.language.transitions import Transition
from workflows.language.workflow import Workflow

TABLES = {  # what a name may stand for -> the table that declares it
    "stage": "stages", "fact": "facts", "task": "tasks", "parameter": "parameters",
    "outcome": "outcomes", "source": "sources", "deadline": "deadlines",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    kind: str
    name: str
    place: Place


def parts(workflow: Workflow) -> Iterator[tuple[Place, BaseModel]]:
    """The workflow and every model inside it, scenarios left out."""
    yield (), workflow
    for name in Workflow.model_fields:
        if name != "scenarios":
            yield from models_in(getattr(workflow, name), (name,))


def references(inside: Iterable[tuple[Place, BaseModel]]) -> list[Reference]:
    """Of the parts given."""
    return [
        Reference(kind, name, where)
        for place, part in inside
        for field, kind in referring(type(part)).items()
        for where, name in _names(getattr(part, field), (*place, written(type(part), field)))
    ]


def guards(inside: Iterable[tuple[Place, BaseModel]]) -> Iterator[tuple[Place, Condition]]:
    """Every guard, whole: of a transition, a task, a start and a deadline."""
    for place, part in inside:
        if isinstance(part, Transition | Task | Start | DeadlineRule) and part.when:
            yield (*place, "when"), part.when


def leaves(place: Place, condition: Condition) -> Iterator[tuple[Place, PlainCondition]]:
    """The plain questions in a guard."""
    for where, part in models_in(condition, place):
        if isinstance(part, PlainCondition):
            yield where, part


@cache
def referring(model: type[BaseModel]) -> Mapping[str, Declared]:
    """Each field that holds names -> what its names stand for."""
    found = {name: _refers((each.annotation, *each.metadata)) for name, each in model.model_fields.items()}
    return {name: kind for name, kind in found.items() if kind}


def _refers(hints: Iterable[object]) -> Declared | None:
    for hint in hints:
        if isinstance(hint, Refers):
            return hint.to
        if found := _refers(get_args(hint)):
            return found
    return None


def written(model: type[BaseModel], field: str) -> str:
    """The key that a definition file uses for a field."""
    return model.model_fields[field].alias or field


def models_in(value: object, place: Place) -> Iterator[tuple[Place, BaseModel]]:
    """Every model in a value, itself first, with its place."""
    if isinstance(value, BaseModel):
        yield place, value
        for name in type(value).model_fields:
            yield from models_in(getattr(value, name), (*place, written(type(value), name)))
    for step, each in _inside(value):
        yield from models_in(each, (*place, step))


def _names(value: object, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    for step, each in _inside(value):
        yield from _names(each, (*place, step))


def _inside(value: object) -> list[tuple[str | int, object]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, tuple) else []
