"""Many ticks at once, and ticks that are killed: nothing lost, nothing doubled but with the same Message-ID."""

import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from tests.scheduler.offices import BOTH, an_office, empty_database, reopened
from trajectories import events as ev

ROOT = Path(__file__).parent.parent.parent
DAY = "2026-04-10"


@pytest.fixture(params=BOTH)
def office(request):
    office = an_office(empty_database(request))
    yield office
    office.app.store.close()


def crowd(office, clients, coordinators):
    """So many clients with five reminders each on Fri 10 April 2026, shared out among coordinators."""
    staff = [office.joins(f"C{number}", "coordinator") for number in range(coordinators)]
    return office.clients([f"WL-{number:04}" for number in range(clients)], "2026-02-12", staff, "drukte")


def once(keys):
    return {f"{key}/{name}#2/before-1m.0": 1 for key in keys for name in ("een", "twee", "drie", "vier", "vijf")}


def said_of(office, keys):
    return Counter(event.reminder for key in keys for event in office.said(key) if isinstance(event, ev.ReminderSent))


# many at once


@pytest.mark.slow
def test_four_ticks_at_once_say_each_of_a_thousand_once(office):
    keys = crowd(office, 200, 50)
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


class Server(ThreadingTCPServer):
    """A mail server that keeps every mail and kills its client right after saying OK, as often as it is told to."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.mails = []
        self.kills = []  # after how many more mails
        self.client = 0


class Session(StreamRequestHandler):
    server: Server

    def handle(self):
        self.say("220 here")
        for line in self.rfile:
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.take()
            elif word == b"QUIT":
                return self.say("221 bye")
            else:
                self.say("250 OK")
        return None

    def take(self):
        self.say("354 go on")
        lines = list(iter(self.rfile.readline, b".\r\n"))
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.say("250 OK")
        if self.server.kills:
            self.server.kills[0] -= 1
            if self.server.kills[0] == 0:
                self.server.kills.pop(0)
                os.kill(self.server.client, signal.SIGKILL)

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def server():
    with Server() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


TICK = """
import sys
from datetime import timedelta
from scheduler.channels import smtp
from tests.scheduler.offices import reopened
from trajectories.settings import SmtpSettings
office = reopened(sys.argv[1])
channel = smtp(SmtpSettings("127.0.0.1", int(sys.argv[2]), "", "", False, "traject@gemeente.nl"))
print(*office.tick(sys.argv[3], channel, lease=timedelta(seconds=0.05)))
"""


def a_tick(office, server):
    """A tick in a process of its own; its exit code."""
    arguments = [sys.executable, "-c", TICK, office.app.settings.database, str(server.server_address[1]), DAY]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        server.client = process.pid
        process.communicate(timeout=60)
    return process.returncode


@pytest.mark.slow
def test_a_tick_killed_after_the_servers_ok_loses_nothing_and_doubles_with_the_same_id(office, server):
    """Killed at the first message, then at the second of the next tick, and so on; twelve messages in all."""
    keys = crowd(office, 24, 12)
    server.kills = [1, 2, 3, 1, 2]

    codes: list[int] = []
    while not codes or codes[-1] != 0:
        codes.append(a_tick(office, server))

    assert [-signal.SIGKILL] * 5 + [0] == codes
    assert once(keys) == said_of(office, keys)
    by_person: dict[str, set[str]] = {mail["To"]: set() for mail in server.mails}
    for mail in server.mails:
        by_person[mail["To"]].add(mail["Message-ID"])
    assert 12 == len(by_person)
    assert all(len(ids) == 1 for ids in by_person.values())
    assert 12 <= len(server.mails) <= 12 + 5
