"""A history of six million events verifies by two processes, which hold little memory."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.apps import an_app
from tests.builders import NO_MAIL
from tests.contract.tampered import definitions, make_office
from tests.large_history import multiply
from trajectories.audit.rebuilt import differences
from trajectories.audit.verify import verify
from trajectories.settings import Settings

COPIES = 800  # of the demonstration's 7 600 events
MEGABYTES = 150  # that each process may hold


class Ran(NamedTuple):
    """seconds: by the clock. processor: seconds of both processes. megabytes: the most that either held."""

    seconds: float
    processor: float
    megabytes: float
    output: str


def traject(database: Path, *words: str) -> Ran:
    begun = time.monotonic()
    command = [sys.executable, "-m", "cli.start", "--database", str(database), "--by", "Root", "--lang", "en", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]) as process:
        assert process.stdout
        output = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, output
    return Ran(time.monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, output)


@pytest.mark.one_python
def test_an_office_many_times_over_is_a_history_that_verifies(tmp_path: Path):
    path = tmp_path / "office.db"
    make_office(f"sqlite:///{path}")

    count = multiply(path, 3)

    app = an_app(Settings(f"sqlite:///{path}", "Beheer", "en", None, NO_MAIL), lambda _: definitions())
    with app.read() as uow:
        verdict = verify(uow)
        assert ([], count) == (verdict.problems, verdict.events)
        assert [] == list(differences(uow, app.dossiers, app.casework.projections))


@pytest.mark.soak
def test_six_million_events(tmp_path: Path, record_property):
    path = tmp_path / "large.db"
    traject(path, "demo", "--no-tour")
    count = multiply(path, COPIES)

    for name, words in (("audit verify", ()), ("with --projections", ("--projections",))):
        ran = traject(path, "audit", "verify", *words)
        figures = f"{ran.seconds:.0f} s, {ran.processor:.0f} s of processor time, {ran.megabytes:.0f} MB"
        print(f"{name}: {figures} for {count} events")
        record_property(f"({name})", figures)
        assert re.search(rf"{count} events: everything verifies", ran.output)
        assert ran.megabytes < MEGABYTES
