"""Many ticks at once, and ticks that are killed: nothing lost, nothing doubled but with the same Message-ID."""

import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text

from tests.mailserver import MailServer
from tests.scheduler.offices import BOTH, SLOWLY, an_office, reopened
from trajectories.history import events as ev

pytestmark = pytest.mark.one_python

ROOT = Path(__file__).parent.parent.parent
DAY = "2026-04-10"


@pytest.fixture(params=BOTH)
def office(request):
    office = an_office(request)
    yield office
    office.app.store.close()


def crowd(office, clients, coordinators):
    """So many clients with five reminders each on Fri 10 April 2026, shared out among coordinators.

    Anna, who has none of them, is no coordinator any more: she would hear that there is nothing.
    """
    office.leaves("s2", "coordinator")
    staff = [office.joins(f"C{number}", "coordinator") for number in range(coordinators)]
    return office.clients([f"WL-{number:04}" for number in range(clients)], "2026-02-12", staff, "drukte")


def once(keys):
    return {f"{key}/{name}#2/before-1m.0": 1 for key in keys for name in ("een", "twee", "drie", "vier", "vijf")}


def said_of(office, keys):
    return Counter(event.reminder for key in keys for event in office.said(key) if isinstance(event, ev.ReminderSent))


# many at once


@pytest.mark.slow
def test_four_ticks_at_once_say_each_once(office):
    keys = crowd(office, 60, 50)
    offices = [reopened(office.app.settings.database) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda each: each.tick(DAY), offices))

    messages = [message for each in offices for message in each.outbox]
    assert 50 == len(messages) == sum(report.sent for report in reports)
    assert 50 == len({message.to for message in messages})
    assert once(keys) == said_of(office, keys)
    assert 0 == office.tick(DAY).due
    for each in offices:
        each.app.store.close()


# killed


class Server(MailServer):
    """Kills its client right after saying OK, as often as it is told to. kills: after how many more mails."""

    def __init__(self):
        super().__init__(self.kill)
        self.kills = []
        self.client = 0

    def kill(self):
        if self.kills:
            self.kills[0] -= 1
            if self.kills[0] == 0:
                self.kills.pop(0)
                os.kill(self.client, signal.SIGKILL)


@pytest.fixture
def server():
    with Server() as server:
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield server
        server.shutdown()


def a_tick(office, server):
    """`traject scheduler tick` as cron would call it, in a process of its own; its exit code.

    Nobody waits five minutes here for the lease of the tick that was killed before: it is over.
    """
    expire_leases(office)
    command = [sys.executable, "-m", "cli.start", "scheduler", "tick", "--send", "--now", f"{DAY}T08:05"]
    environment = {
        **os.environ,
        "TRAJECT_DATABASE": office.app.settings.database,
        "TRAJECT_ACTOR": "scheduler",
        **server.environment(),
    }
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        server.client = process.pid
        process.communicate(timeout=120)
    return process.returncode


def expire_leases(office):
    with office.app.write() as uow:
        for table in ("agenda", "delivery"):
            uow.connection.execute(text(f"update {table} set leased_until = '2000' where leased_until > ''"))


def kill_ticks(office, server, kills, people):
    """Each tick is killed at its first, second or third message, until all have been and one may finish.

    One reminder each for so many people; what the ledger and the mail server then hold.
    """
    with office.app.write() as uow:
        uow.set_setting("channel", "smtp")
    keys = crowd(office, people, people)
    server.kills = [1 + number % 3 for number in range(kills)]

    codes: list[int] = []
    while not codes or codes[-1] != 0:
        codes.append(a_tick(office, server))

    assert [-signal.SIGKILL] * kills + [0] == codes
    assert once(keys) == said_of(office, keys), "each reminder was recorded once: nothing lost"
    ids: dict[str, set[str]] = {}
    for mail in server.mails:
        ids.setdefault(mail["To"], set()).add(mail["Message-ID"])
    assert people == len(ids), "everybody was told"
    assert all(len(each) == 1 for each in ids.values()), "a double carries the same Message-ID"
    assert people <= len(server.mails) <= people + kills, "at most one double a kill"


@pytest.mark.soak
@pytest.mark.parametrize("office", SLOWLY, indirect=True)
def test_ticks_killed_after_the_servers_ok_lose_nothing(office, server):
    """SIGKILL between the mail server's OK and the record: said again with the same Message-ID, recorded once.

    At each of the first three messages.
    """
    kill_ticks(office, server, kills=3, people=8)


@pytest.mark.soak
def test_two_hundred_ticks_killed_after_the_servers_ok_lose_nothing(office, server):
    """The long run of the same."""
    kill_ticks(office, server, kills=200, people=240)
