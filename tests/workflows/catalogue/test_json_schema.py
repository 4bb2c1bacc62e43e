"""The JSON Schema that editors read: as the models are, and as our own files are written."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from workflows.catalogue.json_schema import Kind, generated, shipped
from workflows.catalogue.resolve import builtin_folder
from workflows.format.yaml_loader import read, read_text

DOCS = Path(__file__).parents[3] / "docs"
FILES = sorted(
    [
        *builtin_folder().glob("definitions/*.yaml"),
        *builtin_folder().glob("municipalities/*.yaml"),
        DOCS / "guards" / "taalles.yaml",
    ]
)
DATA = Path(__file__).parents[1] / "data"
PAGES = sorted(path for path in (DOCS / "checks").glob("*.md") if path.stem != "README")
SCHEMAS = {kind: Draft202012Validator(json.loads(shipped(kind))) for kind in get_args(Kind)}


def complaints(data: Any) -> list[str]:
    """What an editor would say of a file."""
    kind = "workflow" if "workflow" in data else "municipality"
    return [each.message for each in SCHEMAS[kind].iter_errors(data)]


def correct() -> Any:
    return deepcopy(read(DATA / "correct.yaml").data)


def town() -> Any:
    return deepcopy(read(DATA / "gemeente.yaml").data)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_what_is_shipped_is_what_the_models_say(kind: Kind):
    """Where they differ: python -m tests.write_schema"""
    assert generated(kind) == shipped(kind)
    Draft202012Validator.check_schema(json.loads(shipped(kind)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_our_own_files_have_the_shape(path: Path):
    assert [] == complaints(read(path).data)


@pytest.mark.parametrize("name", ["correct.yaml", "gemeente.yaml"])
def test_a_correct_file_has_the_shape(name: str):
    assert [] == complaints(read(DATA / name).data)


@pytest.mark.parametrize(
    "place, word, value",
    [
        ((), "subjekt", "person"),
        ((), "variant", "base"),
        (("stages", "begin"), "inital", True),
        (("deadlines", "duur"), "term", "ten weeks"),
        (("deadlines", "duur"), "legal", "sometimes"),
        (("deadlines", "duur"), "met_by", {"stage": "midden", "stadium": "einde"}),
        (("facts", "maanden"), "label", {"nl": "Maanden", "duits": "Monate"}),
        (("facts",), "Jaren", {"type": "integer", "label": {"nl": "Jaren"}}),
        (("transitions", "ga"), "roles", ["boss"]),
        (("sources", "wet"), "text_of", 2019),
        (("transitions", "ga"), "from_any", True),
        (("transitions", "ga"), "when", {"deadline": "duur", "is": "late"}),
        (("transitions", "ga"), "when", {"deadline": "duur"}),
        (("transitions", "ga"), "when", {"fact": "getekend_op", "before": {"task": "huisarts"}}),
        (("transitions", "ga"), "when", {"missed": "huisarts", "at_least": 0}),
    ],
)
def test_what_is_misspelt_or_of_another_kind_is_marked(place: tuple[str, ...], word: str, value: object):
    data = correct()
    part = data
    for step in place:
        part = part[step]
    part[word] = value

    assert complaints(data)


@pytest.mark.parametrize("word", ["version", "label", "subject", "sources", "stages", "transitions"])
def test_what_must_be_said_is_asked_for(word: str):
    data = correct()
    del data[word]

    assert [f"'{word}' is a required property"] == complaints(data)


def test_one_or_a_list_and_every_way_to_write_a_term():
    text = (DATA / "correct.yaml").read_text()
    text = text.replace("to: coordinator}", "to: [coordinator, jurist]}").replace("10 weeks", "10 weken")
    text = text.replace("met_by: {stage: midden}", "met_by: [{stage: midden}, {fact: getekend_op}]")

    assert [] == complaints(read_text(text, "f.yaml").data)


def test_a_change_may_say_any_part_and_take_away_with_null():
    data = town()
    data["variants"][0]["change"] = {
        "stages": {"midden": None, "begin": {"tasks": ["huisarts"]}},
        "deadlines": {"duur": {"term": {"months": {"parameter": None, "fact": "maanden"}}, "remind": None}},
        "transitions": {"ga": {"when": None}},
    }

    assert [] == complaints(data)


@pytest.mark.parametrize(
    "change",
    [
        {"stagess": {}},
        {"workflow": "anders"},
        {"deadlines": {"duur": {"termijn": "3 months"}}},
        {"deadlines": {"duur": {"remind": [{"on_due": True, "aan": "jurist"}]}}},
        {"stages": {"midden": {"label": {"duits": "Mitte"}}}},
    ],
)
def test_a_misspelt_change_is_marked(change: Any):
    data = town()
    data["variants"][0]["change"] = change

    assert complaints(data)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_the_pages_of_the_checks_mend_has_the_shape(page: Path):
    block = re.findall(r"^```yaml right\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[0]

    for text in re.split(r"^# file: \S+\n", block, flags=re.MULTILINE):
        assert [] == complaints(read_text(text, "f.yaml").data)
