"""Whether whole numbers and yes or no are written as such, and nothing is left empty.

The model is lenient: it reads '03', 3.0 and true as a number, and yes, on and 1 as true. In a file these are slips.
"""

import re
from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from workflows.checks.finding import Finding
from workflows.format.references import models_in, written
from workflows.format.yaml_document import Document, Place, Plain, short

NUMBER = re.compile(r"0*(\d+)(\.0*)?")


def values_written_otherwise(model: BaseModel, document: Document) -> Iterator[Finding]:
    """Of what the model took for a number or for yes or no: what the file says instead."""
    for place, part in models_in(model, ()):
        for name, kind in plain_fields(type(part)).items():
            where = (*place, written(type(part), name))
            known = document.nearest(where)
            if known and known[-1] == where[-1]:
                yield from _otherwise(document.at(known), kind, getattr(part, name), known)


def _otherwise(raw: Plain, kind: type[bool] | type[int], read: object, place: Place) -> Iterator[Finding]:
    if isinstance(raw, list):
        for index, each in enumerate(raw):
            yield from _otherwise(each, kind, each, (*place, index))
    elif raw is not None and type(raw) is not kind:
        if kind is bool:
            text = f"{short(raw)} is no true or false; write {str(read).lower()}"
        elif found := NUMBER.fullmatch(str(raw)):
            text = f"{short(raw)} is no whole number; write {found[1]}"
        else:
            text = f"{short(raw)} is no whole number"
        yield Finding(place, "wrong_type", text)


@cache
def plain_fields(model: type[BaseModel]) -> dict[str, type[bool] | type[int]]:
    """The fields that hold a number or yes or no, and nothing else."""
    found = {name: _plain(each.annotation) for name, each in model.model_fields.items()}
    return {name: kind for name, kind in found.items() if kind}


def _plain(hint: object) -> type[bool] | type[int] | None:
    if hint is bool or hint is int:
        return bool if hint is bool else int
    if get_origin(hint) is Annotated:
        return _plain(get_args(hint)[0])
    if get_origin(hint) is Literal:
        return bool if get_args(hint) == (True,) else None
    if get_origin(hint) in (UnionType, Union, tuple):
        kinds = {_plain(each) for each in get_args(hint) if each not in (type(None), Ellipsis)}
        return kinds.pop() if len(kinds) == 1 else None
    return None


def empty_values(document: Document) -> Iterator[Finding]:
    """Words with nothing behind them: what was meant is not there, and nobody would say so."""
    for place, value in leaves_of(document.data, ()):
        if value is None:
            yield Finding(place, "empty_value", _how_to_fill(document, place), key=True)


def _how_to_fill(document: Document, place: Place) -> str:
    """Beside a text in Dutch, a word with nothing behind it is most often the rest of a text that holds a comma."""
    beside = document.at(place[:-1])
    if isinstance(beside, list):
        return "nothing stands behind this dash; say it, or leave the dash out"
    if isinstance(beside, dict) and "nl" in beside and place[-1] not in ("nl", "en"):
        return "nothing stands behind this word; put a text that holds a comma in quotes"
    return "nothing stands behind this word; say it, or leave the word out"


def leaves_of(data: Plain, place: Place) -> Iterator[tuple[Place, Plain]]:
    """Every value that is no mapping and no list, with its place."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves_of(value, (*place, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves_of(value, (*place, index))
    elif place:
        yield place, data
