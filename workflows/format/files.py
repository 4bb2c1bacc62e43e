"""The definition files in some folders, and what each says it is, without reading it as YAML."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from workflows.errors import NotFound
from workflows.words import Words

LARGEST_BYTES = 1_000_000
FOLDERS = ("", "definitions", "municipalities")
IDENTITY = re.compile(r"^(workflow|municipality):[ \t]*['\"]?([A-Za-z0-9_-]+)", re.MULTILINE)

Kind = Literal["workflow", "municipality"]


@dataclass(frozen=True, slots=True)
class DefinitionFile:
    """line: where it says what it is. named: given by itself, not found in a folder. digest: SHA-256 of its bytes."""

    path: Path
    kind: Kind
    name: str
    line: int
    text: str
    named: bool = False
    digest: str = ""


def find_files(places: Iterable[Path]) -> list[DefinitionFile]:
    """Each file once, those named by themselves last. Raises NotFound."""
    found: dict[Path, DefinitionFile] = {}
    for file in (file for place in places for file in _in(place)):
        before = found.pop(file.path.resolve(), file)
        found[file.path.resolve()] = file if file.named else before
    return sorted(found.values(), key=lambda file: file.named)


def identity(text: str) -> tuple[Kind, str, int] | None:
    """What a file says it is, without reading it whole: its kind, its name and the line that says so."""
    found = IDENTITY.search(text)
    if not found:
        return None
    kind: Kind = "workflow" if found[1] == "workflow" else "municipality"
    return kind, found[2], text.count("\n", 0, found.start()) + 1


def digest_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _in(place: Path) -> Iterator[DefinitionFile]:
    if place.is_file():
        yield _described(place, named=True)
    elif place.is_dir():
        for path in (path for folder in FOLDERS for path in sorted((place / folder).glob("*.y*ml"))):
            if not path.is_dir():
                yield _described(path, named=False)
    else:
        raise NotFound(Words(f"Er is geen bestand of map {place}.", f"There is no file or folder {place}."))


def _described(path: Path, *, named: bool) -> DefinitionFile:
    """What the file says of itself; where that cannot be told, what its name and folder say."""
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST_BYTES else b""
    except OSError:  # who reads it says so
        content = b""
    text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    fallback: Kind = "municipality" if path.parent.name == "municipalities" else "workflow"
    kind, name, line = identity(text) or (fallback, path.stem, 1)
    return DefinitionFile(path, kind, name, line, text, named, sha256(content).hexdigest())
