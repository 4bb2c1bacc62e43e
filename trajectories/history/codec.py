"""Events to JSON and back. An event type that changes gets an upcaster here, so that old histories replay for ever."""

import json
from collections.abc import Callable
from typing import Any, get_args

from trajectories.history.events import Event

TYPES: dict[str, Any] = {kind.__name__: kind for kind in get_args(Event)}
DEFAULTS: dict[str, dict[str, Any]] = {name: kind._field_defaults for name, kind in TYPES.items()}
UPCASTERS: dict[str, Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]] = {}  # old type -> new type and data

_decode = json.JSONDecoder().raw_decode
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def canonical(value: object) -> str:
    """JSON with sorted keys, without spaces, as UTF-8 text: the same value is always the same bytes."""
    return _encode(value)


def encode(event: Event) -> tuple[str, str]:
    """Type and canonical data. A field that has its default is left out."""
    name = type(event).__name__
    defaults = DEFAULTS[name]
    fields = zip(event._fields, event, strict=True)
    return name, _encode({key: value for key, value in fields if key not in defaults or defaults[key] != value})


def decode(name: str, data: str) -> Event:
    """Raises KeyError for a type that no version of the product knew, ValueError for text that is no JSON."""
    values, end = _decode(data)
    if end != len(data):
        raise ValueError("more than one JSON value")
    if name in UPCASTERS:
        name, values = UPCASTERS[name](values)
    event: Event = TYPES[name](**values)
    return event
