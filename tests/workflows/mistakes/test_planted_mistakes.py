"""Mistakes that authors make, planted one by one: each is found on its line, and the sentence says what would work."""

from pathlib import Path

import pytest

from tests.workflows.mistakes.municipal import MUNICIPAL
from tests.workflows.mistakes.names import NAMES
from tests.workflows.mistakes.passing import PASSING
from tests.workflows.mistakes.planted import Planted, found_in
from tests.workflows.mistakes.shapes import SHAPES
from tests.workflows.mistakes.terms import TERMS
from tests.workflows.mistakes.ways import WAYS
from workflows.errors import Problem
from workflows.problems_in_dutch import in_dutch

FOUND = [*NAMES, *SHAPES, *WAYS, *TERMS, *MUNICIPAL]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all, so that what no mistake is planted in is read once."""
    return tmp_path_factory.mktemp("mistakes")


def is_said(planted: Planted, problem: Problem) -> bool:
    where = (Path(problem.file).stem, problem.line, problem.code)
    return where == (planted.file, planted.line, planted.code)


def test_the_files_that_mistakes_are_planted_in_are_right(folder: Path):
    right = Planted("nothing", "version: 3\n", "version: 3\n", "")

    assert [] == [str(problem) for problem in found_in(right, folder)]


@pytest.mark.parametrize("planted", FOUND, ids=lambda each: each.story.replace(" ", "_"))
def test_a_mistake_is_found_on_its_line_and_says_what_was_meant(planted: Planted, folder: Path):
    said = found_in(planted, folder)

    found = [each for each in said if is_said(planted, each)]
    assert found, [str(each) for each in said]
    assert planted.near in found[0].message
    assert set() == {each.code for each in said} - {planted.code, *planted.also}, [str(each) for each in said]
    assert [] == [each.message for each in said if in_dutch(each.message) == each.message]


@pytest.mark.parametrize("planted", PASSING, ids=lambda each: each.story.replace(" ", "_"))
def test_a_mistake_that_passes_is_listed_as_one_that_passes(planted: Planted, folder: Path):
    """Once it is found it belongs among the others."""
    assert [] == [str(problem) for problem in found_in(planted, folder)]


def test_how_many_are_found(capsys: pytest.CaptureFixture[str]):
    """Printed with -s; the docs give the numbers."""
    stories = [each.story for each in (*FOUND, *PASSING)]
    with capsys.disabled():
        print(f"\n{len(FOUND)} of {len(stories)} planted mistakes are found, each with file, line and what would work.")
        print("These pass: " + "; ".join(each.story for each in PASSING) + ".")

    assert len(FOUND) >= 100
    assert len(stories) == len(set(stories))
    page = (Path(__file__).parents[3] / "docs" / "checks" / "README.md").read_text(encoding="utf-8")
    assert f"{len(FOUND)} of {len(stories)}" in page
    assert [] == [each.story for each in PASSING if each.story not in page]
