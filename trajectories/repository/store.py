"""Events in and out, one transaction at a time, on SQLite and PostgreSQL."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from trajectories.history.codec import encode
from trajectories.history.events import Event, PrivateRef, Recorded
from trajectories.local_time import write_instant
from trajectories.outside_text import OURS, outside
from trajectories.repository.among import among, among_named, as_list
from trajectories.repository.connect import translated
from trajectories.repository.database import Database
from trajectories.repository.door import AtTheDoor, let_in_to_upgrade, look
from trajectories.repository.event_rows import COLUMNS as COLUMNS
from trajectories.repository.event_rows import GENESIS as GENESIS
from trajectories.repository.event_rows import event_hash as event_hash
from trajectories.repository.event_rows import read_row as read_row
from trajectories.repository.event_rows import unreadable
from trajectories.repository.heads import head_of, heads_of
from trajectories.repository.instant import FREED, Instant
from trajectories.repository.prepared import Prepared as Prepared
from trajectories.repository.round_trips import NOTHING_ASKED, Listed, Sent, Wire, someone_else_wrote
from trajectories.repository.tables import EVENT, PRIVATE, SETTING, TRAJECTORY
from trajectories.repository.writers import AMONG_WRITERS, wait_for_writers
from workflows.words import Words

WRITING = "BEGIN ISOLATION LEVEL READ COMMITTED"  # on PostgreSQL
READING = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
WAITING = "BEGIN ISOLATION LEVEL READ COMMITTED, READ ONLY"  # until nobody writes, and then sees what they wrote
JUST_KEPT = 32  # private values
PRIVATE_KEY = 32  # characters of its salted hash: who holds the key can tell whether the value is still the same


class Stamp(NamedTuple):
    """Who writes, and when. recorded_at: aware UTC. reason: id of a private row, or empty."""

    recorded_at: datetime
    actor: str
    role: str
    reason: str = ""
    definition: str = ""


class Head(NamedTuple):
    """The end of a stream. version 0: no event yet."""

    version: int = 0
    hash: str = GENESIS
    recorded_at: str = ""


LOCK = Prepared(select(TRAJECTORY.c.id).where(TRAJECTORY.c.id == bindparam("key")).with_for_update())
HISTORY = Prepared(
    select(*COLUMNS)
    .where(EVENT.c.stream.in_((bindparam("stream"), bindparam("other"))))
    .order_by(EVENT.c.stream, EVENT.c.version)
)
HEAD = Prepared(head_of(bindparam("stream")))
HEADS = Prepared(heads_of("streams"))
INSERT_EVENT = Prepared(insert(EVENT).values({column.name: bindparam(column.name) for column in COLUMNS}).inline())
READ_PRIVATE = Prepared(select(PRIVATE.c.id, PRIVATE.c.value).where(among_named(PRIVATE.c.id, "keys")))
INSERT_PRIVATE = Prepared(insert(PRIVATE).values({each.name: bindparam(each.name) for each in PRIVATE.c}).inline())
UPDATE_SETTING = Prepared(update(SETTING).where(SETTING.c.key == bindparam("name")).values(value=bindparam("value")))
OF_SETTING = select(SETTING.c.value).where(SETTING.c.key == bindparam("key"))
READ_SETTING, LOCK_SETTING = Prepared(OF_SETTING), Prepared(OF_SETTING.with_for_update())
READ_SETTINGS = Prepared(select(SETTING.c.key, SETTING.c.value).where(among_named(SETTING.c.key, "keys")))


class Sits(Protocol):
    """Finds the seat of whoever types, and may write it down; see seats."""

    def __call__(self, uow: "UnitOfWork", stamp: Stamp) -> str: ...
    def keep(self, uow: "UnitOfWork", stamp: Stamp) -> None: ...


class UnitOfWork:
    """One transaction. Leaving it by an exception writes nothing."""

    def __init__(
        self, connection: Connection, *, is_sqlite: bool, begin: str = "", question: AtTheDoor | None = None
    ) -> None:
        """begin: the statement by which its transaction begins; empty where it has begun. question: of the door."""
        self.is_sqlite = is_sqlite
        self.is_reading = begin.startswith(READING)  # it holds nobody up
        asked = question and question.asked_first(connection.dialect)
        self._wire = Wire(connection, begin, is_sqlite=is_sqlite, asked_first=asked)
        self.asks_together = self._wire.is_together  # whether it is of use to ask anything ahead
        self.newest: tuple[str, int, str] | None = None  # of the events written in it: stream, version and hash
        self._locked: set[str] = set()
        self._last: dict[str, int] = {}  # numbers given; nobody else changes them until the end
        self._reasons: set[str] = set()  # kept here, and in no event yet
        self._just_kept: dict[str, str] = {}  # the last few values, which the rows that follow are made of at once
        self._heads: dict[str, Head] = {}
        self._heads_asked = NOTHING_ASKED
        self._settings: dict[str, str | None] = {}
        self._settings_asked = NOTHING_ASKED
        self.sits: Sits | None = None  # finds the seat of whoever types
        self.seating: object = None  # what the office says of seats, once it was read
        self.seat: str | None = None  # its number once it was asked for, empty where none is kept
        self.remarks: list[Words] = []
        self.calendars_known: dict[tuple[str, str], str] = {}  # by instant and name: see office_rows
        self.instant: Instant | None = None  # of this unit of work, once someone asked for it; see instants
        self.references: MutableMapping[str, str] | None = None  # ids by canonical form; see references
        self.beginning: set[str] = set()  # numbers given of which no row was made yet: none has to be looked for
        self.definitions_kept: set[str] = set()  # by hash, as they were found; see definitions

    @property
    def connection(self) -> Connection:
        """For statements that are built on the spot; what was to run before them has run."""
        self._wire.settle()
        return self._wire.connection

    def remark(self, words: Words) -> None:
        """Something that whoever asked should know beside the answer; each is said once."""
        if words not in self.remarks:
            self.remarks.append(words)

    def fetch(self, statement: Prepared, **values: object) -> list[tuple[Any, ...]]:
        return self._wire.fetch(self._sent(statement, [values]))

    def ask_ahead(self, statement: Prepared, **values: object) -> None:
        """What will be fetched in this transaction, and nothing in it changes before that: PostgreSQL is asked it
        together with what is fetched next.
        """
        if self.asks_together:
            self._wire.ask_ahead(self._sent(statement, [values]))

    def ask_anew(self, statement: Prepared, **values: object) -> None:
        """As `ask_ahead`, of what may have another answer since it was asked."""
        self._wire.forget(self._sent(statement, [values]))
        self.ask_ahead(statement, **values)

    def run(self, statement: Prepared, *rows: Mapping[str, object]) -> int:
        """Runs it once for each row of parameters. Returns how many rows of the table were touched."""
        return self._wire.run(self._sent(statement, rows))

    def run_later(self, statement: Prepared, *rows: Mapping[str, object]) -> None:
        """Runs it before whatever is asked next, or with the commit; PostgreSQL is sent it together with that."""
        self._wire.run_later(self._sent(statement, rows))

    def _sent(self, statement: Prepared, rows: Sequence[Mapping[str, object]]) -> Sent:
        return statement.sent(self._wire.connection.dialect, rows)

    def run_last(self, statement: Prepared, row: Mapping[str, object]) -> int:
        """As `run`, of the last that is asked in this transaction: it may have been committed with it."""
        return self._wire.run_last(self._sent(statement, [row]))

    def commit(self) -> None:
        """Without the reasons of what came to nothing: a private value that no event names is a problem to verify."""
        if self._reasons:
            self.connection.execute(delete(PRIVATE).where(among(PRIVATE.c.id, sorted(self._reasons))))
        self._wire.commit()

    def let_go(self) -> None:
        """Ends one that only read."""
        self._wire.let_go()

    def lock(self, *trajectories: str) -> None:
        """Makes other writers of these trajectories wait, before anything is read; in id order. SQLite has locked the
        whole file already.
        """
        if not (self.is_sqlite or self.is_reading):
            for each in sorted({*trajectories} - self._locked, key=lambda key: (len(key), key)):
                self.run_later(LOCK, {"key": each})
                self._locked.add(each)

    def history(self, stream: str, other: str = "") -> list[Recorded]:
        """The events of one or two streams, each in its own order."""
        rows = self.fetch(HISTORY, stream=stream, other=other)
        last = {row[0]: row for row in rows}
        # Only these two, so that reading one trajectory after another holds no more memory than reading one.
        self._heads = {stream: Head(), other: Head()}
        self._heads |= {each: Head(row[1], row[11], row[4]) for each, row in last.items()}
        try:
            return [read_row(row) for row in rows]
        except (KeyError, TypeError, ValueError) as error:
            raise unreadable(rows) from error

    def ask_history(self, stream: str, other: str = "") -> None:
        """As `ask_ahead`, of what `history` will be asked."""
        self.ask_ahead(HISTORY, stream=stream, other=other)

    def head(self, stream: str) -> Head:
        if stream not in self._heads and stream in self._heads_asked.values:
            asked, self._heads_asked = self._heads_asked, NOTHING_ASKED
            self._heads |= dict.fromkeys(asked.values, Head())
            rows = self.fetch(HEADS, streams=asked.text)
            self._heads |= {row[0]: Head(*row[1:]) for row in rows if row[1] is not None}
        if stream not in self._heads:
            found = self.fetch(HEAD, stream=stream)
            self._heads[stream] = Head(*found[0]) if found else Head()
        return self._heads[stream]

    def ask_heads(self, streams: Iterable[str]) -> None:
        """As `ask_ahead`, of what `head` will be asked: one statement for all of these."""
        wanted = {stream for stream in streams if stream not in self._heads}
        if wanted:
            self._heads_asked = Listed(wanted, as_list(wanted))
            self.ask_ahead(HEADS, streams=self._heads_asked.text)

    def append(
        self,
        stream: str,
        events: Sequence[tuple[Event, date]],
        stamp: Stamp,
        *,
        later: bool = False,
        falls: bool = False,
    ) -> list[Recorded]:
        """Writes the events with the days they happened on, chained to the last. Raises VersionConflict.

        later: as `run_later` does, which raises it then. falls: at that instant, whatever the stream holds: only by
        which a clock is repaired, and after that whatever lay ahead of it holds no other stream up either.
        """
        seat = self._seat(stamp)
        head = self.head(stream)
        recorded_at = write_instant(stamp.recorded_at)
        if head.recorded_at > recorded_at and not falls and not self.fetch(FREED, stream=stream, at=recorded_at):
            recorded_at = head.recorded_at
        rows, recorded = [], []
        for event, occurred_on in events:
            kind, data = encode(event)
            on, version = occurred_on.isoformat(), head.version + 1
            who_and_why = (stamp.actor, stamp.role, stamp.reason, stamp.definition)
            stored = (stream, str(version), kind, on, recorded_at, *who_and_why, data, seat)
            digest = event_hash(head.hash, stored)
            row = dict(zip(ROW_KEYS, stored, strict=True), hash=digest)
            row["version"] = version  # type: ignore[assignment]
            rows.append(row)
            head = Head(version, digest, recorded_at)
            recorded.append(read_row((stream, version, *stored[2:], digest)))
        if rows:
            self._reasons.discard(stamp.reason)
            self._insert(rows, stream, later=later or stream in self.beginning)
            self._heads[stream] = head
            self.newest = (stream, head.version, head.hash)
        return recorded

    def _seat(self, stamp: Stamp) -> str:
        """Of this transaction; who sits there first in it may be written down by that."""
        if self.seat is None:
            self.seat = self.sits(self, stamp) if self.sits else ""
        return self.seat

    def _insert(self, rows: list[dict[str, str]], stream: str, *, later: bool) -> None:
        try:
            if later:
                self._wire.run_later(self._sent(INSERT_EVENT, rows), stream)
            else:
                self.run(INSERT_EVENT, *rows)
        except IntegrityError as error:
            raise someone_else_wrote(stream) from error

    # private values

    def keep_private(self, subject: str, field: str, value: str) -> PrivateRef:
        """Keeps the value apart from the history, as text from outside is kept; what the event may hold comes back."""
        if field not in OURS:
            value = outside(value, field)
        salt = secrets.token_hex(16)
        digest = hashlib.sha256((salt + value).encode()).hexdigest()
        key = digest[:PRIVATE_KEY]
        row = {"id": key, "subject": subject, "field": field, "value": value, "salt": salt}
        self.run_later(INSERT_PRIVATE, row)
        if field == "reason":
            self._reasons.add(key)
        self._just_kept[key] = value
        if len(self._just_kept) > JUST_KEPT:
            self._just_kept.pop(next(iter(self._just_kept)))
        return {"private": key, "hash": digest}

    def private(self, *keys: str) -> dict[str, str]:
        """The values by id; one that was erased is not among them."""
        if self._just_kept.keys() >= {*keys}:
            return {key: self._just_kept[key] for key in keys}
        return {str(row[0]): str(row[1]) for row in self.fetch(READ_PRIVATE, keys=as_list(keys))}

    # settings

    def setting(self, key: str, default: str = "") -> str:
        if key not in self._settings and key in self._settings_asked.values:
            asked, self._settings_asked = self._settings_asked, NOTHING_ASKED
            self._settings |= dict.fromkeys(asked.values)
            self._settings |= dict(self.fetch(READ_SETTINGS, keys=asked.text))
        if key not in self._settings:
            found = self.fetch(READ_SETTING, key=key)
            self._settings[key] = found[0][0] if found else None
        value = self._settings[key]
        return default if value is None else value

    def ask_settings(self, keys: Iterable[str]) -> None:
        """As `ask_heads`, of what `setting` will be asked."""
        wanted = {key for key in keys if key not in self._settings}
        if wanted:
            self._settings_asked = Listed(wanted, as_list(wanted))
            self.ask_ahead(READ_SETTINGS, keys=self._settings_asked.text)

    def set_setting(self, key: str, value: str) -> None:
        row = {"name": key, "value": value}
        if self._settings.get(key) is not None:
            self.run_later(UPDATE_SETTING, row)
        elif self.run(UPDATE_SETTING, row) == 0:
            self.connection.execute(insert(SETTING).values(key=key, value=value))
        self._settings[key] = value
        self._last = {kind: last for kind, last in self._last.items() if key != f"last_{kind}"}

    def next_number(self, kind: str) -> int:
        """The next number of `t`, `p`, `h` or `s`; other writers wait for this transaction."""
        number = self.last_number(kind) + 1
        self.set_setting(f"last_{kind}", str(number))
        self._last[kind] = number
        self._heads |= {f"{kind}{number}": Head(), f"{kind}{number}/said": Head()}  # nobody wrote there before
        self.beginning.add(f"{kind}{number}")
        return number

    def last_number(self, kind: str) -> int:
        """The last number given. From now on nobody else gets one until this transaction ends."""
        if kind not in self._last:
            how = READ_SETTING if self.is_reading or self.is_sqlite else LOCK_SETTING
            found = self.fetch(how, key=f"last_{kind}")
            self._last[kind] = int(found[0][0] or 0) if found else 0
        return self._last[kind]


ROW_KEYS = tuple(column.name for column in COLUMNS if column is not EVENT.c.hash)


class Store(Database):
    """Its transactions."""

    sits: Sits | None = None  # see seats

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """A writing transaction. Raises VersionConflict when another writer holds the database too long."""
        with self._begun("BEGIN IMMEDIATE" if self.is_sqlite else WRITING) as uow:
            if not self.is_sqlite:
                uow.run_later(AMONG_WRITERS, {})
            yield uow
            uow.commit()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A reading transaction: everything read belongs to one moment."""
        with self._begun("BEGIN" if self.is_sqlite else READING) as uow:
            yield uow
            uow.let_go()

    @contextmanager
    def read_as(self, snapshot: str) -> Iterator[UnitOfWork]:
        """On PostgreSQL a reading transaction that sees what another does, which exported that snapshot."""
        with self._begun(f"{READING}; SET TRANSACTION SNAPSHOT '{snapshot}'") as uow:
            yield uow
            uow.let_go()

    @contextmanager
    def without_writers(self) -> Iterator[UnitOfWork]:
        """A transaction that reads while nobody writes: what was recorded by now is all that will ever stand before
        what comes. Raises VersionConflict where someone goes on writing.
        """
        with self._begun("BEGIN" if self.is_sqlite else WAITING) as uow:
            if not self.is_sqlite:
                wait_for_writers(uow)
            yield uow
            uow.let_go()

    @contextmanager
    def upgrade(self) -> Iterator[UnitOfWork]:
        """A writing transaction for `init`: also where nothing stands yet, or an older release; others wait for it."""
        begin = "BEGIN IMMEDIATE" if self.is_sqlite else WRITING
        with translated(self.url), self.engine.connect() as connection:
            connection.begin()
            uow = UnitOfWork(connection, is_sqlite=self.is_sqlite, begin=begin)
            uow.sits = self.sits
            if not self.is_sqlite:
                uow.run_later(AMONG_WRITERS, {})
            let_in_to_upgrade(uow.connection, self.url)
            yield uow
            uow.commit()

    @contextmanager
    def _begun(self, begin: str) -> Iterator[UnitOfWork]:
        is_reading = begin in ("BEGIN", WAITING) or begin.startswith(READING)
        self.must_lie_there()
        with translated(self.url, lambda: look(self.engine, self.url)), self.engine.connect() as connection:
            connection.begin()
            question = self.door.question(connection, is_reading=is_reading)
            uow = UnitOfWork(connection, is_sqlite=self.is_sqlite, begin=begin, question=question)
            uow.sits = self.sits
            yield uow
            if not is_reading:
                self.door.has_committed(connection, uow.newest)
