"""A view as a JSON document, and the JSON Schema of a kind of view.

A view is a named tuple, or a list, mapping or union of them, of facts and codes: every reading command has one, and
both its document and its page are made from it. Its fields are the keys of the document, in their order; a field that
cannot be named like its key has an underscore at the end (`from_`).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from workflows.words import Lang, Words

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCALARS: dict[Any, dict[str, Plain]] = {
    object: {},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    Words: {"type": "string"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    NoneType: {"type": "null"},
}


class Absent(Enum):
    """Stands where a document does not have a key at all."""

    absent = "absent"


ABSENT = Absent.absent


def document(value: object, lang: Lang = "en") -> Plain:
    """Days as YYYY-MM-DD, instants in UTC with microseconds, words in `lang`. Raises TypeError for anything else."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Words():
            return value.say(lang)
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): document(each, lang) for key, each in value.items()}
        case tuple() if hasattr(value, "_fields"):
            pairs = zip(value._fields, value, strict=True)
            return {key_of(name): document(each, lang) for name, each in pairs if each is not ABSENT}
        case list() | tuple():
            return [document(each, lang) for each in value]
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a view")


def key_of(field: str) -> str:
    return field.removesuffix("_")


# the schema


def schema_of(kind: Any, title: str) -> dict[str, Plain]:
    """Of a view's type: every key is there unless it may be absent, and there is no other."""
    shapes: dict[str, Plain] = {}
    root = _shape(kind, shapes)
    return {"$schema": DIALECT, "title": title, **root, **({"$defs": dict(sorted(shapes.items()))} if shapes else {})}


def _shape(kind: Any, shapes: dict[str, Plain]) -> dict[str, Plain]:
    """shapes: the records met on the way, by name."""
    if kind in SCALARS:
        return dict(SCALARS[kind])
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": list(inside)}
    if origin in (Union, UnionType):
        return {"anyOf": [_shape(each, shapes) for each in inside if each is not Absent]}
    if origin in (list, tuple, Sequence):
        return {"type": "array", "items": _shape(inside[0], shapes)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _shape(inside[1], shapes)}
    return _record(kind, shapes)


def _record(kind: Any, shapes: dict[str, Plain]) -> dict[str, Plain]:
    """A named tuple."""
    if kind.__name__ not in shapes:
        shapes[kind.__name__] = {}  # it may hold itself
        hints = get_type_hints(kind)
        shapes[kind.__name__] = {
            "type": "object",
            "properties": {key_of(name): _shape(hint, shapes) for name, hint in hints.items()},
            "required": [key_of(name) for name, hint in hints.items() if Absent not in get_args(hint)],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}
