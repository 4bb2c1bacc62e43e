"""Every problem in the files of a shelf: each base, each municipality, and what each variant makes of its base."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from workflows.catalogue.definition_files import Laid, Shelf, kept
from workflows.catalogue.person_facts import as_person_has_it
from workflows.catalogue.shared_facts import with_shared_sense
from workflows.checks.check_definition import check, check_base, check_change, cohort
from workflows.checks.finding import Agreed, Almanac, Neighbour, unknown
from workflows.errors import DefinitionError, Problem
from workflows.format.files import DefinitionFile, Kind
from workflows.format.validation import Shaped
from workflows.format.yaml_document import Document
from workflows.language.municipalities import Variant
from workflows.language.names import Scalar
from workflows.language.person_facts import is_of_person
from workflows.language.workflow import Workflow


class Neighbourhood(Mapping[str, Neighbour | None]):
    """The workflows on a shelf and, for who asks, the names that each or one of its variants declares."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def __iter__(self) -> Iterator[str]:
        return iter(self._shelf.bases)

    def __len__(self) -> int:
        return len(self._shelf.bases)

    def __getitem__(self, name: str) -> Neighbour | None:
        """None when the file cannot be read."""
        document = self._shelf.document(self._shelf.bases[name])
        if not isinstance(document.data, dict):
            return None
        layers = [document.data, *(variant.change for variant in self._shelf.variants_of(name))]
        tasks = frozenset(name for layer in layers for name in _table(layer, "tasks"))
        agreed = tuple(_agreed(file.name, each) for file, each in self._shelf.agreed_on(name))
        own = frozenset(name for layer in layers for name, fact in _table(layer, "facts").items() if is_of_person(fact))
        return Neighbour(_types(layers), tasks, _asked(layers), _given(layers), _parameters(layers), agreed, own)


class Inspection:
    def __init__(self, shelf: Shelf, almanac: Almanac | None = None) -> None:
        self._shelf = shelf
        self._almanac = almanac
        self._neighbours = Neighbourhood(shelf)
        self._bases: dict[Path, Shaped[Workflow]] = {}

    def problems(self, only: Collection[Path] | None = None) -> list[Problem]:
        """Sorted by place, each once. only: the files to look at."""
        wanted = None if only is None else {path.resolve() for path in only}
        files = [file for file in self._shelf.files if wanted is None or file.path.resolve() in wanted]
        found = {problem for file in files for problem in self._of(file)}
        return sorted(found | set(duplicates(files)))

    def _of(self, file: DefinitionFile) -> Iterator[Problem]:
        if file.kind == "workflow":
            yield from self._base(file).problems
            return
        yield from self._shelf.municipality(file).problems
        for index, variant in enumerate(self._shelf.variants(file)):
            yield from self._of_variant(file, index, variant)

    def _of_variant(self, file: DefinitionFile, index: int, variant: Variant) -> Iterator[Problem]:
        """What the change brings about; the base's own mistakes are said of the base."""
        if variant.workflow not in self._shelf.bases:
            document = self._shelf.municipality(file).document
            for each in unknown("workflow", variant.workflow, set(self._shelf.bases), ("variants", index, "workflow")):
                yield each.problem(document)
            return
        laid = self._shelf.laid(file, index)
        yield from check_change(self._shelf.document(laid.base), laid.change)
        fresh = set(self._laid(laid.document)) - set(self._base(laid.base).problems)
        yield from self._told(fresh, laid) if fresh else ()

    def _told(self, fresh: set[Problem], laid: Laid) -> Iterator[Problem]:
        """A mistake that stands in the base but is one only after the change is said of the change, where it writes."""
        written = {(each.code, each.message): each for each in self._laid(laid.pointing)}
        for problem in fresh:
            place = written.get((problem.code, problem.message), problem)
            if problem.file == str(laid.file.path):
                yield problem
            elif problem.severity == "error" or place.file != problem.file:
                yield replace(place, message=f"{problem.message} (in variant {laid.variant.id})")

    def _base(self, file: DefinitionFile) -> Shaped[Workflow]:
        return kept(
            self._bases,
            file.path,
            lambda: check_base(with_shared_sense(self._shelf.document(file)), self._neighbours, self._almanac),
        )

    def _laid(self, document: Document) -> tuple[Problem, ...]:
        return check(with_shared_sense(document), self._neighbours, self._almanac).problems


def failing(problems: Iterable[Problem], *, strict: bool) -> list[Problem]:
    """Those that a definition may not have: errors; for publishing (strict) also warnings."""
    return [problem for problem in problems if strict or problem.severity == "error"]


def refuse_strict(problems: Iterable[Problem]) -> None:
    """Nothing is published with so much as a warning. Raises DefinitionError."""
    if found := failing(problems, strict=True):
        raise DefinitionError(found)


def duplicates(files: Iterable[DefinitionFile]) -> Iterator[Problem]:
    """Two files in folders that say they are the same thing, and differ."""
    first: dict[tuple[Kind, str], DefinitionFile] = {}
    for file in (file for file in files if not file.named):
        before = first.setdefault((file.kind, file.name), file)
        if before.text != file.text:
            message = f"'{file.name}' is already in {before.path}"
            yield Problem(str(file.path), file.line, 1, f"duplicate_{file.kind}", message)


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
