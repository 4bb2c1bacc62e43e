"""The definition files in some folders: what each says it is, read when it is asked for and then kept."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from workflows.checks import check_municipality
from workflows.documents import Document, Plain, laid_over
from workflows.errors import NotFound
from workflows.loader import LARGEST_BYTES, Kind, identity, read
from workflows.model import Municipality, Variant
from workflows.shapes import Shaped
from workflows.words import Words

FOLDERS = ("", "definitions", "municipalities")
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class DefinitionFile:
    """line: where it says what it is. named: given by itself, not found in a folder."""

    path: Path
    kind: Kind
    name: str
    line: int
    text: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """A variant, the change it makes and the base with that change laid over it.

    pointing: the same, with the marks of the change wherever it writes.
    """

    variant: Variant
    base: DefinitionFile
    file: DefinitionFile
    change: Document
    document: Document
    pointing: Document


class Shelf:
    """Of two files with the same name the later counts, and one named by itself before any in a folder."""

    def __init__(self, places: Iterable[Path]) -> None:
        self.files = find_files(places)
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
        files = self.municipalities.values()
        return [variant for file in files for variant in self.variants(file) if variant.workflow == workflow]

    def laid(self, file: DefinitionFile, index: int) -> Laid:
        """The variant at that index. Its base must be on the shelf."""
        variant = self.variants(file)[index]
        base = self.bases[variant.workflow]
        change = self.municipality(file).document.part(("variants", index, "change"))
        plain = _named(laid_over(self.document(base), change), variant, file.name)
        pointing = _named(laid_over(self.document(base), change, pointing=True), variant, file.name)
        return Laid(variant, base, file, change, plain, pointing)


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


def find_files(places: Iterable[Path]) -> list[DefinitionFile]:
    """Each file once, those named by themselves last. Raises NotFound."""
    found: dict[Path, DefinitionFile] = {}
    for file in (file for place in places for file in _in(place)):
        before = found.pop(file.path.resolve(), file)
        found[file.path.resolve()] = file if file.named else before
    return sorted(found.values(), key=lambda file: file.named)


def _in(place: Path) -> Iterator[DefinitionFile]:
    if place.is_file():
        yield _described(place, named=True)
    elif place.is_dir():
        for path in (path for folder in FOLDERS for path in sorted((place / folder).glob("*.y*ml"))):
            yield _described(path, named=False)
    else:
        raise NotFound(Words(f"Er is geen bestand of map {place}.", f"There is no file or folder {place}."))


def _described(path: Path, *, named: bool) -> DefinitionFile:
    """What the file says of itself; where that cannot be told, what its name and folder say."""
    text = path.read_text("utf-8-sig", errors="replace") if path.stat().st_size <= LARGEST_BYTES else ""
    fallback: Kind = "municipality" if path.parent.name == "municipalities" else "workflow"
    kind, name, line = identity(text) or (fallback, path.stem, 1)
    return DefinitionFile(path, kind, name, line, text, named)
