"""`traject --help`, of the whole and of a command, opens no definition and loads nothing that reads one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WATCHED = """
import sys

opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from cli.app import main

main(sys.argv[1:])
readers = ("format.yaml_loader", "catalogue.resolve", "catalogue.catalogue", "catalogue.cache")
touched = [path for path in opened if path.endswith((".yaml", ".yml")) or "definitions" in path.split("/")]
loaded = {f"workflows.{name}" for name in readers} & set(sys.modules)
print(*touched, *sorted(loaded), file=sys.stderr)
"""


def watched(*words: str) -> list[str]:
    """The definitions opened on the way, and the readers loaded."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "TRAJECT_LANG": "en"},
    )
    assert 0 == done.returncode, done.stderr
    return done.stderr.split()


@pytest.mark.parametrize(
    "words", [["--help"], ["open", "--help"], ["workflow", "--help"], ["workflow", "test", "--help"]]
)
def test_help_reads_no_definition(words: list[str]):
    assert [] == watched(*words)


def test_a_command_that_needs_one_is_seen_to_read_it():
    """Else the test above could not fail."""
    assert [each for each in watched("workflow", "diagram", "verblijf") if each.endswith("verblijf.yaml")]
