"""Commands of traject, each in a child of its own that is killed with SIGKILL at a moment that it is told.

`python -m tests.contract.killing`: a job a line, `{"argv": [...], "after": SECONDS or null, "said": FILE}`, and its
exit code and how long it took a line back. What is imported is imported once, so that what is killed is the work.
"""

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cli.app import main
from cli.commands import TABLE, every_command
from cli.late import by_name

ROOT = Path(__file__).parent.parent.parent


class Ended(NamedTuple):
    """How a command ended: exit code, or minus the signal; seconds; what it said."""

    code: int
    took: float
    said: str

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL


class Runner:
    """A process that has imported everything, and forks for each command."""

    def __init__(self, said: Path, environment: dict[str, str]) -> None:
        self.said = said
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TRAJECT_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.contract.killing"],
            cwd=ROOT,
            env={**kept, "TRAJECT_CACHE": os.environ.get("TRAJECT_CACHE", "off"), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *argv: str, after: float | None = None) -> Ended:
        """after: seconds until it is killed; None where it may finish."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"argv": argv, "after": after, "said": str(self.said)}) + "\n")
        self.process.stdin.flush()
        code, took = json.loads(self.process.stdout.readline())
        return Ended(code, took, self.said.read_text("utf-8", "replace"))

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()


@contextmanager
def running(said: Path, **environment: str) -> Iterator[Runner]:
    runner = Runner(said, environment)
    yield runner
    runner.close()


@contextmanager
def busy(runner: Runner, work: Callable[[int], tuple[str, ...]]) -> Iterator[list[Ended]]:
    """Another process does `work(0)`, `work(1)`, … one after another; how each ended."""
    over, ended = threading.Event(), list[Ended]()

    def on() -> None:
        while not over.is_set():
            ended.append(runner.run(*work(len(ended))))

    thread = threading.Thread(target=on)
    thread.start()
    try:
        yield ended
    finally:
        over.set()
        thread.join()


def serve() -> None:
    for command in every_command(TABLE).values():
        by_name(f"cli.{command.place}")
    for line in sys.stdin:
        job = json.loads(line)
        print(json.dumps(ran(job["argv"], job["after"], job["said"])), flush=True)


def ran(argv: list[str], after: float | None, said: str) -> tuple[int, float]:
    over, held = os.pipe()
    began, child = time.monotonic(), os.fork()
    if child == 0:
        _work(argv, said)
    os.close(held)
    ready, _, _ = select.select([over], [], [], after)
    if not ready:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(over)
    return os.waitstatus_to_exitcode(status), time.monotonic() - began


def _work(argv: list[str], said: str) -> None:
    """In the child, which ends here. Its end of the pipe is closed with it."""
    file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(file, 1)
    os.dup2(file, 2)
    code = 1
    try:
        code = main(argv)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve()
