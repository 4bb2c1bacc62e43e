"""Whoever writes, and nobody while the end of the history is read.

On PostgreSQL a position is given out before it can be seen: an event that is committed later may stand before one that
was read already. So whoever writes shares a lock until the transaction ends, and the end is read with that lock for
oneself: from then on nothing comes at or before it. SQLite has one writer at a time.
"""

from collections.abc import Mapping
from typing import Protocol

from sqlalchemy import func, literal_column, select, true
from sqlalchemy.exc import DBAPIError

from trajectories.repository.prepared import Prepared
from workflows.errors import VersionConflict
from workflows.words import Words

WRITERS = "7215084417"  # the number of the advisory lock, which no other program on that database is to use
AMONG_WRITERS = Prepared(select(func.pg_advisory_xact_lock_shared(literal_column(WRITERS))))
WITHOUT_WRITERS = Prepared(select(func.pg_advisory_xact_lock(literal_column(WRITERS))))
# Who waits for the lock holds up those who come after, so that a long transaction would stop everyone: not for longer.
FOR_A_MOMENT = Prepared(select(func.set_config(literal_column("'lock_timeout'"), literal_column("'200ms'"), true())))
NOT_NOW = "55P03"  # lock_not_available


class Transaction(Protocol):
    """A transaction; see store."""

    def run(self, statement: Prepared, *rows: Mapping[str, object]) -> int: ...
    def run_later(self, statement: Prepared, *rows: Mapping[str, object]) -> None: ...


def wait_for_writers(uow: Transaction) -> None:
    """From now on nobody writes. Raises VersionConflict where someone goes on writing."""
    uow.run_later(FOR_A_MOMENT, {})
    try:
        uow.run(WITHOUT_WRITERS, {})
    except DBAPIError as error:
        raise still_writing(error) or error from error


def still_writing(error: DBAPIError) -> VersionConflict | None:
    """Where the wait for the lock was over."""
    if getattr(error.orig, "sqlstate", "") != NOT_NOW:
        return None
    return VersionConflict(
        Words(
            "er wordt lang achtereen geschreven, zodat het einde van de geschiedenis niet vast te stellen is; "
            "probeer het straks nog eens",
            "someone has been writing for long, so that the end of the history cannot be told; try again later",
        )
    )
