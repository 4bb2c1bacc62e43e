"""One mistake in a file that is right, and what a check should say of it."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from workflows.calendar import builtin_calendar
from workflows.catalogue.catalogue import Catalogue
from workflows.errors import Problem

TODAY = date(2026, 11, 22)
BASE = Path(__file__).parent / "base"
FILES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(BASE.glob("*.yaml"))}


class Planted(NamedTuple):
    """What an author does, in words; the text before and after; and what is expected of the check.

    at: part of the line that it should point at, in the text after (with = before it, the whole line); empty: the first
    line of what was written.
    near: the name that was meant, to be named by the check. also: codes that the same slip rightly brings along.
    """

    story: str
    old: str
    new: str
    code: str
    at: str = ""
    near: str = ""
    file: str = "schuldhulp"
    also: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        before = FILES[self.file]
        assert before.count(self.old) == 1, f"{self.story}: not once in {self.file}: {self.old}"
        return before.replace(self.old, self.new)

    @property
    def line(self) -> int:
        wanted = self.at or next(line for line in self.new.split("\n") if line.strip())
        found = [number for number, line in enumerate(self.text.split("\n"), start=1) if _is_at(wanted, line)]
        assert found, f"{self.story}: {wanted} is on no line"
        return found[0]


def _is_at(wanted: str, line: str) -> bool:
    """With = before it, the whole line."""
    return line == wanted[1:] if wanted.startswith("=") else wanted in line


def found_in(planted: Planted, folder: Path) -> list[Problem]:
    """All that is said of the base files, with the mistake in one of them."""
    for name, text in FILES.items():
        written = planted.text if name == planted.file else text
        (folder / f"{name}.yaml").write_text(written, encoding="utf-8")
    return Catalogue.load(folder).problems(today=TODAY, calendar=builtin_calendar())
