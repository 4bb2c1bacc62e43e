"""The days of a term: every day is used, stood still or left, and counted once. Pure."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CALENDAR, a_definition_with, a_history, a_rule, entered, opened
from trajectories.casework.term_ledger import Budget, budget_of
from trajectories.deadlines.deadlines import open_deadlines
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.replay import replay

MON_8 = date(2024, 1, 8)
WED_10 = date(2024, 1, 10)
MON_15 = date(2024, 1, 15)
FRI_19 = date(2024, 1, 19)
SIGNED = ev.FactSet("getekend_op", "2024-01-10")  # Wednesday; four weeks on: Wednesday 7 February
ONE_DAY = timedelta(1)


def budget(on: date, *entries: Any, **rule: Any) -> Budget:
    compiled = a_definition_with(termijn=a_rule(**rule))
    history = a_history((MON_8, opened()), (WED_10, SIGNED), *entries)
    trajectory = replay("t1", history)
    deadlines = open_deadlines(compiled, trajectory, CALENDAR)
    written = Written(compiled, trajectory, history, [], deadlines, CALENDAR)
    return budget_of(written, deadlines[0], on)


def test_days_are_given_used_and_left():
    """Nine days after Wednesday 10 January; the due day itself is the last of twenty-eight."""
    found = budget(FRI_19)

    assert (28, 9, 19) == (found.budget_days, found.used_days, found.left_days)
    assert 0 == budget(date(2024, 2, 7)).left_days
    assert -1 == budget(date(2024, 2, 8)).left_days


def test_a_term_that_is_met_uses_no_more():
    met = (MON_15, entered("midden", "begin", "ga"))

    assert (5, "met") == (budget(FRI_19, met, met_by={"stage": "midden"}).used_days, "met")


def test_a_stage_tells_which_it_was():
    """Still from Tuesday 16 until Thursday 18 January."""
    rest, back = entered("pauze", "begin", "rust"), entered("midden", "pauze", "hervat")

    found = budget(date(2024, 1, 22), (MON_15, rest), (FRI_19, back), paused_in="pauze")

    assert [("stage", "pauze", 3)] == [(each.why, each.stage, each.days) for each in found.still]
    assert 9 == found.used_days


def test_a_day_counted_back_has_no_budget():
    assert None is budget(FRI_19, count="back", term="0 days").budget_days


def test_a_voided_decision_leaves_the_ledger():
    """Also the event that tells who took it: the next one is the second."""
    first, second = ev.DeadlineExtended("termijn", 2, "1 week"), ev.DeadlineExtended("termijn", 2, "2 weeks")

    found = budget(FRI_19, (MON_15, first), (FRI_19, second), (FRI_19, ev.EventVoided(3)))

    assert [("2 weeks", 4)] == [(each.by, each.event.version) for each in found.longer]


def test_only_what_still_gives_a_later_day_is_still_possible():
    """Two weeks in all: of three there are none left after two."""
    extend = {"total": "2 weeks", "grounds": {"advies": {"label": {"nl": "Advies"}, "max": "2 weeks"}}}

    half = budget(FRI_19, (MON_15, ev.DeadlineExtended("termijn", 2, "1 week", "", "advies")), extend=extend)
    whole = budget(FRI_19, (MON_15, ev.DeadlineExtended("termijn", 2, "2 weeks", "", "advies")), extend=extend)

    assert [("advies", date(2024, 2, 21))] == [tuple(each) for each in half.may]
    assert ((), 0) == (whole.may, whole.extensions.times)


def test_a_ground_that_may_be_given_once_is_not_offered_again():
    grounds = {name: {"label": {"nl": name}, "max": "1 week"} for name in ("advies", "overmacht")}
    extend = {"times": 3, "grounds": {**grounds, "advies": {**grounds["advies"], "times": 1}}}

    found = budget(FRI_19, (MON_15, ev.DeadlineExtended("termijn", 2, "1 week", "", "advies")), extend=extend)

    assert (2, ("overmacht",)) == (found.extensions.times, found.extensions.grounds)


def test_where_any_reason_will_do_nothing_says_how_often():
    assert (None, True) == (budget(FRI_19).extensions.times, budget(FRI_19).extensions.is_any_reason)
    assert (0, False) == (
        budget(FRI_19, legal="statutory").extensions.times,
        budget(FRI_19, legal="statutory").extensions.is_any_reason,
    )


def test_what_was_granted_until_a_day_cannot_stand_still():
    """That day holds whatever is added, so suspending is refused and the ledger does not offer it."""
    granted = (MON_15, ev.DeadlineExtended("termijn", 2, "", "2024-03-10"))

    assert (0, False) == (budget(FRI_19, granted).suspensions.times, budget(FRI_19, granted).suspensions.is_any_reason)
    assert budget(FRI_19).suspensions.is_any_reason


def test_a_window_that_opens_is_never_late():
    """From Wednesday 7 February something may be done; a day later nothing of the twenty-eight days is left."""
    found = budget(date(2024, 2, 9), moment="opens")

    assert ("open", 28, 0) == (found.status, found.used_days, found.left_days)
    assert (9, 19) == (budget(FRI_19, moment="opens").used_days, budget(FRI_19, moment="opens").left_days)


# properties

SPANS = st.lists(st.tuples(st.integers(-3, 60), st.integers(0, 20)), max_size=5)
TERMS = st.lists(st.sampled_from(["3 days", "1 week", "1 month", "2 months"]), max_size=3)
RULES = st.sampled_from(
    [{"term": "10 weeks"}, {"term": "3 months"}, {"term": "90 days", "legal": "statutory"}, {"term": "20 working days"}]
)


def suspensions(spans: list[tuple[int, int]]) -> list[Any]:
    found = []
    for first, length in spans:
        on = WED_10 + ONE_DAY * first
        found.append((on, ev.DeadlineSuspended("termijn", 2, (on + ONE_DAY * length).isoformat())))
    return found


def days_of(spans: list[tuple[int, int]]) -> set[date]:
    """Every day of every span, after the day that the term counts from."""
    every = {WED_10 + ONE_DAY * (first + count) for first, length in spans for count in range(length + 1)}
    return {day for day in every if day > WED_10}


@given(SPANS, TERMS, RULES, st.integers(0, 120))
def test_each_day_counts_once_and_none_is_lost(
    spans: list[tuple[int, int]], terms: list[str], rule: dict[str, str], later: int
):
    """Against the set of days."""
    on = WED_10 + ONE_DAY * later
    longer = [(WED_10, ev.DeadlineExtended("termijn", 2, term)) for term in terms]

    found = budget(on, *suspensions(spans), *longer, **rule)

    still = days_of(spans)
    assert found.deadline.due_on
    assert len(still) == found.suspended_days == sum(each.days for each in found.still)
    assert len({WED_10 + ONE_DAY * count for count in range(1, later + 1)} - still) == found.used_days
    parts = (found.budget_days, found.extended_days, found.moved_days, found.suspended_days)
    assert (found.deadline.due_on - WED_10).days == sum(part or 0 for part in parts)


@given(SPANS, TERMS, RULES, st.randoms(use_true_random=False))
def test_any_order_of_recording_gives_the_same_day(
    spans: list[tuple[int, int]], terms: list[str], rule: dict[str, str], order: Any
):
    told = [*suspensions(spans), *((WED_10, ev.DeadlineExtended("termijn", 2, term)) for term in terms)]
    other = list(told)
    order.shuffle(other)

    one, two = (budget(date(2024, 6, 1), *entries, **rule) for entries in (told, other))

    assert one.deadline.due_on == two.deadline.due_on
    assert (one.suspended_days, one.used_days) == (two.suspended_days, two.used_days)
