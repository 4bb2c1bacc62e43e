"""What commands on the whole database answer."""

from datetime import datetime
from typing import NamedTuple

from trajectories.history.events import EventsGone
from trajectories.views.checkpoint import CheckpointView
from trajectories.views.person_facts import AnswersView


class OnEarlier(NamedTuple):
    """Open trajectories under an earlier version, from which a plan that comes with the product leads on.

    version: as NAME@VERSION names it.
    """

    workflow: str
    version: int
    trajectories: int


class InitView(NamedTuple):
    """database: a file, or host, port and name. administrators: names.

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
    """differing: the projections, and rows of the office, that were not as they are now. missing: recorded as gone."""

    trajectories: int
    differing: list[str]
    missing: list[EventsGone] = []


class RestoredView(NamedTuple):
    restored_at: datetime


class ClockRepairedView(NamedTuple):
    """ahead: the latest instant at which anything was recorded by the clock that was ahead."""

    ahead: datetime
    repaired_at: datetime


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
    """differences: of the projections made anew; null where they were not asked for. losses: events that are gone, as
    an administrator recorded. checkpoint: of the history as it was verified, to be kept elsewhere; null until `init`
    gave the database an id.
    """

    ok: bool
    streams: int
    events: int
    problems: list[AuditProblemView]
    differences: list[DiffersView] | None
    losses: list[AuditProblemView]
    checkpoint: CheckpointView | None
