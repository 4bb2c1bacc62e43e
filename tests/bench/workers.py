"""Advances by eight processes at once, each on trajectories of its own, against one PostgreSQL."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import psycopg

from tests.bench.advance import FLOOR
from tests.bench.office import DAY, FACTS, NOW, PATH, Office, postgres
from tests.bench.raw import Raw
from tests.bench.rounds import Group, Taken, Variant
from trajectories.audit.verify import verify
from trajectories.local_time import write_instant

WORKERS = 8
HOUSEHOLDS = 8  # fresh ones a worker and round, each six steps along
SPAWN = multiprocessing.get_context("spawn")  # a connection never crosses a fork


@contextmanager
def eight() -> Iterator[Group]:
    with postgres() as server, server.database() as one, server.database() as two, server.database() as three:
        floor, product, alone = Office(one), Office(two), Office(three)
        crews = [_crew(_by_hand, one, WORKERS), _crew(_product, two, WORKERS), _crew(_product, three, 1)]

        def check() -> None:
            for office in (floor, product, alone):
                with office.app.read() as uow:
                    verdict = verify(uow)
                assert verdict.ok, verdict.problems

        yield Group(
            f"advance on PostgreSQL, {WORKERS} workers",
            "advance",
            [
                Variant(FLOOR, lambda: _advance(crews[0], floor)),
                Variant("traject", lambda: _advance(crews[1], product), 1.8),
                Variant("traject, one worker", lambda: _advance(crews[2], alone)),
            ],
            check,
        )
        for crew in crews:
            for pipe in crew:
                pipe.send(None)
        for office in (floor, product, alone):
            office.app.store.close()


def _crew(work: Callable[[Connection, str], None], url: str, count: int) -> list[Connection]:
    """So many processes, ready to go; our ends of their pipes."""
    pipes = []
    for _ in range(count):
        ours, theirs = SPAWN.Pipe()
        SPAWN.Process(target=work, args=(theirs, url), daemon=True).start()
        pipes.append(ours)
    for pipe in pipes:
        assert pipe.recv() == "ready"
    return pipes


def _advance(crew: list[Connection], office: Office) -> Taken:
    shares = [office.open(HOUSEHOLDS) for _ in crew]
    started = time.perf_counter()
    for pipe, keys in zip(crew, shares, strict=True):
        pipe.send(keys)
    spent = sum(pipe.recv() for pipe in crew)
    units = len(crew) * HOUSEHOLDS * len(PATH)
    return Taken((time.perf_counter() - started) / units, spent / units)


def _by_hand(pipe: Connection, url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        raw = Raw(connection, write_instant(NOW), placeholder="%s")
        _serve(pipe, lambda key, trigger: raw.advance(key, trigger, DAY, FACTS.get(trigger, {})))


def _product(pipe: Connection, url: str) -> None:
    _serve(pipe, Office(url).advance)


def _serve(pipe: Connection, advance: Callable[[str, str], Any]) -> None:
    pipe.send("ready")
    while keys := pipe.recv():
        spent = time.process_time()
        for trigger in PATH:
            for key in keys:
                advance(key, trigger)
        pipe.send(time.process_time() - spent)
