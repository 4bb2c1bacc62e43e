"""The claim of a tick: a thousand reminders whose hour has come, among ten thousand and a million that wait."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from scheduler.outbox import agenda
from tests.bench.advance import PRAGMAS
from tests.bench.office import Office, postgres, sqlite_url
from tests.bench.rounds import Group, Taken, Variant, timed
from trajectories.local_time import write_instant

DUE = 1000
FEW, MANY = 10_000, 1_000_000
NOW = datetime(2025, 3, 14, 8, 30, tzinfo=UTC)
UNTIL = NOW + timedelta(minutes=5)
TOKEN = "node"
COLUMNS = "id, trajectory, deadline, rung, repeat, due_on, send_at, roles, token, leased_until"
BY_HAND = """
update agenda set token = {0}, leased_until = {0}
 where id in (select id from agenda where send_at <= {0} and leased_until < {0} {1}) returning id, trajectory, due_on
"""


@contextmanager
def on_sqlite() -> Iterator[Group]:
    with tempfile.TemporaryDirectory(prefix="traject-bench-") as folder:
        offices = [Office(sqlite_url(Path(folder), f"waiting-{waiting}")) for waiting in (FEW, MANY)]
        hands = []
        for waiting in (FEW, MANY):
            hand = sqlite3.connect(Path(folder) / f"waiting-{waiting}.db", isolation_level=None)
            for pragma in PRAGMAS:
                hand.execute(f"PRAGMA {pragma}")
            hand.execute("BEGIN")
            hand.executemany(f"INSERT INTO agenda ({COLUMNS}) VALUES ({', '.join('?' * 10)})", _rows(waiting))
            hand.execute("COMMIT")
            hand.execute("ANALYZE")
            hands.append(hand)
        yield _group("claim 1 000 due, SQLite", offices, hands, "?", "BEGIN IMMEDIATE", "")
        for each in hands:
            each.close()
        for office in offices:
            office.app.store.close()


@contextmanager
def on_postgres() -> Iterator[Group]:
    with postgres() as server, server.database() as few, server.database() as many:
        offices = [Office(few), Office(many)]
        hands = [psycopg.connect(url.replace("+psycopg", ""), autocommit=True) for url in (few, many)]
        for hand, waiting in zip(hands, (FEW, MANY), strict=True):
            with hand.cursor().copy(f"COPY agenda ({COLUMNS}) FROM STDIN") as copy:
                for row in _rows(waiting):
                    copy.write_row(row)
            hand.execute("VACUUM ANALYZE agenda")
        yield _group("claim 1 000 due, PostgreSQL", offices, hands, "%s", "BEGIN", "for update skip locked")
        for each in hands:
            each.close()
        for office in offices:
            office.app.store.close()


def _rows(waiting: int) -> Iterator[tuple[Any, ...]]:
    """DUE of them lie in the past, spread evenly over the table."""
    every = waiting // DUE
    for number in range(waiting):
        ahead = timedelta(minutes=-(number % 1440) if number % every == 0 else 1 + number % 500_000)
        key = f"t{number}"
        send_at = write_instant(NOW + ahead)
        yield f"{key}/einde#2/due.0", key, f"{key}/einde#2", "due", 0, "2025-03-14", send_at, "coordinator", "", ""


def _group(name: str, offices: list[Office], hands: list[Any], mark: str, begin: str, lock: str) -> Group:
    statement = BY_HAND.format(mark, lock)
    asked = (TOKEN, write_instant(UNTIL), write_instant(NOW), write_instant(NOW))
    taken: dict[str, int] = {}

    def free(hand: Any) -> None:
        hand.execute("update agenda set token = '', leased_until = '' where token <> ''")

    def by_hand(waiting: str, hand: Any) -> Taken:
        free(hand)

        def work() -> None:
            hand.execute(begin)
            taken[f"by hand, {waiting}"] = len(hand.execute(statement, asked).fetchall())
            hand.execute("COMMIT")

        return timed(work, 1)

    def product(waiting: str, office: Office, hand: Any) -> Taken:
        free(hand)

        def work() -> None:
            with office.app.write() as uow:
                taken[f"traject, {waiting}"] = len(agenda.claim_due(uow, NOW, NOW, TOKEN, UNTIL))

        return timed(work, 1)

    def check() -> None:
        assert set(taken.values()) == {DUE}, taken

    few, many = f"{FEW:,} waiting", f"{MANY:,} waiting"
    return Group(
        name,
        "claim",
        [
            Variant(f"the bare indexed query, {few}", lambda: by_hand(few, hands[0])),
            Variant(f"traject, {few}", lambda: product(few, offices[0], hands[0]), 1.5),
            Variant(f"the bare indexed query, {many}", lambda: by_hand(many, hands[1])),
            Variant(f"traject, {many}", lambda: product(many, offices[1], hands[1])),
        ],
        check,
    )
