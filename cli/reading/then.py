"""The rows that a reading command asks: those of now, or those of the moment that was asked about."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date

from cli.asked import Asked
from cli.progress import progress
from cli.reading.moment import TwoClocks, not_open_then
from scheduler.bootstrap import App
from trajectories.deadlines.written import Written
from trajectories.people.households import is_formed
from trajectories.people.references import is_known
from trajectories.projections.projections import project_trajectory
from trajectories.projections.then import AsItWas, office_then, people_then
from trajectories.repository.store import UnitOfWork
from workflows.errors import NotFound
from workflows.words import Words


def as_it_was(moment: TwoClocks, today: date) -> AsItWas:
    return AsItWas(moment.as_of, moment.known_at, moment.day(today))


@contextmanager
def office_at(asked: Asked, app: App, uow: UnitOfWork, moment: TwoClocks, today: date) -> Iterator[UnitOfWork]:
    """Of all that is followed. Another moment than now is worked out from the whole history, which takes longer."""
    if moment.is_now:
        yield uow
        return
    with ExitStack() as held:
        with progress(asked.pick("Geschiedenis lezen", "Reading the history")) as follow:
            was = as_it_was(moment, today)
            apart = held.enter_context(office_then(uow, app.dossiers, app.casework.project, was, follow))
        yield apart


@contextmanager
def people_at(uow: UnitOfWork, moment: TwoClocks, today: date, subjects: Iterable[str] = ()) -> Iterator[UnitOfWork]:
    """Of the staff, and of these clients and households."""
    if moment.is_now:
        yield uow
        return
    with people_then(uow, as_it_was(moment, today), subjects) as apart:
        yield apart


def must_be_there_then(
    then: UnitOfWork, key: str, trajectory: str, asked: str, found: Sequence[Written], on: date
) -> None:
    """Raises NotFound for a trajectory that was not open yet, for a client or household that was entered later, and
    for a household with no member and no trajectory yet; a client may have been there unknown.

    What was found gets its rows.
    """
    if trajectory and not found:
        raise not_open_then(trajectory)
    if not is_known(then, key):
        raise NotFound(Words(f"{asked} was toen nog niet bekend", f"{asked} was not known yet then"))
    if key.startswith("h") and not found and not is_formed(then, key, on):
        raise NotFound(
            Words(f"huishouden {asked} was toen nog niet gevormd", f"household {asked} was not formed yet then")
        )
    for each in found:
        project_trajectory(then, each)
