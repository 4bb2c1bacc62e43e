"""Statements that go to PostgreSQL together, which is then waited for once. SQLite runs in this process: there they run
one by one, as nothing is waited for.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from importlib import import_module
from logging import NullHandler, getLogger
from time import monotonic
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Engine
from sqlalchemy import event as sa_event
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError

from workflows.errors import VersionConflict
from workflows.words import Words

FRESH_SECONDS = 1.0  # a connection that answered so lately is not asked whether it is still there
MOST_LATER = 200  # statements that wait to run
ANSWERED_AT = "answered_at"
POOLED = "pooled"  # of a connection: that a pooler stands between

# It warns of a connection that is lost in the middle of a pipeline; the error says so too, in our words.
getLogger("psycopg").addHandler(NullHandler())

Key = tuple[str, tuple[Any, ...]]


class Sent(NamedTuple):
    """A statement as its driver takes it. rows: of parameters; it runs once for each."""

    text: str
    rows: Sequence[Any]

    @property
    def key(self) -> Key:
        """Of a question with one row of parameters, so that its answer is found again."""
        [given] = self.rows
        return self.text, tuple(sorted(given.items()) if isinstance(given, Mapping) else given)


class AskedFirst(NamedTuple):
    """Asked as soon as the transaction has begun; `read` is given its one row, and raises where we may not go on.

    guard: fails (FAILED_GUARD) where it would, for what is committed with it; None where that has to be asked first.
    """

    sent: Sent
    read: Callable[[Any], None]
    guard: Sent | None = None


class Listed(NamedTuple):
    """Texts, and as the one parameter that they are."""

    values: Collection[str]
    text: str


NOTHING_ASKED = Listed((), "")
COMMIT, ROLLBACK = Sent("COMMIT", [()]), Sent("ROLLBACK", [()])
FAILED_GUARD = "22012"  # a division by nought


def may_wait() -> bool:
    """Whether this machine's PostgreSQL library can send several statements at once."""
    return bool(import_module("psycopg").Pipeline.is_supported())  # slow to load, and SQLite needs it not


def all_at_once(driver: Any, statements: Sequence[Sent], *, commit: bool = False) -> list[Any]:
    """Runs them in this order on a connection of psycopg, each seeing what those before it did; their cursors.

    The error of the first that failed comes out, and none after it has run. commit: ends the transaction with them.
    """
    cursors = []
    with driver.pipeline():
        for each in [*statements, COMMIT] if commit else statements:
            cursor = driver.cursor()
            run(cursor, each)
            cursors.append(cursor)
    return cursors


def run(cursor: Any, statement: Sent) -> None:
    if len(statement.rows) == 1:
        cursor.execute(statement.text, statement.rows[0])
    else:
        cursor.executemany(statement.text, statement.rows)


def without_what_a_pooler_forgets(connection: Any, record: Any) -> None:
    """Behind a pooler the next transaction may come to another server, that knows none of our prepared statements; and
    of several statements that come at once it may lose count: pgbouncer 1.18 then keeps the server from everyone else.

    It is one where the server that answers is not the one that we were told we talk to.
    """
    connection.autocommit = True
    [server] = connection.execute("SELECT pg_backend_pid()").fetchone()
    if server != connection.info.backend_pid:
        connection.prepare_threshold = None
        record.info[POOLED] = True
    connection.autocommit = False


def ask_the_idle(engine: Engine) -> None:
    """Before a connection is used that was idle for a while, whether the server is still there; else a new one is made.

    In a tick two transactions follow each other at once: there each would wait for that answer too.
    """

    def is_back(connection: Any, record: Any) -> None:
        if connection is not None:  # it was not lost
            connection.autocommit = False
        record.info[ANSWERED_AT] = monotonic()

    def goes_out(connection: Any, record: Any, _: object) -> None:
        if monotonic() - record.info.get(ANSWERED_AT, monotonic()) < FRESH_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    sa_event.listen(engine, "checkin", is_back)
    sa_event.listen(engine, "checkout", goes_out)


