"""One tick, or ticks until told to stop, in a process that kills itself with SIGKILL at a place it is told.

`python -m tests.contract.dying URL PORT NOW POINT COUNT`: dies at POINT of the COUNTth message; never, where it does
not get there. `python -m tests.contract.dying URL PORT NOW random SEED CHANCE`: ticks on, and dies at any point with
that chance; it ends by itself once nothing is left to do.
"""

import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event

from scheduler.messages.message import Message
from scheduler.sending.channels import Channel, smtp
from scheduler.sending.tick import LEASE, dispatch_due
from tests.scheduler.offices import reopened
from trajectories.clock import utc_now
from trajectories.repository.store import Store, UnitOfWork
from trajectories.settings import SmtpSettings

# In the order in which a tick comes by them.
POINTS = ("before claim", "after claim", "written down", "after the OK", "before record", "after record")
SHORT = timedelta(seconds=2)  # the lease of those that tick on: a dead one's rows are soon free

PAUSE = Event()  # never set: a node looks again after a moment

Reach = Callable[[str], None]


class Watched(Store):
    """A database that says where a tick has come to. handed: a message was said and is not recorded yet."""

    def __init__(self, url: str, reach: Reach) -> None:
        super().__init__(url)
        self.reach = reach
        self.writes = 0
        self.handed = False

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        self.writes += 1
        first, recording = self.writes == 1, self.handed
        if first:
            self.reach("before claim")
        with super().write() as uow:
            yield uow
            if recording:
                self.reach("before record")
        if first:
            self.reach("after claim")
        if recording:
            self.handed = False
            self.reach("after record")


def watched_mail(store: Watched, channel: Channel) -> Channel:
    def send(message: Message) -> None:
        store.reach("written down")
        channel(message)
        store.handed = True
        store.reach("after the OK")

    return send


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def at(point: str, message: int) -> Reach:
    """The first message is 1; the points of the claim come once."""
    count = 0

    def reach(reached: str) -> None:
        nonlocal count
        if reached == point:
            count += 1
            if count == message or "claim" in point:
                die()

    return reach


def now_and_then(seed: int, chance: float) -> Reach:
    dice = random.Random(seed)

    def reach(_: str) -> None:
        if dice.random() < chance:
            die()

    return reach


def tick(url: str, port: int, now: datetime, reach: Reach, lease: timedelta = LEASE) -> int:
    """How many reminders are due still."""
    office = reopened(url)
    store = Watched(url, reach)
    mail = smtp(SmtpSettings("127.0.0.1", port, "", "", False, "traject@gemeente.nl"))
    report = dispatch_due(store, office.app.casework, watched_mail(store, mail), "smtp", now, utc_now, lease=lease)
    store.close()
    return report.remaining + report.waiting


def main(url: str, port: str, now: str, point: str, *more: str) -> int:
    moment = datetime.fromisoformat(now)
    if point != "random":
        tick(url, int(port), moment, at(point, int(more[0])))
        return 0
    reach = now_and_then(int(more[0]), float(more[1]))
    while tick(url, int(port), moment, reach, SHORT):
        PAUSE.wait(0.05)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
