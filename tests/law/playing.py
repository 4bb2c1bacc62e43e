"""The worked cases, played through the terms of the definitions; where none carries the rule, through the calendar.

A case names events in plain words. What starts a pause or an extension is told by those words; of the days that are
left the last one is day zero, or the first where the term keeps to it.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from tests.law.carried import LENGTH, UNITS, Reading, carried_by, ground_name
from tests.law.tables import Row, holds_on, table
from trajectories.deadlines.deadline import Reckoned
from trajectories.deadlines.reckoning import due, suspended_days
from trajectories.history.state import Hold
from workflows.calendar import Reckoning, builtin_calendar
from workflows.language.terms import Term

ONE_DAY = timedelta(1)
# (begins, ends, whether the first named day counts as still, whether the last does)
STILL = [
    ("letter to complete", "completed", False, False),
    ("second letter", "its term passed unused", False, False),
    ("told of the question abroad", "answer received", False, False),
    ("request to repair", "repaired", False, False),
    ("handed to the prosecutor", "back from the prosecutor", True, False),
    ("agreed delay from", "agreed delay until", True, True),
    ("delay from", "delay until", True, True),
    ("force majeure from", "force majeure until", True, True),
]
GRANTED = re.compile(r".* until|new term told")
OPENS_THE_DAY_AFTER = {"A5-opens", "N11-opens", "A7-first"}  # the two weeks must be over
AFTER_ITS_END = "temporary protection ended"


class Played(NamedTuple):
    """carried: the terms that it went through; empty where the calendar was asked."""

    carried: list[Reading]
    found: list[Reckoning]


def events(case: Row) -> list[tuple[str, str]]:
    return [(words, value) for words, _, value in (each.partition("=") for each in case["events"].split(";"))]


def play(case: Row) -> Played:
    readings = [each for each in carried_by(case["rule"]) if _holds(each, case["law_date"])]
    facts = [each for each in table("facts") if each["rule"] == case["rule"] and holds_on(each, case["law_date"])]
    if readings:
        return Played(readings, [_through(each, case, fact) for each in readings for fact in facts])
    return Played([], [_by_calendar(case, fact) for fact in facts])


def _holds(reading: Reading, day: str) -> bool:
    return (not reading.from_ or reading.from_ <= day) and (not reading.until or day <= reading.until)


def _through(reading: Reading, case: Row, fact: Row) -> Reckoning:
    """A length that each decision sets itself is as long as the article lets it be."""
    rule = reading.spec
    term = rule.term if isinstance(rule.term, Term) else term_of(fact["length"])
    first = getattr(rule.anchor, "pick", "") == "first"
    return _reckon(
        case,
        Reckoned(
            _day_zero(case, first=first),
            term,
            rule.legal,
            rule.count == "back",
            0,
            _longer(case, reading),
            None,
            fact["start_event"] == "birth",
            rule.first_day_counts,
        ),
    )


def _by_calendar(case: Row, fact: Row) -> Reckoning:
    first_day = fact["counts_that_day"] == "yes" or (fact["counts_that_day"] == "unsure" and fact["moment"] != "opens")
    return _reckon(
        case,
        Reckoned(
            _day_zero(case, first=False),
            term_of(fact["length"]),
            "statutory" if fact["atw"] == "yes" else "none",
            fact["direction"] == "backward",
            0,
            _longer(case, None),
            None,
            fact["start_event"] == "birth",
            first_day,
        ),
    )


def _reckon(case: Row, reckoned: Reckoned) -> Reckoning:
    granted = [date.fromisoformat(value) for words, value in _granted(case)]
    still = suspended_days(list(_holds_still(case)), reckoned.anchor_on)
    found = due(reckoned._replace(suspended_days=still, last_on=max(granted, default=None)), builtin_calendar())
    if case["rule"] in OPENS_THE_DAY_AFTER:
        return Reckoning(found.raw_on + ONE_DAY, found.due_on + ONE_DAY)
    return found


def _granted(case: Row) -> Iterator[tuple[str, str]]:
    ends = {end for _, end, _, _ in STILL}
    yield from ((words, day) for words, day in events(case) if GRANTED.fullmatch(words) and words not in ends)


def _day_zero(case: Row, *, first: bool) -> date:
    aside = {words for each in STILL for words in each[:2]} | {words for words, _ in _granted(case)}
    days = [date.fromisoformat(day) for words, day in events(case) if words not in aside and "in days" not in words]
    return min(days) if first else max(days)


def _holds_still(case: Row) -> Iterator[Hold]:
    told = {words: date.fromisoformat(day) for words, day in events(case) if "in days" not in words}
    for begins, ends, first, last in STILL:
        if begins in told:
            on = told[begins] + ONE_DAY * (not first)
            yield Hold("", 0, on, told[ends] - ONE_DAY * (not last), date.min)


def _longer(case: Row, reading: Reading | None) -> tuple[Term, ...]:
    days = [Term(int(value), "day") for words, value in events(case) if "in days" in words]
    if days or any(_granted(case)) or any(_holds_still(case)) or not case["ground"]:
        return tuple(days)
    return tuple(term for ground in case["ground"].split("; ") for term in _by_ground(ground, case, reading))


def _by_ground(ground: str, case: Row, reading: Reading | None) -> list[Term]:
    """What the definition says it gives; else what the table does."""
    row = next((each for each in table("grounds") if (each["rule"], each["ground"]) == (case["rule"], ground)), None)
    if row is None:  # a rule of its own, such as two weeks after receipt
        return []
    name = ground_name(row)
    if name and reading and reading.spec.extend:
        own = reading.spec.extend.grounds[name]
        term = own.by or own.max
        assert term, f"{case['id']}: {name} has no length"
        return [term] * (own.times or 1)
    return _of_table(row, case)


def _of_table(row: Row, case: Row) -> list[Term]:
    """`to P21M in all`: what that is more than the term itself."""
    if LENGTH.fullmatch(row["length"]):
        return [term_of(row["length"])]
    if row["length"].startswith("to P"):
        whole = term_of(row["length"].split()[1])
        fact = next(each for each in table("facts") if each["rule"] == case["rule"])
        return [Term(whole.amount - term_of(fact["length"]).amount, whole.unit)]
    assert AFTER_ITS_END in case["events"], f"{case['id']}: no length for {row['ground']}"
    return []


def term_of(length: str) -> Term:
    found = LENGTH.fullmatch(length)
    assert found, length
    return Term(int(found[1]), UNITS[found[2]])  # type: ignore[arg-type]  # the pattern admits only units


def is_right(case: Row, found: Reckoning) -> bool:
    """The day itself; or, where the tables are early to be safe, the unmoved day that reminders count back from."""
    expected = date.fromisoformat(case["expected"])
    other = date.fromisoformat(case["other_reading"]) if case["other_reading"] else None
    return found.due_on == expected or (found.raw_on == expected and found.due_on == other)
