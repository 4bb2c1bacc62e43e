"""What commands on the whole database answer."""

from datetime import datetime
from typing import NamedTuple

from trajectories.views.person_facts import AnswersView


class OnEarlier(NamedTuple):
    """Open trajectories under an earlier version, from which a plan that comes with the product leads on.

    version: as NAME@VERSION names it.
    """

    workflow: str
    version: int
    trajectories: int


class InitView(NamedTuple):
    """database: a path or a URL without its password. administrators: names.

    on_earlier_versions: open trajectories that a plan which comes with the product would take over.
    differing: facts of persons on which what runs for them differs, and that wait for an answer.
    missed: how many terms and cases would have spoken of the past by an upgrade, and were decided about.
    """

    database: str
    new: bool
    sandbox: bool
    administrators: list[str]
    on_earlier_versions: list[OnEarlier]
    missed: int
    differing: list[AnswersView]


class RebuiltView(NamedTuple):
    """differing: the projections that were not as they are now."""

    trajectories: int
    differing: list[str]


class RestoredView(NamedTuple):
    restored_at: datetime


class AuditProblemView(NamedTuple):
    """version 0: with the stream as a whole, or with rows beside the history."""

    stream: str
    version: int
    problem: str


class DiffersView(NamedTuple):
    """A row that is not as the history gives it. columns: none where it is missing, or surplus."""

    table: str
    key: str
    columns: list[str]
    surplus: bool


class VerifiedView(NamedTuple):
    """differences: of the projections made anew; null where they were not asked for."""

    ok: bool
    streams: int
    events: int
    problems: list[AuditProblemView]
    differences: list[DiffersView] | None = None
