"""Many nodes, each a process of its own: stopped past its lease, ended, without a database for a while, many at once.

Every message goes to a real mail server on this machine; whatever happens, each reminder is recorded once.
"""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import text

from tests.mailserver import MailServer, Session
from tests.postgres import Server
from tests.scheduler.offices import SLOWLY, Office, an_office
from trajectories.casework import commands as ask
from trajectories.history import events as ev
from trajectories.people.clients import NewPerson, add_person
from trajectories.people.staff import add_staff
from workflows.errors import VersionConflict

pytestmark = [pytest.mark.slow, pytest.mark.one_python]

ROOT = Path(__file__).parent.parent.parent
NOW = "2026-04-10T09:00:00+00:00"  # Friday, eleven in the morning in Amsterdam
SOON = 60  # seconds until a test gives up; none waits that long
SHORT, LONG = "0.1", "300"  # leases in seconds: over before the next process has started, and not over
PERSONAL = ("Karel", "karel", "Kim", "kim", "Anna", "anna", "WL-", "1990", "voorbeeld.nl")


class Gate(MailServer):
    """A mail server that may wait before its OK, and refuse an address. heard: to whom, as each mail comes."""

    def __init__(self) -> None:
        super().__init__()
        self.RequestHandlerClass = Waiting
        self.heard: Queue[str] = Queue()
        self.before_ok: Callable[[], object] = lambda: None
        self.refused = ""

    def hear(self, amount: int) -> list[str]:
        """To whom the next so many mails are."""
        return sorted(self.heard.get(timeout=SOON) for _ in range(amount))


class Waiting(Session):
    server: Gate

    def answer(self, line: bytes) -> str:
        refused = self.server.refused.encode()
        if line.upper().startswith(b"RCPT") and refused and refused in line:
            return f"550 {line.decode().strip()}: no such person"
        return super().answer(line)

    def take(self) -> None:
        self.say("354 go on")
        lines = list(iter(self.rfile.readline, b".\r\n"))
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.mails.append(mail)
        self.server.heard.put(str(mail["To"]))
        self.server.before_ok()
        self.say("250 OK")


@pytest.fixture
def gate() -> Iterator[Gate]:
    with Gate() as server:
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(params=SLOWLY)
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    yield from furnished(request)


@pytest.fixture
def postgres_office(postgres_url: str) -> Iterator[Office]:
    yield from furnished(postgres_url)


def furnished(where: pytest.FixtureRequest | str) -> Iterator[Office]:
    """With mail as its channel, and Anna of whom nothing is asked: she hears so every day."""
    office = an_office(where)
    with office.app.write() as uow:
        uow.set_setting("channel", "smtp")
    yield office
    office.app.store.close()


def clients_of(office: Office, *names: str) -> list[str]:
    """A coordinator of each name, and for each a client with five reminders on Fri 10 April 2026.

    In one transaction, since nodes look meanwhile: a coordinator without a client would be told so.
    """
    for _ in range(20):  # a node may write to the office's stream just then
        with suppress(VersionConflict):
            return added(office, names)
    raise AssertionError("somebody else always wrote first")


def added(office: Office, names: Iterable[str]) -> list[str]:
    keys, by, granted = [], office.by(), {"op": "2026-02-12"}
    with office.app.write() as uow:
        for name in names:
            mail = f"{name.lower()}@voorbeeld.nl"
            staff = add_staff(uow, name, ["coordinator"], by.today, office.stamp, email=mail)
            person = add_person(uow, NewPerson(f"WL-{name}", born=date(1990, 5, 1)), by.today, office.stamp)
            command = ask.Open("drukte", person, "any", by.today, by.today, granted)
            keys.append(office.app.casework.open(uow, command, by).trajectory.id)
            office.app.casework.assign(uow, keys[-1], staff, "coordinator", by.today, by)
            office.staff[staff] = name
    return keys


def each_said_once(office: Office, keys: list[str]) -> None:
    said = Counter(event.reminder for key in keys for event in office.said(key) if isinstance(event, ev.ReminderSent))
    folded = [event for key in keys for event in office.said(key) if isinstance(event, ev.ReminderFolded)]
    assert {f"{key}/{name}#2/before-1m.0": 1 for key in keys for name in NAMES} == said
    assert [] == folded


NAMES = ("een", "twee", "drie", "vier", "vijf")


def ledger(office: Office) -> dict[str, tuple[str, int]]:
    """By whom it is for, how each message stands and how often it was tried."""
    with office.app.read() as uow:
        rows = uow.connection.execute(text("select recipient, state, attempts from delivery order by claimed_at"))
        return {office.staff[row.recipient]: (row.state, row.attempts) for row in rows}


def leases_are_over(office: Office) -> None:
    """Nobody waits here until the lease of a process that was ended runs out."""
    with office.app.write() as uow:
        for table in ("agenda", "delivery"):
            uow.connection.execute(text(f"update {table} set leased_until = '2000' where token != ''"))


