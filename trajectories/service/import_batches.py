"""Batches: a list that was brought in has a number, and knows what began with it. Taking back is in import_undo."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from trajectories.history import events as ev
from trajectories.history.streams import OFFICE
from trajectories.repository.office_rows import deciding
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.importing import BroughtIn
from trajectories.service.recording import By
from workflows.errors import NotFound
from workflows.words import Words

NUMBERED = ("p", "h", "t")  # streams by their first letter, in the order in which their numbers are locked


class Batch(NamedTuple):
    """version: of its event in the stream of the office. undone_at: None as long as it stands. undone: the last of
    undoings.
    """

    version: int
    imported: ev.Imported
    day: date
    recorded_at: datetime
    actor: str
    undone_at: datetime | None = None
    undoings: tuple[ev.ImportUndone, ...] = ()

    @property
    def undone(self) -> ev.ImportUndone | None:
        return self.undoings[-1] if self.undoings else None

    @property
    def streams(self) -> list[str]:
        return list(_streams(self.imported.streams))


# recording


def last_numbers(uow: UnitOfWork) -> dict[str, int]:
    """Before anything is brought in. Nobody else begins a stream until this transaction ends."""
    return {kind: uow.last_number(kind) for kind in NUMBERED}


def record_batch(
    uow: UnitOfWork, casework: Casework, by: By, kind: str, digest: str, brought: BroughtIn, before: dict[str, int]
) -> int:
    """Records what was brought in; returns the number of the batch. digest: SHA-256 of the file."""
    number = len(deciding(uow, ev.Imported)) + 1
    runs = [_run(kind, first, uow.last_number(kind)) for kind, first in before.items()]
    counts = {name: count for name, count in brought.added.items() if count}
    event = ev.Imported(number, kind, digest, counts, [run for run in runs if run], brought.written)
    uow.append(OFFICE, [(event, by.today)], casework.stamp(uow, by))
    return number


def _run(kind: str, before: int, last: int) -> str:
    first = before + 1
    return "" if last < first else f"{kind}{first}" if last == first else f"{kind}{first}-{kind}{last}"


def _streams(runs: Iterable[str]) -> Iterator[str]:
    for run in runs:
        found = re.fullmatch(r"([pht])(\d+)(?:-\1(\d+))?", run)
        if found is None:
            raise ValueError(f"no run of streams: {run}")
        kind, first, last = found[1], int(found[2]), int(found[3] or found[2])
        yield from (f"{kind}{number}" for number in range(first, last + 1))


# reading


def batches(uow: UnitOfWork) -> list[Batch]:
    """Every batch, the oldest first."""
    found: dict[int, Batch] = {}
    for each in deciding(uow, ev.Imported, ev.ImportUndone):
        event: Any = each.event
        if isinstance(event, ev.Imported):
            found[event.number] = Batch(each.version, event, each.occurred_on, each.recorded_at, each.actor)
        elif event.number in found:
            undoings = (*found[event.number].undoings, event)
            found[event.number] = found[event.number]._replace(undone_at=each.recorded_at, undoings=undoings)
    return list(found.values())


def batch_numbered(uow: UnitOfWork, number: int) -> Batch:
    """Raises NotFound with those there are."""
    all_of_them = batches(uow)
    for each in all_of_them:
        if each.imported.number == number:
            return each
    last = len(all_of_them)
    listing = (
        Words(f"wel 1 tot en met {last}", f"there are 1 to {last}")
        if last
        else Words("er is nog niets ingevoerd", "nothing was brought in yet")
    )
    raise NotFound(
        Words(f"er is geen invoer {number}; {listing.nl}", f"there is no import {number}; {listing.say('en')}")
    )
