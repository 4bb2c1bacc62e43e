"""A caseload over several people: by rule, whole groups, and nobody much more than another."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectories.casework.split import SplitCase, SplitPerson, SplitRule, split
from workflows.errors import Refused

RULES: tuple[SplitRule, ...] = ("municipality", "workflow", "evenly")
ANNA, BRAM = SplitPerson("s1", "leiden"), SplitPerson("s2", "")


def case(number: int, home: str, place: str = "leiden", workflow: str = "vestiging") -> SplitCase:
    return SplitCase(f"t{number}", home, place, workflow)


def test_evenly_keeps_a_household_together():
    cases = [case(1, "h1"), case(2, "h1"), case(3, "h1"), case(4, "h2"), case(5, "h3"), case(6, "h4")]

    given_to = split(cases, [ANNA, BRAM], "evenly")

    assert {"s1"} == {given_to[key] for key in ("t1", "t2", "t3")}
    assert {"s2"} == {given_to[key] for key in ("t4", "t5", "t6")}


def test_a_municipality_goes_to_who_works_there_and_a_workflow_to_one_person():
    cases = [case(1, "h1", "westland"), case(2, "h2", "leiden"), case(3, "h3", "leiden"), case(4, "h4", "leiden")]
    by_place = split(cases, [BRAM, ANNA], "municipality")
    by_workflow = split([each._replace(workflow=each.municipality) for each in cases], [BRAM, ANNA], "workflow")

    assert {"t1": "s2", "t2": "s1", "t3": "s1", "t4": "s1"} == by_place
    assert {"t1": "s2", "t2": "s1", "t3": "s1", "t4": "s1"} == by_workflow


def test_who_works_in_one_municipality_gets_nothing_of_another():
    """Anna works in Leiden; the one case of Westland goes to Bram, who works everywhere, whatever the rule."""
    cases = [case(1, "h1", "westland"), *(case(number, f"h{number}") for number in range(2, 8))]

    for rule in RULES:
        assert "s2" == split(cases, [ANNA, BRAM], rule)["t1"]
    assert {"s1": 4, "s2": 3} == Counter(split(cases, [ANNA, BRAM], "evenly").values())
    with pytest.raises(Refused, match="none of them works in westland, as t1 needs"):
        split(cases, [ANNA], "evenly")


def test_a_household_with_cases_in_two_places_goes_to_who_works_everywhere():
    cases = [case(1, "h1", "westland"), case(2, "h1"), case(3, "h2")]

    assert {"t1": "s2", "t2": "s2", "t3": "s1"} == split(cases, [ANNA, BRAM], "evenly")


def test_seven_over_three_is_three_two_and_two():
    cases = [case(number, f"h{number}") for number in range(1, 8)]

    load = Counter(split(cases, [SplitPerson(f"s{number}", "") for number in range(3)], "evenly").values())

    assert {"s0": 3, "s1": 2, "s2": 2} == load


@given(st.lists(st.integers(1, 12), max_size=40), st.integers(1, 5))
def test_each_case_goes_to_one_and_no_household_is_torn(homes: list[int], people: int):
    cases = [case(number, f"h{home}") for number, home in enumerate(homes, 1)]
    given_to = split(cases, [SplitPerson(f"s{number}", "") for number in range(people)], "evenly")

    assert [each.trajectory for each in cases] == [*given_to]
    assert all(
        len({given_to[each.trajectory] for each in cases if each.home == home}) == 1 for home in {e.home for e in cases}
    )
    load = Counter(given_to.values())
    largest = max(Counter(homes).values(), default=0)
    assert max(load.values(), default=0) - min(load[f"s{number}"] for number in range(people)) <= largest