def a_node(office: Office, gate: Gate, lease: str, point: str) -> "subprocess.Popen[bytes]":
    given = [office.app.settings.database, str(gate.port), NOW, lease, point]
    return subprocess.Popen([sys.executable, "-m", "tests.contract.node", *given], cwd=ROOT)


def stopped(node: "subprocess.Popen[bytes]") -> None:
    """Waits until it stopped itself."""
    _, status = os.waitpid(node.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)


# stopped past its lease


def test_a_node_that_slept_after_the_servers_ok_cannot_record(office, gate):
    """Stopped with the OK in hand; another says it again with the same Message-ID; awake, the first writes nothing."""
    keys = clients_of(office, "Karel", "Kim")
    sleeper = a_node(office, gate, SHORT, "after the OK")
    stopped(sleeper)
    [first] = gate.hear(1)

    other = a_node(office, gate, LONG, "never")
    assert 0 == other.wait(SOON)
    sleeper.send_signal(signal.SIGCONT)
    assert 0 == sleeper.wait(SOON)

    each_said_once(office, keys)
    assert (2, [1, 1, 2]) == (len(gate.ids()[first]), sorted(len(ids) for ids in gate.ids().values()))
    assert all(1 == len(set(ids)) for ids in gate.ids().values()), "a double carries the same Message-ID"
    assert {("sent", 2)} == set(ledger(office).values()), "all were taken over, one of them had been handed over"
    with office.app.read() as uow:
        assert 1 == sum(isinstance(each.event, ev.DigestSent) for each in uow.history("office/said"))


def test_a_node_that_slept_between_claim_and_ledger_says_nothing(postgres_office, gate):
    office = postgres_office
    keys = clients_of(office, "Karel", "Kim")
    sleeper = a_node(office, gate, SHORT, "after claim")
    stopped(sleeper)

    other = a_node(office, gate, LONG, "never")
    assert 0 == other.wait(SOON)
    sleeper.send_signal(signal.SIGCONT)
    assert 0 == sleeper.wait(SOON)

    each_said_once(office, keys)
    assert [1, 1, 1] == [len(ids) for ids in gate.ids().values()]
    assert {("sent", 1)} == set(ledger(office).values())


@pytest.mark.soak
def test_a_node_within_its_lease_is_left_alone(postgres_office, gate):
    """While it holds its rows, another claims nothing, and ends well."""
    office = postgres_office
    keys = clients_of(office, "Karel")
    sleeper = a_node(office, gate, LONG, "after claim")
    stopped(sleeper)

    other = a_node(office, gate, LONG, "never")
    assert 0 == other.wait(SOON)
    assert [] == gate.mails
    sleeper.send_signal(signal.SIGCONT)
    assert 0 == sleeper.wait(SOON)

    each_said_once(office, keys)
    assert [1, 1] == [len(ids) for ids in gate.ids().values()]


# `scheduler run`


