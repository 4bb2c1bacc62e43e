"""Every name in a definition that stands for something else in it, with its place in the data."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from workflows.format.yaml_document import Place
from workflows.language.anchors import Anchor
from workflows.language.conditions import Condition
from workflows.language.deadlines import DeadlineRule, MetBy, RuleVersion
from workflows.language.grounds import Ground, LongerGround
from workflows.language.looked_up_terms import Looked
from workflows.language.sources import PlainRule
from workflows.language.stages import Signal, Stage, Start
from workflows.language.tasks import Task
from workflows.language.transitions import Transition
from workflows.language.workflow import Workflow

TABLES = {  # what a name may stand for -> the table that declares it
    "stage": "stages", "fact": "facts", "task": "tasks", "parameter": "parameters",
    "outcome": "outcomes", "source": "sources", "deadline": "deadlines",
}  # fmt: skip
REFERRING: dict[type[BaseModel], dict[str, str]] = {  # field -> what its names stand for
    Condition: {"fact": "fact", "parameter": "parameter", "task": "task", "stage": "stage"},
    Anchor: {
        "fact": "fact",
        "stage": "stage",
        "task": "task",
        "done": "task",
        "missed": "task",
        "deadline": "deadline",
    },
    Looked: {"fact": "fact", "parameter": "parameter"},
    MetBy: {"stage": "stage", "fact": "fact", "task": "task", "attended": "task"},
    Task: {"source": "source"},
    Stage: {"tasks": "task", "outcome": "outcome", "source": "source"},
    Start: {"workflow": "workflow", "facts": "fact"},
    Signal: {"to": "workflow"},
    Transition: {"from_": "stage", "to": "stage", "source": "source"},
    DeadlineRule: {"since": "stage", "lapses_at": "stage", "paused_in": "stage", "source": "source"},
    RuleVersion: {"source": "source"},
    Ground: {"source": "source"},
    LongerGround: {"source": "source"},
    PlainRule: {"source": "source"},
    Workflow: {"source": "source"},
}


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
            yield from _parts(getattr(workflow, name), (name,))


def references(inside: Iterable[tuple[Place, BaseModel]]) -> list[Reference]:
    """Of the parts given."""
    return [
        Reference(kind, name, where)
        for place, part in inside
        for field, kind in REFERRING.get(type(part), {}).items()
        for where, name in _names(getattr(part, field), (*place, written(part, field)))
    ]


def guards(inside: Iterable[tuple[Place, BaseModel]]) -> Iterator[tuple[Place, Condition]]:
    """Every guard, whole: of a transition, a task, a start and a deadline."""
    for place, part in inside:
        if isinstance(part, Transition | Task | Start | DeadlineRule) and part.when:
            yield (*place, "when"), part.when


def leaves(place: Place, condition: Condition) -> Iterator[tuple[Place, Condition]]:
    """The plain questions in a guard."""
    for where, part in _parts(condition, place):
        if isinstance(part, Condition) and part.all is None and part.any is None and part.not_ is None:
            yield where, part


def written(part: BaseModel, field: str) -> str:
    """The key that a definition file uses for a field."""
    return type(part).model_fields[field].alias or field


def _parts(value: object, place: Place) -> Iterator[tuple[Place, BaseModel]]:
    if isinstance(value, BaseModel):
        yield place, value
        for name in type(value).model_fields:
            yield from _parts(getattr(value, name), (*place, written(value, name)))
    for step, each in _inside(value):
        yield from _parts(each, (*place, step))


def _names(value: object, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    for step, each in _inside(value):
        yield from _names(each, (*place, step))


def _inside(value: object) -> list[tuple[str | int, object]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, tuple) else []
