"""Whether guards can hold together: decided over all that facts, parameters, tasks and people may say.

A guard is written out as the ways in which it holds, each a list of plain questions with the answer wanted. Questions
about one thing (a fact, a task …) are tried on every value of it that can make a difference. Where that would take too
long, or the things hang together in a way not known here, the answer is yes.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias, assert_never

from workflows.checks.reminder_days import longest_days, shortest_days
from workflows.language.conditions import (
    AllCondition,
    AnyCondition,
    AssignedCondition,
    Condition,
    FactCondition,
    HouseholdCondition,
    MemberCondition,
    NotCondition,
    ParameterCondition,
    PlainCondition,
    StageCondition,
    TaskCondition,
    TasksCondition,
    asked_of,
)
from workflows.language.facts import FactSpec
from workflows.language.names import Scalar
from workflows.language.terms import Term

MOST_WAYS = 2000
Subject = tuple[str, str]
Value: TypeAlias = "Scalar | None"


class Wanted(NamedTuple):
    """A plain question (no all, any or not), and whether it must hold."""

    question: PlainCondition
    holds: bool


Way = tuple[Wanted, ...]


class Domain(NamedTuple):
    """parameters: the values each may have; one that is not named may have any. finished: tasks done once all are."""

    facts: Mapping[str, FactSpec]
    parameters: Mapping[str, tuple[Scalar, ...]] = {}
    finished: frozenset[str] = frozenset()


class TooManyWays(Exception):
    """Deciding would take too long."""


FOLLOWS: dict[Subject, Wanted] = {  # what being so makes so or not so
    ("household", "has_young_child"): Wanted(HouseholdCondition(household="has_child"), True),
    ("household", "has_school_child"): Wanted(HouseholdCondition(household="has_child"), True),
    ("member", "leerplichtig"): Wanted(MemberCondition(member="adult"), False),
}


def can_hold(domain: Domain, wanted: Iterable[Condition | None], unwanted: Iterable[Condition | None] = ()) -> bool:
    """Whether all of `wanted` can hold at once while none of `unwanted` does. None is a guard that always holds."""
    asked = [(each, True) for each in wanted] + [(each, False) for each in unwanted]
    found: list[Way] = [()]
    try:
        for guard, holds in asked:
            found = _joined(domain, found, _ways(domain, guard, holds))
    except TooManyWays:
        return True
    return bool(found)


def _ways(domain: Domain, guard: Condition | None, holds: bool) -> list[Way]:
    """Every way in which the guard holds, or fails."""
    match guard:
        case None:
            return [()] if holds else []
        case NotCondition(not_=inner):
            return _ways(domain, inner, not holds)
        case AllCondition(all=parts):
            return _together(domain, parts, holds) if holds else _one_of(domain, parts, holds)
        case AnyCondition(any=parts):
            return _one_of(domain, parts, holds) if holds else _together(domain, parts, holds)
        case _:
            return [tuple(_with_what_follows(domain, Wanted(guard, holds)))]


def _one_of(domain: Domain, parts: Iterable[Condition], holds: bool) -> list[Way]:
    return [way for part in parts for way in _ways(domain, part, holds)]


def _together(domain: Domain, parts: Iterable[Condition], holds: bool) -> list[Way]:
    found: list[Way] = [()]
    for part in parts:
        found = _joined(domain, found, _ways(domain, part, holds))
    return found


def _joined(domain: Domain, first: list[Way], second: list[Way]) -> list[Way]:
    if len(first) * len(second) > MOST_WAYS:
        raise TooManyWays
    return [way for one in first for other in second if _is_possible(domain, way := (*one, *other))]


def _with_what_follows(domain: Domain, wanted: Wanted) -> Iterator[Wanted]:
    yield wanted
    question, holds = wanted
    match question:
        case TasksCondition() if holds:
            yield from (Wanted(TaskCondition(task=name), True) for name in sorted(domain.finished))
        case HouseholdCondition() | MemberCondition() if _is_yes(question) is holds:
            if follows := FOLLOWS.get(asked_of(question)):
                yield follows
        case _:
            pass


def _is_yes(question: HouseholdCondition | MemberCondition) -> bool:
    """Whether it holds when the answer is yes."""
    return question.is_ is not False


def _is_possible(domain: Domain, way: Way) -> bool:
    about: dict[Subject, list[Wanted]] = {}
    for wanted in way:
        about.setdefault(asked_of(wanted.question), []).append(wanted)
    return all(_has_answer(domain, subject, several) for subject, several in about.items())


def _has_answer(domain: Domain, subject: Subject, several: list[Wanted]) -> bool:
    kind, name = subject
    if kind == "stage":
        return any(all(_after(days, each) for each in several) for days in _days_inside(several))
    values = _values(domain, kind, name, several)
    return any(all(_holds(each.question, value) is each.holds for each in several) for value in values)


def _values(domain: Domain, kind: str, name: str, several: list[Wanted]) -> Iterable[Value]:
    """Every value that can make a difference to one of the questions."""
    if kind == "fact":
        return (None, *_recorded(domain.facts.get(name), several))
    if kind == "parameter":
        return domain.parameters.get(name) or _around([_constants(each.question) for each in several])
    return (True, False)


def _recorded(spec: FactSpec | None, several: list[Wanted]) -> Iterable[Scalar]:
    if spec is None:  # not declared, which is said elsewhere
        return _around([_constants(each.question) for each in several])
    if spec.one_of:
        return spec.one_of
    wanted = {"boolean": bool, "integer": int}.get(spec.type, str)
    return [value for value in _around([_constants(each.question) for each in several]) if type(value) is wanted]


def _constants(question: PlainCondition) -> list[Scalar]:
    """The values that a question names."""
    match question:
        case FactCondition() | ParameterCondition():
            days = [each.isoformat() for each in (question.before, question.from_) if each is not None]
            numbers = [question.at_least] if question.at_least is not None else []
            same = [question.is_] if question.is_ is not None and question.is_ != "set" else []
            return [*same, *(question.one_of or ()), *numbers, *days]
        case (
            AssignedCondition()
            | HouseholdCondition()
            | MemberCondition()
            | StageCondition()
            | TaskCondition()
            | TasksCondition()
        ):
            return []
        case _:
            assert_never(question)


def _around(named: list[list[Scalar]]) -> list[Scalar]:
    """The values named, those close by on either side, and one that nobody names."""
    found: dict[tuple[type, Scalar], Scalar] = {
        (str, "\0"): "\0",
        (bool, True): True,
        (bool, False): False,
        (int, 0): 0,
    }
    reach = sum(map(len, named))
    for value in (value for values in named for value in values):
        for near in _near(value, reach):
            found[type(near), near] = near
    return list(found.values())


def _near(value: Scalar, reach: int) -> list[Scalar]:
    if isinstance(value, bool):
        return [value]
    if isinstance(value, int):
        return [value + step for step in range(-reach, reach + 1)]
    try:
        day = date.fromisoformat(value)
        return [value, *((day + timedelta(step)).isoformat() for step in range(-reach, reach + 1))]
    except (ValueError, OverflowError):
        return [value]


def _holds(question: PlainCondition, value: Value) -> bool:
    """As guards.py decides it, of a value rather than a client."""
    match question:
        case HouseholdCondition() | MemberCondition():
            return value is _is_yes(question)
        case TaskCondition() | TasksCondition() | AssignedCondition():
            return value is True
        case FactCondition() | ParameterCondition():
            return value is not None and _compares(question, value)
        case StageCondition():
            return value is not None
        case _:
            assert_never(question)


def _compares(question: FactCondition | ParameterCondition, value: Scalar) -> bool:
    wanted = question.is_
    return (
        (wanted is None or wanted == "set" or (value == wanted and type(value) is type(wanted)))
        and (question.one_of is None or value in question.one_of)
        and (question.at_least is None or (isinstance(value, int) and value >= question.at_least))
        and (question.before is None or str(value) < question.before.isoformat())
        and (question.from_ is None or str(value) >= question.from_.isoformat())
    )


def _days_inside(several: list[Wanted]) -> list[int | None]:
    """How long ago the stage was entered, as far as it can make a difference; None: never."""
    terms = [term for each in several if (term := _least(each.question))]
    return [None, 0, *(days for term in terms for days in (shortest_days(term) - 1, longest_days(term)))]


def _least(question: PlainCondition) -> Term | None:
    match question:
        case StageCondition(for_at_least=term):
            return term
        case (
            AssignedCondition()
            | FactCondition()
            | HouseholdCondition()
            | MemberCondition()
            | ParameterCondition()
            | TaskCondition()
            | TasksCondition()
        ):
            return None
        case _:
            assert_never(question)


def _after(days: int | None, wanted: Wanted) -> bool:
    """Whether so long in the stage may answer as wanted; months differ in length, so in between both may be."""
    term = _least(wanted.question)
    if days is None or term is None:
        return (days is not None) is wanted.holds
    return days >= shortest_days(term) if wanted.holds else days < longest_days(term)
