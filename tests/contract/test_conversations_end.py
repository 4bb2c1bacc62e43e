"""A conversation with a mail server ends however slowly it speaks, and a tick comes however the clock is set."""

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from threading import Thread, Timer
from time import monotonic
from typing import Any

import pytest
import trustme

from scheduler.health.check_ticks import no_tick
from scheduler.health.queries import ticks
from scheduler.health.snapshot import as_figures, tick_age
from scheduler.messages.message import Message
from scheduler.outbox import mail_server, tick_log
from scheduler.sending.channels import smtp
from scheduler.sending.conversation import GOODBYE_SECONDS, LAST_ANSWER_SECONDS, MESSAGE_SECONDS, Patience
from scheduler.sending.problems import AnswerLost
from scheduler.sending.tick import KEPT_FRESH, LEASE
from tests.apps import a_store
from tests.contract.test_ticks import expire_leases
from tests.mailserver import serving
from tests.scheduler.health.test_doctor import NOW, WELL, a_tick
from tests.scheduler.offices import BOTH, Office, an_office, reopened
from tests.scheduler.scripted import USUAL, ScriptedServer, Slowly, scripted
from trajectories.settings import SmtpSettings
from workflows.errors import NotDelivered

pytestmark = pytest.mark.one_python

ROOT = Path(__file__).parent.parent.parent
DAY = "2026-04-10"  # Friday, on which one reminder is due
MESSAGE = Message("anna@voorbeeld.nl", "Aanvragen", "Dag Anna\n", "Anna", "a1b2c3")
SOON = 0.4  # seconds, for what is a minute or five in an office
LONG = " and more" * 20  # that takes several times as long, byte by byte
TLS_RECORD = "\x16\x03\x03\x40\x00" + "\0" * 200  # of which the rest never comes
STUTTERS = {
    **{
        point: Slowly(f"{USUAL[point]}{LONG}")
        for point in ("greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data")
    },
    "handshake": Slowly(TLS_RECORD),
}


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def ca(authority: trustme.CA, tmp_path: Path) -> str:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return str(tmp_path / "ca.pem")


def settings(server: ScriptedServer, **more: Any) -> SmtpSettings:
    return SmtpSettings("127.0.0.1", server.port, "", "", False, "Traject <traject@gemeente.nl>")._replace(**more)


def seconds(work: Callable[[], object]) -> float:
    began = monotonic()
    work()
    return monotonic() - began


# in each phase


@pytest.mark.parametrize("point", STUTTERS)
def test_a_server_that_stutters_is_given_up(point: str, tls: ssl.SSLContext, ca: str):
    """None of its silences is long, so that a limit for each answer would never be reached."""
    patience = Patience(SOON, SOON)
    with scripted({point: STUTTERS[point]}, tls) as server:
        send = smtp(settings(server, tls="starttls", ca=ca, user="traject", password="geheim"), patience)

        def attempt() -> None:
            with pytest.raises(NotDelivered) as caught:
                send(MESSAGE)
            assert not isinstance(caught.value, AnswerLost)
            assert "did not answer in time" in caught.value.say("en")

        assert SOON <= seconds(attempt) < 3 * SOON

    assert [] == server.taken


def test_a_server_that_stutters_over_its_last_word_may_have_taken_it():
    with scripted({"end": Slowly(f"250 taken{LONG}")}) as server:

        def attempt() -> None:
            with pytest.raises(AnswerLost):
                smtp(settings(server), Patience(SOON, SOON))(MESSAGE)

        assert SOON <= seconds(attempt) < 3 * SOON


def test_the_last_word_may_take_longer_than_all_before_it():
    """A server that looks for spam first is waited for; what was said before it does not count."""
    with scripted({"end": Slowly("250 taken")}) as server:
        smtp(settings(server), Patience(message=0.15, last=5))(MESSAGE)

    assert 1 == len(server.taken)


def test_a_server_that_does_not_read_is_given_up():
    """It says to go on, and then takes none of a message that is longer than what lies between."""
    long = MESSAGE._replace(body="Een regel van een brief die geen einde heeft.\n" * 250_000)
    with scripted({"body": Slowly(LONG)}) as server, pytest.raises(NotDelivered) as caught:
        smtp(settings(server), Patience(message=2))(long)

    assert not isinstance(caught.value, AnswerLost)
    assert [] == server.taken


# the lease


def test_a_message_is_given_up_before_its_lease_ends():
    """A minute, five, and the goodbye; an eighth of the lease may have gone when it goes out."""
    assert (60, 300, timedelta(minutes=8)) == (MESSAGE_SECONDS, LAST_ANSWER_SECONDS, LEASE)
    out = timedelta(seconds=MESSAGE_SECONDS + LAST_ANSWER_SECONDS + GOODBYE_SECONDS)
    assert out + LEASE * KEPT_FRESH < LEASE


