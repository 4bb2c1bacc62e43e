"""What commands on the whole database answer."""

from typing import NamedTuple

from trajectories.audit.verify import Found


class InitView(NamedTuple):
    """database: a path or a URL without its password. administrators: names. missed: how many terms and cases would
    have spoken of the past by an upgrade, and were decided about.
    """

    database: str
    new: bool
    sandbox: bool
    administrators: list[str]
    missed: int


class RebuiltView(NamedTuple):
    """differing: the projections that were not as they are now."""

    trajectories: int
    differing: list[str]


class VerifiedView(NamedTuple):
    ok: bool
    streams: int
    events: int
    problems: list[Found]
