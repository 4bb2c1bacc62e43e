"""Every problem in the files of a shelf: each base, each municipality, and what each variant makes of its base."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from workflows.catalogue.check_scenarios import odd_scenarios, untried
from workflows.catalogue.definition_files import Laid, Shelf, kept
from workflows.catalogue.neighbours import neighbour_of
from workflows.catalogue.shared_facts import with_shared_sense
from workflows.checks.check_definition import check, check_base, check_change
from workflows.checks.finding import Almanac, Neighbour, unknown
from workflows.checks.plain_values import leaves_of
from workflows.errors import DefinitionError, Problem
from workflows.format.files import DefinitionFile, Kind
from workflows.format.validation import Shaped
from workflows.format.yaml_document import Document, Place
from workflows.language.municipalities import Variant
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
        return neighbour_of(document.data, self._shelf.agreed_on(name))


LEFT_UNUSED = ("unused_fact", "unused_parameter", "unused_task", "unused_source", "unused_outcome")


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
            base = self._base(file)
            yield from base.problems
            if base.model:
                odd = odd_scenarios(base.model, self._shelf.municipalities)
                yield from (each.problem(base.document) for each in odd)
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
        if not isinstance(self._shelf.document(self._shelf.bases[variant.workflow]).data, dict):
            text = f"'{variant.workflow}', which this changes, cannot be read; mend that file first"
            yield self._shelf.municipality(file).document.problem(("variants", index, "workflow"), "base_unread", text)
            return
        laid = self._shelf.laid(file, index)
        yield from check_change(self._shelf.document(laid.base), laid.change)
        fresh = set(self._laid(laid.document)) - set(self._base(laid.base).problems)
        yield from self._told(fresh, laid) if fresh else ()
        if base := self._base(laid.base).model:
            document = self._shelf.municipality(file).document
            yield from (each.problem(document) for each in untried(variant, file.name, base.scenarios, index))

    def _told(self, fresh: set[Problem], laid: Laid) -> Iterator[Problem]:
        """Where the change brings it about; what a variant leaves unused of the base is no mistake."""
        written = {(each.code, each.message): each for each in self._laid(laid.pointing)}
        for problem in fresh:
            place = written.get((problem.code, problem.message), problem)
            if problem.file == str(laid.file.path):
                yield problem
            elif place.file == str(laid.file.path):
                yield replace(place, message=f"{problem.message} (in variant {laid.variant.id})")
            elif problem.code not in LEFT_UNUSED:
                yield self._in_the_change(problem, laid)

    def _in_the_change(self, problem: Problem, laid: Laid) -> Problem:
        """Said where the change takes away what is missed, else of the change as a whole."""
        document = self._shelf.municipality(laid.file).document
        at: Place = ("variants", laid.index, "change")
        gone = [place for place, value in leaves_of(laid.change.data, ()) if value is None]
        missed = [place for place in gone if f"'{place[-1]}'" in problem.message]
        mark = document.mark((*at, *(missed[0] if missed else ())), key=True)
        where = f"in variant {laid.variant.id}, by which {Path(problem.file).name}:{problem.line} no longer holds"
        return replace(
            problem, file=mark.file, line=mark.line, column=mark.column, message=f"{problem.message} ({where})"
        )

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
