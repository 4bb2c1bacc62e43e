"""`traject … | head -1`: whoever stops reading ends no command, and changes no exit code."""

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.app import main
from tests.stories.desk import Desk, a_desk

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    made = a_desk(request)
    made.who = "Ada"
    made.household("H1", C1="1990-05-01")
    return made


@contextlib.contextmanager
def nobody_reads(name: str) -> Iterator[None]:
    """That stream is a pipe of which the other end is closed already."""
    over, held = os.pipe()
    os.close(over)
    redirected = {"stdout": contextlib.redirect_stdout, "stderr": contextlib.redirect_stderr}[name]
    with os.fdopen(held, "w", encoding="utf-8") as stream, redirected(stream):
        yield


def unheard(desk: Desk, *words: str, stream: str = "stdout") -> int:
    with nobody_reads(stream):
        return main(["--database", str(desk.database), "--by", desk.who, "--lang", "en", *words])


def by_hand(desk: Desk, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(desk.database)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for each in statements:
            connection.execute(each)


def test_a_history_that_does_not_verify_ends_with_8_whoever_reads(desk: Desk) -> None:
    """`audit verify | head -1` ended with 0, as if it had found nothing."""
    assert 0 == unheard(desk, "audit", "verify")
    by_hand(desk, "UPDATE event SET data = replace(data, 'p1', 'p2') WHERE stream = 'h1'")

    codes = [unheard(desk, "audit", "verify", *more) for more in ([], ["--json"], ["--projections"])]

    assert [8, 8, 8] == codes
    assert 8 == unheard(desk, "rebuild", stream="stderr")


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_what_doctor_a_tick_and_a_check_found_is_their_code(desk: Desk, tmp_path: Path, stream: str) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("workflow: 3\n", encoding="utf-8")
    asked = (["doctor"], ["scheduler", "tick"], ["workflow", "check", str(wrong)], ["show", "C9"], ["due", "--frob"])
    expected = [desk.run(*words).code for words in asked]

    codes = [unheard(desk, *words, stream=stream) for words in asked]

    assert expected == codes
    assert [3, 5, 2] == codes[2:]


def test_what_was_to_be_recorded_is_recorded(desk: Desk) -> None:
    """A note with a remark beside it was rolled back where nobody heard the remark."""
    desk.ask("open", "vestiging", "H1", "--municipality", "any")
    before = len(desk.ask("history", "t1"))

    codes = [unheard(desk, "note", "t1", "BSN 111222333", stream=stream) for stream in ("stderr", "stdout")]

    assert [0, 0] == codes
    assert before + 2 == len(desk.ask("history", "t1"))


@pytest.mark.one_python
def test_a_pipe_of_the_shell_does_the_same(desk: Desk) -> None:
    """With what Python itself still writes at its end."""
    by_hand(desk, "UPDATE event SET data = replace(data, 'p1', 'p2') WHERE stream = 'h1'")
    command = f"{sys.executable} -m cli.start --database {desk.database} --by Ada audit verify | true"

    ran = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True)

    assert (8, False) == (ran.returncode, "Traceback" in ran.stderr or "Exception" in ran.stderr)
