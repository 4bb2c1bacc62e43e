"""A number of another system is kept of a client, household or case; see people/numbers_elsewhere for reading it."""

from trajectories.casework.refusals import Decision
from trajectories.history import events as ev
from trajectories.people.numbers_elsewhere import FIELD
from trajectories.people.rows import write
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.recording import By


def keep_number(uow: UnitOfWork, casework: Casework, key: str, number: str, by: By) -> str:
    """The event that it is kept by, as `p12@2`. number: empty takes away what was kept."""
    kept = uow.keep_private(key, FIELD, number) if number else None
    event = ev.KnownElsewhere(kept)
    if key.startswith("t"):
        written = casework.for_writing(uow, key, by, None)
        done = casework.carry_out(uow, written, Decision([event]), by.today, by)
        return f"{key}@{done.recorded[0].version}"
    write(uow, key, [(event, by.today)], casework.stamp(uow, by))
    return f"{key}@{uow.head(key).version}"
