"""Documentation that runs: its commands exist, its sessions are true, its links lead somewhere.

In a block marked ```console the lines `$ traject …` of one page are run in order, in one empty folder with a database
of its own, and must print what the page shows; in a page named .nl.md they speak Dutch. A line that is only `…` stands
for any lines. A block without any output need only work. `<!-- not run -->` before a block leaves it out;
`<!-- run: traject … -->` runs a command that the page does not show.
"""

import contextlib
import datetime
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cli.app import main

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("README.md"), *ROOT.glob("docs/**/*.md")])
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())

CHANGE_KINDS = ["Security", "Removed", "Deprecated", "Added", "Changed", "Fixed"]
ANY_LINES = "…"
IN_DUTCH = ".nl.md"  # such a page is the twin of the English one, and its sessions speak Dutch


# Reading a page


@dataclass(slots=True)
class Block:
    """One fenced block. line: of its first line inside, counted from 1."""

    language: str
    line: int
    lines: list[str] = field(default_factory=list)
    is_run: bool = True


def blocks(text: str) -> list[Block]:
    """The fenced blocks, and each `<!-- run: … -->` as a console block of one command."""
    found: list[Block] = []
    indent, fence, is_run = "", "", True
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:
            if line.strip() == fence:
                fence = ""
            else:
                found[-1].lines.append(line.removeprefix(indent))
        elif opened := re.match(r"^(\s*)(`{3,}|~{3,})\s*(\w*)", line):
            indent, fence, language = opened.groups()
            found.append(Block(language, number + 1, is_run=is_run))
            is_run = True
        elif hidden := re.fullmatch(r"<!-- run: (.+) -->", line.strip()):
            found.append(Block("console", number, [f"$ {hidden[1]}"]))
        elif line.strip():
            is_run = line.strip() != "<!-- not run -->"
    return found


def prose(text: str) -> str:
    """The page without its fenced blocks."""
    return re.sub(r"^(\s*)(`{3,}|~{3,}).*?^\s*\2\s*$", "", text, flags=re.MULTILINE | re.DOTALL)


def whole_lines(lines: list[str]) -> Iterator[str]:
    """Lines with those that end in a backslash joined to the next."""
    waiting = ""
    for line in lines:
        if line.endswith("\\"):
            waiting += line[:-1].rstrip() + " "
        else:
            yield waiting + (line.strip() if waiting else line)
            waiting = ""


def test_a_block_is_read_with_its_language_and_its_mark() -> None:
    text = "\n<!-- run: traject init -->\n\n<!-- not run -->\n```console\n$ a\n```\nb\n  ```sh\n  c\n  ```\n"

    found = [(block.language, block.line, block.lines, block.is_run) for block in blocks(text)]

    assert [
        ("console", 2, ["$ traject init"], True),
        ("console", 6, ["$ a"], False),
        ("sh", 10, ["c"], True),
    ] == found


# Commands shown in a page exist


@dataclass(frozen=True, slots=True)
class Shown:
    """A command line as a page shows it, without the word `traject`."""

    page: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}: traject {self.text}"


def shown_commands(page: Path) -> list[Shown]:
    text = page.read_text(encoding="utf-8")
    name = page.relative_to(ROOT).as_posix()
    lines = [
        line.removeprefix("$ ")
        for block in blocks(text)
        for line in whole_lines(block.lines)
        if block.language != "console" or line.startswith("$ ")
    ]
    spans = [" ".join(span.split()) for span in re.findall(r"(?<!`)`([^`]+)`(?!`)", prose(text))]
    return [Shown(name, found) for line in [*lines, *spans] for found in command_lines(line.replace("\\|", "|"))]


def command_lines(line: str) -> Iterator[str]:
    """What follows `traject` where it stands as a command: first on the line, after `NAME=value`, a path, or a pipe."""
    for part in re.split(r"&&|\|\||;|\$\(|\s\|\s|[<>]", line):
        if found := re.match(
            r"^\s*(?:\w+=\S+\s+)*(?:sudo (?:-u \w+ )?|exec )?(?:ExecStart=)?(?:\S*/)?traject\s+(.+)", part
        ):
            yield re.split(r"\s#\s", found[1])[0].strip().rstrip(")")


@pytest.mark.parametrize(
    "line, expected",
    [
        ("traject show t1 --json | traject due", ["show t1 --json", "due"]),
        ("TRAJECT_LANG=nl .venv/bin/traject board   # in Dutch", ["board"]),
        ("ExecStart=/opt/traject/bin/traject scheduler run", ["scheduler run"]),
        ("the traject of a client", []),
    ],
)
def test_a_command_is_found_where_it_stands_as_one(line: str, expected: list[str]) -> None:
    assert expected == list(command_lines(line))


@cache
def root_command() -> Any:
    """The command tree; imported here, so that a broken command line fails these tests and not their collection."""
    import cli.app

    return cli.app.whole_app()


