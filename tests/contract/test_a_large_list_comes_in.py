"""A list of which one row in so many has a bad cell, of ten kinds: every bad row comes back, mended it comes in, and
after that nothing is new. The long run is of a hundred thousand rows, and tells time and memory.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cli.app import main
from tests.large_lists import (
    BAD_CASES,
    BAD_CLIENTS,
    CASE_COLUMNS,
    CLIENT_COLUMNS,
    TODAY,
    Row,
    cases,
    clients,
    prepare,
    spoilt,
    written,
)
from tests.workbooks import xlsx
from trajectories.imports.workbook import read_book

pytestmark = pytest.mark.one_python

MOST_MEMORY = 600  # MB, of the longest lists; see docs/performance.md
Command = Callable[..., tuple[int, Any]]  # its words; exit code and answer


class Kind(NamedTuple):
    name: str
    columns: tuple[str, ...]
    rows: list[Row]
    bad: tuple[tuple[int, str], ...]


def comes_in(command: Command, folder: Path, kind: Kind, every: int) -> None:
    """One row of so many is bad."""
    bad_rows = spoilt(kind.rows, kind.bad, every)
    file, back = str(written(folder / "list.csv", kind.columns, bad_rows.rows)), folder / "back.xlsx"
    mended, whole = folder / "mended.xlsx", str(written(folder / "whole.csv", kind.columns, kind.rows))
    apply = ("--apply", "--past", "none")

    refused = command("import", kind.name, file, *apply)
    taken = command("import", kind.name, file, *apply, "--good-rows", "--rejects", str(back))
    (sheet,) = read_book("back.xlsx", back.read_bytes()).sheets
    right = [kind.rows[number - 2] for number in sorted(bad_rows.bad)]
    mended.write_bytes(xlsx({"Lijst": [kind.columns, *right]}))
    second = command("import", kind.name, str(mended), *apply)
    third = command("import", kind.name, whole, *apply)

    assert (4, None) == (refused[0], refused[1]["batch"])
    assert bad_rows.bad == {each["row"] for each in refused[1]["bad"]} == {each["row"] for each in taken[1]["bad"]}
    given_back = [[str(cell) for cell in row.cells[: len(kind.columns)]] for row in sheet.rows[1:]]
    assert [bad_rows.rows[number - 2] for number in sorted(bad_rows.bad)] == given_back
    assert all(row.cells[-1] for row in sheet.rows[1:])
    good = len(kind.rows) - len(bad_rows.bad)
    assert (good, len(bad_rows.bad)) == (taken[1]["added"][kind.name], second[1]["added"][kind.name])
    assert (0, None, len(kind.rows)) == (third[0], third[1]["batch"], third[1]["unchanged"])


def kinds(count: int) -> list[Kind]:
    people = Kind("clients", CLIENT_COLUMNS, clients(count), BAD_CLIENTS)
    return [people, Kind("cases", CASE_COLUMNS, cases(count), BAD_CASES)]


def test_the_bad_rows_of_a_list_come_back_and_come_in_once_they_are_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    url = f"sqlite:///{tmp_path}/office.db"
    prepare(url)

    def command(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = main(["--database", url, "--by", "Cora", "--now", TODAY, "--lang", "en", *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    for kind in kinds(160):
        comes_in(command, tmp_path, kind, every=len(kind.rows) // 10)
    assert main(["--database", url, "--by", "Cora", "audit", "verify", "--projections"]) == 0


@pytest.mark.soak
def test_a_hundred_thousand_rows_come_in(empty_url: str, tmp_path: Path, record_property: Callable[[str, Any], None]):
    """Sixty thousand clients and forty thousand cases of their households."""
    prepare(empty_url)

    def command(*words: str) -> tuple[int, Any]:
        asked = ["--database", empty_url, "--by", "Cora", "--now", TODAY, "--lang", "en", *words, "--json"]
        started = time.monotonic()
        run = [sys.executable, "-c", "import sys; from cli.app import main; sys.exit(main(sys.argv[1:]))", *asked]
        ran = subprocess.run(run, capture_output=True, text=True, env={**os.environ, "TRAJECT_CACHE": "off"})
        print(f"{time.monotonic() - started:.0f} s", words[:2], words[3:], ran.returncode)
        return ran.returncode, json.loads(ran.stdout)

    started = time.monotonic()
    for kind in kinds(60_000):
        comes_in(command, tmp_path, kind, every=100)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    record_property("seconds", int(time.monotonic() - started))
    record_property("MB at most", memory)
    assert memory <= MOST_MEMORY
