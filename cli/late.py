"""What is loaded only when it is asked for, so that `--help` and short commands stay quick."""

import importlib
from typing import Any


def by_name(place: str) -> Any:
    """place: `module:name`."""
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)
