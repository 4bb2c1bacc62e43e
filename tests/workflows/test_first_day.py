"""A rule that counts its first day: "vanaf de datum van afgifte", "te rekenen vanaf de datum van verzending"."""

from datetime import date

import pytest

from workflows.calendar import builtin_calendar
from workflows.first_day import A_DAY_LESS, FIRST_DAY_COUNTED
from workflows.language.deadlines import DeadlineRule, Legal
from workflows.language.terms import Term, parse_term

CALENDAR = builtin_calendar()


@pytest.mark.parametrize(
    "day, term, legal, expected",
    [
        (date(2026, 10, 1), "90 days", "none", date(2026, 12, 29)),  # an mvv issued that day
        (date(2026, 7, 1), "6 months", "statutory", date(2026, 12, 31)),
        (date(2026, 8, 31), "6 months", "statutory", date(2027, 2, 27)),  # a day less than the last of February
        (date(2016, 2, 29), "3 years", "statutory", date(2019, 2, 27)),
        (date(2027, 6, 15), "2 weeks", "statutory", date(2027, 6, 28)),
        (date(2026, 12, 12), "2 weeks", "statutory", date(2026, 12, 28)),  # Christmas Day, the day after, and a Sunday
        (date(2026, 11, 30), "3 working days", "none", date(2026, 12, 2)),  # Monday to Wednesday
    ],
)
def test_the_day_itself_counts_so_the_term_ends_a_day_earlier(day: date, term: str, legal: Legal, expected: date):
    found = CALENDAR.due(day, parse_term(term), legal, first_day=True)
    steps = CALENDAR.explain(day, parse_term(term), legal, first_day=True)

    assert expected == found.due_on == steps[-1].on
    assert (day, FIRST_DAY_COUNTED) == (steps[0].on, steps[0].words)
    assert A_DAY_LESS in [step.words for step in steps]


def test_days_that_stand_still_are_added_after_the_day_was_taken_off():
    found = CALENDAR.due(date(2018, 3, 15), Term(3, "year"), "statutory", suspended_days=100, first_day=True)
    steps = CALENDAR.explain(date(2018, 3, 15), Term(3, "year"), "statutory", suspended_days=100, first_day=True)

    assert date(2021, 6, 22) == found.due_on  # 14 March 2021 and a hundred days
    assert [date(2018, 3, 15), date(2021, 3, 15), date(2021, 3, 14)] == [step.on for step in steps[:3]]


@pytest.mark.parametrize("other", [{"count": "back"}, {"moment": "opens"}])
def test_only_a_term_counted_forward_to_its_last_day_has_one(other: dict[str, str]):
    rule = {"rule": "N6", "label": {"nl": "Geldig"}, "anchor": {"intake": True}, "term": "90 days"}

    with pytest.raises(ValueError, match="first_day_counts"):
        DeadlineRule.model_validate({**rule, "first_day_counts": True, **other})