class Run:
    """`traject scheduler run` in a process of its own. lines: what it wrote on stderr, as objects."""

    def __init__(self, office: Office, gate: Gate) -> None:
        command = [sys.executable, "-m", "cli.start", "--now", NOW, "scheduler", "run", "--send"]
        environment = {
            **os.environ,
            **gate.environment(),
            "TRAJECT_DATABASE": office.app.settings.database,
            "TRAJECT_ACTOR": "scheduler",
        }
        self.process = subprocess.Popen(
            [*command, "--every", "0.02", "--log", "json"],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines: list[dict[str, Any]] = []

    def until(self, event: str) -> dict[str, Any]:
        """Reads on until a line of that event."""
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.append(json.loads(line))
            if self.lines[-1]["event"] == event:
                return self.lines[-1]
        raise AssertionError(f"it ended without '{event}': {self.lines}")

    def end(self) -> float:
        """SIGTERM; how many seconds it took to leave, with exit code 0."""
        assert self.process.stderr
        began = monotonic()
        self.process.send_signal(signal.SIGTERM)
        rest = self.process.stderr.read()
        assert 0 == self.process.wait(SOON)
        took = monotonic() - began
        self.lines += [json.loads(line) for line in rest.splitlines()]
        return took

    def tells_nobody(self) -> None:
        told = json.dumps(self.lines)
        assert [] == [each for each in PERSONAL if each in told]


@contextmanager
def running(office: Office, gate: Gate) -> Iterator[Run]:
    run = Run(office, gate)
    try:
        yield run
    finally:
        if run.process.poll() is None:
            run.process.kill()
        run.process.communicate()


def test_run_ends_within_five_seconds_while_it_waits(postgres_office, gate):
    office = postgres_office
    clients_of(office, "Karel")
    with running(office, gate) as run:
        gate.hear(2)
        run.until("tick ended")

        assert run.end() < 5
        assert "stopped" == run.lines[-1]["event"]
        run.tells_nobody()


def test_run_ends_within_five_seconds_in_the_middle_of_a_message(office, gate):
    """The mail server hangs. What was not handed over is free at once; the one in hand goes out again by itself."""
    keys = clients_of(office, "Karel", "Kim")
    answer = Event()
    gate.before_ok = lambda: answer.wait(SOON)
    with running(office, gate) as run:
        [first] = gate.hear(1)
        assert run.end() < 5
        assert 2 == next(each["given_back"] for each in run.lines if "given_back" in each)
        run.tells_nobody()
    gate.before_ok = lambda: None
    answer.set()

    assert 0 == a_node(office, gate, LONG, "never").wait(SOON)

    assert 1 == len(gate.ids()[first]), "nobody knows yet whether it arrived, so it is left alone"
    assert [1, 1, 1] == [len(ids) for ids in gate.ids().values()]

    leases_are_over(office)
    assert 0 == a_node(office, gate, LONG, "never").wait(SOON)

    assert 2 == len(gate.ids()[first])
    assert 1 == len(set(gate.ids()[first]))
    each_said_once(office, keys)


def test_the_logs_of_a_run_with_failures_name_nobody(postgres_office, gate):
    office = postgres_office
    keys = clients_of(office, "Karel", "Kim")
    gate.refused = "kim@voorbeeld.nl"
    with running(office, gate) as run:
        gate.hear(2)
        told = run.until("tick ended")
        run.end()
        run.tells_nobody()

    assert (2, 1) == (told["sent"], told["failed"])
    failed = next(each for each in run.lines if each.get("state") == "failed")
    assert (1, True) == (failed["attempts"], failed["again_at"] > "2026")
    assert "550" in failed["problem"]
    assert {"started", "tick began", "message", "tick ended", "stopped"} <= {each["event"] for each in run.lines}
    assert [] == [event for event in office.said(keys[1]) if isinstance(event, ev.ReminderSent)]


def test_three_runs_at_once_say_each_once(postgres_office, gate):
    """New work comes in while all three look, twice."""
    office = postgres_office
    first = clients_of(office, "Karel", "Kim")
    with running(office, gate) as one, running(office, gate) as two, running(office, gate) as three:
        runs = [one, two, three]
        gate.hear(3)
        second = clients_of(office, *(f"Karel{number}" for number in range(8)))
        gate.hear(8)
        for run in runs:
            assert run.end() < 5
            run.tells_nobody()

    each_said_once(office, [*first, *second])
    assert {1} == {len(ids) for ids in gate.ids().values()}
    assert {("sent", 1)} == set(ledger(office).values())
    with office.app.read() as uow:
        nodes = uow.connection.execute(text("select distinct node from tick")).scalars().all()
    assert 3 == len(nodes)


# the database goes away


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A PostgreSQL that only this test uses, since it is stopped and started."""
    server = Server()
    yield server
    server.stop()


def goes_away(server: Server) -> None:
    """Stopped as for maintenance: it breaks off every connection, and takes no new one."""
    keeper = server.keeper
    os.kill(int((server.folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGINT)
    keeper.wait(SOON)
    os.killpg(keeper.pid, signal.SIGKILL)  # what still waits to stop it
    if keeper.stdin:
        keeper.stdin.close()


def comes_back(server: Server) -> None:
    server.keeper = server._launch(server.port, server.folder / "log-again")
    assert server._answers(server.port, server.keeper)


@pytest.mark.postgres
def test_run_survives_a_database_that_goes_away_and_comes_back(own_server, gate):
    with own_server.database() as url:
        for office in furnished(url):
            first = clients_of(office, "Karel")
            office.app.store.close()
            with running(office, gate) as run:
                gate.hear(2)
                run.until("tick ended")
                goes_away(own_server)
                failed = run.until("this tick did not end well, the next one tries again")

                comes_back(own_server)
                second = clients_of(office, "Kim")
                assert ["Kim <kim@voorbeeld.nl>"] == gate.hear(1)
                run.until("tick ended")
                assert run.end() < 5
                run.tells_nobody()

            assert "cannot be reached" in failed["problem"]
            each_said_once(office, [*first, *second])
            assert {1} == {len(ids) for ids in gate.ids().values()}


@pytest.mark.soak
@pytest.mark.postgres
def test_a_database_that_goes_away_before_the_record_leaves_a_double_with_the_same_message_id(own_server, gate):
    """The mail server had said OK; nobody could write that down. Once it is back, the message goes out again."""
    with own_server.database() as url:
        for office in furnished(url):
            keys = clients_of(office, "Karel")
            office.app.store.close()
            away = [True]
            gate.before_ok = lambda: goes_away(own_server) if away.pop() else None  # noqa: B023
            with running(office, gate) as run:
                [first] = gate.hear(1)
                run.until("this tick did not end well, the next one tries again")
                gate.before_ok = lambda: None
                comes_back(own_server)
                leases_are_over(office)
                gate.hear(2)
                run.until("message taken over")
                run.until("tick ended")
                assert run.end() < 5

            each_said_once(office, keys)
            assert 2 == len(gate.ids()[first])
            assert {1} == {len(set(ids)) for ids in gate.ids().values()}


@pytest.mark.postgres
def test_a_node_that_dies_in_a_transaction_does_not_hold_up_the_others_for_ever(postgres_office):
    with postgres_office.app.read() as uow:
        assert "5min" == uow.connection.execute(text("show idle_in_transaction_session_timeout")).scalar()