@cache
def children(command: Any) -> dict[str, Any]:
    """Sub-commands by name, hidden ones left out; empty for a command without."""
    if not hasattr(command, "list_commands"):
        return {}
    context = command.make_context("traject", [], resilient_parsing=True)
    found = {name: command.resolve_command(context, [name])[1] for name in command.list_commands(context)}
    return {name: child for name, child in found.items() if child is not None and not child.hidden}


def options(command: Any) -> set[str]:
    return {"--help", *(name for param in command.params for name in [*param.opts, *param.secondary_opts])}


def leaves(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, child in children(command).items():
        below = f"{path} {name}".strip()
        if children(child):
            yield from leaves(child, below)
        else:
            yield below, child


def mistakes(text: str) -> tuple[set[str], list[str]]:
    """The paths of the commands that `text` shows (`suspend|resume` shows two), and what of it does not exist."""
    words = split(text)
    paths, commands, known = [""], [root_command()], options(root_command())
    while words and any(map(children, commands)) and not words[0].lstrip("[").startswith("-"):
        if is_placeholder(words[0]):
            return set(), []
        names = words.pop(0).split("|")
        below = {name: child for command in commands for name, child in children(command).items()}
        if missing := [name for name in names if name not in below]:
            return set(), [f"no command {name!r}" for name in missing]
        paths = [f"{path} {name}".strip() for path in paths for name in names]
        commands = [below[name] for name in names]
        known |= {option for command in commands for option in options(command)}
    asked = {option for word in words for option in re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", word.split("=")[0])}
    return set(paths), [f"no option {option}" for option in sorted(asked - known)]


def split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # an apostrophe in a placeholder
        return text.split()


def is_placeholder(word: str) -> bool:
    return word in ("…", "...") or word.strip("[]<>…").isupper()


@every_page
def test_every_command_and_option_shown_exists(page: Path) -> None:
    wrong = [f"{shown}: {problem}" for shown in shown_commands(page) for problem in mistakes(shown.text)[1]]

    assert [] == wrong


def test_every_command_has_help_and_is_explained() -> None:
    known = dict(leaves(root_command()))
    mentioned = {path for page in PAGES for shown in shown_commands(page) for path in mistakes(shown.text)[0]}

    assert known
    assert [] == [path for path, command in known.items() if not command.help]
    assert [] == sorted(set(known) - mentioned)


# Sessions are true


@dataclass(slots=True)
class Step:
    """A command of a session and the lines shown under it; None: nothing is shown in the whole block."""

    line: int
    command: str
    output: list[str] | None


def session(text: str) -> list[Step]:
    return [step for block in blocks(text) if block.language == "console" and block.is_run for step in steps(block)]


def steps(block: Block) -> list[Step]:
    """The `$ traject …` lines; other commands are left alone, with their output."""
    found: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(block.lines, start=block.line):
        if line.startswith("$ "):
            found.append((number, line[2:], []))
        elif found and found[-1][1].endswith("\\"):
            place, command, output = found[-1]
            found[-1] = (place, f"{command[:-1].rstrip()} {line.removeprefix('> ').strip()}", output)
        elif found:
            found[-1][2].append(line)
    shows_output = any(trimmed(output) for _, _, output in found)
    return [
        Step(number, command, trimmed(output) if shows_output else None)
        for number, command, output in found
        if any(command_lines(command))
    ]


def trimmed(lines: list[str]) -> list[str]:
    """Without blank lines at the end, and without spaces there."""
    kept = [line.rstrip() for line in lines]
    while kept and not kept[-1]:
        kept.pop()
    return kept


def is_shown(expected: list[str], printed: list[str]) -> bool:
    """Whether `printed` is what the page shows; a line `…` stands for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == ANY_LINES else re.escape(line) + r"\n" for line in expected)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def test_a_session_is_read_as_commands_with_their_output() -> None:
    shown = "```console\n$ make demo\nlong\n$ traject show \\\n>   t1\nA\n\nB\n\n$ traject tick\n```\n"
    text = f"{shown}```console\n$ traject x\n```\n"

    assert [
        Step(4, "traject show t1", ["A", "", "B"]),
        Step(10, "traject tick", []),
        Step(13, "traject x", None),
    ] == session(text)


def test_a_line_of_dots_stands_for_any_lines() -> None:
    assert is_shown(["a", "…", "d"], ["a", "b", "c", "d"])
    assert is_shown(["a", "…", "d"], ["a", "d"])
    assert not is_shown(["a", "…", "d"], ["a", "b"])
    assert not is_shown(["a"], ["a", "b"])


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """The environment of a session: `traject` is this tree, everything it writes lies in the temporary folder."""
    traject = tmp_path / "bin" / "traject"
    traject.parent.mkdir()
    traject.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cli.start "$@"\n')
    traject.chmod(0o755)
    (tmp_path / "work").mkdir()
    for each in (ROOT / "docs" / "lists").iterdir():
        shutil.copy(each, tmp_path / "work")  # as they lie in an office
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRAJECT_", "XDG_", "LC_"))}
    return kept | {
        "PATH": f"{traject.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONSAFEPATH": "1",
        "HOME": str(tmp_path),
        "TRAJECT_CACHE": os.environ["TRAJECT_CACHE"],
        "PWD": str(tmp_path / "work"),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "TRAJECT_DATABASE": "sqlite:///traject.db",
        "TRAJECT_ACTOR": "anna",
        "TRAJECT_LANG": "en",
    }


@pytest.fixture
def here(shell: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """That environment and its folder are this process's own."""
    for name in set(os.environ) - set(shell):
        monkeypatch.delenv(name)
    for name, value in shell.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(shell["PWD"])
    return shell


def ran(command: str, shell: dict[str, str]) -> tuple[int, str]:
    """Exit code, and what was printed on either stream.

    Starting a process costs more than most commands do: only what needs a shell, as a pipe or a pattern does, has one.
    """
    if command.startswith("traject ") and not set("|&;<>()$`*") & set(command):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            code = main(shlex.split(command)[1:])
        return code, printed.getvalue()
    done = subprocess.run(
        command,
        shell=True,
        cwd=shell["PWD"],
        env=shell,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout


@every_page
def test_the_sessions_of_a_page_are_true(page: Path, here: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    if page.name.endswith(IN_DUTCH):
        here["TRAJECT_LANG"] = "nl"
        monkeypatch.setenv("TRAJECT_LANG", "nl")
    for step in session(page.read_text(encoding="utf-8")):
        code, said = ran(step.command, here)

        place = f"{page.relative_to(ROOT)}:{step.line}: $ {step.command}\n{said}"
        if step.output is None:
            assert 0 == code, place
        else:
            assert 1 != code, place
            printed = trimmed(said.splitlines())
            assert is_shown(step.output, printed), f"{place}\n--- but the page shows\n" + "\n".join(step.output)


def commands_of(page: Path) -> list[str]:
    """What its blocks run or show, in order; hidden ones too. What is quoted may differ, as words of people do."""
    every = [line.removeprefix("$ ") for block in blocks(page.read_text("utf-8")) for line in whole_lines(block.lines)]
    return [re.sub(r'"[^"]*"', '""', line) for line in every if any(command_lines(line))]


@pytest.mark.parametrize("page", [each for each in PAGES if each.name.endswith(IN_DUTCH)], ids=lambda page: page.stem)
def test_a_page_in_dutch_tells_what_its_twin_tells(page: Path) -> None:
    twin = page.with_name(page.name.replace(IN_DUTCH, ".md"))

    assert commands_of(twin) == commands_of(page)
    assert [level for level, _ in headings(twin)] == [level for level, _ in headings(page)]


def headings(page: Path) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = re.findall(r"^(#+) (.+)$", prose(page.read_text("utf-8")), re.MULTILINE)
    return found


# Links, first screen, changelog, decisions


def slug(heading: str) -> str:
    """The anchor that a heading gets."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {
        slug(heading) for heading in re.findall(r"^#+ (.+)$", prose(page.read_text(encoding="utf-8")), re.MULTILINE)
    }


@every_page
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(<?([^)\s>]+)", prose(page.read_text(encoding="utf-8")))
    broken = []
    for target in targets:
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        goal = (page.parent / name).resolve() if name else page
        if not goal.exists() or (anchor and goal.suffix == ".md" and anchor not in anchors(goal)):
            broken.append(target)

    assert [] == broken


def test_the_first_screen_says_how_to_see_it_and_how_to_test_it() -> None:
    first = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:40])

    assert "make demo" in first
    assert "make test" in first


def test_the_readme_holds_a_session_that_is_run() -> None:
    assert any(step.output for step in session((ROOT / "README.md").read_text(encoding="utf-8")))


def test_the_changelog_has_what_is_unreleased_on_top() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.split(r"^## ", text, flags=re.MULTILINE)[1:]

    assert "Unreleased" == releases[0].splitlines()[0].strip().strip("[]")
    for release in releases:
        kinds = re.findall(r"^### (.+)$", release, re.MULTILINE)
        assert kinds == sorted(set(kinds), key=CHANGE_KINDS.index)


@dataclass(frozen=True, slots=True)
class Decision:
    number: int
    lines: list[str]


def decisions() -> list[Decision]:
    text = (ROOT / "DECISIONS.md").read_text(encoding="utf-8")
    entries = re.split(r"^## (\d+)\.?", text, flags=re.MULTILINE)[1:]
    return [
        Decision(int(number), re.findall(r"^[-*] (.+)$", body, re.MULTILINE))
        for number, body in zip(entries[::2], entries[1::2], strict=True)
    ]


def test_decisions_are_numbered_one_by_one() -> None:
    numbers = [decision.number for decision in decisions()]

    assert numbers
    assert list(range(1, len(numbers) + 1)) == numbers


def test_a_decision_has_five_lines() -> None:
    """Decision, date, why, what else was weighed, what would change our mind: one list item each, in this order."""
    for decision in decisions():
        assert 5 == len(decision.lines), f"decision {decision.number} has {len(decision.lines)} lines"
        found = re.search(r"\d{4}-\d{2}-\d{2}", decision.lines[1])
        assert found, f"decision {decision.number} has no date on its second line"
        datetime.date.fromisoformat(found[0])
