"""SQLite connections: one for each transaction, closed after it, so that nothing of ours lies beside a file that nobody
works in. Closed, a file may be replaced; open, its write-ahead log would be laid over the new one.
"""

import ctypes
import os
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy.pool import ConnectionPoolEntry, NullPool

OPENED = "opened"  # of a connection: the file by its name, and which file lay there then


class Opened(NamedTuple):
    path: Path
    identity: tuple[int, int] | None


def opened(path: Path) -> Opened:
    """Which file lies there now: its device and inode; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return Opened(path, None)
    return Opened(path, (found.st_dev, found.st_ino))


def is_replaced(info: Mapping[Any, Any]) -> bool:
    """Whether another file lies there than when this connection was opened. info: of the connection."""
    before = info.get(OPENED)
    return isinstance(before, Opened) and opened(before.path) != before


class InARow(NullPool):
    """Keeps one connection from one transaction to the next, where they follow each other at once."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._rows = 0
        self._kept: list[ConnectionPoolEntry] = []

    def begin_row(self) -> None:
        self._rows += 1

    def end_row(self) -> None:
        self._rows -= 1
        if not self._rows:
            self.rest()

    def rest(self) -> None:
        """Closes what is kept: from now on we wait for someone else, or for nobody."""
        with suppress(IndexError):
            while True:
                _close(self._kept.pop())

    def is_replaced(self) -> bool:
        """Whether another file lies where the one was that is kept open: our log lies beside it now."""
        return any(is_replaced(record.info) for record in self._kept)

    def dispose(self) -> None:
        self.rest()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        if self._rows and not self._kept and record.dbapi_connection is not None:
            self._kept.append(record)
        else:
            _close(record)

    def _do_get(self) -> ConnectionPoolEntry:
        with suppress(IndexError):  # another thread may take it first
            return self._kept.pop()
        return super()._do_get()


def _close(record: ConnectionPoolEntry) -> None:
    """Where its file was replaced it stays open for ever: SQLite removes the log that lies beside that name when it
    closes, and that is the new file's by now.
    """
    if is_replaced(record.info) and isinstance(record.dbapi_connection, sqlite3.Connection):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(record.dbapi_connection))
        record.dbapi_connection = None
    else:
        record.close()
