"""What was written behind a batch in the streams that it wrote in: by somebody, or by a later list."""

from collections.abc import Iterable, Sequence

from trajectories.casework.take_back import built_on
from trajectories.deadlines.written import Written
from trajectories.history.events import Recorded
from trajectories.history.streams import OFFICE
from trajectories.repository.since import versions_since, written_since
from trajectories.repository.store import UnitOfWork
from trajectories.service.import_batches import Batch, batches
from workflows.words import Words

LATER = Words("later is er iets bij vastgelegd", "something was recorded there later")


class WentOn:
    """undone: events that were taken back with a batch, and those that took them back: no work of anybody.

    streams: of the batch, those that went on.
    """

    def __init__(self, uow: UnitOfWork, batch: Batch) -> None:
        self.uow = uow
        self.parts = {name: part.version for part in batch.parts for name in (*part.streams, *part.events)}
        every = batches(uow)
        self.undone = _undone(every)
        self.list_of = {
            event: each.imported.number
            for each in every
            if each.imported.number != batch.imported.number
            for event in (*(f"{stream}@1" for stream in each.streams), *each.imported.events)
            if event not in self.undone
        }
        self.streams = self._of_others(batch)

    def _of_others(self, batch: Batch) -> set[str]:
        """Those with something that was not taken back since, nor is the taking back."""
        partly = {name.partition("@")[0] for name in self.undone}
        written = {key for part in batch.parts for key in written_since(self.uow, OFFICE, part.version, part.streams)}
        return {each for each in written if each not in partly or self.versions(each, each)}

    def versions(self, name: str, stream: str) -> list[int]:
        """Of a stream, behind the part of the batch that something of it was written in. name: of that something."""
        found = versions_since(self.uow, OFFICE, self.parts[name], stream)
        return [each for each in found if f"{stream}@{each}" not in self.undone]

    def written(self, name: str, stream: str) -> list[Recorded]:
        return [self.uow.history(stream)[version - 1] for version in self.versions(name, stream)]

    def why(self, name: str, *streams: str) -> Words:
        """Why something stays that these streams went on with."""
        found = (self._by_list(stream, each) for stream in streams for each in self.versions(name, stream))
        return next(filter(None, found), LATER)

    def by(self, stream: str, version: int) -> Words:
        """Why something stays that this event went on with."""
        return self._by_list(stream, version) or LATER

    def in_cases(self, tree: Sequence[Written]) -> Words | None:
        """The first that somebody or a later list recorded in a case of the batch or in what it started; None for
        nothing.
        """
        first = tree[0].trajectory.id
        for part in tree:
            key = part.trajectory.id
            if key in self.parts and key not in self.streams:
                continue
            versions = self.versions(key if key in self.parts else first, key)
            for version, words in built_on(part, versions):
                return self._by_list(key, version) or words
        return None

    def _by_list(self, stream: str, version: int) -> Words | None:
        number = self.list_of.get(f"{stream}@{version}")
        if number is None:
            return None
        nl = f"invoer {number} ging er later mee verder; neem die eerst terug, met ‘traject import undo {number}’"
        en = f"import {number} went on with it later; take that back first, with 'traject import undo {number}'"
        return Words(nl, en)


def _undone(every: Iterable[Batch]) -> set[str]:
    """The events of batches that were taken back, and those that took them back."""
    found: set[str] = set()
    for batch in every:
        for undone in batch.undoings:
            found |= {*undone.by}
        if batch.undone:
            found |= {*batch.imported.events} - {*batch.undone.kept}
    return found
