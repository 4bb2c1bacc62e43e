"""`traject workflow explain`: a work instruction for people."""

import json
from typing import Any

import pytest

from cli.app import main


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """None is needed: this one cannot be reached."""
    monkeypatch.setenv("TRAJECT_LANG", "en")
    monkeypatch.setenv("TRAJECT_DATABASE", "/nowhere/at/all.db")
    monkeypatch.setenv("COLUMNS", "100")


def answer(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    assert code == main(["workflow", *words, "--json"])
    return json.loads(capsys.readouterr().out)


def page(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert 0 == main(["workflow", *words])
    return capsys.readouterr().out.splitlines()


def text(lines: list[str]) -> str:
    """As read aloud: folded lines joined."""
    return " ".join(" ".join(lines).split())


def test_the_instruction_follows_the_variant(capsys: pytest.CaptureFixture[str]):
    lines = page(capsys, "explain", "vestiging", "--municipality", "westland", "--intake", "2018-03-01")

    assert any(line.startswith("1. Match") for line in lines)
    whole = text(lines)
    assert "westland-2018" in whole
    assert "‘Guidance in months’ is one of 9, 15 and 21" in whole
    assert "only by: coordinator or team leader" in whole
    assert (
        "traject advance ID start_begeleiding --fact ingeschreven_brp_op=YYYY-MM-DD --fact mb_maanden=9|15|21" in whole
    )
    assert "‘Residence permit’ begins by itself, for each member" in whole


def test_a_task_stands_beside_the_word_to_type(capsys: pytest.CaptureFixture[str]):
    lines = page(capsys, "explain", "vestiging", "--municipality", "westland", "--intake", "2018-03-01")

    [doctor] = [line for line in lines if "Register with a GP" in line]
    assert doctor.split() == [
        "▢",
        "Register",
        "with",
        "a",
        "GP,",
        "for",
        "each",
        "member",
        "huisarts",
        "--member",
        "REF",
    ]


def test_what_nobody_verified_is_said_where_it_stands(capsys: pytest.CaptureFixture[str]):
    lines = page(capsys, "explain", "gezinshereniging")

    assert any("nobody has verified this" in line for line in lines)
    at = next(place for place, line in enumerate(lines) if line.strip() == "Two weeks after the notice of default")
    assert any("nobody has verified this" in line for line in lines[at : at + 5])


def test_versions_that_say_the_same_say_it_once(capsys: pytest.CaptureFixture[str]):
    """The three months are the same before and after the law changed; the article is not."""
    lines = page(capsys, "explain", "gezinshereniging")

    at = lines.index("  Apply for family reunion")
    term = text(lines[at : at + 9])
    assert 1 == term.count("Within 3 months of")
    assert "art. 29 lid 2" in term
    assert "art. 29c" in term


def test_dutch_is_whole(capsys: pytest.CaptureFixture[str]):
    whole = text(page(capsys, "explain", "vestiging", "--lang", "nl"))

    for words in ("Hier begint het.", "Termijnen", "Verder", "gehaald als:", "bericht aan", "Eerder stoppen"):
        assert words in whole
    for words in ("This is", "met when", "message to", "only if", "Within "):
        assert words not in whole


def test_the_structure_is_given_to_scripts(capsys: pytest.CaptureFixture[str]):
    made = answer(capsys, "explain", "participatieverklaring", "--municipality", "den_haag", "--intake", "2019-01-01")

    assert {"workflow", "version", "variant", "label", "intro", "stages", "leaving", "rules"} <= set(made)
    stage = made["stages"][0]
    assert {"stage", "label", "about", "todo", "terms", "ways", "elsewhere"} <= set(stage)
    assert all(isinstance(way["command"], str) for each in made["stages"] for way in each["ways"])


@pytest.mark.parametrize("width", [80, 120])
def test_the_instruction_keeps_the_width(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
):
    """But for commands, which are copied whole."""
    monkeypatch.setenv("COLUMNS", str(width))

    for name in ("vestiging", "gezinshereniging", "verblijf"):
        too_wide = [line for line in page(capsys, "explain", name) if len(line) > width and " traject " not in line]
        assert [] == too_wide
