"""What a workflow and its variants declare, read from their data for who refers to them from outside."""

from collections.abc import Iterable, Mapping

from workflows.catalogue.person_facts import as_person_has_it
from workflows.checks.check_definition import cohort
from workflows.checks.finding import Agreed, Neighbour
from workflows.checks.plain_values import leaves_of
from workflows.format.files import DefinitionFile
from workflows.format.yaml_document import Plain
from workflows.language.municipalities import Variant
from workflows.language.names import Scalar
from workflows.language.person_facts import is_of_person


def neighbour_of(base: dict[str, Plain], agreed_on: Iterable[tuple[DefinitionFile, Variant]]) -> Neighbour:
    """Of a definition's data, and the variants with the file of each."""
    agreed_on = list(agreed_on)
    changes = [variant.change for _, variant in agreed_on]
    layers: list[Mapping[str, object]] = [base, *changes]
    return Neighbour(
        facts=_types(layers),
        tasks=frozenset(name for layer in layers for name in _table(layer, "tasks")),
        asked=_asked(layers),
        given=_given(layers),
        parameters=_parameters(layers),
        variants=tuple(_agreed(file.name, each) for file, each in agreed_on),
        named=frozenset(value for change in changes for _, value in leaves_of(change, ()) if isinstance(value, str)),
        opening=_opening(base, layers),
        of_person=frozenset(
            name for layer in layers for name, fact in _table(layer, "facts").items() if is_of_person(fact)
        ),
    )


def _agreed(municipality: str, variant: Variant) -> Agreed:
    tables = {name: frozenset(table) for name, table in variant.change.items() if isinstance(table, dict)}
    return Agreed(municipality, *cohort(variant), tables)


def _types(layers: Iterable[Mapping[str, object]]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name, spec in (each for layer in layers for each in _table(layer, "facts").items()):
        spec = as_person_has_it(name, spec) if isinstance(spec, dict) and is_of_person(spec) else spec
        kind = spec.get("type") if isinstance(spec, dict) else None
        found[name] = kind if isinstance(kind, str) else found.get(name)
    return found


def _asked(layers: Iterable[Mapping[str, object]]) -> frozenset[str]:
    """Tasks that a stage lists."""
    lists = [stage.get("tasks") for stage in _stages(layers)]
    return frozenset(task for tasks in lists if isinstance(tasks, list) for task in tasks if isinstance(task, str))


def _given(layers: Iterable[Mapping[str, object]]) -> frozenset[tuple[str, str]]:
    """Tasks that a stage signals to another workflow."""
    lists = [stage.get("signals") for stage in _stages(layers)]
    signals = [each for signals in lists if isinstance(signals, list) for each in signals if isinstance(each, dict)]
    return frozenset((str(each.get("to")), str(each["task"])) for each in signals if "task" in each)


def _stages(layers: Iterable[Mapping[str, object]]) -> list[Mapping[str, object]]:
    return [stage for layer in layers for stage in _table(layer, "stages").values() if isinstance(stage, dict)]


def _parameters(layers: Iterable[Mapping[str, object]]) -> dict[str, tuple[Scalar, ...]]:
    found: dict[str, tuple[Scalar, ...]] = {}
    for name, value in (each for layer in layers for each in _table(layer, "parameters").items()):
        if isinstance(value, bool | int | str):
            found[name] = (*found.get(name, ()), value)
    return found


def _table(data: Mapping[str, object], name: str) -> dict[str, object]:
    table = data.get(name)
    return table if isinstance(table, dict) else {}


def _opening(base: Mapping[str, object], layers: Iterable[Mapping[str, object]]) -> frozenset[str]:
    """The workflows that it starts in its first stage."""
    stages = {name: stage for name, stage in _table(base, "stages").items() if isinstance(stage, dict)}
    first = [name for name, stage in stages.items() if stage.get("initial") is True]
    opened = [_table(layer, "stages").get(name) for layer in layers for name in first]
    lists = [stage.get("starts") for stage in opened if isinstance(stage, dict)]
    starts = [each for several in lists if isinstance(several, list) for each in several if isinstance(each, dict)]
    return frozenset(each["workflow"] for each in starts if isinstance(each.get("workflow"), str))
