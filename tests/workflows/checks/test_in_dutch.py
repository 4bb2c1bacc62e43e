"""Every sentence that a check can say has its Dutch, read from the source, whatever fills it in."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflows.errors import DefinitionError, Problem
from workflows.problems_in_dutch import in_dutch, sentence_in_dutch, twins

ROOT = Path(__file__).parents[3] / "workflows"
SAYING = {
    "Finding": 2,
    "problem": 2,
    "note": 2,
    "Slip": 2,
    "Complaint": 1,
    "_unreadable": 1,
    "ValueError": 0,
    "Kinds": 1,
}
FOLDERS = ("checks", "catalogue", "format", "language")
INNER = ("Value error, ", "Input should be ")


def sentences(path: Path) -> Iterator[str]:
    """What stands as a sentence in the calls that say something, or is called `text` there."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [each for each in node.args if not isinstance(each, ast.Starred)]
            place = SAYING.get(name)
            if place is not None and len(given) > place:
                yield from written(given[place])
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("text", "hint", "why", "about"):
            yield from written(node.value)


def written(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
    elif isinstance(node, ast.IfExp):
        yield from written(node.body)
        yield from written(node.orelse)


def all_sentences() -> list[str]:
    found = [text for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.py")) for text in sentences(path)]
    return [text for text in dict.fromkeys(found) if " " in text.strip() and text.replace("{}", "").strip(" ';")]


@pytest.mark.parametrize("english", all_sentences())
def test_a_sentence_has_its_dutch(english: str):
    """Filled in with a name, and with the words that other sentences hang on it left empty."""
    filled = english.replace("{keys}", "x").removesuffix("{}") if english.endswith("'{}") else english
    tried = [filled.replace("'{}'", "'naam'").replace("{}", each) for each in ("a date", "3 weeks", "5", "stage", "")]

    assert [text for text in tried if sentence_in_dutch(text)], english


def test_each_twin_fills_in_as_much():
    assert [] == [english for english, dutch in twins().items() if english.count("{}") != dutch.count("{}")]


@pytest.mark.parametrize(
    "english, dutch",
    [
        ("stages.a: unknown stage 'b'; did you mean 'c'?", "stages.a: onbekende fase ‘b’; bedoelt u ‘c’?"),
        ("a list does not fit; expected text", "een lijst past hier niet; verwacht: tekst"),
        (
            "facts.a: 3 weeks before the end of a term of 1 week falls before the anchor (in variant dorp)",
            "facts.a: 3 weken voor het einde van een termijn van 1 week valt voor het anker (in variant dorp)",
        ),
        (
            "deadlines.x: there is no source (in variant dorp, by which f.yaml:3 no longer holds)",
            "deadlines.x: er staat geen bron bij: vul ‘source’ in (in variant dorp, waardoor f.yaml:3 niet meer klopt)",
        ),
        ("Saturday 2023-03-25 is no working day, and reminders go out on working days only",
         "zaterdag 2023-03-25 is geen werkdag, en herinneringen gaan alleen op werkdagen uit"),
    ],
)  # fmt: skip
def test_it_reads_as_dutch_with_its_place(english: str, dutch: str):
    assert dutch == in_dutch(english)


def test_a_refusal_lists_its_problems_in_either_language():
    error = DefinitionError([Problem("f.yaml", 3, 1, "missing_key", "stages.a: 'label' is missing")])

    assert "f.yaml:3:1: stages.a: ‘label’ ontbreekt [missing_key]" == error.say("nl")
    assert "f.yaml:3:1: stages.a: 'label' is missing [missing_key]" == error.say("en")
