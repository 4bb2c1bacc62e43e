"""Two processes that read half of the streams each, in transactions that see the same; for what takes long of many.

Where the other process cannot begin, sees something else or ends without an answer, this one reads its half too.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from trajectories.repository.store import Store, UnitOfWork
from trajectories.repository.tables import EVENT
from workflows.errors import CaseworkError

LARGE = 200_000  # events, from which on it is worth the second in which a process starts
HERE = 0.47  # of the events: what all streams together must settle is done here as well
PATIENCE = 60.0  # seconds after the half of this process, for one that has not begun: a pooler may have no place for it

T = TypeVar("T")
Progress = Callable[[int], None]  # told how many events were read so far
Here = Callable[[Any, Progress | None], T]  # given the condition that streams are chosen by; None for all
Apart = Callable[[UnitOfWork, Any, Progress, Path], T]  # also a folder that is there until both halves were used


class SameSight(NamedTuple):
    """Where another process finds the same. snapshot: on PostgreSQL; else the last position tells."""

    url: str
    snapshot: str
    last: int
    since: str
    folder: Path


class Other(Generic[T]):
    """The process beside this one."""

    def __init__(self, apart: Apart[T], place: SameSight) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would carry our connection with it
        self._ours, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_read_apart, args=(apart, place, theirs), daemon=True)
        self._process.start()
        theirs.close()
        self.count = 0
        self._has_begun = False
        self._answer: T | None = None

    def hear(self) -> None:
        """Whatever it has said so far."""
        try:
            while self._ours.poll():
                self._has_begun = True
                match self._ours.recv():
                    case int(count):
                        self.count = count
                    case answer:
                        self._answer = answer
        except EOFError:
            self._process.join()

    def answer(self) -> T | None:
        """None where it ended without one, or has not begun."""
        self.hear()
        patience = None if self._has_begun else PATIENCE
        while self._process.is_alive() and self._ours.poll(patience):
            self.hear()
            patience = None
            if self._answer is not None:
                break
        return self._answer

    def stop(self) -> None:
        self._process.terminate()
        self._process.join()
        self._ours.close()


@contextmanager
def in_halves(
    uow: UnitOfWork, store: Store | None, here: Here[T], apart: Apart[T], progress: Progress | None, large: int
) -> Iterator[list[T]]:
    """What each half came to, in the order of the streams; one of all where that is quicker, or no other can begin.

    store: of the transaction, for another process to open; None for one process. large: from how many events on two.
    """
    since = _middle(uow, large) if store and (os.cpu_count() or 1) > 1 else ""
    if store is None or not since:
        yield [here(None, progress)]
        return
    with TemporaryDirectory(prefix="traject-") as folder:
        last = int(uow.connection.execute(select(func.max(EVENT.c.position))).scalar() or 0)
        snapshot = "" if uow.is_sqlite else str(uow.connection.execute(select(func.pg_export_snapshot())).scalar())
        other = Other(apart, SameSight(store.url, snapshot, last, since, Path(folder)))
        try:
            first = here(EVENT.c.stream < since, lambda count: _told(other, count, progress))
            second = other.answer()
            yield [first, here(EVENT.c.stream >= since, progress) if second is None else second]
        finally:
            other.stop()


def _middle(uow: UnitOfWork, large: int) -> str:
    """The stream with which the second half begins; empty where there are too few events."""
    count = int(uow.connection.execute(select(func.count()).select_from(EVENT)).scalar_one())
    if count < max(large, 2):
        return ""
    middle = select(EVENT.c.stream).order_by(EVENT.c.stream).limit(1).offset(int(HERE * count))
    after = select(func.min(EVENT.c.stream)).where(EVENT.c.stream > middle.scalar_subquery())
    return str(uow.connection.execute(after).scalar() or "")


def _told(other: Other[T], count: int, progress: Progress | None) -> None:
    other.hear()
    if progress:
        progress(count + other.count)


def _read_apart(apart: Apart[T], place: SameSight, to: Connection) -> None:
    """In the other process: tells how far it is, and what it came to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is stopped by the one that began it
    store = Store(place.url)
    try:
        with store.read_as(place.snapshot) if place.snapshot else store.read() as uow:
            if int(uow.connection.execute(select(func.max(EVENT.c.position))).scalar() or 0) == place.last:
                to.send(0)
                to.send(apart(uow, EVENT.c.stream >= place.since, to.send, place.folder))
    except (CaseworkError, SQLAlchemyError, OSError):
        pass  # the one that began it reads this half itself, and says what is wrong
    finally:
        store.close()
        to.close()
