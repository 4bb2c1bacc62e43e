"""A checkpoint, and how it is read from what someone kept of it: a document, or a mail that was saved."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Any, NamedTuple

from workflows.errors import UsageError
from workflows.words import Words

HASH = re.compile("[0-9a-f]{64}")
QUOTED = re.compile(r"(?m)^[>\s]+")  # as mail programs put before each line of a mail that is passed on
BEGIN = re.compile(r'(?m)^\{\s*"')
FOLDED = re.compile(r"=\r?\n")  # as a mail that is saved whole cuts long lines
LARGEST = 2**63 - 1  # a position


class Checkpoint(NamedTuple):
    """position: of the last event it covers. events: how many there are up to it. root: the tree hash over their hashes
    in order of position. before: the hash of the checkpoint that was taken before it, empty for the first.
    """

    database: str
    position: int
    events: int
    root: str
    before: str = ""

    @property
    def hash(self) -> str:
        """SHA-256 over the five, one a line."""
        return sha256("\n".join(map(str, self)).encode()).hexdigest()


class StreamHead(NamedTuple):
    """The last event of a stream."""

    stream: str
    version: int
    hash: str


class KeptCheckpoint(NamedTuple):
    """heads: of every stream at that checkpoint; None where they were not kept with it."""

    checkpoint: Checkpoint
    heads: tuple[StreamHead, ...] | None = None


def kept_in(text: str, name: str) -> list[KeptCheckpoint]:
    """Every checkpoint in what was kept, in its order. name: of the file.

    Raises UsageError where there is none, or one that is not what its own hash says.
    """
    found = [kept for each in _objects(QUOTED.sub("", FOLDED.sub("", text))) for kept in _kept(each, name)]
    if not found:
        raise UsageError(
            Words(
                f"in {name} staat geen controlepunt; geef wat ‘traject audit checkpoint’ schreef, of de bewaarde mail "
                "als tekst",
                f"{name} holds no checkpoint; give what 'traject audit checkpoint' wrote, or the mail saved as text",
            )
        )
    return found


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects that begin a line, among other text."""
    decode, end = json.JSONDecoder().raw_decode, 0
    for begin in BEGIN.finditer(text):
        if begin.start() < end:
            continue  # inside the one before it
        with suppress(ValueError, RecursionError):
            found, end = decode(text, begin.start())
            yield found


def _kept(found: dict[str, Any], name: str) -> Iterator[KeptCheckpoint]:
    told = found.get("checkpoint", found)
    if not isinstance(told, dict) or (checkpoint := _checkpoint(told)) is None:
        return
    if told.get("hash", checkpoint.hash) != checkpoint.hash:
        raise UsageError(
            Words(
                f"het controlepunt van positie {checkpoint.position} in {name} is veranderd: zijn eigen hash past er "
                "niet bij",
                f"the checkpoint of position {checkpoint.position} in {name} was changed: its own hash does not fit it",
            )
        )
    heads = found.get("heads")
    yield KeptCheckpoint(checkpoint, None if heads is None else tuple(_heads(heads, name)))


def _checkpoint(told: dict[str, Any]) -> Checkpoint | None:
    found: list[Any] = [told.get(field, Checkpoint._field_defaults.get(field)) for field in Checkpoint._fields]
    database, position, events, root, before = found
    numbers = all(type(each) is int and 0 <= each <= LARGEST for each in (position, events))
    texts = isinstance(database, str) and isinstance(root, str) and isinstance(before, str)
    if not (numbers and texts and HASH.fullmatch(root) and (not before or HASH.fullmatch(before))):
        return None
    return Checkpoint(*found)


def _heads(told: object, name: str) -> Iterator[StreamHead]:
    for each in told if isinstance(told, list) else [told]:
        head: list[Any] = [each.get(field) for field in StreamHead._fields] if isinstance(each, dict) else []
        if [type(value) for value in head] != [str, int, str]:
            raise UsageError(
                Words(
                    f"de reeksen in {name} zijn niet te lezen; geef wat ‘traject audit checkpoint --heads’ schreef",
                    f"the streams in {name} cannot be read; give what 'traject audit checkpoint --heads' wrote",
                )
            )
        yield StreamHead(*head)
