"""What every transaction looks at before anything else: is it ours, of which revision, in which letters, may we, and is
it the database that this process knew.

It is one statement, which PostgreSQL is sent together with the first that is asked.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Engine, Integer, String, bindparam, text

from trajectories.repository.failures import no_database, not_ours, of_another_release
from trajectories.repository.place import shown_place, sqlite_path
from trajectories.repository.prepared import Prepared
from trajectories.repository.replaced import replaced
from trajectories.repository.revision import is_of_traject, newest_revision
from trajectories.repository.round_trips import AskedFirst
from trajectories.repository.sqlite_pool import is_replaced
from workflows.errors import CaseworkError, Refused
from workflows.words import Words

HELD_UP_SECONDS = 300
# Of this transaction alone, as a pooler gives the session to others: a node that is stopped, or loses its network, in
# the middle of it does not hold up everyone.
PATIENT = f", set_config('idle_in_transaction_session_timeout', '{HELD_UP_SECONDS}s', true)"
LOOKED_FROM = 7  # in the answer
LOOKED = "looked"  # of a connection: that its letters, its path and its rights were found right
ONE_INIT = int.from_bytes(b"traject!", "big") >> 1  # an advisory lock of the transaction
OURS = frozenset(("alembic_version", "event", "setting"))  # tables that every release had

ASKED = """
SELECT (SELECT max(version_num) FROM alembic_version),
 (SELECT value FROM setting WHERE key = 'database_id'),
 (SELECT {hash} FROM event WHERE stream = :stream AND version = :version),
 {last_stream}, last.version, {last_hash}"""
# As they are: SQLite keeps text that is none, and refuses to read it.
IN_HEX = {"hash": "hex(hash)", "last_stream": "hex(last.stream)", "last_hash": "hex(last.hash)"}
AS_TEXT = {"hash": "hash", "last_stream": "last.stream", "last_hash": "last.hash"}
ON_SQLITE = ", (SELECT encoding FROM pragma_encoding), 1, 1"
ON_POSTGRES = """, current_setting('server_encoding'),
 (SELECT count(DISTINCT relnamespace) FROM pg_class
  WHERE oid IN (to_regclass('alembic_version'), to_regclass('event'), to_regclass('setting'))),
 CASE WHEN has_table_privilege('event', 'INSERT') AND has_table_privilege('setting', 'UPDATE') THEN 1 ELSE 0 END"""
OF_LAST = """
 FROM (SELECT 1 AS one) AS door
 LEFT JOIN (SELECT stream, version, hash FROM event ORDER BY position DESC LIMIT 1) AS last ON true"""


def _prepared(more: str, *, in_hex: bool) -> Prepared:
    seen = (bindparam("stream", type_=String), bindparam("version", type_=Integer))
    asked = ASKED.format(**(IN_HEX if in_hex else AS_TEXT))
    return Prepared(text(asked + more + OF_LAST).bindparams(*seen))


# The same of a database that was looked at, as one that fails: then nothing that is sent along with it is committed.
GUARD = Prepared(
    text(
        """SELECT 1 / CASE WHEN (SELECT max(version_num) FROM alembic_version) = :revision
 AND coalesce((SELECT value FROM setting WHERE key = 'database_id'), '') = :database
 AND (:version = 0 OR (SELECT hash FROM event WHERE stream = :stream AND version = :version) = :hash)
 THEN 1 ELSE 0 END"""
        + PATIENT
    ).bindparams(
        *(bindparam(name, type_=String) for name in ("revision", "database", "stream", "hash")),
        bindparam("version", type_=Integer),
    )
)
KNOWN = {True: _prepared(", 1", in_hex=True), False: _prepared(PATIENT, in_hex=False)}
FIRST = {True: _prepared(", 1" + ON_SQLITE, in_hex=True), False: _prepared(PATIENT + ON_POSTGRES, in_hex=False)}


class AtTheDoor(NamedTuple):
    """Asked at the door; `read` raises where we may not come in. read: of the one row of the answer."""

    statement: Prepared
    values: dict[str, object]
    read: Callable[[Sequence[Any]], None]
    guard: Prepared | None
    guard_values: dict[str, object]

    def asked_first(self, dialect: Dialect) -> AskedFirst:
        guard = self.guard.sent(dialect, [self.guard_values]) if self.guard else None
        return AskedFirst(self.statement.sent(dialect, [self.values]), self.read, guard)


class LastSeen(NamedTuple):
    """What this process knows of its database: the newest event that it read or wrote. version 0: none yet."""

    database: str = ""
    stream: str = ""
    version: int = 0
    hash: str = ""


class Door:
    """Of one process to one database."""

    def __init__(self, url: str, *, is_sqlite: bool) -> None:
        self.url = url
        self.is_sqlite = is_sqlite
        self._seen = LastSeen()

    def question(self, connection: Connection, *, is_reading: bool) -> AtTheDoor:
        looked, before = connection.info.get(LOOKED, frozenset()), self._seen
        statement = (KNOWN if is_reading in looked else FIRST)[self.is_sqlite]

        def read(row: Sequence[Any]) -> None:
            self._must_be_of_this_release(row[0])
            if len(row) > LOOKED_FROM:
                self._must_be_open(row[LOOKED_FROM:], is_reading=is_reading)
                connection.info[LOOKED] = looked | {is_reading}
            self._must_be_the_same(row[1:6], before)

        seen = before._asdict()
        asked = {"stream": seen["stream"], "version": seen["version"]}
        guard = GUARD if is_reading in looked and not self.is_sqlite else None
        return AtTheDoor(statement, asked, read, guard, {**seen, "revision": newest_revision()})

    def forget(self) -> None:
        """What was there is taken away by ourselves."""
        self._seen = LastSeen()

    def has_committed(self, connection: Connection, newest: tuple[str, int, str] | None) -> None:
        """Not into a file that someone took away meanwhile. newest: of the events written; stream, version and hash."""
        if self.is_sqlite and is_replaced(connection.info):
            raise replaced(self.url)
        if newest:
            self._seen = LastSeen(self._seen.database, *newest)

    def _must_be_of_this_release(self, revision: str | None) -> None:
        newest = newest_revision()
        if revision == newest:
            return
        if revision is None or not is_of_traject(revision):
            raise not_ours(self.url)
        if revision < newest:
            raise of_another_release()
        raise newer(self.url)

    def _must_be_open(self, found: Sequence[Any], *, is_reading: bool) -> None:
        letters, schemas, may_write = found
        if letters not in ("UTF8", "UTF-8"):
            raise _other_letters(self.url, str(letters))
        if schemas != 1:
            raise _two_schemas(self.url)
        if not (may_write or is_reading):
            raise _may_not_write(self.url)

    def _as_text(self, found: str | None) -> str:
        return bytes.fromhex(found or "").decode(errors="replace") if self.is_sqlite else found or ""

    def _must_be_the_same(self, found: Sequence[Any], seen: LastSeen) -> None:
        """seen: when it was asked; another thread may have seen more since."""
        database, version = found[0], found[3]
        known, stream, digest = (self._as_text(found[place]) for place in (1, 2, 4))
        if (seen.database and seen.database != (database or "")) or (seen.version and known != seen.hash):
            raise replaced(self.url)
        self._seen = LastSeen(database or "", stream, version or 0, digest)


def look(engine: Engine, url: str) -> CaseworkError:
    """What stands there, where a table of ours was not found: nothing, something else, or another release of ours."""
    with engine.connect() as connection:
        names, revision = standing(connection)
    if not names:
        return no_database(url)
    if names >= OURS and revision and is_of_traject(revision):
        return newer(url) if revision > newest_revision() else of_another_release()
    return not_ours(url)


def standing(connection: Connection) -> tuple[frozenset[str], str]:
    """The tables that stand there, and the revision of those of ours; empty where they are not."""
    if connection.dialect.name == "sqlite":
        asked = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        asked = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
    names = frozenset(connection.exec_driver_sql(asked).scalars())
    if not names >= OURS:
        return names, ""
    return names, str(connection.exec_driver_sql("SELECT max(version_num) FROM alembic_version").scalar() or "")


def let_in_to_upgrade(connection: Connection, url: str) -> None:
    """For `init`, on the transaction in which it works: one at a time. Raises where what stands there is not ours, or
    of a newer release.
    """
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_INIT})")
        if (letters := connection.exec_driver_sql("SHOW server_encoding").scalar()) != "UTF8":
            raise _other_letters(url, str(letters))
    names, revision = standing(connection)
    if names and not names >= OURS:
        raise not_ours(url)
    if revision and not is_of_traject(revision):
        raise not_ours(url)
    if revision and revision > newest_revision():
        raise newer(url)


def newer(url: str) -> Refused:
    """Names the copy that `init` of that release put aside, where it lies beside the file."""
    path = sqlite_path(url)
    kept = copy_for_this_release(path) if path else None
    if kept:
        nl = f"‘init’ legde vóór die versie een kopie opzij, die deze traject kent: {kept}"
        en = f"'init' put a copy aside before that release, which this traject knows: {kept}"
    else:
        nl = "terug kan met de kopie die vóór die versie gemaakt is"
        en = "to go back, use the copy that was made before that release"
    place = shown_place(url)
    return Refused(
        Words(
            f"deze traject is te oud voor de database {place}, die een nieuwere versie maakte; installeer die. {nl}",
            f"this traject is too old for the database {place}, which a newer release made; install that. {en}",
        )
    )


def copy_for_this_release(path: Path) -> Path | None:
    """The newest copy beside it that a release like this one can read."""
    for copy in sorted(path.parent.glob(f"{path.name}.*.before"), reverse=True):
        revision = _revision_of(copy)
        if revision and is_of_traject(revision) and revision <= newest_revision():
            return copy
    return None


def _revision_of(path: Path) -> str | None:
    """Looks without touching."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            row = connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row and row[0] else None


def _other_letters(url: str, letters: str) -> Refused:
    place = shown_place(url)
    return Refused(
        Words(
            f"de database {place} bewaart tekst als {letters[:20]} en niet als UTF-8; maak er een: ‘createdb -E UTF8’",
            f"the database {place} keeps text as {letters[:20]} and not as UTF-8; make one with 'createdb -E UTF8'",
        )
    )


def _two_schemas(url: str) -> Refused:
    place = shown_place(url)
    return Refused(
        Words(
            f"de tabellen van traject in {place} staan niet bij elkaar: het zoekpad (search_path) vindt er een "
            "in een ander schema; zet het zoekpad op het schema van traject alleen",
            f"the tables of traject in {place} are not together: the search_path finds one of them in another schema; "
            "set the search_path to the schema of traject alone",
        )
    )


def _may_not_write(url: str) -> Refused:
    place = shown_place(url)
    return Refused(
        Words(
            f"uw account mag in de database {place} alleen lezen; een beheerder van de database geeft de rechten van "
            "deploy/roles.sql",
            f"your account may only read in the database {place}; whoever administers the database gives the rights of "
            "deploy/roles.sql",
        )
    )
