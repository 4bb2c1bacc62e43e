"""A database that a release made with its own code, taken over by the code of now."""

import contextlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from cli.app import main

ROOT = Path(__file__).parents[2]
LAST = "0ab4129"  # the release before
Term = tuple[str, str]  # trajectory and rule
Told = tuple[str, str | None, str | None]  # how it stands, its last day before and after the law moves it


class Upgraded(NamedTuple):
    """Every term before and after, what the trial of a migration said of those that it named, and what audit found."""

    moved: int
    before: dict[Term, Told]
    after: dict[Term, Told]
    reasons: dict[Term, str | None]
    problems: list[Any]

    def differing(self) -> list[Term]:
        return [each for each in {**self.before, **self.after} if self.before.get(each) != self.after.get(each)]


def release(folder: Path, revision: str = LAST) -> Path:
    """The code of that revision."""
    packed = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def by_its_own_code(folder: Path, script: str, *words: str) -> None:
    """Run there; what it says is shown where it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRAJECT_")}
    ran = subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]


def upgrade(database: Path) -> Upgraded:
    """As an administrator does it: init, and each command that it names."""
    before = terms(database)
    administrator = ask(database, "", "init")["administrators"][0]
    reasons: dict[Term, str | None] = {}
    moved = 0
    for each in ask(database, administrator, "init")["on_earlier_versions"]:
        words = ["workflow", "migrate", f"{each['workflow']}@{each['version']}", each["workflow"]]
        for gone_over in ask(database, administrator, *words)["trajectories"]:
            for shift in gone_over["deadlines"]:
                reasons[gone_over["trajectory"], rule_of(shift["to"] or shift["from"])] = shift["because"]
        moved += ask(database, administrator, *words, "--apply", "--past", "none")["moved"]
    assert [] == ask(database, administrator, "init")["on_earlier_versions"]
    found = ask(database, administrator, "audit", "verify", "--projections")
    return Upgraded(moved, before, terms(database), reasons, [*found["problems"], *found["differences"]])


def rule_of(deadline: str) -> str:
    """Of `t1/beslissing#2`."""
    return deadline.partition("/")[2].partition("#")[0]


def ask(database: Path, who: str, *words: str) -> Any:
    out, err = io.StringIO(), io.StringIO()
    by = ["--by", who] if who else []
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["--database", str(database), *by, "--lang", "en", *words, "--json"])
    assert code == 0, (words, err.getvalue())
    return json.loads(out.getvalue())


def terms(database: Path) -> dict[Term, Told]:
    query = "select trajectory, name, standing, due_on, raw_on from deadline"
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return {(key, name): (standing, due, raw) for key, name, standing, due, raw in connection.execute(query)}
