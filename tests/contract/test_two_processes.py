"""A large history is verified by two processes, which see the same and say what one says.

That each tampering is told alike in halves stands in test_tamperings; here other processes really start.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.builders import Desk
from tests.contract.test_audit import tamper
from trajectories.audit.halves import Progress, in_halves
from trajectories.audit.rebuilt import differences
from trajectories.audit.verify import verify
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT

pytestmark = pytest.mark.one_python
AT_ONCE = 2  # events, from which on a history is a large one here
Read = tuple[int, list[tuple[str, int]]]  # the process, and the events of its half


@pytest.fixture
def office(desk: Desk) -> Desk:
    desk.colleague("Vera", "coordinator")
    for number in range(1, 4):
        desk.open("proefdossier", desk.client(f"A-{number}", "1990-05-31", f"Client {number}"))
    return desk


def read(uow: UnitOfWork, where: Any, progress: Progress | None, folder: Path | None = None) -> Read:
    query = EVENT.select().with_only_columns(EVENT.c.stream, EVENT.c.version).order_by(EVENT.c.stream, EVENT.c.version)
    rows = uow.connection.execute(query if where is None else query.where(where))
    return os.getpid(), [(str(stream), int(version)) for stream, version in rows]


def dies(uow: UnitOfWork, where: Any, progress: Progress, folder: Path) -> Read:
    os._exit(1)


def halves(desk: Desk, uow: UnitOfWork, apart: Any = read, large: int = AT_ONCE) -> list[Read]:
    with in_halves(uow, desk.app.store, lambda where, told: read(uow, where, told), apart, None, large) as found:
        return found


def whole(uow: UnitOfWork) -> list[tuple[str, int]]:
    return read(uow, None, None)[1]


def test_two_processes_read_half_of_the_streams_each(office: Desk):
    with office.read() as uow:
        (here, first), (there, second) = halves(office, uow)

        assert here == os.getpid() != there
        assert whole(uow) == first + second
        assert not {stream for stream, _ in first} & {stream for stream, _ in second}


def test_a_small_history_is_read_by_one(office: Desk):
    with office.read() as uow:
        assert [(os.getpid(), whole(uow))] == halves(office, uow, large=1000)


def test_both_see_what_was_there_when_the_first_began(office: Desk):
    """SQLite cannot show another process what was: where someone wrote since, one process reads it all."""
    with office.read() as uow:
        before = whole(uow)
        office.open("proefdossier", office.client("A-4", "1990-05-31", "Later"))

        (here, first), (there, second) = halves(office, uow)

        assert before == first + second
        assert uow.is_sqlite == (here == there)


def test_where_the_other_process_dies_one_reads_it_all(office: Desk):
    with office.read() as uow:
        (here, first), (there, second) = halves(office, uow, dies)

        assert here == there == os.getpid()
        assert whole(uow) == first + second


def test_two_processes_say_what_one_says(office: Desk):
    tamper(
        office,
        "update event set data = '{}' where stream = 't2' and version = 1",
        "update event set actor = 's9' where stream = 'p1' and version = 1",
        "insert into private values ('x', 'p1', 'note', 'of nobody', '')",
        "update trajectory set version = 7 where id = 't3'",
        "update trajectory set stage = 'elders' where id = 't1'",
    )

    with office.read() as uow:
        told: list[int] = []
        one, two = verify(uow), verify(uow, told.append, office.app.store, AT_ONCE)
        how = (office.app.dossiers, office.casework.projections)
        by_one, by_two = [*differences(uow, *how)], [*differences(uow, *how, store=office.app.store, large=AT_ONCE)]

    assert one.problems
    assert by_one
    assert sorted(by_one) == sorted(by_two)
    assert sorted(one.problems) == sorted(two.problems)
    assert (one.streams, one.events, one.losses) == (two.streams, two.events, two.losses)
