"""Saying what was claimed: a message, and two durable transactions for each, to a mailbox that costs nothing."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from scheduler.sending.tick import dispatch_due
from tests.bench.advance import PRAGMAS
from tests.bench.office import DAY, NOW, Office, postgres, sqlite_url
from tests.bench.profiles import by_own_time
from tests.bench.raw import EVENT_COLUMNS, INSERT_EVENT, LAST_HASH, chained
from tests.bench.rounds import Group, Taken, Variant, timed
from trajectories.local_time import write_instant
from trajectories.people.staff import add_staff
from trajectories.repository.store import Stamp

OTHERS = 520  # colleagues who heard already
MESSAGES = 40  # fresh ones a round, each to someone else
AT = datetime(2025, 3, 24, 9, tzinfo=UTC)  # Monday, a week before the first term ends
FLOOR = "the same rows by hand, two transactions each"
BEGUN = """INSERT INTO delivery (message, recipient, channel, state, attempts, token, leased_until, claimed_at,
    ended_at, problem, kind, day, open_at)
    VALUES (?, 's1', 'smtp', 'claimed', 1, 'node', ?, ?, '', '', 'urgent', '2025-03-24', '')"""
BEGUN_RUNG = "INSERT INTO delivery_rung VALUES (?, ?, '2025-03-31', ?, 'coordinator', '')"
IDENTIFIED = "INSERT INTO delivery_mail VALUES (?, ?, ?)"
SENT = "UPDATE delivery SET state = 'sent', token = '', leased_until = '', ended_at = ? WHERE message = ? AND token = ?"
BLANKED = "UPDATE delivery_rung SET due_on = '' WHERE message = ?"
SAID = "DELETE FROM agenda WHERE id = ?"
COUNTED = "SELECT count(*) FROM event WHERE type = 'ReminderSent'"
LOOKED_UP = f"SELECT {EVENT_COLUMNS} FROM event WHERE type = 'ReminderSent' ORDER BY position LIMIT 1"


@contextmanager
def on_sqlite() -> Iterator[Group]:
    with tempfile.TemporaryDirectory(prefix="traject-bench-") as folder:
        floor, product, large = (Office(sqlite_url(Path(folder), name)) for name in ("floor", "product", "large"))
        hand = sqlite3.connect(Path(folder) / "floor.db", isolation_level=None)
        for pragma in PRAGMAS:
            hand.execute(f"PRAGMA {pragma}")
        yield _group("say a reminder, SQLite", floor, product, large, ByHand(hand, "?"))
        hand.close()
        for office in (floor, product, large):
            office.app.store.close()


@contextmanager
def on_postgres() -> Iterator[Group]:
    with postgres() as server, server.database() as one, server.database() as two, server.database() as three:
        floor, product, large = Office(one), Office(two), Office(three)
        hand = psycopg.connect(one.replace("+psycopg", ""), autocommit=True)
        yield _group("say a reminder, PostgreSQL", floor, product, large, ByHand(hand, "%s"))
        hand.close()
        for office in (floor, product, large):
            office.app.store.close()


class ByHand:
    """Says what it is told, on a connection of its own. data: of an event as the product writes it."""

    def __init__(self, connection: Any, mark: str) -> None:
        self.connection = connection
        self.mark = mark
        self.row: tuple[Any, ...] = ()

    def begin(self, keys: list[str]) -> None:
        """What the product has written down before it hands over the first."""
        at = write_instant(AT)
        for key in keys:
            self._run(BEGUN, f"m-{key}", at, at)
            self._run(BEGUN_RUNG, f"m-{key}", _reminder(key), key)

    def say(self, key: str) -> None:
        self._run(IDENTIFIED, f"m-{key}", f"<{key}@traject.invalid>", write_instant(AT))
        self.connection.execute("BEGIN IMMEDIATE" if self.mark == "?" else "BEGIN")
        self._run(SENT, write_instant(AT), f"m-{key}", "node")
        self._run(BLANKED, f"m-{key}")
        self._run(LAST_HASH, f"{key}/said").fetchone()
        stored = (f"{key}/said", "1", "ReminderSent", "2025-03-24", write_instant(AT), "scheduler", "scheduler", "")
        rest = self.row[8:10]
        self._run(INSERT_EVENT, stored[0], 1, *stored[2:], *rest, chained("", (*stored, *rest)))
        self._run(SAID, _reminder(key))
        self.connection.execute("COMMIT")

    def _run(self, statement: str, *values: Any) -> Any:
        return self.connection.execute(statement.replace("?", self.mark), values)


def _say_all(hand: ByHand, keys: list[str]) -> None:
    for key in keys:
        hand.say(key)


def _reminder(key: str) -> str:
    return f"{key}/koppeling_termijn#2/before-1w.0"


def _group(name: str, floor: Office, product: Office, large: Office, hand: ByHand) -> Group:
    said = [0]
    for _ in range(OTHERS // MESSAGES):
        _due(large)
    _tick(large)  # they all heard, and none of them hears again today

    def by_hand() -> Taken:
        keys = _due(floor)
        hand.row = hand.row or _an_event(product)
        hand.begin(keys)
        return timed(partial(_say_all, hand, keys), len(keys))

    def tick() -> None:
        said[0] += _tick(product)

    def traject() -> Taken:
        return timed(tick, len(_due(product)))

    def among_others() -> Taken:
        return timed(partial(_tick, large), len(_due(large)))

    def profiled() -> str:
        _due(product)
        return by_own_time(tick)

    def check() -> None:
        with product.app.read() as uow:
            count = uow.connection.exec_driver_sql(
                "SELECT count(*) FROM event WHERE type = 'ReminderSent'"
            ).scalar_one()
        assert count >= said[0] > 0
        assert count % MESSAGES == 0, "each was said"

    return Group(
        name,
        "reminder",
        [
            Variant(FLOOR, by_hand),
            Variant("traject, a whole tick", traject, 2.0, profiled),
            Variant(f"traject, among {OTHERS} others with a case each", among_others),
        ],
        check,
    )


def _due(office: Office) -> list[str]:
    """So many trajectories with a reminder that is due, each with a coordinator of its own who heard nothing today."""
    keys = office.open(MESSAGES)
    for key in keys:
        office.advance(key, "koppel")
    with office.app.write() as uow:
        stamp = Stamp(NOW, office.by.actor.staff, "administrator")
        for key in keys:
            to = add_staff(uow, f"C-{key}", ["coordinator"], DAY, stamp, email=f"{key}@voorbeeld.nl")
            office.app.casework.assign(uow, key, to, "coordinator", DAY, office.by)
    return keys


def _tick(office: Office) -> int:
    """How many messages were sent."""
    casework, clock = office.app.casework, office.app.clock
    report = dispatch_due(office.app.store, casework, lambda message: None, "smtp", AT, clock, lease=timedelta(hours=1))
    return report.sent


def _an_event(product: Office) -> tuple[Any, ...]:
    """As the product records it; from a round of its own, where the floor comes first."""
    _due(product)
    _tick(product)
    with product.app.read() as uow:
        return tuple(uow.connection.exec_driver_sql(LOOKED_UP).one())
