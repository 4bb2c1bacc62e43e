"""What would take too much memory lies in a private temporary file while verification runs: ids, and nothing else."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Scratch:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("create table mentioned (id text primary key) without rowid")
        connection.execute("create table said (message text, kind text, recipient text)")

    def mention(self, ids: Iterable[str]) -> None:
        """Private values that an event names."""
        self._connection.executemany("insert or ignore into mentioned values (?)", ((each,) for each in ids))

    def not_mentioned(self, ids: Iterable[str]) -> list[str]:
        return [each for each in ids if not self._has("select 1 from mentioned where id = ?", each)]

    def say(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Message, kind (told or bounced) and recipient, as events have them."""
        self._connection.executemany("insert into said values (?, ?, ?)", rows)

    def all_said(self) -> None:
        self._connection.execute("create index said_message on said (message)")

    def was_said(self, message: str, kind: str, recipient: str) -> bool:
        query = "select 1 from said where message = ? and kind = ? and recipient = ?"
        return self._has(query, message, kind, recipient)

    def _has(self, query: str, *values: str) -> bool:
        return self._connection.execute(f"{query} limit 1", values).fetchone() is not None


@contextmanager
def scratch() -> Iterator[Scratch]:
    """SQLite keeps it in memory while it is small, and removes it at the end."""
    connection = sqlite3.connect("", isolation_level=None)
    try:
        connection.execute("pragma journal_mode = off")
        yield Scratch(connection)
    finally:
        connection.close()
