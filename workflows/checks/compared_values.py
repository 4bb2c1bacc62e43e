"""Whether facts that are compared with today and with each other can have values that answer as wanted.

Facts tied to each other by such questions are tried together. Days near those that a question names are enough: what
counts is only which comes before which, and by how much a chain of them can differ.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import prod
from typing import TypeAlias

from workflows.language.compared_days import TODAY, FactDay, day_text, is_in_order
from workflows.language.conditions import FactCondition, ParameterCondition, PlainCondition, asked_of, compared_days
from workflows.language.names import Scalar

Subject = tuple[str, str]
MOST_CASES = 50_000
THE_DAY: Subject = (TODAY, "")  # of deciding, the same for every question
Value: TypeAlias = "Scalar | None"
Values: TypeAlias = "Mapping[Subject, Value]"


def compares(question: FactCondition | ParameterCondition, value: Scalar, others: Values) -> bool:
    """As guards.py decides it, of a value rather than a client. others: what it is compared with."""
    wanted = question.is_
    return (
        (wanted is None or wanted == "set" or (value == wanted and type(value) is type(wanted)))
        and (question.one_of is None or value in question.one_of)
        and (question.at_least is None or (isinstance(value, int) and value >= question.at_least))
        and _lies_right(question, str(value), others)
    )


def _lies_right(question: FactCondition | ParameterCondition, value: str, others: Values) -> bool:
    today = others.get(THE_DAY)
    facts = {name: each for (kind, name), each in others.items() if kind == "fact"}
    days = [(order, day_text(day, str(today), facts)) for order, day in compared_days(question)]
    return all(day is not None and is_in_order(value, order, day) for order, day in days)


def ties(question: PlainCondition) -> list[Subject]:
    """What else than its own subject the answer hangs on."""
    if not isinstance(question, FactCondition | ParameterCondition):
        return []
    days = [day for _, day in compared_days(question)]
    tied = [("fact", day.fact) for day in days if isinstance(day, FactDay)]
    return [*tied, THE_DAY] if TODAY in days else tied


def tied_together(asked: Iterable[PlainCondition]) -> list[frozenset[Subject]]:
    """The subjects that questions tie to others, each group apart."""
    groups: list[frozenset[Subject]] = []
    for question in asked:
        if others := ties(question):
            group = frozenset([asked_of(question), *others])
            groups, apart = [], groups
            for each in apart:
                if each & group:
                    group |= each
                else:
                    groups.append(each)
            groups.append(group)
    return groups


def have_values(
    values: Mapping[Subject, Sequence[Value]],
    asked: Sequence[tuple[PlainCondition, bool]],
    answer: Callable[[PlainCondition, Values], bool],
) -> bool:
    """Whether some choice of values answers every question as wanted; yes where trying would take too long."""
    if prod(len(each) for each in values.values()) > MOST_CASES:
        return True
    subjects = list(values)
    due: list[list[tuple[PlainCondition, bool]]] = [[] for _ in subjects]
    for question, wanted in asked:
        due[max(subjects.index(each) for each in (asked_of(question), *ties(question)))].append((question, wanted))
    return _fits(0, {}, subjects, values, due, answer)


def _fits(
    place: int,
    case: dict[Subject, Value],
    subjects: Sequence[Subject],
    values: Mapping[Subject, Sequence[Value]],
    due: Sequence[Sequence[tuple[PlainCondition, bool]]],
    answer: Callable[[PlainCondition, Values], bool],
) -> bool:
    """due: the questions that can be answered once the subject at that place has a value."""
    if place == len(subjects):
        return True
    for value in values[subjects[place]]:
        case[subjects[place]] = value
        if all(answer(question, case) is wanted for question, wanted in due[place]) and _fits(
            place + 1, case, subjects, values, due, answer
        ):
            return True
    return False


def days_near(days: Iterable[Scalar], reach: int) -> list[str]:
    """The days among these and those close by on either side; some days where there are none."""
    found = {_day(each) for each in days} - {None} or {date(2000, 1, 1)}
    near = {day + timedelta(step) for day in found if day for step in range(-reach, reach + 1)}
    return [each.isoformat() for each in sorted(near)]


def _day(value: Scalar) -> date | None:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return None
    return day if timedelta(365) < day - date.min < date.max - date.min - timedelta(365) else None
