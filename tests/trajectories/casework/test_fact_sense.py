"""Which values make sense: every kind of fact, both ends of its span, in both languages."""

from datetime import date

import pytest

from tests.sense import INSIDE, OUTSIDE, ZIN, Case
from trajectories.casework.fact_sense import AtEntry, must_make_sense
from workflows.calendar import builtin_calendar
from workflows.checks.check_definition import check
from workflows.errors import Refused, UsageError
from workflows.format.yaml_loader import read_text
from workflows.language.workflow import Workflow

SEEN = AtEntry(date(2024, 1, 8), date(1990, 5, 1), "person", builtin_calendar())


def zin() -> Workflow:
    shaped = check(read_text(ZIN, "zin.yaml"))
    assert [] == [each for each in shaped.problems if each.severity == "error"]
    assert shaped.model
    return shaped.model


@pytest.mark.parametrize("case", OUTSIDE, ids=lambda case: f"{case.fact} {case.value}")
def test_what_makes_no_sense_says_why_and_what_would_work(case: Case):
    with pytest.raises(Refused) as refused:
        must_make_sense(zin(), {case.fact: case.value}, SEEN)

    nl, en = refused.value.say("nl"), refused.value.say("en")
    assert case.nl in nl
    assert case.en in en
    assert case.sure == ("--sure" in en) == ("--sure" in nl)
    assert "1990-05-01" not in nl + en


@pytest.mark.parametrize("case", OUTSIDE, ids=lambda case: f"{case.fact} {case.value}")
def test_saying_that_it_is_right_helps_only_what_is_unlikely(case: Case):
    if case.sure:
        return must_make_sense(zin(), {case.fact: case.value}, SEEN, [case.fact])
    with pytest.raises(Refused):
        must_make_sense(zin(), {case.fact: case.value}, SEEN, [case.fact])


@pytest.mark.parametrize("fact, value", INSIDE)
def test_what_lies_within_is_taken(fact: str, value: str):
    """Both ends of a span belong to it."""
    must_make_sense(zin(), {fact: value}, SEEN)


def test_a_birth_that_is_not_known_says_nothing():
    must_make_sense(zin(), {"verleend_op": "1950-01-01"}, SEEN._replace(born=None))


def test_a_value_of_another_type_is_refused_as_ever():
    with pytest.raises(UsageError, match="a day such as"):
        must_make_sense(zin(), {"verleend_op": "2024-02-30"}, SEEN, ["verleend_op"])


def test_who_is_sure_of_one_is_not_sure_of_the_other():
    with pytest.raises(Refused, match=r"^ontvangen_op"):
        must_make_sense(zin(), {"geldig": "2039-01-08", "ontvangen_op": "1999-01-08"}, SEEN, ["geldig"])
