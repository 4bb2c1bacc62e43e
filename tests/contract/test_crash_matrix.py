"""A tick killed at each point where it can die: nothing lost, and what comes double carries the same Message-ID."""

import random
import signal
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from tests.contract.dying import PAUSE, POINTS
from tests.contract.test_ticks import crowd, expire_leases, once, said_of
from tests.mailserver import serving
from tests.scheduler.offices import SLOWLY, an_office

pytestmark = pytest.mark.one_python

ROOT = Path(__file__).parent.parent.parent
NOW = "2026-04-10T08:05:00+00:00"  # Friday
DOUBLE = {"after the OK", "before record"}  # the named windows: handed over, and not recorded yet


@pytest.fixture(params=SLOWLY)
def office(request):
    office = an_office(request)
    with office.app.write() as uow:
        uow.set_setting("channel", "smtp")
    yield office
    office.app.store.close()


@pytest.fixture
def server():
    with serving() as server:
        yield server


def start(office, server, *how):
    url, port = office.app.settings.database, str(server.port)
    return subprocess.Popen([sys.executable, "-m", "tests.contract.dying", url, port, NOW, *map(str, how)], cwd=ROOT)


def killed_at(office, server, point, message):
    """A tick in a process of its own. Nobody waits here for the lease of the one that died before: it is over."""
    expire_leases(office)
    with start(office, server, point, message) as process:
        process.wait(timeout=120)
    return process.returncode


@pytest.mark.slow
def test_reminders_survive_a_kill_at_every_point(office, server):
    """Six ticks die, each at another point and a few messages on; the seventh finishes."""
    keys = crowd(office, 24, 12)

    codes = [
        killed_at(office, server, point, message) for point, message in zip(POINTS, (1, 1, 2, 3, 2, 4), strict=True)
    ]
    finished = killed_at(office, server, "nowhere", 0)

    assert [-signal.SIGKILL] * 6 == codes
    assert 0 == finished
    all_was_said_once(office, server, keys, doubles=len(DOUBLE))


@pytest.mark.soak
@pytest.mark.parametrize("point", POINTS)
def test_five_hundred_reminders_survive_five_kills_at_one_point(office, server, point, record_property):
    keys = crowd(office, 100, 25)

    codes = [killed_at(office, server, point, message) for message in (1, 2, 4, 3, 1)]
    finished = killed_at(office, server, "nowhere", 0)

    assert [-signal.SIGKILL] * 5 == codes
    assert 0 == finished
    all_was_said_once(office, server, keys, doubles=5 if point in DOUBLE else 0)
    record_property("reminders", 500)
    record_property("kills", len(codes))
    record_property("doubles, in the named windows", 5 if point in DOUBLE else 0)


def all_was_said_once(office, server, keys, doubles):
    """Only the named windows say anything twice, with the same Message-ID."""
    assert once(keys) == said_of(office, keys), "each was recorded once: nothing lost"
    ids = server.ids().values()
    assert all(1 == len(set(each)) for each in ids), "a double carries the same Message-ID"
    assert doubles == sum(len(each) - 1 for each in ids)


@pytest.mark.soak
def test_four_nodes_and_fifty_kills_at_random_over_ten_thousand_reminders(postgres_office, server, record_property):
    """Four nodes tick at once, and one of them dies at any point, fifty times and more; the seed is in the output."""
    office, seed = postgres_office, random.randrange(10**6)
    print("seed", seed)
    seeds, keys = count(seed), crowd(office, 2000, 1000)
    kills = 0
    nodes: list[subprocess.Popen[bytes]] = []
    while kills < 50 or nodes:
        chance = 0.04 if kills < 50 else 0
        nodes += [start(office, server, "random", next(seeds), chance) for _ in range(4 - len(nodes))]
        ended = [node for node in nodes if node.poll() is not None]
        kills += sum(node.returncode == -signal.SIGKILL for node in ended)
        nodes = [node for node in nodes if node not in ended]
        PAUSE.wait(0.02)

    ids = server.ids().values()
    assert once(keys) == said_of(office, keys), "each of the ten thousand was recorded once"
    assert all(1 == len(set(each)) for each in ids), "a double carries the same Message-ID"
    doubles = sum(len(each) - 1 for each in ids)
    assert doubles <= kills
    record_property("reminders", 10_000)
    record_property("kills", kills)
    record_property("doubles, in the named windows", doubles)


@pytest.fixture
def postgres_office(postgres_url):
    office = an_office(postgres_url)
    yield office
    office.app.store.close()
