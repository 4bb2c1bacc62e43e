"""The road of a trajectory as a picture: in the words of a drawing program, or as a timeline."""

from datetime import date
from typing import NamedTuple

from trajectories.views.trajectory import PossibleView


class DiagramView(NamedTuple):
    trajectory: str
    format: str
    text: str


class DrawnView(NamedTuple):
    subject: str
    diagrams: list[DiagramView]


class BarView(NamedTuple):
    """How long a stage lasted. until: None while it lasts. elsewhere and day_unknown: as of a passage of the path."""

    stage: str
    label: str
    from_: date
    until: date | None
    elsewhere: bool
    day_unknown: bool


class MarkView(NamedTuple):
    """A deadline that runs or is not known yet."""

    deadline: str
    label: str
    due_on: date | None
    status: str


class TimelineView(NamedTuple):
    trajectory: str
    workflow: str
    today: date
    closed_on: date | None
    outcome: str | None
    stages: list[BarView]
    deadlines: list[MarkView]
    possible: list[PossibleView]


class TimelinesView(NamedTuple):
    subject: str
    diagrams: list[TimelineView]
