"""The cases that were reckoned by hand from the articles come out on the same day in the definitions."""

import re
from collections import Counter

import pytest

from tests.law.carried import Reading, carried_by, definitions
from tests.law.playing import is_right, play
from tests.law.tables import Row, holds_on, table

ID = re.compile(r"\(([A-Z]\d+[A-Za-z]?[a-z-]*\.\d+)\)$")
CASES = table("worked_cases")
DIFFER = {row["id"]: row["ours"] for row in table("cases_that_differ")}
WITH_A_DAY = [case for case in CASES if case["kind"] != "none"]


@pytest.mark.parametrize("case", WITH_A_DAY, ids=lambda case: case["id"])
def test_the_day_is_the_one_that_was_reckoned_by_hand(case: Row):
    played = play(case)

    assert played.found, "no row of the tables holds on that day"
    if case["id"] in DIFFER:
        assert {DIFFER[case["id"]]} == {found.due_on.isoformat() for found in played.found}
    else:
        assert [] == [found for found in played.found if not is_right(case, found)]


def test_those_that_differ_are_few_and_say_why():
    """No article was found on how months are added to a term in days; a day that was told is recorded as it is."""
    assert len(DIFFER) <= 4
    assert [] == [row["id"] for row in table("cases_that_differ") if not row["reason"]]


@pytest.mark.parametrize("case", [case for case in CASES if case["kind"] == "none"], ids=lambda case: case["id"])
def test_where_the_law_has_no_term_none_is_called_law(case: Row):
    """Unless the same term of the definition carries another rule that is law on that day."""
    claimed = [each for each in play(case).carried if each.certainty == "law" and not others_hold(each, case)]

    assert [] == [each.place for each in claimed]


def others_hold(reading: Reading, case: Row) -> bool:
    rules = {row["rule"] for row in table("carried") if (row["workflow"], row["term"]) == reading[1:3]}
    return any(fact["rule"] in rules and holds_on(fact, case["law_date"]) for fact in table("facts"))


def test_most_go_through_a_definition_and_every_carried_rule_is_played():
    played = Counter(bool(play(case).carried) for case in WITH_A_DAY)

    assert played[True] >= 150
    assert set() == {row["rule"] for row in table("carried") if row["workflow"] and carried_by(row["rule"])} - {
        case["rule"] for case in WITH_A_DAY
    }


def test_cases_of_every_edge_remedy_and_ground_are_scenarios_of_the_definitions_too():
    """A scenario that plays one ends with its id, and expects the day of the table."""
    told = {
        found[1]: {day for expected in scenario.expect.deadlines.values() for day in [str(expected)]}
        for workflow in definitions().values()
        for scenario in workflow.scenarios
        if (found := ID.search(scenario.name))
    }
    by_id = {case["id"]: case for case in CASES}

    assert len(told) >= 130
    assert [] == [key for key, days in told.items() if not days & {by_id[key]["expected"], by_id[key]["other_reading"]}]
