"""Trajectories that were read a moment ago, for work that meets the same ones again: each is read and folded once.

One is at hand only while both its streams end as they did, in the transaction that asks, and under the same calendar.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from trajectories.deadlines.written import Written
from trajectories.history.streams import said_stream
from trajectories.repository.store import UnitOfWork

MOST = 1000  # kept at once, some twenty kilobytes each


class ReadBefore(NamedTuple):
    """ends: the hash of the last event of its history, and of what was said of it; calendar: by hash."""

    ends: tuple[str, str]
    calendar: str
    written: Written


class AtHand:
    """Empty but while something keeps."""

    def __init__(self) -> None:
        self._kept: dict[str, ReadBefore] = {}
        self._most = 0

    @contextmanager
    def keeping(self, most: int = MOST) -> Iterator[None]:
        """What is read from now on is kept until then, but no more than so many."""
        self._most = most
        try:
            yield
        finally:
            self._most = 0
            self._kept.clear()

    def keep(self, uow: UnitOfWork, key: str, written: Written) -> None:
        """Just read in this transaction. What rests on private values is read each time: one may be erased."""
        hides = written.compiled.revealing or written.trajectory.migrations
        if not hides and (len(self._kept) < self._most or key in self._kept):
            self._kept[key] = ReadBefore(_ends(uow, key), uow.setting("calendar"), written)

    def let_go(self, *keys: str) -> None:
        for key in keys:
            self._kept.pop(key, None)

    def as_kept(self, key: str) -> Written | None:
        """As it was when it was read: to know what to ask for."""
        kept = self._kept.get(key)
        return kept.written if kept else None

    def rests_on(self, keys: Iterable[str]) -> list[str]:
        """The streams of which `find` will ask the heads."""
        return [stream for key in keys if key in self._kept for stream in (key, said_stream(key))]

    def find(self, uow: UnitOfWork, key: str) -> Written | None:
        """None where it is not kept, or went on since."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        uow.ask_heads((key, said_stream(key)))
        is_same = kept.ends == _ends(uow, key) and kept.calendar == uow.setting("calendar")
        return kept.written if is_same else None


def _ends(uow: UnitOfWork, key: str) -> tuple[str, str]:
    return uow.head(key).hash, uow.head(said_stream(key)).hash
