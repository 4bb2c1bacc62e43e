"""A history of millions of events: an office on SQLite many times over, each time with streams, people, private values
and messages of their own, and with every hash made right.

The events of one stream lie far from each other, as in an office of years. `python -m tests.large_history FILE COPIES`
makes it of the file of a demonstration, in place.
"""

import hashlib
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from tests.contract.tampered import TRIGGERS
from trajectories.history.streams import OFFICE
from trajectories.repository.event_rows import COLUMNS, GENESIS
from trajectories.repository.store import PRIVATE_KEY

FIRST = 1_000_000  # numbers of one width, so that the order of their texts stays what it was
KINDS = "tphq"
NAMES = re.compile(r"\b(?:[tphq][0-9]+|[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{24})\b")
TABLES = (
    "trajectory",
    "deadline",
    "agenda",
    "person",
    "household",
    "membership",
    "question",
    "delivery_rung",
    "delivery",
)
FIELDS = ", ".join(column.name for column in COLUMNS)
Named = Callable[[int], str]  # what something is called in a copy
Cells = Sequence[object]


class Names:
    """How the copies call what the office has."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._named: dict[str, Named] = {}
        for kind in KINDS:
            query = "select distinct stream from event where stream glob ? and instr(stream, '/') = 0 order by 1"
            keys = [key for (key,) in connection.execute(query, (f"{kind}[0-9]*",))]
            self._named |= {key: partial(_renamed, kind, len(keys), rank) for rank, key in enumerate(keys)}
        for (key,) in connection.execute("select message from delivery"):
            self._named[key] = partial(_message, key)
        for subject, field, value, salt in connection.execute("select subject, field, value, salt from private"):
            if subject[0] in KINDS:
                digest = hashlib.sha256((salt + value).encode()).hexdigest()
                self._named[digest] = partial(_digest, field, value, salt)
                self._named[digest[:PRIVATE_KEY]] = partial(_key, field, value, salt)

    def of(self, cell: object) -> Callable[[int], object]:
        """What stands there in a copy."""
        parts: list[str | Named] = []
        end = 0
        for match in NAMES.finditer(cell) if isinstance(cell, str) else ():
            if match[0] in self._named:
                parts += [cell[end : match.start()], self._named[match[0]]]  # type: ignore[index]
                end = match.end()
        if not parts:
            return lambda copy: cell
        rest = str(cell)[end:]
        return lambda copy: "".join(each if isinstance(each, str) else each(copy) for each in (*parts, rest))


def _renamed(kind: str, count: int, rank: int, copy: int) -> str:
    return f"{kind}{FIRST + copy * count + rank}"


def _message(key: str, copy: int) -> str:
    return f"{key[:-4]}{(int(key[-4:], 16) + copy) % 0x10000:04x}"


def _salt(salt: str, copy: int) -> str:
    return f"{(int(salt[:4], 16) + copy) % 0x10000:04x}{salt[4:]}"


def _value(field: str, value: str, copy: int) -> str:
    """References are one a person."""
    return f"{value}-{copy}" if field == "ref" else value


def _digest(field: str, value: str, salt: str, copy: int) -> str:
    return hashlib.sha256((_salt(salt, copy) + _value(field, value, copy)).encode()).hexdigest()


def _key(field: str, value: str, salt: str, copy: int) -> str:
    return _digest(field, value, salt, copy)[:PRIVATE_KEY]


def multiply(path: Path, copies: int) -> int:
    """The office of that file as so many, in one: its own staff and events once. Returns how many events it has now."""
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in ("journal_mode = off", "synchronous = off", "cache_size = -2000000", "foreign_keys = off"):
        connection.execute(f"pragma {statement}")
    triggers = [
        connection.execute("select sql from sqlite_master where name = ?", (name,)).fetchone()[0] for name in TRIGGERS
    ]
    for name in TRIGGERS:
        connection.execute(f"drop trigger {name}")
    connection.execute("begin")
    names, more = Names(connection), range(1, copies)
    events = connection.execute(f"select {FIELDS} from event order by position").fetchall()
    connection.execute("delete from event")
    marks = ", ".join("?" * len(COLUMNS))
    connection.executemany(f"insert into event ({FIELDS}) values ({marks})", _events(names, events, more))
    _private(connection, names, more)
    _rows(connection, names, more)
    for kind in KINDS:
        query = "select max(cast(substr(stream, 2) as integer)) from event where stream glob ?"
        last = connection.execute(query, (f"{kind}[0-9]*",)).fetchone()[0] or 0
        connection.execute("update setting set value = ? where key = ?", (str(last), f"last_{kind}"))
    for each in triggers:
        connection.execute(each)
    [(count,)] = connection.execute("select count(*) from event")
    connection.execute("commit")
    connection.execute("analyze")
    connection.close()
    return int(count)


def _events(names: Names, events: Sequence[Cells], copies: range) -> Iterator[Cells]:
    """Each event and its copies behind each other. What the office said in copies goes on in its one stream."""
    ends: dict[str, tuple[int, bytes]] = {}
    sha256 = hashlib.sha256
    for row in events:
        stream, _, *others, _hash = row
        named = [names.of(cell) for cell in (stream, *others)]
        all_of = range(1) if stream == OFFICE else range(copies.stop)
        for copy in all_of:
            cells = [str(each(copy)) for each in named] if copy else [str(stream), *map(str, others)]
            key = cells[0]
            version, before = ends.get(key, (0, GENESIS.encode()))
            version += 1
            hashed = (key, str(version), *(cells[1:] if cells[-1] else cells[1:-1]))
            digest = sha256(before + b"\n" + "\n".join(hashed).encode()).hexdigest()
            ends[key] = (version, digest.encode())
            yield (key, version, *cells[1:], digest)


def _private(connection: sqlite3.Connection, names: Names, copies: range) -> None:
    rows = connection.execute("select subject, field, value, salt from private").fetchall()
    of_people = [(names.of(subject), *value) for subject, *value in rows if subject[0] in KINDS]
    copied = (
        (_key(field, value, salt, copy), subject(copy), field, _value(field, value, copy), _salt(salt, copy))
        for subject, field, value, salt in of_people
        for copy in copies
    )
    connection.executemany("insert into private values (?, ?, ?, ?, ?)", copied)


def _rows(connection: sqlite3.Connection, names: Names, copies: range) -> None:
    for table in TABLES:
        found = connection.execute(f"select * from {table}")
        columns = [each[0] for each in found.description]
        rows = (row for each in found.fetchall() for row in _copied(names, table, columns, each, copies))
        connection.executemany(f"insert into {table} values ({', '.join('?' * len(columns))})", rows)


def _copied(names: Names, table: str, columns: Sequence[str], row: Cells, copies: range) -> Iterator[Cells]:
    named = {name: names.of(cell) for name, cell in zip(columns, row, strict=True)}
    if "ref" in columns:
        ref = str(row[columns.index("ref")])
        named["ref"] = lambda copy: _value("ref", ref, copy)
    if "number" in columns:
        called = named["id"]
        named["number"] = lambda copy: int(str(called(copy))[1:])
    if table == "delivery":
        named["kind"] = lambda copy: "urgent"  # of daily ones there is one a day
    for copy in copies:
        yield [each(copy) for each in named.values()]


if __name__ == "__main__":
    print(multiply(Path(sys.argv[1]), int(sys.argv[2])), "events")
