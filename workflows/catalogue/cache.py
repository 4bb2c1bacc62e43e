"""Definitions as they were read and checked before, kept as JSON under the hash of all that they follow from.

Only what has no errors is kept. Whatever is missing, foreign or damaged is read again from the files, and a folder that
cannot be written is no hindrance: it is slower, never different.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pydantic import VERSION as PYDANTIC

from workflows.catalogue.calendar_files import CalendarFiles
from workflows.catalogue.resolve import Selection, canonical
from workflows.checks.finding import Days
from workflows.errors import DefinitionError, Problem
from workflows.format.files import DefinitionFile, digest_of, find_files
from workflows.language.municipalities import Municipality
from workflows.language.workflow import Workflow

MOST_FILES = 1000  # more than any office has definitions: beyond it, what was not written lately goes
Model = TypeVar("Model", Municipality, Workflow)


class Cache:
    """A folder of the user's own, for nobody else to read or write. folder: None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, key: str) -> object:
        """What was kept under the key; None where nothing was, or it is no longer what was written."""
        if self._folder is None or not _is_ours(self._folder):
            return None
        with suppress(OSError, ValueError):
            seal, _, body = (self._folder / f"{key}.json").read_bytes().partition(b"\n")
            if seal == _seal(key, body):
                found: object = json.loads(body)
                return found
        return None

    def put(self, key: str, data: object) -> None:
        """Whole or not at all: a reader never sees half a file."""
        if self._folder is None:
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_ours(self._folder):
                return
            body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
            _write(self._folder / f"{key}.json", _seal(key, body) + b"\n" + body)
            _forget_the_oldest(self._folder)


class CachedCatalogue(Selection):
    """Answers as a Catalogue does, and reads the files only for what is not in the cache.

    read: the catalogue of the same places, asked for at the first miss. Problems are never answered from the cache.
    """

    def __init__(self, places: Collection[Path], cache: Cache, read: Callable[[], Selection]) -> None:
        super().__init__(find_files(places), CalendarFiles(places))
        self._cache = cache
        self._read = read
        self._agreed: dict[Path, Municipality] = {}

    @cached_property
    def _catalogue(self) -> Selection:
        return self._read()

    def problems(
        self, only: Collection[Path] | None = None, *, today: date | None = None, calendar: Days | None = None
    ) -> list[Problem]:
        return self._catalogue.problems(only, today=today, calendar=calendar)

    def readable(self, file: DefinitionFile) -> Municipality | None:
        try:
            return self.agreed(file)
        except DefinitionError:
            return self._catalogue.readable(file)

    def agreed(self, file: DefinitionFile) -> Municipality:
        if file.path not in self._agreed:
            self._agreed[file.path] = self._kept(Municipality, lambda: self._catalogue.agreed(file), [file])
        return self._agreed[file.path]

    def of_base(self, base: DefinitionFile) -> Workflow:
        return self._kept(Workflow, lambda: self._catalogue.of_base(base), [base])

    def of_variant(self, base: DefinitionFile, file: DefinitionFile, index: int) -> Workflow:
        return self._kept(Workflow, lambda: self._catalogue.of_variant(base, file, index), [base, file], index)

    def _kept(
        self, model: type[Model], read: Callable[[], Model], files: list[DefinitionFile], index: int | None = None
    ) -> Model:
        key = _key(model.__name__, files, index)
        found = _modelled(model, self._cache.get(key))
        if found is not None:
            return found
        fresh = read()
        data = fresh.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        if _is_same(fresh, _modelled(model, data)) and all(digest_of(file.path) == file.digest for file in files):
            self._cache.put(key, data)
        return fresh


def _modelled(model: type[Model], data: object) -> Model | None:
    """As shapes.py reads it; None for data that does not fit."""
    if data is None:
        return None
    with suppress(ValueError):
        return model.model_validate(data, by_alias=True, by_name=False)
    return None


def _is_same(fresh: Model, again: Model | None) -> bool:
    """Whether what comes back is what went in, to the byte."""
    if isinstance(fresh, Workflow) and isinstance(again, Workflow):
        return fresh == again and canonical(fresh) == canonical(again)
    return fresh == again


def _key(kind: str, files: list[DefinitionFile], index: int | None) -> str:
    """All that the outcome follows from: the bytes of the files, what they are called, and the code that reads them."""
    named: list[Any] = [[file.kind, file.name, file.digest] for file in files]
    return sha256(json.dumps([_form(), kind, named, index]).encode()).hexdigest()


@cache
def _form() -> str:
    """Another product, Python or pydantic may read the same file in another way."""
    code = sha256()
    package = Path(str(files("workflows")))
    for path in sorted((*package.rglob("*.py"), *(package / "shared").glob("*.yaml"))):
        code.update(f"{path.relative_to(package)}\n".encode() + path.read_bytes())
    return f"{code.hexdigest()} {sys.version_info[:3]} {PYDANTIC}"


def _seal(key: str, body: bytes) -> bytes:
    """Tells a file that was cut short, edited or renamed."""
    return sha256(key.encode() + b"\n" + body).hexdigest().encode()


def _is_ours(folder: Path) -> bool:
    """Whoever else may write there could put any definition in our hands."""
    try:
        found = folder.stat()
    except OSError:
        return False
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o077)


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(name, path)
    except OSError:
        with suppress(OSError):
            os.unlink(name)
        raise


def _forget_the_oldest(folder: Path) -> None:
    files = list(folder.iterdir())
    if len(files) > MOST_FILES:
        for path in sorted(files, key=lambda each: each.stat().st_mtime)[: len(files) - MOST_FILES // 2]:
            path.unlink(missing_ok=True)
