"""`audit verify`: beside reading the same rows as bytes, in the order of the chains, and hashing them."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.profiles import by_own_time
from tests.bench.replaying import MANY, SHORT_PATH, prepared
from tests.bench.rounds import Group, Variant, timed
from trajectories.audit.verify import verify
from trajectories.repository.event_rows import COLUMNS

FIELDS = ", ".join(f"cast({column.name} as blob)" for column in COLUMNS)
CHAINS = f"SELECT {FIELDS} FROM event ORDER BY stream, version"
GENESIS = b"0" * 64


def hashed(connection: sqlite3.Connection) -> int:
    """How many events hang on the one before them."""
    count, stream, before = 0, b"", GENESIS
    for *fields, seat, digest in connection.execute(CHAINS):
        if fields[0] != stream:
            stream, before = fields[0], GENESIS
        text = b"\n".join((before, *fields, seat) if seat else (before, *fields))
        before = hashlib.sha256(text).hexdigest().encode()
        count += before == digest
    return count


@contextmanager
def everything() -> Iterator[Group]:
    with prepared(SHORT_PATH, MANY) as (office, connection):
        with office.app.read() as uow:
            events = verify(uow).events

        def product() -> None:
            with office.app.read() as uow:
                assert verify(uow).ok

        def check() -> None:
            assert events == hashed(connection)

        yield Group(
            "audit verify",
            "event",
            [
                Variant("each row read and hashed", lambda: timed(lambda: hashed(connection), events)),
                Variant("traject", lambda: timed(product, events), 8.0, lambda: by_own_time(product)),
            ],
            check,
        )