@pytest.fixture(params=BOTH)
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    office = an_office(request)
    office.client()
    yield office
    office.app.store.close()


def test_a_stuttering_greeting_does_not_make_two_nodes_send_the_same_mail(office: Office):
    """It took longer than a lease and then went on: another node had taken over while the first was still greeted."""
    lease, other = timedelta(seconds=1), reopened(office.app.settings.database)
    with scripted({"greeting": Slowly(f"220 here{LONG}")}) as server:
        first = Thread(target=lambda: office.tick(DAY, smtp(settings(server), Patience(SOON)), lease=lease))
        first.start()
        assert server.greeted.wait(5)
        other.tick(DAY, smtp(settings(server), Patience(SOON)), lease=lease)
        first.join()
        assert [] == server.taken

        server.script["greeting"] = "220 here"
        expire_leases(office)
        with office.app.write() as uow:
            mail_server.forget(uow)
        reports = [each.tick(DAY, smtp(settings(server))) for each in (other, office)]
    other.app.store.close()

    assert [1, 0] == [report.sent for report in reports]
    assert 1 == len(server.taken)


# the clock


def test_a_tick_that_lies_ahead_is_no_tick():
    """A negative age said that all was well, for as long as the clock had been set back."""
    seen = WELL._replace(ticks=[a_tick(-timedelta(days=1))])

    found = no_tick(seen)

    assert tick_age(seen) is None
    assert as_figures(seen).tick_age_seconds is None
    assert found
    assert "a tick of 2026-03-03 10:00 does not count, as that is yet to come" in found.text.en
    assert "een ronde van 2026-03-03 10:00 telt niet, want dat is nog niet" in found.text.nl
    assert "see first whether it is right now (timedatectl status)" in found.todo.en


def test_a_tick_since_the_clock_was_set_back_counts():
    """Also in the database, where it stands behind those that lie ahead."""
    seen = WELL._replace(ticks=[a_tick(-timedelta(days=1)), a_tick(timedelta(minutes=4))])

    assert no_tick(seen) is None
    assert timedelta(minutes=4) == tick_age(seen)


def test_six_hundred_ticks_ahead_do_not_hide_the_one_of_now(office: Office):
    """Two days of ticks before the clock went back two days."""
    with office.app.write() as uow:
        for number in range(600):
            ahead = NOW + timedelta(minutes=5 * (number + 1))
            tick_log.begin(uow, f"ahead-{number}", "n", ahead, ahead)
            tick_log.end(uow, f"ahead-{number}", ahead, tick_log.Figures())
        tick_log.begin(uow, "now", "n", NOW, NOW)
        tick_log.end(uow, "now", NOW, tick_log.Figures())

    with office.app.read() as uow:
        found = ticks(uow, NOW - timedelta(days=1), NOW)

    assert ["ahead-599", "now"] == [each.token for each in found]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the library that moves the clock of a process is for Linux")
def test_run_ticks_each_interval_whatever_the_clock_does(sqlite_copy: str, tmp_path: Path):
    """The clock of the process steps back a day, forward three, and back an hour, and the next tick comes in time."""
    clock = tmp_path / "clock"
    times = ["2026-03-10 12:00", "2026-03-09 12:00", "2026-03-12 12:00", "2026-03-12 11:00"]
    set_clock(clock, times[0])
    store = a_store(sqlite_copy)
    with store.write() as uow:
        uow.set_setting("channel", "smtp")
    store.close()
    with serving() as server:
        environment = {
            **os.environ,
            **server.environment(),
            "TRAJECT_DATABASE": sqlite_copy,
            "TRAJECT_ACTOR": "scheduler",
            "LD_PRELOAD": str(clock_library()),
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "TZ": "UTC",
        }
        with running(["--every", "0.01", "--log", "json"], environment) as ticks_at:
            for time in times:
                set_clock(clock, time)
                assert time[:13] in islice(ticks_at, 3)  # one or two may be of before the step


def set_clock(path: Path, time: str) -> None:
    """In one go: the process reads it at any moment."""
    path.with_suffix(".new").write_text(f"@{time}:00\n", encoding="utf-8")
    path.with_suffix(".new").replace(path)


def clock_library() -> Path:
    spec = find_spec("libfaketime")
    assert spec
    assert spec.origin
    return Path(spec.origin).parent / "vendor/libfaketime/src/libfaketime.so.1"


@contextmanager
def running(words: list[str], environment: dict[str, str]) -> Iterator[Iterator[str]]:
    """`scheduler run`: day and hour on its own clock at the end of each tick. It is killed where it stands still."""
    command = [sys.executable, "-m", "cli.start", "scheduler", "run", *words]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        too_long = Timer(60, process.kill)
        too_long.start()
        lines = (json.loads(line) for line in process.stderr)
        yield (line["at"][:13].replace("T", " ") for line in lines if line["event"] == "tick ended")
        too_long.cancel()
        process.terminate()
