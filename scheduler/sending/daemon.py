"""Ticks at a steady pace, for as long as the process lives. The only file that imports apscheduler.

APScheduler runs one tick at a time and nothing more: what is due stands in the agenda, so a missed tick loses nothing.
Its own intervals go by the machine's clock, which may be set back a day; the pace goes by the monotonic one.
"""

import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from logging import ERROR
from pathlib import Path
from socket import socket, socketpair
from threading import Event, Lock, Thread
from types import FrameType
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.schedulers import SchedulerNotRunningError
from apscheduler.schedulers.blocking import BlockingScheduler

from scheduler.sending.log import note
from trajectories.clock import utc_now
from trajectories.own_files import make_file
from workflows.errors import CaseworkError, Refused
from workflows.words import Words

try:
    import fcntl
except ImportError:  # Windows, where nothing keeps a second one away
    fcntl = None  # type: ignore[assignment]

PATIENCE_SECONDS = 2.5  # how long a message that is being handed over may still take after a stop was asked for
NEVER_WEEKS = 5200
LETTING_GO_SECONDS = 1  # and then to give back what was not handed over


def log_error(error: BaseException) -> None:
    """A line without personal data: our own errors in their words, any other by its kind only."""
    told = error.say("en") if isinstance(error, CaseworkError) else ""
    note("this tick did not end well, the next one tries again", ERROR, kind=type(error).__name__, problem=told)


def run(
    tick: Callable[[], object],
    minutes: float,
    stop: Event,
    on_error: Callable[[BaseException], None] = log_error,
    let_go: Callable[[], object] = lambda: None,
) -> None:
    """Calls `tick` at once and then every so many minutes, until SIGTERM or SIGINT, or until `stop` is set by a tick.

    `stop` is set by the signal, so that a tick at work ends between two messages. let_go: gives back what a tick holds
    that is stuck in a message.
    """
    quiet("apscheduler")  # its own log would print the whole error
    busy = Lock()
    timer = BlockingScheduler(timezone=UTC)
    timer.add_executor(_OneThread(), "default")
    timer.add_listener(lambda event: on_error(event.exception), EVENT_JOB_ERROR)
    Thread(target=_beat, args=(timer, lambda: _tick(tick, busy, stop, timer), minutes * 60, stop), daemon=True).start()
    with _on_signal(lambda: _stop(stop, timer)):
        timer.start()
        if not busy.acquire(timeout=PATIENCE_SECONDS):
            letting_go = Thread(target=_told(let_go, on_error), daemon=True)
            letting_go.start()
            letting_go.join(LETTING_GO_SECONDS)


def _beat(timer: BlockingScheduler, work: Callable[[], object], seconds: float, stop: Event) -> None:
    """Asks for a tick at once, and for the next so many seconds later on the monotonic clock, whatever the machine's
    clock does between them. One that is still at work is not joined by another.
    """
    is_over = False
    while not is_over:
        timer.add_job(
            work,
            "interval",
            weeks=NEVER_WEEKS,  # a job that ends is taken away, which fails in the middle of a stop
            id="tick",
            replace_existing=True,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=utc_now(),
        )
        is_over = stop.wait(seconds)


def _told(work: Callable[[], object], on_error: Callable[[BaseException], None]) -> Callable[[], None]:
    def worked() -> None:
        try:
            work()
        except Exception as error:
            on_error(error)

    return worked


def _tick(tick: Callable[[], object], busy: Lock, stop: Event, timer: BlockingScheduler) -> None:
    try:
        with busy:
            if not stop.is_set():
                tick()
    finally:
        if stop.is_set():
            _stop(stop, timer)


def _stop(stop: Event, timer: BlockingScheduler) -> None:
    """From a thread of its own: a signal may come while the main thread holds a lock of the timer."""
    stop.set()
    Thread(target=_shut_down, args=(timer,), daemon=True).start()


def _shut_down(timer: BlockingScheduler) -> None:
    with suppress(SchedulerNotRunningError):
        timer.shutdown(wait=False)


class _OneThread(BaseExecutor):  # type: ignore[misc]  # apscheduler is not typed
    """Runs the job in a thread that does not keep the process from leaving."""

    def _do_submit_job(self, job: Any, run_times: list[datetime]) -> None:
        Thread(target=self._work, args=(job, run_times), daemon=True, name="tick").start()

    def _work(self, job: Any, run_times: list[datetime]) -> None:
        try:
            events = run_job(job, job._jobstore_alias, run_times, self._logger.name)
        except BaseException as error:
            self._run_job_error(job.id, error, sys.exc_info()[2])
        else:
            self._run_job_success(job.id, events)


def _listen(ear: socket, stop: Callable[[], None]) -> None:
    with ear:
        while ear.recv(1):
            stop()


@contextmanager
def _on_signal(stop: Callable[[], None]) -> Iterator[None]:
    """A thread of its own hears of the signal, by the byte that Python writes at once.

    A handler runs only when the main thread runs: of a signal that comes just before it begins to wait, or that the
    system gives to another thread, it would hear when the wait for the next tick ends.
    """

    def handle(number: int, frame: FrameType | None) -> None:
        """Without one the signal would end the process where it stands."""

    ear, mouth = socketpair()
    mouth.setblocking(False)
    Thread(target=_listen, args=(ear, stop), daemon=True, name="signals").start()
    before_fd = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(before_fd)
        mouth.close()


def quiet(name: str) -> None:
    """Nothing of this library reaches anyone's log."""
    logger = logging.getLogger(name)
    logger.addHandler(logging.NullHandler())
    logger.propagate = False


@contextmanager
def only_one(database: Path) -> Iterator[None]:
    """Holds a lock beside an SQLite file, which ends with the process. Raises Refused when another `run` holds it."""
    path = database.with_name(f"{database.name}.run")
    make_file(path)
    with path.open("w") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Refused(
                    Words(
                        f"er draait al een scheduler op {database}; ‘traject scheduler tick’ kan er wel naast",
                        f"a scheduler runs on {database} already; 'traject scheduler tick' may run beside it",
                    )
                ) from error
        yield
