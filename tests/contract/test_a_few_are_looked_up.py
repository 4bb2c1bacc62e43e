"""A few are looked up in a history of thousands: PostgreSQL reads no whole table for the ends of two streams.

It did, for each message that a tick sent: five milliseconds among five hundred others.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.apps import a_store
from tests.builders import given_database
from tests.conftest import Prepare
from trajectories.projections import caseload
from trajectories.repository.store import HEADS, Prepared, UnitOfWork

EVENTS = """
    INSERT INTO event (stream, version, type, occurred_on, recorded_at, actor, role, reason, definition, data, hash)
    SELECT 't' || (n / 10), mod(n, 10) + 1, 'ReminderSent', '2026-01-05', '2026-01-05T09:00:00.000000Z', 's1', '', '',
        '', '{}', 'h' || n
    FROM generate_series(10000, 18000) AS n"""
TWO = json.dumps(["t1012", "t1034"])


@pytest.mark.parametrize(
    "statement, given",
    [
        pytest.param(HEADS, {"streams": TWO}, id="the ends of two streams"),
        pytest.param(caseload.SEEN_BY, {"streams": TWO, "since": "2026-01-01"}, id="what was seen of two cases"),
    ],
)
def test_no_whole_history_is_read_for_two_streams(
    postgres_copy: Callable[[Prepare], str], statement: Prepared, given: dict[str, str]
):
    with a_store(postgres_copy(given_database)).write() as uow:
        uow.connection.exec_driver_sql(EVENTS)

        plan = planned(uow, statement, given)

    assert "Index" in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize(
    "statement, given",
    [
        pytest.param(HEADS, {"streams": TWO}, id="the ends of two streams"),
        pytest.param(caseload.SEEN_BY, {"streams": TWO, "since": "2026-01-01"}, id="what was seen of two cases"),
    ],
)
def test_nor_by_sqlite(sqlite_url: str, statement: Prepared, given: dict[str, str]):
    given_database(sqlite_url)
    with a_store(sqlite_url).read() as uow:
        text, names = statement.on(uow.connection.dialect)
        values = tuple(given[name] for name in names or ())

        plan = [row[3] for row in uow.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]

    assert "SCAN event" not in plan
    assert any(each.startswith("SEARCH event USING") for each in plan)


def test_the_ends_are_those_of_each_stream_and_none_of_one_without_events(
    postgres_copy: Callable[[Prepare], str],
):
    with a_store(postgres_copy(given_database)).write() as uow:
        uow.connection.exec_driver_sql(EVENTS)

        uow.ask_heads(["t1012", "t1034", "t9"])

        assert [(10, "h10129"), (10, "h10349"), (0, "0" * 64)] == [
            uow.head(each)[:2] for each in ("t1012", "t1034", "t9")
        ]


def planned(uow: UnitOfWork, statement: Prepared, given: dict[str, Any]) -> str:
    text, _ = statement.on(uow.connection.dialect)
    rows = uow.connection.exec_driver_sql(f"EXPLAIN {text}", given)
    return "\n".join(row[0] for row in rows)
