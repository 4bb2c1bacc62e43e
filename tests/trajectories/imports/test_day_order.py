"""One order of days a file: proved by its own rows, or asked for. No database is needed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectories.imports.day_order import Order, Sighting, day_in, order_in, orders_of

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
ORDER: st.SearchStrategy[Order] = st.sampled_from(["d-m-y", "m-d-y"])
BETWEEN = st.sampled_from("-/. ")


def written(day: date, order: Order, between: str) -> str:
    first, second = (day.day, day.month) if order == "d-m-y" else (day.month, day.day)
    return f"{first}{between}{second}{between}{day.year}"


def seen(*texts: str) -> list[Sighting]:
    return [Sighting("Blad1", row, "B (Geboren)", text) for row, text in enumerate(texts, 2)]


@given(DAYS, ORDER, BETWEEN)
def test_a_day_is_read_back_in_the_order_in_which_it_was_written(day: date, order: Order, between: str):
    assert day == day_in(written(day, order, between), order)


@given(st.lists(DAYS, min_size=1, max_size=30), ORDER, BETWEEN)
def test_a_file_is_read_right_or_refused(days: list[date], order: Order, between: str):
    """Never another day than was meant, whatever the days are."""
    texts = [written(day, order, between) for day in days]

    found = order_in(seen(*texts))

    if found.wrong:
        assert all(day.day <= 12 for day in days)
    else:
        assert days == [day_in(text, found.order) for text in texts]


@given(DAYS)
def test_a_day_with_its_year_first_proves_nothing_and_needs_no_proof(day: date):
    assert frozenset() == orders_of(day.isoformat())
    assert day == day_in(day.isoformat(), "m-d-y") == day_in(day.isoformat(), "d-m-y")


@given(st.integers(1, 12), st.integers(1900, 2100))
def test_a_day_that_is_the_same_in_either_order_may_stand(number: int, year: int):
    assert frozenset() == orders_of(f"{number}-{number}-{year}")


def test_a_column_that_says_both_is_refused_with_a_row_that_proves_each():
    found = order_in(seen("03-04-1985", "13-04-1985", "04-14-1985"))

    assert [(3, "13-04-1985"), (4, "04-14-1985")] == [(each.row, each.value) for each in found.wrong]
    assert "day-month-year" in found.wrong[0].reason.say("en")
    assert "maand-dag-jaar" in found.wrong[1].reason.say("nl")
    assert all("--dates" in each.reason.say("en") for each in found.wrong)


def test_days_that_nothing_proves_are_refused_with_both_that_it_may_be():
    (wrong,) = order_in(seen("2026-01-31", "03-04-1985")).wrong

    assert (3, "B (Geboren)", "03-04-1985") == (wrong.row, wrong.column, wrong.value)
    assert "1985-04-03 or 1985-03-04" in wrong.reason.say("en")


def test_how_many_days_nothing_proves_is_said_once_with_the_first_of_them():
    (wrong,) = order_in(seen("05-05-1990", "03-04-1985", "01-02-1990", "1990-05-06")).wrong

    assert (3, "03-04-1985") == (wrong.row, wrong.value)
    assert "no day in the file proves which (2 days may be read both ways)" in wrong.reason.say("en")
    assert "geen dag in het bestand bewijst welke (2 dagen zijn op twee manieren te lezen)" in wrong.reason.say("nl")


def test_days_that_are_the_same_in_either_order_are_not_asked_about():
    found = order_in(seen("05-05-1990", "1-1-2000"))

    assert ((), "d-m-y") == (found.wrong, found.order)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("31 januari 1990", date(1990, 1, 31)),
        ("31-01-90", None),
        ("31-02-1990", None),
        ("", None),
        ("01-31-1990", None),
        ("31-06-1990", None),
        ("29-02-1900", None),
        ("29-02-2000", date(2000, 2, 29)),
        ("33025", None),
        ("1-5-1990 00:00", None),
        ("1990-01-31", date(1990, 1, 31)),
    ],
)
def test_what_is_no_day_stays_none(text: str, expected: date | None):
    assert expected == day_in(text, "d-m-y")


@given(st.text(max_size=20))
def test_no_text_breaks_it(text: str):
    orders_of(text)
    day_in(text, "m-d-y")


def test_one_proof_holds_for_the_whole_file():
    days = [date(1985, 4, 3) + timedelta(days=each) for each in range(20)]

    assert "m-d-y" == order_in(seen(*(written(day, "m-d-y", "/") for day in days))).order
