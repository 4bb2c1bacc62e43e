"""Batches: a list that was brought in has a number. Each transaction that wrote a part of it is an event of it."""

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
from workflows.errors import NotFound, Refused
from workflows.words import Words

NUMBERED = ("p", "h", "t")  # streams by their first letter, in the order in which their numbers are locked


class PartOfBatch(NamedTuple):
    """What one transaction wrote of a batch. version: of its event in the stream of the office. runs: of streams.
    events: as of Imported.
    """

    version: int
    runs: list[str]
    events: list[str]

    @property
    def streams(self) -> list[str]:
        return list(_streams(self.runs))


class Batch(NamedTuple):
    """imported: what its parts come to together. undone_at: None as long as it stands. undone: the last of undoings."""

    parts: list[PartOfBatch]
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
        return [each for part in self.parts for each in part.streams]


# recording


def last_numbers(uow: UnitOfWork) -> dict[str, int]:
    """Before anything is brought in. Nobody else begins a stream until this transaction ends."""
    return {kind: uow.last_number(kind) for kind in NUMBERED}


class OfBatch(NamedTuple):
    """digest: SHA-256 of the file. number: None for one that begins."""

    kind: str
    digest: str
    number: int | None = None


def record_batch(
    uow: UnitOfWork,
    casework: Casework,
    by: By,
    batch: OfBatch,
    brought: BroughtIn,
    before: dict[str, int],
    left: int = 0,
) -> int:
    """Records what was brought in since `before`; returns the number of the batch. left: rows still to come. Raises
    Refused for one that was taken back meanwhile.
    """
    if batch.number is not None:
        _must_stand(uow, batch.number)
    number = batch.number or len(batches(uow)) + 1
    runs = [_run(kind, first, uow.last_number(kind)) for kind, first in before.items()]
    counts = {name: count for name, count in brought.added.items() if count}
    runs = [run for run in runs if run]
    event = ev.Imported(number, batch.kind, batch.digest, counts, runs, brought.written, left)
    uow.append(OFFICE, [(event, by.today)], casework.stamp(uow, by))
    return number


def _must_stand(uow: UnitOfWork, number: int) -> None:
    if any(each.imported.number == number and each.undone for each in batches(uow)):
        raise Refused(
            Words(
                f"invoer {number} is intussen teruggenomen; dezelfde opdracht begint een nieuwe",
                f"import {number} was taken back meanwhile; the same command begins another",
            )
        )


def begun(uow: UnitOfWork, kind: str, digest: str) -> int | None:
    """The number of the batch of this file that was begun and not finished, where there is one that stands."""
    for each in reversed(batches(uow)):
        now = each.imported
        if (now.kind, now.file) == (kind, digest) and now.left and each.undone is None:
            return now.number
    return None


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
            part = PartOfBatch(each.version, event.streams, event.events)
            if batch := found.get(event.number):
                found[event.number] = batch._replace(parts=[*batch.parts, part], imported=_and(batch.imported, event))
            else:
                found[event.number] = Batch([part], event, each.occurred_on, each.recorded_at, each.actor)
        elif event.number in found:
            undoings = (*found[event.number].undoings, event)
            found[event.number] = found[event.number]._replace(undone_at=each.recorded_at, undoings=undoings)
    return list(found.values())


def _and(batch: ev.Imported, part: ev.Imported) -> ev.Imported:
    """With what came later. Runs of streams that follow each other are one."""
    counts = {name: batch.counts.get(name, 0) + part.counts.get(name, 0) for name in {**batch.counts, **part.counts}}
    runs = [*batch.streams]
    for run in part.streams:
        first, _, last = run.partition("-")
        before = f"{first[0]}{int(first[1:]) - 1}"
        place = next((place for place, each in enumerate(runs) if each.rpartition("-")[2] == before), None)
        if place is None:
            runs.append(run)
        else:
            runs[place] = f"{runs[place].partition('-')[0]}-{last or first}"
    return batch._replace(counts=counts, streams=runs, events=[*batch.events, *part.events], left=part.left)


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
