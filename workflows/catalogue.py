"""Which definition applies: (workflow, municipality, day of intake) -> the resolved definition, its text and its hash.

A file is read when it is needed: to resolve one workflow, its own and that of the municipality.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from workflows.checks import ANY, check, check_base, check_change, cohort
from workflows.errors import DefinitionError, NotFound, Problem
from workflows.inspection import Inspection
from workflows.model import Variant, Workflow
from workflows.shelf import DefinitionFile, Shelf
from workflows.words import Words, listed


@dataclass(frozen=True, slots=True)
class Resolved:
    """A definition as it applies. text: canonical JSON without scenarios; hash: its SHA-256; sources: (file, text)."""

    workflow: Workflow
    text: str
    hash: str
    sources: tuple[tuple[str, str], ...]


def builtin_folder() -> Path:
    """The folder of the definitions that come with the product."""
    return Path(str(files("workflows")))


def from_text(text: str) -> Workflow:
    """A resolved definition as it was stored."""
    return Workflow.model_validate_json(text)


def canonical(workflow: Workflow) -> str:
    """No spaces, no scenarios, in the order of the file: stages, tasks and triggers are shown in that order."""
    data = workflow.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"scenarios"})
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


class Catalogue:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._resolved: dict[tuple[Path, int | None], Resolved] = {}

    @classmethod
    def load(cls, *places: Path) -> "Catalogue":
        """places: folders, with definitions in them or in definitions/ and municipalities/; or single files.

        Of two with the same name the later counts, and a single file before any in a folder. Raises NotFound.
        """
        return cls(Shelf(places))

    @property
    def workflows(self) -> tuple[str, ...]:
        return tuple(sorted(self._shelf.bases))

    @property
    def municipalities(self) -> dict[str, Words]:
        """id -> label, as far as the files can be read."""
        models = {name: self._shelf.municipality(file).model for name, file in self._shelf.municipalities.items()}
        return {name: model.label for name, model in sorted(models.items()) if model}

    def variants(self, workflow: str) -> list[tuple[str, Variant]]:
        """What municipalities agreed otherwise, each with the municipality; as far as the files can be read."""
        files = sorted(self._shelf.municipalities.items())
        found = [(name, variant) for name, file in files for variant in self._shelf.variants(file)]
        return [each for each in found if each[1].workflow == workflow]

    def resolve(self, workflow: str, municipality: str, intake_on: date) -> Resolved:
        """The definition for an intake on that day. Where the municipality agreed nothing else: the base, as for `any`.

        Raises NotFound, with the nearest names, and DefinitionError.
        """
        base = _found(workflow, self._shelf.bases, Words("Het workflow", "The workflow"))
        if municipality == ANY:
            return self._base(base)
        file = _found(municipality, self._shelf.municipalities, Words("De gemeente", "The municipality"))
        index = self._serving(file, workflow, intake_on)
        return self._base(base) if index is None else self._variant(file, index)

    def all_resolved(self) -> Iterator[Resolved]:
        """Every workflow as it stands, then in each of its variants. Raises DefinitionError."""
        for name, base in sorted(self._shelf.bases.items()):
            yield self._base(base)
            for _, file in sorted(self._shelf.municipalities.items()):
                for index, variant in enumerate(self._shelf.variants(file)):
                    if variant.workflow == name:
                        yield self._variant(file, index)

    def problems(self, only: Collection[Path] | None = None) -> list[Problem]:
        """Everything wrong, by file and line. only: the files to look at."""
        return Inspection(self._shelf).problems(only)

    def _serving(self, file: DefinitionFile, workflow: str, intake_on: date) -> int | None:
        """The variant for an intake on that day, both ends of its cohort included."""
        shaped = self._shelf.municipality(file)
        _refuse_errors(shaped.problems)
        for index, variant in enumerate(self._shelf.variants(file)):
            first, last = cohort(variant)
            if variant.workflow == workflow and first <= intake_on <= last:
                return index
        return None

    def _base(self, file: DefinitionFile) -> Resolved:
        if (file.path, None) not in self._resolved:
            shaped = check_base(self._shelf.document(file))
            self._resolved[file.path, None] = _resolved(shaped.model, shaped.problems, file)
        return self._resolved[file.path, None]

    def _variant(self, file: DefinitionFile, index: int) -> Resolved:
        if (file.path, index) not in self._resolved:
            laid = self._shelf.laid(file, index)
            self._base(laid.base)  # the base's own mistakes come first
            shaped = check(laid.pointing)
            before = [
                *self._shelf.municipality(file).problems,
                *check_change(self._shelf.document(laid.base), laid.change),
            ]
            self._resolved[file.path, index] = _resolved(shaped.model, [*before, *shaped.problems], laid.base, file)
        return self._resolved[file.path, index]


def _resolved(workflow: Workflow | None, problems: Collection[Problem], *sources: DefinitionFile) -> Resolved:
    _refuse_errors(problems)
    assert workflow, "a definition without errors has a model"
    text = canonical(workflow)
    kept = tuple((file.path.name, file.text) for file in sources)
    return Resolved(workflow, text, sha256(text.encode()).hexdigest(), kept)


def _refuse_errors(problems: Collection[Problem]) -> None:
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise DefinitionError(errors)


def _found(name: str, known: Mapping[str, DefinitionFile], what: Words) -> DefinitionFile:
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    if near:
        nl, en = f"bedoelt u {near[0]}?", f"did you mean {near[0]}?"
    else:
        nl, en = f"wel: {listed(sorted(known), 'nl')}.", f"known: {listed(sorted(known), 'en')}."
    raise NotFound(Words(f"{what.nl} ‘{name}’ is niet bekend; {nl}", f"{what.en} ‘{name}’ is not known; {en}"))
