"""A coordinator's desk: every command of a test through the command line, in a sandbox with a clock of its own.

The sandbox is made once per test session and copied. Its clock starts on Monday 2 January 2017.
"""

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cli.app import main

STAFF = {
    "Cora": "coordinator",
    "Vera": "volunteer",
    "Joost": "jurist",
    "Thea": "teamleider",
    "Otto": "auditor",
}


class Ran(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return self.json["error"]


class Desk:
    """who sits at it, and the instant at which commands are given; empty: where the sandbox's clock stands."""

    def __init__(self, database: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.database = database
        self.capsys = capsys
        self.who = "Cora"
        self.now = ""

    def run(self, *words: str) -> Ran:
        """Any exit code will do."""
        front = ["--database", str(self.database), "--by", self.who, *(["--now", self.now] if self.now else [])]
        self.capsys.readouterr()
        code = main([*front, *words])
        out, err = self.capsys.readouterr()
        return Ran(code, out, err)

    def ask(self, *words: str) -> Any:
        """The JSON answer of a command that succeeds."""
        ran = self.run(*words, "--json")
        assert 0 == ran.code, ran
        return ran.json

    def on(self, day: str) -> "Desk":
        """The next commands are given on that day, at ten."""
        self.now = f"{day}T10:00"
        return self

    def household(self, ref: str, **born: str) -> None:
        """Clients with their birth dates, and the household of all of them."""
        for member, birth in born.items():
            self.ask("client", "add", "--ref", member, "--born", birth)
        members = [word for member in born for word in ("--member", member)]
        self.ask("household", "add", "--ref", ref, *members)

    def advance(self, key: str, trigger: str, *words: str) -> str:
        """The stage that the step leads to."""
        return str(self.ask("advance", key, trigger, *words)["stage"])

    def tasks(self, key: str, *tasks: str, **per_member: str) -> None:
        """Tasks done today; per_member: task=REF."""
        for task in tasks:
            self.ask("task", "done", key, task)
        for task, member in per_member.items():
            self.ask("task", "done", key, task, "--member", member)


def a_desk(request: pytest.FixtureRequest, prepare: Callable[[Desk], None] | None = None) -> Desk:
    """A fresh copy of the sandbox, its staff included. English, whatever the machine speaks.

    prepare: what every test of a file begins with; done once, then copied.
    """
    monkeypatch = request.getfixturevalue("monkeypatch")
    monkeypatch.setenv("TRAJECT_LANG", "en")
    for name in ("TRAJECT_ACTOR", "TRAJECT_DATABASE", "TRAJECT_WORKFLOWS"):
        monkeypatch.delenv(name, raising=False)
    database = request.getfixturevalue("tmp_path") / "desk.db"
    capsys = request.getfixturevalue("capsys")
    folder = request.getfixturevalue("tmp_path_factory").getbasetemp()
    shutil.copy(_prepared(folder, prepare, capsys) if prepare else _template(folder), database)
    return Desk(database, capsys)


PREPARED: dict[str, Path] = {}


def _prepared(folder: Path, prepare: Callable[[Desk], None], capsys: pytest.CaptureFixture[str]) -> Path:
    name = f"{prepare.__module__}.{prepare.__name__}"
    if name not in PREPARED:
        database = folder / f"{name}.db"
        shutil.copy(_template(folder), database)
        prepare(Desk(database, capsys))
        PREPARED[name] = whole(database)
    return PREPARED[name]


@cache
def _template(folder: Path) -> Path:
    database = folder / "desk.db"
    given = ["--database", str(database), "--by", "Ada"]
    assert 0 == main([*given, "--now", "2017-01-02T09:00", "init", "--sandbox"])
    for name, role in STAFF.items():
        assert 0 == main([*given, "staff", "add", name, "--role", role, "--email", f"{name.lower()}@example.org"])
    return whole(database)


def whole(database: Path) -> Path:
    """A copy in one file: also what still lies in the write-ahead log."""
    whole = database.with_suffix(".whole.db")
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("VACUUM INTO ?", [str(whole)])
    return whole