class Wire:
    """The connection of one transaction: what is asked of it at once, ahead, and later."""

    def __init__(self, connection: Connection, begin: str, *, is_sqlite: bool, asked_first: "AskedFirst | None" = None):
        """begin: the statements that begin the transaction, which PostgreSQL is sent together with the first that
        follows, where the driver would wait for it by itself; empty where it has begun. asked_first: after that.
        """
        self.connection = connection
        self._driver = cast(Any, connection.connection.dbapi_connection)
        self._cursor = self._driver.cursor()
        self._errors: type[Exception] = connection.dialect.loaded_dbapi.Error
        self.is_sqlite = is_sqlite
        self.is_together = not is_sqlite and may_wait() and not connection.info.get(POOLED)
        self._begin: list[Sent] = []
        self._asked_first: AskedFirst | None = None
        self._later: list[tuple[Sent, str]] = []
        self._asked: dict[Key, Sent] = {}
        self._answers: dict[Key, list[tuple[Any, ...]]] = {}
        if not is_sqlite:
            self._driver.autocommit = True  # until the pool has it back: we say BEGIN ourselves
        first = [Sent(each, [()]) for each in begin.split("; ") if each]
        if self.is_together:
            self._begin, self._asked_first = first, asked_first
        else:
            for each in first:
                self._run(each)
            if asked_first:
                asked_first.read(self._run(asked_first.sent).fetchone())

    def fetch(self, sent: Sent) -> list[tuple[Any, ...]]:
        if self._asked or self._answers:
            key = sent.key
            if (answered := self._answers.pop(key, None)) is not None:
                return answered
            self._asked.pop(key, None)
        return list(self._run(sent).fetchall())

    def run(self, sent: Sent) -> int:
        """How many rows of the table were touched."""
        return int(self._run(sent).rowcount)

    def ask_ahead(self, sent: Sent) -> None:
        """Asks it together with whatever runs next, after that; its answer is kept until it is fetched."""
        if self.is_together:
            self._asked[sent.key] = sent

    def forget(self, sent: Sent) -> None:
        """An answer that was not fetched, as it may be another by now."""
        self._answers.pop(sent.key, None)

    def run_later(self, sent: Sent, stream: str = "") -> None:
        """Runs it together with whatever runs next, before that. stream: that it writes to, where it does."""
        if self.is_together:
            self._later.append((sent, stream))
            if len(self._later) == MOST_LATER:
                self._run_all([])
        else:
            self._run(sent)

    def settle(self) -> None:
        """Runs what waited to run."""
        if self._begin or self._later or self._asked_first:
            self._run_all([])

    def run_last(self, sent: Sent) -> int:
        """Runs it with what waited to run, and commits with them where that saves a wait: nothing more may be asked.
        How many rows of the table it touched.
        """
        if not self.is_together:
            return self.run(sent)
        self._asked = {}
        return int(self._run_all([sent], commit=True)[0].rowcount)

    def commit(self) -> None:
        """With what waited to run."""
        self._asked = {}
        if self._later:
            self._run_all([], commit=True)
        self.connection.commit()

    def let_go(self) -> None:
        """Ends a transaction that wrote nothing. On PostgreSQL it commits that: at a rollback the driver forgets which
        statements the server knows already.
        """
        if self.is_sqlite:
            self.connection.rollback()
        else:
            self.connection.commit()

    def _run(self, sent: Sent) -> Any:
        """Its cursor."""
        if self._begin or self._later or self._asked:
            return self._run_all([sent])[0]
        try:
            run(self._cursor, sent)
        except self._errors as error:
            raise self._as_ours(sent, error) from error
        return self._cursor

    def _run_all(self, now: list[Sent], *, commit: bool = False) -> list[Any]:
        """What waited, then what is asked now, then what was asked ahead. The cursors of what is asked now."""
        if self._asked_first and commit:
            self._come_in()
        asked_first, self._asked_first = self._asked_first, None
        guard = asked_first.guard if asked_first and commit else None
        begin, later, asked = self._begin, self._later, self._asked
        self._begin, self._later, self._asked = [], [], {}
        before_all = [*begin, guard or asked_first.sent] if asked_first else begin
        statements = [*before_all, *(sent for sent, _ in later), *now, *asked.values()]
        first = len(before_all) + len(later)
        before = first + len(now)
        try:
            cursors = all_at_once(self._driver, statements, commit=commit)
            if asked_first and not guard:
                asked_first.read(cursors[len(begin)].fetchone())
            answers = [cursor.fetchall() for cursor in cursors[before : len(statements)]]
        except self._errors as error:
            if asked_first and guard and getattr(error, "sqlstate", "") == FAILED_GUARD:
                again = all_at_once(self._driver, [ROLLBACK, *begin, asked_first.sent])
                asked_first.read(again[-1].fetchone())
            streams = [stream for _, stream in later if stream]
            told = self._as_ours(statements[0], error)
            if streams and isinstance(told, IntegrityError):
                raise someone_else_wrote(", ".join(streams)) from told
            raise told from error
        self._answers |= dict(zip(asked, answers, strict=True))
        return cursors[first:before]

    def _come_in(self) -> None:
        """Before anything is committed with what is asked first: what that answers may forbid it."""
        if self._asked_first and self._asked_first.guard:
            return
        later, self._later = self._later, []
        self._run_all([])
        self._later = later

    def _as_ours(self, sent: Sent, error: Exception) -> BaseException:
        """As if SQLAlchemy had run the statement; nothing of its parameters."""
        return DBAPIError.instance(sent.text, None, error, self._errors, hide_parameters=True)


def someone_else_wrote(stream: str) -> VersionConflict:
    return VersionConflict(
        Words(
            f"iemand anders schreef net in {stream}; kijk opnieuw en probeer het nog eens",
            f"someone else just wrote to {stream}; look again and try once more",
        )
    )
