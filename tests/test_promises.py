"""What the pages for an auditor, for an administrator and for whoever runs it promise: each section names its test.

And that what is named is there: a test file, or the one test in it.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from cli import exit_codes
from scheduler.health.snapshot import HealthFigures
from tests.test_docs import PAGES, ROOT, every_page, prose
from workflows import errors

PROMISING = ["auditor", "administrator", "reliability", "operations"]
NAMED = re.compile(r"\btests/[\w/]*test_\w+\.py(?:::(\w+))?")

# Sections that promise nothing of what the product does, and why.
WITHOUT = {
    ("administrator", "For an administrator"): "a title; its sections follow",
    ("reliability", "What you may rely on"): "a title, and for whom the page is",
    ("operations", "Running it day and night"): "a title, and where the rest stands",
    ("operations", "The mailbox of the sender"): "advice: what people agree among themselves",
}


def sections(page: str) -> list[tuple[str, str]]:
    """Heading and text of each, without what stands under a heading below it."""
    parts = re.split(r"^#+ (.+)$", prose((ROOT / f"docs/{page}.md").read_text("utf-8")), flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


@cache
def functions_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))


@every_page
def test_every_test_that_a_page_names_is_there(page: Path) -> None:
    named = [(each[0].partition("::")[0], each[1] or "") for each in NAMED.finditer(page.read_text("utf-8"))]

    assert [] == sorted({file for file, _ in named if not (ROOT / file).is_file()})
    assert [] == sorted({(file, test) for file, test in named if test and test not in functions_in(ROOT / file)})


@pytest.mark.parametrize("page", PROMISING)
def test_every_section_that_promises_names_a_test(page: str) -> None:
    silent = {(page, heading) for heading, text in sections(page) if not NAMED.search(text)}

    assert {each for each in WITHOUT if each[0] == page} == silent
    assert all(WITHOUT.values())


def test_the_headings_of_a_page_are_told_apart() -> None:
    """Else one that names a test would stand for another that does not."""
    for page in PROMISING:
        headings = [heading for heading, _ in sections(page)]
        assert sorted(set(headings)) == sorted(headings)
    assert {ROOT / f"docs/{page}.md" for page in PROMISING} <= {*PAGES}


# What the pages list is what there is


def section(page: str, heading: str) -> str:
    return dict(sections(page))[heading]


def test_the_exit_codes_are_those_of_the_refusals() -> None:
    listed = {int(each) for each in re.findall(r"(?:^|; |\n)(\d) ", section("administrator", "Exit codes").strip())}
    ours = {
        each.exit_code
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, errors.CaseworkError)
    }

    assert exit_codes.guarded(lambda: None, []) == 0
    assert listed == {0, 1, *ours}


def test_the_figures_of_doctor_are_those_of_the_table() -> None:
    table = section("operations", "Monitoring").partition("| figure |")[2].partition("\n\n")[0]
    listed = [name for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]

    assert sorted(HealthFigures._fields) == sorted(listed)


def test_every_line_that_the_scheduler_logs_is_listed() -> None:
    """By the words with which the code calls `note`, and no other."""
    listed = section("operations", "Monitoring").partition("**Logs.**")[2].partition("There are no names")[0]
    logged = {
        str(call.args[0].value)
        for path in (*ROOT.glob("scheduler/**/*.py"), *ROOT.glob("cli/**/*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "attr", getattr(call.func, "id", "")) in ("note", "note_of")
        if call.args and isinstance(call.args[0], ast.Constant)
    }

    assert {"started", "tick ended"} <= logged
    assert [] == sorted(each for each in logged if f"`{each}`" not in " ".join(listed.split()))
