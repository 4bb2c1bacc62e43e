"""The pace of ticks: at once, again after an error, and away on a signal."""

import json
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from scheduler.sending import log
from scheduler.sending.daemon import log_error, only_one, run
from workflows.errors import NotFound, Refused
from workflows.words import Words

pytestmark = pytest.mark.one_python

ROOT = Path(__file__).parent.parent.parent.parent
SOON = 0.001  # minutes


def test_the_first_tick_comes_at_once():
    stop, ticks = Event(), []

    def tick():
        ticks.append(1)
        stop.set()

    run(tick, 60, stop)

    assert [1] == ticks


def test_a_tick_that_fails_is_told_and_the_next_one_comes():
    stop = Event()
    errors: list[BaseException] = []

    def tick():
        if errors:
            stop.set()
        else:
            raise ValueError("anna@voorbeeld.nl")

    run(tick, SOON, stop, errors.append)

    assert ["ValueError"] == [type(error).__name__ for error in errors]


@pytest.mark.parametrize("as_json", [False, True])
def test_an_error_is_logged_without_what_it_carries(as_json):
    stream = StringIO()

    with log.to(stream, as_json=as_json):
        log_error(ValueError("anna@voorbeeld.nl"))
        log_error(NotFound(Words("er is geen database", "there is no database")))

    assert 2 == len(stream.getvalue().splitlines())
    assert "anna" not in stream.getvalue()
    assert "ValueError" in stream.getvalue()
    assert "there is no database" in stream.getvalue()


def test_a_line_holds_no_field_that_could_tell_a_person():
    with pytest.raises(ValueError, match="email"):
        log.note("message", email="anna@voorbeeld.nl")


def test_a_line_for_machines_is_one_object():
    stream = StringIO()

    with log.to(stream, as_json=True):
        log.note("message", message="abc", rungs=2, state="sent")

    line = json.loads(stream.getvalue())
    assert {"level": "info", "event": "message", "message": "abc", "rungs": 2, "state": "sent"} == {
        key: value for key, value in line.items() if key != "at"
    }


DAEMON = """
import sys, time
from threading import Event
from scheduler.sending.daemon import run
stop = Event()
def tick():
    print("tick", flush=True)
    while {waits}:
        time.sleep(0.01)
run(tick, 60, stop)
print("done", flush=True)
"""


@pytest.mark.parametrize("waits", ["False", "not stop.is_set()", pytest.param("True", marks=pytest.mark.slow)])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_seconds_whatever_the_tick_does(waits, number):
    """Idle, between two messages, or stuck in one: it leaves, with exit code 0 and nothing on stderr."""
    code = DAEMON.format(waits=waits)
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as daemon:
        assert daemon.stdout
        assert "tick\n" == daemon.stdout.readline()
        began = monotonic()
        daemon.send_signal(number)
        try:
            out, err = daemon.communicate(timeout=20)
        finally:
            daemon.kill()  # else one that stays keeps the whole run waiting

    assert (0, "done\n", "") == (daemon.returncode, out, err)
    assert monotonic() - began < 6


def test_a_signal_that_the_main_thread_does_not_notice_ends_it_too():
    """The system may give it to any thread, and the main thread may just have begun to wait for the next tick."""
    code = DAEMON.format(waits="not stop.is_set()").replace(
        'print("tick", flush=True)', "time.sleep(0.3)\n    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)"
    )

    words = [sys.executable, "-c", f"import signal, threading\n{code}"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=20)

    assert (0, "done\n", "") == (done.returncode, done.stdout, done.stderr)


def test_a_second_run_is_told_that_one_runs(tmp_path):
    with only_one(tmp_path / "traject.db"):
        with pytest.raises(Refused) as caught, only_one(tmp_path / "traject.db"):
            pass
        assert "a scheduler runs on" in caught.value.say("en")

    with only_one(tmp_path / "traject.db"):
        pass
