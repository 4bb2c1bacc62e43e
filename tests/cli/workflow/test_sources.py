"""`traject workflow sources`: the register of rules."""

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


def test_the_register_gives_scripts_every_rule_with_its_law(capsys: pytest.CaptureFixture[str]):
    found = answer(capsys, "sources", "gezinshereniging", "--rule", "N2b")

    [rule] = found
    assert ("N2b", "9 months", "statutory") == (rule["rule"], rule["term"], rule["legal"])
    assert ("2025-03-28", None) == (rule["from"], rule["until"])
    assert ("law", True) == (rule["certainty"], rule["verified"])
    assert "Vreemdelingenwet 2000 art. 2u lid 4" == rule["source"]
    assert ("gezinshereniging", "ind_beslist", "base") == (rule["workflow"], rule["name"], rule["variant"])
    assert {"label", "counted_from", "url", "text_of", "reminders", "changed_by", "note"} <= set(rule)


def test_the_register_of_all_workflows_is_in_the_order_of_the_rules(capsys: pytest.CaptureFixture[str]):
    from workflows.describe.rule_register import natural

    found = answer(capsys, "sources")
    rules = [each["rule"] for each in found]

    assert sorted(rules, key=natural) == rules
    assert {"vestiging", "gezinshereniging", "verblijf"} <= {each["workflow"] for each in found}


def test_a_municipality_that_agreed_otherwise_is_named(capsys: pytest.CaptureFixture[str]):
    found = [
        each for each in answer(capsys, "sources", "vestiging", "--rule", "M1") if each["name"] == "coaching_einde"
    ]

    [base] = [each for each in found if each["variant"] == "base"]
    assert "leidschendam_voorburg" in base["changed_by"]
    assert {"6 months"} == {each["term"] for each in found if each["variant"] == "leidschendam_voorburg"}


def test_the_page_makes_unverified_stand_out_and_counts(capsys: pytest.CaptureFixture[str]):
    found = answer(capsys, "sources", "gezinshereniging")
    lines = page(capsys, "sources", "gezinshereniging")

    unverified = sum(each["certainty"] == "unverified" for each in found)
    verified = sum(each["verified"] for each in found)
    assert unverified == sum(line.rstrip().endswith("UNVERIFIED") for line in lines) > 0
    last = text(lines[-2:])
    assert f"{len(found)} rules: {verified} verified in the law, {len(found) - verified} not" in last
    assert f"{unverified} UNVERIFIED" in last


def test_the_page_fits_a_hundred_columns(capsys: pytest.CaptureFixture[str]):
    """But for addresses, which are copied whole."""
    too_wide = [line for line in page(capsys, "sources") if len(line) > 100 and "https://" not in line]

    assert [] == too_wide


def test_a_rule_that_is_not_there_is_refused_with_the_nearest(capsys: pytest.CaptureFixture[str]):
    error = answer(capsys, "sources", "--rule", "N99", code=5)["error"]

    assert "N9" in error["message"]


def test_a_workflow_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]):
    assert "verblijf" in answer(capsys, "sources", "verblif", code=5)["error"]["message"]
