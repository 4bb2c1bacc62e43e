"""The page on what the language does not do: each way round that it says was tried is a scenario that comes true."""

import re
from functools import cache
from pathlib import Path

import pytest

from scheduler.rehearsal.scenarios import Rehearsed, rehearse_all
from workflows.calendar import builtin_calendar
from workflows.catalogue.catalogue import Catalogue

DOCS = Path(__file__).parents[1] / "docs"
NOT_OF_THE_LANGUAGE = "not of the language"


def ways() -> list[str]:
    """The last cell of each row of its tables: the scenario that tried it."""
    page = (DOCS / "limits.md").read_text(encoding="utf-8")
    rows = [row.split("|")[4].strip() for row in re.findall(r"^\|.*\|$", page, re.MULTILINE) if row.count("|") == 5]
    return [row for row in rows if row not in ("tried by", "---")]


@cache
def played() -> dict[str, Rehearsed]:
    found = rehearse_all(Catalogue.load(DOCS / "limits"), ["omwegen"], builtin_calendar())
    return {each.scenario: each for each in found}


@pytest.mark.parametrize("way", sorted({each for each in ways() if each != NOT_OF_THE_LANGUAGE}))
def test_a_way_round_comes_true(way: str):
    assert () == tuple(played()[way].failures)


def test_no_scenario_is_left_without_a_row():
    assert sorted(played()) == sorted(set(ways()) - {NOT_OF_THE_LANGUAGE})


def test_the_files_are_fit_for_publishing():
    assert [] == [str(each) for each in Catalogue.load(DOCS / "limits").problems()]
