"""Stages that go under another name in a later definition: which, and the earlier one read with the new names."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from workflows.format.references import referring
from workflows.language.stage_graph import turned_round, ways_out
from workflows.language.workflow import Workflow


def renamed_stages(before: Workflow, after: Workflow) -> dict[str, str]:
    """Old name -> new, as far as can be guessed: one left-over pair with the same label or the same neighbours."""
    names: dict[str, str] = {}
    for is_like in (_same_label, _same_neighbours):
        while found := _only_pairs(before, after, names, is_like):
            names |= found
    return names


Likeness = Callable[[Workflow, Workflow, Mapping[str, str], str, str], bool]


def _only_pairs(before: Workflow, after: Workflow, names: Mapping[str, str], is_like: Likeness) -> dict[str, str]:
    gone = [name for name in before.stages if name not in after.stages and name not in names]
    fresh = [name for name in after.stages if name not in before.stages and name not in names.values()]
    pairs = [(old, new) for old in gone for new in fresh if is_like(before, after, names, old, new)]
    olds, news = [old for old, _ in pairs], [new for _, new in pairs]
    return {old: new for old, new in pairs if olds.count(old) == 1 and news.count(new) == 1}


def _same_label(before: Workflow, after: Workflow, names: Mapping[str, str], old: str, new: str) -> bool:
    return before.stages[old].label == after.stages[new].label


def _same_neighbours(before: Workflow, after: Workflow, names: Mapping[str, str], old: str, new: str) -> bool:
    left, right = before.stages[old], after.stages[new]
    around = _neighbours(before, old, names)
    return (left.final, left.initial) == (right.final, right.initial) and any(around) and (
        around == _neighbours(after, new, {})
    )  # fmt: skip


def _neighbours(workflow: Workflow, name: str, names: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """Where one comes from and where one goes to; the stage itself as `itself`."""
    ways = ways_out(workflow)
    called = {**names, name: "itself"}
    back = turned_round(ways)
    return {called.get(n, n) for n in back.get(name, set())}, {called.get(n, n) for n in ways.get(name, set())}


def with_stages_named(workflow: Workflow, names: Mapping[str, str]) -> Workflow:
    """The same definition where the stages carry their new names, wherever one is named."""
    if not names:
        return workflow
    found: Workflow = _named(workflow, names)
    return found.model_copy(update={"stages": {names.get(name, name): each for name, each in found.stages.items()}})


def _named(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, tuple):
        return tuple(_named(each, names) for each in value)
    if isinstance(value, dict):
        return {key: _named(each, names) for key, each in value.items()}
    if not isinstance(value, BaseModel):
        return value
    stages = _fields_naming_stages(type(value))
    update = {
        field: _other_name(getattr(value, field), names) if field in stages else _named(getattr(value, field), names)
        for field in type(value).model_fields
    }
    return value.model_copy(update=update)


def _fields_naming_stages(model: type[BaseModel]) -> set[str]:
    return {field for field, kind in referring(model).items() if kind == "stage"}


def _other_name(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, tuple):
        return tuple(names.get(each, each) for each in value)
    return names.get(value, value)
