"""`traject workflow show --resolved`: the definition as it applies, with a mark at what a variant changed."""

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

import pytest

from cli.app import main
from cli.workflow.resolved_text import Line, lines
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import builtin_folder, canonical
from workflows.format.yaml_loader import read_text
from workflows.language.workflow import Workflow

MUNICIPALITIES = ["den_haag", "hillegom", "leiden", "leidschendam_voorburg", "westland"]


@cache
def catalogue() -> Catalogue:
    return Catalogue.load(builtin_folder())


def variants() -> list[tuple[str, str, date]]:
    """Every variant there is: workflow, municipality and a day of intake that picks it."""
    return [
        (workflow, municipality, variant.intake_from or variant.intake_until or date(2024, 1, 1))
        for workflow in catalogue().workflows
        for municipality, variant in catalogue().variants(workflow)
    ]


def written(workflow: str, municipality: str, intake: date) -> tuple[Workflow, Workflow, list[Line]]:
    base = catalogue().resolve(workflow, "any", intake).workflow
    resolved = catalogue().resolve(workflow, municipality, intake).workflow
    return base, resolved, lines(base, resolved)


def read(found: list[Line], without: str) -> str:
    """The definition that the lines without that mark are, as canonical text."""
    text = "".join(f"{line.text}\n" for line in found if line.mark != without)
    document = read_text(text, "resolved.yaml")
    assert () == document.problems
    return canonical(Workflow.model_validate(document.data))


every_variant = pytest.mark.parametrize("workflow, municipality, intake", variants())


def test_every_municipality_has_a_variant():
    assert set(MUNICIPALITIES) <= {municipality for _, municipality, _ in variants()}


@every_variant
def test_without_the_marks_it_is_the_definition_as_it_applies(workflow: str, municipality: str, intake: date):
    _, resolved, found = written(workflow, municipality, intake)

    assert canonical(resolved) == read(found, without="-")


@every_variant
def test_what_bears_no_mark_is_as_in_the_base(workflow: str, municipality: str, intake: date):
    """With the lines that are gone put back, and those that came left out, it is the base to the letter."""
    base, _, found = written(workflow, municipality, intake)

    assert canonical(base) == read(found, without="~")


@every_variant
def test_no_line_is_marked_that_stayed(workflow: str, municipality: str, intake: date):
    """What is marked as new stands nowhere in the base under the same headings."""
    *_, found = written(workflow, municipality, intake)

    base = set(placed(line for line in found if line.mark != "~"))
    new = placed(line for line in found if line.mark != "-")
    marks = [line.mark for line in found if line.mark != "-"]
    assert [] == [place for place, mark in zip(new, marks, strict=True) if mark == "~" and place in base]


def placed(found: Iterable[Line]) -> list[tuple[str, ...]]:
    """Each line with the headings that it stands under."""
    headings: list[str] = []
    places = []
    for line in found:
        depth = (len(line.text) - len(line.text.lstrip())) // 2
        headings = [*headings[:depth], line.text]
        places.append(tuple(headings))
    return places


def test_without_a_variant_nothing_is_marked():
    *_, found = written("vestiging", "any", date(2024, 1, 1))

    assert {""} == {line.mark for line in found}


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert 0 == main(["workflow", "show", *words, "--resolved", "--json"])
    return json.loads(capsys.readouterr().out)


def test_westland_says_what_it_changed_in_the_end_of_guidance(capsys: pytest.CaptureFixture[str]):
    """Term and source; the anchor, who is told and what to do stay as they were."""
    found = answer(capsys, "vestiging", "--municipality", "westland", "--intake", "2018-03-01")["lines"]

    start = next(place for place, each in enumerate(found) if each["line"] == "  mb_einde:")
    marks = ["-" if each["removed"] else "~" if each["changed"] else " " for each in found[start : start + 30]]
    shown = [f"{mark} {each['line']}" for mark, each in zip(marks, found[start:], strict=False)]
    for line in (
        "      anchor: {stage: maatschappelijke_begeleiding, pick: first, on_change: keep}",
        "        - {before: 8 weeks}",
        "-       months: {parameter: mb_duur_maanden}",
        "~       months: {fact: mb_maanden}",
        "-     source: contract",
        "~     source: westland_2018",
    ):
        assert line in shown


def test_the_text_is_what_the_unmarked_and_the_changed_lines_say(capsys: pytest.CaptureFixture[str]):
    found = answer(capsys, "vestiging", "--municipality", "den_haag", "--intake", "2019-03-01")

    assert found["text"] == "".join(f"{each['line']}\n" for each in found["lines"] if not each["removed"])
    assert ("vestiging", "den_haag", "den_haag") == (found["workflow"], found["variant"], found["municipality"])
    assert 64 == len(found["hash"])
    gone = [each["line"] for each in found["lines"] if each["removed"]]
    assert "  bezichtiging:" in gone


def test_a_page_marks_each_line_and_counts_them(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TRAJECT_LANG", "nl")
    assert 0 == main(
        ["workflow", "show", "vestiging", "--municipality", "westland", "--intake", "2017-01-02", "--resolved"]
    )

    page = capsys.readouterr()
    printed = page.out.splitlines()
    assert "-   mb_duur_maanden: 9" in printed
    assert "~   mb_duur_maanden: 12" in printed
    assert {" ", "~", "-"} == {line[0] for line in printed}
    assert "Variant westland-2017" in page.err
