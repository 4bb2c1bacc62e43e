"""Why something was not done, as every command that refuses gives it. Loads no database: `--help` loads this too."""

from typing import NamedTuple


class ReasonView(NamedTuple):
    """What is missing."""

    kind: str
    name: str
    text: str


class WayOut(NamedTuple):
    """What would be possible now."""

    trigger: str
    to: str


class RefusalView(NamedTuple):
    code: str
    message: str
    missing: list[ReasonView]
    possible: list[WayOut]


class RefusedView(NamedTuple):
    error: RefusalView
