"""Every code has a page, and every page is true: what it plants is found at the right line, what it mends is clean."""

import ast
import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from workflows.calendar import builtin_calendar
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.check_all import failing
from workflows.checks.codes import CODES, page_of
from workflows.errors import Problem

ROOT = Path(__file__).parents[3]
PAGES = ROOT / "docs" / "checks"
ALL = [code for several in CODES.values() for code in several]
TODAY = date(2026, 11, 22)
BLOCK = re.compile(r"^```yaml (wrong|right)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLANTED = re.compile(r"# <- here(?: \((\w+)\))?")  # with the code of another page, where two belong together
SAYING = {"Finding": 1, "problem": 1, "note": 1, "Problem": -1}  # which argument of these calls is the code


class Found(NamedTuple):
    file: str
    line: int
    code: str


def block(code: str, kind: str) -> str:
    blocks: dict[str, str] = dict(BLOCK.findall((ROOT / page_of(code)).read_text(encoding="utf-8")))
    assert {"wrong", "right"} == set(blocks)
    return blocks[kind]


def checked(text: str, folder: Path) -> tuple[list[Found], list[Found]]:
    """What is planted by the marks in a block, and what the check says. `# file: NAME` begins another file."""
    first = "dorp.yaml" if text.startswith("municipality") else "voorbeeld.yaml"
    parts = re.split(r"^# file: (\S+)\n", f"# file: {first}\n{text}", flags=re.MULTILINE)[1:]
    planted = []
    for name, part in zip(parts[::2], parts[1::2], strict=True):
        (folder / name).write_text(part, encoding="utf-8")
        lines = enumerate(part.splitlines(), start=1)
        planted += [Found(name, number, found[1] or "") for number, line in lines if (found := PLANTED.search(line))]
    return planted, [Found(Path(each.file).name, each.line, each.code) for each in problems(folder, text)]


def problems(folder: Path, text: str) -> list[Problem]:
    today = re.match(r"# today: (\S+)", text)
    day = date.fromisoformat(today[1]) if today else TODAY
    return failing(Catalogue.load(folder).problems(today=day, calendar=builtin_calendar()), strict=True)


@pytest.mark.parametrize("code", ALL)
def test_what_a_page_plants_is_found_at_its_line_and_nothing_else(code: str, tmp_path: Path):
    planted, said = checked(block(code, "wrong"), tmp_path)

    assert [each._replace(code=each.code or code) for each in planted] == said


@pytest.mark.parametrize("code", ALL)
def test_what_a_page_mends_is_left_alone(code: str, tmp_path: Path):
    planted, said = checked(block(code, "right"), tmp_path)

    assert ([], []) == (planted, said)


@pytest.mark.parametrize("code", ALL)
def test_a_page_says_why_and_how(code: str):
    text = (ROOT / page_of(code)).read_text(encoding="utf-8")

    assert text.startswith(f"# {code}\n")
    assert "**Why it matters.**" in text
    assert "**How to mend it.**" in text


def test_the_index_names_every_page_and_there_is_no_other():
    index = (PAGES / "README.md").read_text(encoding="utf-8")

    assert sorted(ALL) == sorted(path.stem for path in PAGES.glob("*.md") if path.name != "README.md")
    assert sorted(ALL) == sorted(re.findall(r"\]\((\w+)\.md\)", index))


def test_no_code_is_said_without_a_page():
    """Every code that a check writes down, read from the source."""
    said = {code for path in sorted((ROOT / "workflows").rglob("*.py")) for code in codes_in(path)}

    patterns = [re.compile(code) for code in said]
    assert [] == sorted(code for code in said if not any(re.fullmatch(code, each) for each in ALL))
    assert [] == sorted(each for each in ALL if not any(pattern.fullmatch(each) for pattern in patterns))


def codes_in(path: Path) -> set[str]:
    """As patterns: `unknown_{kind}` stands for several."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = SAYING.get(name, 99)
            given = [each for each in node.args if not isinstance(each, ast.Starred)]
            if name == "Problem":  # after the mark, with the message and perhaps the severity behind it
                found |= {code for each in given[:4] for code in _pattern(each)}
            elif len(given) > place:
                found |= _pattern(given[place])
        elif isinstance(node, ast.FunctionDef) and node.name == "_code":
            found |= {code for each in ast.walk(node) if isinstance(each, ast.Return) for code in _pattern(each.value)}
    return found


def _pattern(node: ast.expr | None) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-z]+(_[a-z]+)*", node.value):
        return {node.value}
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(str(each.value)) if isinstance(each, ast.Constant) else r"\w+" for each in node.values]
        return {"".join(parts)} if re.fullmatch(r"[a-z]+_", str(getattr(node.values[0], "value", ""))) else set()
    if isinstance(node, ast.IfExp):
        return _pattern(node.body) | _pattern(node.orelse)
    return set()
