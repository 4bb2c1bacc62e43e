"""Which definition applies: (workflow, municipality, day of intake) -> the resolved definition, its text and its hash.

How a file becomes a definition is for others to say: the catalogue reads it, the cache remembers what was read.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from workflows.calendar import OFFICES, WorkCalendar
from workflows.catalogue.calendar_files import CalendarFiles
from workflows.checks.check_definition import ANY, cohort
from workflows.checks.finding import Days
from workflows.errors import NotFound, Problem
from workflows.format.files import DefinitionFile
from workflows.language.municipalities import Municipality, Variant
from workflows.language.reviews import with_reviews
from workflows.language.workflow import Workflow
from workflows.words import Words, listed


@dataclass(frozen=True, slots=True)
class Resolved:
    """A definition as it applies. text: canonical JSON without scenarios; hash: its SHA-256; sources: (file, text).

    calendar: the edition that it names; None where that is the office's own.
    """

    workflow: Workflow
    text: str
    hash: str
    sources: tuple[tuple[str, str], ...]
    calendar: WorkCalendar | None = None


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


class Selection(ABC):
    """Chooses among definition files. Of two with the same name the later counts."""

    def __init__(self, found: Iterable[DefinitionFile], calendars: CalendarFiles) -> None:
        self.calendars = calendars
        files = list(found)
        self._bases = {file.name: file for file in files if file.kind == "workflow"}
        self._others = {file.name: file for file in files if file.kind == "municipality"}
        self._resolved: dict[tuple[Path, int | None], Resolved] = {}

    @abstractmethod
    def readable(self, file: DefinitionFile) -> Municipality | None:
        """What a municipality's file says, as far as it can be read."""

    @abstractmethod
    def agreed(self, file: DefinitionFile) -> Municipality:
        """The same of a file without errors. Raises DefinitionError."""

    @abstractmethod
    def of_base(self, base: DefinitionFile) -> Workflow:
        """Raises DefinitionError."""

    @abstractmethod
    def of_variant(self, base: DefinitionFile, file: DefinitionFile, index: int) -> Workflow:
        """The base with the change of a municipality's variant, by place. Raises DefinitionError."""

    @abstractmethod
    def problems(
        self, only: Collection[Path] | None = None, *, today: date | None = None, calendar: Days | None = None
    ) -> list[Problem]:
        """Everything wrong, by file and line. only: the files to look at.

        today and calendar: to see whether the calendar reaches far enough, and which days are holidays.
        """

    @property
    def workflows(self) -> tuple[str, ...]:
        return tuple(sorted(self._bases))

    @property
    def municipalities(self) -> dict[str, Words]:
        """id -> label, as far as the files can be read."""
        models = {name: self.readable(file) for name, file in self._others.items()}
        return {name: model.label for name, model in sorted(models.items()) if model}

    def variants(self, workflow: str) -> list[tuple[str, Variant]]:
        """What municipalities agreed otherwise, each with the municipality; as far as the files can be read."""
        found = [(name, variant) for name, file in sorted(self._others.items()) for variant in self._variants(file)]
        return [each for each in found if each[1].workflow == workflow]

    def resolve(self, workflow: str, municipality: str, intake_on: date) -> Resolved:
        """The definition for an intake on that day. Where the municipality agreed nothing else: the base, as for `any`.

        Raises NotFound, with the nearest names, and DefinitionError.
        """
        base = self._base_file(workflow)
        if municipality == ANY:
            return self._base(base)
        file = _found(municipality, self._others, Words("De gemeente", "The municipality"))
        index = self._serving(file, workflow, intake_on)
        return self._base(base) if index is None else self._variant(file, index)

    def all_resolved(self) -> Iterator[Resolved]:
        """Every workflow as it stands, then in each of its variants. Raises DefinitionError."""
        for name in sorted(self._bases):
            yield from self.resolved_of(name)

    def resolved_of(self, workflow: str) -> Iterator[Resolved]:
        """A workflow as it stands, then in each of its variants. Raises NotFound and DefinitionError."""
        yield self._base(self._base_file(workflow))
        for _, file in sorted(self._others.items()):
            for index, variant in enumerate(self._variants(file)):
                if variant.workflow == workflow:
                    yield self._variant(file, index)

    def files_of(self, workflow: str) -> list[Path]:
        """The files that say what it is: its own, and those of municipalities that agreed otherwise."""
        further = [
            file.path
            for file in self._others.values()
            if any(variant.workflow == workflow for variant in self._variants(file))
        ]
        return [self._bases[workflow].path, *further] if workflow in self._bases else []

    def _variants(self, file: DefinitionFile) -> tuple[Variant, ...]:
        model = self.readable(file)
        return model.variants if model else ()

    def _serving(self, file: DefinitionFile, workflow: str, intake_on: date) -> int | None:
        """The variant for an intake on that day, both ends of its cohort included."""
        for index, variant in enumerate(self.agreed(file).variants):
            first, last = cohort(variant)
            if variant.workflow == workflow and first <= intake_on <= last:
                return index
        return None

    def _base_file(self, workflow: str) -> DefinitionFile:
        return _found(workflow, self._bases, Words("De workflow", "The workflow"))

    def _base(self, file: DefinitionFile) -> Resolved:
        if (file.path, None) not in self._resolved:
            self._resolved[file.path, None] = self._made(self.of_base(file), file)
        return self._resolved[file.path, None]

    def _variant(self, file: DefinitionFile, index: int) -> Resolved:
        if (file.path, index) not in self._resolved:
            base = self._bases[self._variants(file)[index].workflow]
            self._base(base)  # the base's own mistakes come first
            self._resolved[file.path, index] = self._made(self.of_variant(base, file, index), base, file)
        return self._resolved[file.path, index]

    def _made(self, written: Workflow, *sources: DefinitionFile) -> Resolved:
        workflow = with_reviews(written)
        text = canonical(workflow)
        kept = tuple((file.path.name, file.text) for file in sources)
        own = workflow.calendar == OFFICES
        calendar = None if own else self.calendars.named_by(workflow.calendar, sources)
        return Resolved(workflow, text, sha256(text.encode()).hexdigest(), kept, calendar)


def _found(name: str, known: Mapping[str, DefinitionFile], what: Words) -> DefinitionFile:
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    if near:
        nl, en = f"bedoelt u {near[0]}?", f"did you mean {near[0]}?"
    else:
        nl, en = f"wel: {listed(sorted(known), 'nl')}.", f"known: {listed(sorted(known), 'en')}."
    raise NotFound(Words(f"{what.nl} ‘{name}’ is niet bekend; {nl}", f"{what.en} ‘{name}’ is not known; {en}"))
