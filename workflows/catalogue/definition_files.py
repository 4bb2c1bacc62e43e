"""The definition files in some folders: what each says it is, read when it is asked for and then kept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from workflows.checks.check_definition import check_municipality
from workflows.format.files import DefinitionFile, find_files
from workflows.format.validation import Shaped
from workflows.format.yaml_document import Document, Plain, laid_over
from workflows.format.yaml_loader import read
from workflows.language.municipalities import Municipality, Variant

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Laid:
    """A variant, the change it makes and the base with that change laid over it.

    pointing: the same, with the marks of the change wherever it writes.
    """

    index: int
    variant: Variant
    base: DefinitionFile
    file: DefinitionFile
    change: Document
    document: Document
    pointing: Document


class Shelf:
    """Of two files with the same name the later counts, and one named by itself before any in a folder."""

    def __init__(self, places: Iterable[Path]) -> None:
        self.places = tuple(places)
        self.files = find_files(self.places)
        self.bases = {file.name: file for file in self.files if file.kind == "workflow"}
        self.municipalities = {file.name: file for file in self.files if file.kind == "municipality"}
        self._documents: dict[Path, Document] = {}
        self._shaped: dict[Path, Shaped[Municipality]] = {}

    def document(self, file: DefinitionFile) -> Document:
        return kept(self._documents, file.path, lambda: read(file.path))

    def municipality(self, file: DefinitionFile) -> Shaped[Municipality]:
        return kept(self._shaped, file.path, lambda: check_municipality(self.document(file)))

    def variants(self, file: DefinitionFile) -> tuple[Variant, ...]:
        """As far as the file can be read."""
        model = self.municipality(file).model
        return model.variants if model else ()

    def variants_of(self, workflow: str) -> list[Variant]:
        return [variant for _, variant in self.agreed_on(workflow)]

    def agreed_on(self, workflow: str) -> list[tuple[DefinitionFile, Variant]]:
        """Each variant of a workflow, with the file of its municipality."""
        found = [(file, variant) for file in self.municipalities.values() for variant in self.variants(file)]
        return [each for each in found if each[1].workflow == workflow]

    def laid(self, file: DefinitionFile, index: int) -> Laid:
        """The variant at that index. Its base must be on the shelf."""
        variant = self.variants(file)[index]
        base = self.bases[variant.workflow]
        change = self.municipality(file).document.part(("variants", index, "change"))
        plain = _named(laid_over(self.document(base), change), variant, file.name)
        pointing = _named(laid_over(self.document(base), change, pointing=True), variant, file.name)
        return Laid(index, variant, base, file, change, plain, pointing)


def kept(store: dict[Path, Kept], path: Path, make: Callable[[], Kept]) -> Kept:
    if path not in store:
        store[path] = make()
    return store[path]


def _named(document: Document, variant: Variant, municipality: str) -> Document:
    """A broken base stays as it is."""
    if not isinstance(document.data, dict):
        return document
    own: dict[str, Plain] = {"version": variant.version, "variant": variant.id, "municipality": municipality}
    return replace(document, data=document.data | own)
