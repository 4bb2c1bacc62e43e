"""The definitions as their files say them now: read, checked and, for a variant, laid over the base.

A file is read when it is needed: to resolve one workflow, its own and that of the municipality.
"""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TypeVar

from workflows.catalogue.calendar_files import CalendarFiles
from workflows.catalogue.check_all import Inspection
from workflows.catalogue.definition_files import Shelf
from workflows.catalogue.resolve import Resolved, Selection, builtin_folder, canonical, from_text
from workflows.catalogue.shared_facts import with_shared_sense
from workflows.checks.check_definition import check, check_base, check_change
from workflows.checks.finding import Almanac, Days
from workflows.errors import DefinitionError, Problem
from workflows.format.files import DefinitionFile
from workflows.language.municipalities import Municipality
from workflows.language.workflow import Workflow

__all__ = ["Catalogue", "Resolved", "builtin_folder", "canonical", "from_text"]


class Catalogue(Selection):
    def __init__(self, shelf: Shelf) -> None:
        super().__init__(shelf.files, CalendarFiles(shelf.places))
        self._shelf = shelf

    @classmethod
    def load(cls, *places: Path) -> "Catalogue":
        """places: folders, with definitions in them or in definitions/ and municipalities/; or single files.

        Of two with the same name the later counts, and a single file before any in a folder. Raises NotFound.
        """
        return cls(Shelf(places))

    def problems(
        self, only: Collection[Path] | None = None, *, today: date | None = None, calendar: Days | None = None
    ) -> list[Problem]:
        almanac = Almanac(calendar, today, self.calendars) if calendar and today else None
        return Inspection(self._shelf, almanac).problems(only)

    def readable(self, file: DefinitionFile) -> Municipality | None:
        return self._shelf.municipality(file).model

    def agreed(self, file: DefinitionFile) -> Municipality:
        shaped = self._shelf.municipality(file)
        return _without_errors(shaped.model, shaped.problems)

    def of_base(self, base: DefinitionFile) -> Workflow:
        shaped = check_base(with_shared_sense(self._shelf.document(base)))
        return _without_errors(shaped.model, shaped.problems)

    def of_variant(self, base: DefinitionFile, file: DefinitionFile, index: int) -> Workflow:
        laid = self._shelf.laid(file, index)
        shaped = check(with_shared_sense(laid.pointing))
        before = [*self._shelf.municipality(file).problems, *check_change(self._shelf.document(base), laid.change)]
        return _without_errors(shaped.model, [*before, *shaped.problems])


Model = TypeVar("Model", Municipality, Workflow)


def _without_errors(model: Model | None, problems: Collection[Problem]) -> Model:
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise DefinitionError(errors)
    assert model, "what has no errors has a model"
    return model
