"""What would take too much memory lies in a private temporary file while verification runs: ids, and nothing else."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Scratch:
    """Of one process; what another one wrote down is joined to it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._places = ["main"]
        connection.execute("create table mentioned (id text primary key) without rowid")
        connection.execute("create table said (message text, kind text, recipient text)")
        connection.execute("begin")

    def mention(self, ids: Iterable[str]) -> None:
        """Private values that an event names."""
        self._connection.executemany("insert or ignore into mentioned values (?)", ((each,) for each in ids))

    def not_mentioned(self, ids: Iterable[str]) -> list[str]:
        return [each for each in ids if not self._has("select 1 from {}.mentioned where id = ?", each)]

    def say(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Message, kind (told or bounced) and recipient, as events have them."""
        self._connection.executemany("insert into said values (?, ?, ?)", rows)

    def end(self) -> None:
        """Nothing is added any more."""
        self._connection.execute("create index if not exists said_message on said (message)")
        if self._connection.in_transaction:
            self._connection.execute("commit")

    def join(self, path: Path) -> None:
        """What another process wrote down to its end."""
        name = f"other{len(self._places)}"
        self._connection.execute(f"attach ? as {name}", (str(path),))
        self._places.append(name)

    def was_said(self, message: str, kind: str, recipient: str) -> bool:
        query = "select 1 from {}.said where message = ? and kind = ? and recipient = ?"
        return self._has(query, message, kind, recipient)

    def _has(self, query: str, *values: str) -> bool:
        asked = (f"{query.format(place)} limit 1" for place in self._places)
        return any(self._connection.execute(each, values).fetchone() is not None for each in asked)


@contextmanager
def scratch(path: Path | None = None) -> Iterator[Scratch]:
    """Without a path SQLite keeps it in memory while it is small, and removes it at the end."""
    connection = sqlite3.connect(str(path or ""), isolation_level=None)
    try:
        connection.execute("pragma journal_mode = off")
        connection.execute("pragma synchronous = off")
        yield Scratch(connection)
    finally:
        connection.close()
