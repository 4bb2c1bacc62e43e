"""Whether guards can hold together: decided over all that facts, parameters, tasks and people may say.

A guard is written out as the ways in which it holds, each a list of plain questions with the answer wanted. Questions
about one thing (a fact, a task …) are tried on every value of it that can make a difference. Where that would take too
long, or the things hang together in a way not known here, the answer is yes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias, assert_never, get_args

from workflows.checks.compared_values import THE_DAY, compares, days_near, have_values, tied_together
from workflows.checks.reminder_days import longest_days, shortest_days
from workflows.language.conditions import (
    AllCondition,
    AnyCondition,
    AssignedCondition,
    Condition,
    DeadlineCondition,
    FactCondition,
    HouseholdCondition,
    MemberCondition,
    MissedCondition,
    NotCondition,
    ParameterCondition,
    PlainCondition,
    StageCondition,
    Stand,
    TaskCondition,
    TasksCondition,
    asked_of,
    compared_days,
)
from workflows.language.deadlines import DeadlineRule
from workflows.language.facts import FactSpec
from workflows.language.names import Scalar
from workflows.language.tasks import Task
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
    """parameters: the values each may have; one that is not named may have any. finished: tasks done once all are.

    tasks and deadlines: those declared; of one that is not, anything may be so.
    """

    facts: Mapping[str, FactSpec]
    parameters: Mapping[str, tuple[Scalar, ...]] = {}
    finished: frozenset[str] = frozenset()
    tasks: Mapping[str, Task] = {}
    deadlines: Mapping[str, DeadlineRule] = {}


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
    groups = tied_together(wanted.question for wanted in way)
    tied = frozenset[Subject]().union(*groups)
    return all(_has_answer(domain, subject, each) for subject, each in about.items() if subject not in tied) and all(
        _have_answers(domain, [each for each in way if asked_of(each.question) in group], group) for group in groups
    )


def _have_answers(domain: Domain, several: list[Wanted], group: frozenset[Subject]) -> bool:
    """Of facts and parameters that are compared with today or with each other."""
    given = {subject: _given(domain, *subject) for subject in sorted(group)}
    named = [value for each in several for value in _constants(each.question)]
    named += [value for each in given.values() for value in each or ()]
    near, texts = days_near(named, len(group)), [each for each in named if isinstance(each, str)]
    values: dict[Subject, list[Value]] = {}
    for subject, own in given.items():
        fit: list[Value] = [*own] if own else [*near] if subject == THE_DAY else [*near, *texts]
        values[subject] = [None, *fit] if subject[0] == "fact" else fit
    return have_values(values, several, _answers)


def _given(domain: Domain, kind: str, name: str) -> Sequence[Scalar] | None:
    """The values that it may have, where it is said which."""
    if kind == "parameter":
        return domain.parameters.get(name)
    spec = domain.facts.get(name) if kind == "fact" else None
    return spec.one_of if spec else None


def _answers(question: PlainCondition, case: Mapping[Subject, Value]) -> bool:
    value = case[asked_of(question)]
    if isinstance(question, FactCondition | ParameterCondition):
        return value is not None and compares(question, value, case)
    return False  # nothing else is compared with days


def _has_answer(domain: Domain, subject: Subject, several: list[Wanted]) -> bool:
    kind, name = subject
    if kind == "stage":
        return any(all(_after(days, each) for each in several) for days in _days_inside(several))
    values = _values(domain, kind, name, several)
    return any(all(_holds(each.question, value, domain) is each.holds for each in several) for value in values)


def _values(domain: Domain, kind: str, name: str, several: list[Wanted]) -> Iterable[Value]:
    """Every value that can make a difference to one of the questions."""
    if kind == "fact":
        return (None, *_recorded(domain.facts.get(name), several))
    if kind == "parameter":
        return domain.parameters.get(name) or _around([_constants(each.question) for each in several])
    if kind == "deadline":
        return _stands(domain.deadlines.get(name))
    if kind in ("task", "missed"):
        counts = sorted({1, *(least for each in several if (least := least_count(each.question)))})
        return _amounts(domain.tasks.get(name), counts) if kind == "task" else (0, *counts)
    return (True, False)


def _stands(rule: DeadlineRule | None) -> Iterable[Value]:
    """What a term may be; "" is none of the three. A window has no last day, and what nothing meets is never met."""
    never = {"over"} if rule and rule.moment == "opens" else set()
    never |= {"met"} if rule and not rule.met_by else set()
    return ["", *(each for each in get_args(Stand) if each not in never)]


def _amounts(task: Task | None, counts: list[int]) -> Iterable[Value]:
    """How much may be done, as far as it makes a difference: never more than the task asks, if it comes but once."""
    most = task.amount if task and not (task.repeats or task.again) else None
    return [0, *(each for each in counts if most is None or each <= most), *([most] if most else [])]


def _is_all(domain: Domain, question: TaskCondition) -> int:
    """So much of a task, or the whole of it."""
    task = domain.tasks.get(question.task)
    return question.at_least or (task.amount if task else 1)


def least_count(question: PlainCondition) -> int | None:
    """The number that it asks for, where it counts."""
    match question:
        case TaskCondition(at_least=count) | MissedCondition(at_least=count):
            return count
        case (
            AssignedCondition()
            | DeadlineCondition()
            | FactCondition()
            | HouseholdCondition()
            | MemberCondition()
            | ParameterCondition()
            | StageCondition()
            | TasksCondition()
        ):
            return None
        case _:
            assert_never(question)


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
            days = [day.isoformat() for _, day in compared_days(question) if isinstance(day, date)]
            numbers = [question.at_least] if question.at_least is not None else []
            same = [question.is_] if question.is_ is not None and question.is_ != "set" else []
            return [*same, *(question.one_of or ()), *numbers, *days]
        case (
            AssignedCondition()
            | DeadlineCondition()
            | HouseholdCondition()
            | MemberCondition()
            | MissedCondition()
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


def _holds(question: PlainCondition, value: Value, domain: Domain) -> bool:
    """As guards.py decides it, of a value rather than a client."""
    match question:
        case HouseholdCondition() | MemberCondition():
            return value is _is_yes(question)
        case TasksCondition() | AssignedCondition():
            return value is True
        case TaskCondition():
            return isinstance(value, int) and value >= _is_all(domain, question)
        case MissedCondition(at_least=count):
            return isinstance(value, int) and value >= (count or 1)
        case DeadlineCondition(is_=stand):
            return value == stand
        case FactCondition() | ParameterCondition():
            return value is not None and compares(question, value, {})
        case StageCondition():
            return value is not None
        case _:
            assert_never(question)


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
            | DeadlineCondition()
            | FactCondition()
            | HouseholdCondition()
            | MemberCondition()
            | MissedCondition()
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
