"""`traject --help`, of the whole, a group and a command: what it opens and loads, and that the table says the truth."""

import ast
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.commands import TABLE, Command
from cli.commands import every_command as all_commands
from cli.late import by_name

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


@pytest.mark.parametrize("words", [["--help"], ["workflow", "--help"], ["workflow", "schema", "--help"]])
def test_help_loads_no_reader_of_definitions(words: list[str]):
    assert [] == watched(*words)


@pytest.mark.parametrize("words", [["open", "--help"], ["workflow", "test", "--help"]])
def test_help_of_a_command_opens_no_definition(words: list[str]):
    assert [] == [each for each in watched(*words) if each.endswith((".yaml", ".yml"))]


def test_a_command_that_needs_one_is_seen_to_read_it():
    """Else the tests above could not fail."""
    assert [each for each in watched("workflow", "diagram", "verblijf") if each.endswith("verblijf.yaml")]


# the table


def every_command() -> list[Command]:
    return list(all_commands(TABLE).values())


@pytest.mark.parametrize("command", every_command(), ids=lambda command: command.place)
def test_the_table_says_what_the_command_says_of_itself(command: Command):
    first, *_ = (inspect.getdoc(by_name(f"cli.{command.place}")) or "").split("\n\n")

    assert command.help == " ".join(first.split())


def test_every_command_is_in_the_table():
    """A command is a function that takes the context of typer and is called by no other."""
    found = {
        f"{'.'.join(path.relative_to(ROOT / 'cli').with_suffix('').parts)}:{node.name}"
        for path in (ROOT / "cli").rglob("*/*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and takes_options(node)
    }

    assert found == {command.place for command in every_command()}


def takes_options(node: ast.FunctionDef) -> bool:
    words = " ".join(ast.unparse(each.annotation) for each in node.args.args if each.annotation)
    return "typer.Context" in words or "typer.Argument" in words
