"""One birthday rule, for guards and terms alike."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CALENDAR, PROEF, a_definition, a_history, a_rule, opened
from trajectories.deadlines.written import deadlines_of
from trajectories.history import events as ev
from trajectories.history.replay import replay
from trajectories.people.circle import member_seen
from trajectories.people.clients import Person
from workflows.ages import age_on, birthday
from workflows.language.terms import Term

BORN = {"type": "date", "label": {"nl": "Geboren op"}, "private": True, "from": "born"}
DAYS = st.dates(date(1930, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    "born, age, on",
    [
        (date(2008, 2, 29), 18, date(2026, 3, 1)),
        (date(2008, 2, 29), 16, date(2024, 2, 29)),
        (date(2008, 2, 28), 18, date(2026, 2, 28)),
        (date(2008, 3, 1), 18, date(2026, 3, 1)),
        (date(2000, 2, 29), 100, date(2100, 3, 1)),  # 2100 is no leap year
    ],
)
def test_who_was_born_on_29_february_is_a_year_older_on_1_march(born, age, on):
    assert on == birthday(born, age)
    assert (age, age - 1) == (age_on(born, on), age_on(born, date.fromordinal(on.toordinal() - 1)))


@given(
    born=st.one_of(DAYS, st.sampled_from([date(year, 2, 29) for year in range(1932, 2060, 4)])), age=st.integers(0, 90)
)
def test_a_guard_and_a_term_agree_on_every_birthday(born, age):
    """The day on which a term from a birth date is due is the first on which a member is of that age."""
    due_on = CALENDAR.due(born, Term(age, "year"), "none", born=True).due_on

    assert age == age_on(born, due_on)
    assert age - 1 == age_on(born, date.fromordinal(due_on.toordinal() - 1))
    assert due_on == CALENDAR.explain(born, Term(age, "year"), "none", born=True)[-1].on


def test_of_age_in_a_case_on_the_day_of_its_term():
    """Born 29 February 2008: 18 on Sunday 1 March 2026; warned of as if it were 28 February."""
    rule = a_rule(anchor={"fact": "geboren_op"}, term="18 years", remind=[{"before": "1 month"}, {"on_due": True}])
    compiled = a_definition(facts={**PROEF["facts"], "geboren_op": BORN}, deadlines={"volwassen": rule})
    told = ev.FactSet("geboren_op", {"private": "b1", "hash": "h"})
    trajectory = replay("t1", a_history((date(2024, 1, 8), opened()), (date(2024, 1, 8), told)))

    [found, *_] = deadlines_of(compiled, trajectory, CALENDAR, {"b1": "2008-02-29"})

    assert (date(2026, 2, 28), date(2026, 3, 1)) == (found.raw_on, found.due_on)
    jongere = Person("p1", "jongere", "", date(2008, 2, 29), "", "", "", "present")
    assert found.raw_on
    assert found.due_on
    seen = [member_seen(jongere, day)["adult"] for day in (found.raw_on, found.due_on)]
    assert [False, True] == seen


def test_a_date_that_is_no_birth_date_ends_on_the_last_day_of_february():
    assert date(2026, 2, 28) == CALENDAR.due(date(2008, 2, 29), Term(18, "year"), "none").due_on


def test_the_arithmetic_says_that_no_article_was_found():
    steps = CALENDAR.explain(date(2008, 2, 29), Term(18, "year"), "none", born=True)

    [told] = [each.words for each in steps if each.on == date(2026, 3, 1) and "29" in each.words.en]
    assert "unverified" in told.en
    assert "niet geverifieerd" in told.nl


def test_whoever_was_born_the_birthday_is_told_and_no_article_on_terms_is_cited():
    """29 February is named also where it does not apply: who reads it need not know that."""
    first, *_ = CALENDAR.explain(date(2008, 5, 1), Term(18, "year"), "none", born=True)

    assert "29 februari" in first.words.nl
    assert "1 March" in first.words.en
    assert "6:8" not in first.words.nl + first.words.en
    assert "6:8" in CALENDAR.explain(date(2008, 5, 1), Term(18, "year"), "none")[0].words.en


def test_the_last_day_of_february_is_told_twice_at_most():
    told = [each.words.en for each in CALENDAR.explain(date(2008, 2, 29), Term(18, "year"), "none", born=True)]

    assert 2 == sum("29 February" in each for each in told)
