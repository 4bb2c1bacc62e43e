"""What a page about one trajectory is made from."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from trajectories.deadlines.written import Written
from trajectories.people.names import called
from trajectories.projections import queries
from trajectories.repository.store import UnitOfWork
from trajectories.views.trajectory import TrajectoryView
from workflows.words import Lang


class Sheet(NamedTuple):
    """One trajectory as it is shown. who: its subject by reference, with the name; staff: names by id; on: the day.

    unfolds: each task that was left in stages gone by has a line.
    """

    shown: TrajectoryView
    written: Written
    who: str
    staff: Mapping[str, str]
    on: date
    lang: Lang
    unfolds: bool = False

    def say(self, nl: str, en: str) -> str:
        return nl if self.lang == "nl" else en


def sheet_of(uow: UnitOfWork, shown: TrajectoryView, written: Written, on: date, lang: Lang) -> Sheet:
    key = written.trajectory.subject
    return Sheet(shown, written, str(called(uow, [key], on)[key]), queries.names_of(uow, on), on, lang)
