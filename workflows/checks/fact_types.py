"""Whether facts and parameters are asked what their type can answer."""

from collections.abc import Iterator, Set
from datetime import date
from typing import assert_never, get_args

from workflows.checks.empty_lists import empty_lists
from workflows.checks.finding import Draft, Finding
from workflows.format.references import leaves
from workflows.format.yaml_document import Place, short
from workflows.language.anchors import FactAnchor
from workflows.language.compared_days import ComparedDay, FactDay, Order
from workflows.language.conditions import (
    AssignedCondition,
    Condition,
    DeadlineCondition,
    FactCondition,
    HouseholdCondition,
    MemberCondition,
    MissedCondition,
    ParameterCondition,
    PlainCondition,
    StageCondition,
    TaskCondition,
    TasksCondition,
    asked_of,
    compared_days,
    words_of_a_day,
)
from workflows.language.deadlines import DeadlineRule
from workflows.language.facts import FactSpec
from workflows.language.looked_up_terms import AnyLooked, Looked, LookedInFact, LookedInParameter
from workflows.language.names import Scalar
from workflows.language.private_facts import is_private, revealing_rules
from workflows.language.stages import Start
from workflows.language.tasks import Task
from workflows.language.transitions import Transition

OF_A_MEMBER = ("adult", "leerplichtig")
ASKED_OF_NO_DEADLINE = {"tasks", "task", "missed", "household", "member", "assigned"}
KINDS = {
    "date": "a date",
    "integer": "a whole number",
    "boolean": "true or false",
    "text": "text",
    "choice": "one of a few words",
}


def wrong_types(draft: Draft) -> Iterator[Finding]:
    yield from empty_lists(draft)
    for name, spec in draft.workflow.facts.items():
        yield from _choices(draft, name, spec)
        yield from _born(draft, name, spec)
    for place, part in draft.parts:
        if isinstance(part, PlainCondition):
            yield from _condition(draft, part, place)
        elif isinstance(part, FactAnchor):
            yield from _anchor(draft, part, place)
        elif isinstance(part, AnyLooked):
            yield from _looked(draft, part, place)


def guards_out_of_reach(draft: Draft) -> Iterator[Finding]:
    """Guards that ask what nobody answers there, so that it counts as no."""
    for place, part in draft.parts:
        if isinstance(part, DeadlineRule) and part.when:
            text = "the guard of a deadline can ask only facts, parameters and stages"
            yield from _asking(part.when, ASKED_OF_NO_DEADLINE, place, text)
            yield from _asking_of_a_day(part.when, place)
        elif isinstance(part, Transition | Task | Start) and part.when and _is_household(draft, part):
            text = (
                "this is about the household as a whole; ask 'household', or say 'for: each_member' where that can be"
            )
            yield from _asking(part.when, {"member"}, place, text)


def _is_household(draft: Draft, part: Transition | Task | Start) -> bool:
    whom = "subject" if isinstance(part, Transition) else part.for_
    return draft.workflow.subject == "household" and whom == "subject" and not draft.is_lost("subject")


def _asking(guard: Condition, words: Set[str], place: Place, text: str) -> Iterator[Finding]:
    for where, asked in leaves((*place, "when"), guard):
        if (word := asked_of(asked)[0]) in words:
            yield Finding((*where, word), "guard_out_of_reach", text)


def _asking_of_a_day(guard: Condition, place: Place) -> Iterator[Finding]:
    """Whether a term applies is worked out again for any day, and is not decided on one."""
    for where, asked in leaves((*place, "when"), guard):
        for word in words_of_a_day(asked):
            text = "the guard of a deadline is decided on no day: ask this where a step, a task or a start is decided"
            yield Finding((*where, word), "guard_out_of_reach", text)


def fits(value: object, kind: str) -> bool:
    """Whether a value from a file is of a fact's type. A date is text that reads as a day."""
    if kind == "date":
        return isinstance(value, str) and _is_day(value)
    wanted = {"integer": int, "boolean": bool, "text": str, "choice": str}[kind]
    return type(value) is wanted


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _choices(draft: Draft, name: str, spec: FactSpec) -> Iterator[Finding]:
    if draft.fact(name) is None:
        return
    for index, value in enumerate(spec.one_of or ()):
        if not fits(value, spec.type):
            yield _mismatch(("facts", name, "one_of", index), value, f"'{name}' is {KINDS[spec.type]}")


def _born(draft: Draft, name: str, spec: FactSpec) -> Iterator[Finding]:
    if spec.from_ == "born" and draft.workflow.subject != "person" and not draft.is_lost("subject"):
        text = "a household has no birth date; this is for a workflow whose subject is a person"
        yield Finding(("facts", name, "from"), "born_without_person", text)


def _condition(draft: Draft, asked: PlainCondition, place: Place) -> Iterator[Finding]:
    match asked:
        case FactCondition(fact=name):
            spec = draft.fact(name)
            if spec and is_private(spec):
                yield from _asked_of_private(asked, place)
            elif spec:
                yield from _asked_of_open(asked, name, spec.type, place, spec.one_of)
                yield from _other_days(draft, asked, place)
        case ParameterCondition(parameter=name):
            if kind := _kind_of(draft.workflow.parameters.get(name)):
                yield from _asked_of_open(asked, name, kind, place)
            yield from _other_days(draft, asked, place)
        case DeadlineCondition(deadline=name):
            if name in revealing_rules(draft.workflow):
                text = f"the days of '{name}' tell a private date, so no guard may ask how it stands"
                yield Finding((*place, "deadline"), "private_guard", text)
        case HouseholdCondition(household=question):
            if question in OF_A_MEMBER:
                yield Finding((*place, "household"), "bad_value", f"'{question}' is asked of a member")
            yield from _yes_or_no(asked.is_, question, place)
        case MemberCondition(member=question):
            if question not in OF_A_MEMBER:
                yield Finding((*place, "member"), "bad_value", f"'{question}' is asked of a household")
            yield from _yes_or_no(asked.is_, question, place)
        case TasksCondition() | TaskCondition() | MissedCondition() | StageCondition() | AssignedCondition():
            pass
        case _:
            assert_never(asked)


def _other_days(draft: Draft, asked: FactCondition | ParameterCondition, place: Place) -> Iterator[Finding]:
    """The facts that it is compared with."""
    for order, day in compared_days(asked):
        spec = draft.fact(day.fact) if isinstance(day, FactDay) else None
        if spec and isinstance(day, FactDay):
            yield from _other_day(spec, day.fact, (*place, order, "fact"))


def _other_day(spec: FactSpec, name: str, place: Place) -> Iterator[Finding]:
    if is_private(spec):
        yield Finding(place, "private_guard", f"'{name}' is private, so no guard may compare with it")
    elif spec.type != "date":
        yield Finding(place, "wrong_type", f"a date is compared with a date, but '{name}' is {KINDS[spec.type]}")


def _asked_of_private(asked: FactCondition, place: Place) -> Iterator[Finding]:
    """What is kept apart from the history is not there when a step is decided."""
    compared = [word for (word, *_), _ in _compared(asked)]
    compared += [word for word, given, _ in _ordered(asked) if given is not None]
    for word in dict.fromkeys(compared):
        text = f"'{asked.fact}' is private, so a guard may only ask 'is: set'"
        yield Finding((*place, word), "private_guard", text)


def _asked_of_open(
    asked: FactCondition | ParameterCondition,
    name: str,
    kind: str,
    place: Place,
    choices: tuple[Scalar, ...] | None = None,
) -> Iterator[Finding]:
    for where, value in _compared(asked):
        if not fits(value, kind):
            yield _mismatch((*place, *where), value, f"'{name}' is {KINDS[kind]}")
        elif choices is not None and value not in choices:
            yield _mismatch((*place, *where), value, f"'{name}' is one of {', '.join(map(str, choices))}")
    for word, given, kinds in _ordered(asked):
        if given is not None and kind not in kinds:
            about = f"'{word}' asks for {KINDS[kinds[0]]}, but '{name}' is {KINDS[kind]}"
            yield Finding((*place, word), "wrong_type", about)


def _yes_or_no(wanted: Scalar | None, question: str, place: Place) -> Iterator[Finding]:
    if wanted is not None and wanted != "set" and not fits(wanted, "boolean"):
        yield _mismatch((*place, "is"), wanted, f"'{question}' is {KINDS['boolean']}")


def _kind_of(value: Scalar | None) -> str | None:
    if isinstance(value, bool):
        return "boolean"
    return "integer" if isinstance(value, int) else "text" if isinstance(value, str) else None


def _compared(asked: FactCondition | ParameterCondition) -> Iterator[tuple[Place, Scalar]]:
    if asked.is_ is not None and asked.is_ != "set":
        yield ("is",), asked.is_
    for index, value in enumerate(asked.one_of or ()):
        yield ("one_of", index), value


def _ordered(asked: FactCondition | ParameterCondition) -> list[tuple[str, object, tuple[str, ...]]]:
    """Each word that asks for an order, what it asks, and the types that have one."""
    kinds = ("date", "text") if isinstance(asked, ParameterCondition) else ("date",)
    days: dict[Order, ComparedDay] = dict(compared_days(asked))
    orders: tuple[Order, ...] = get_args(Order)
    return [("at_least", asked.at_least, ("integer",)), *((order, days.get(order), kinds) for order in orders)]


def _anchor(draft: Draft, anchor: FactAnchor, place: Place) -> Iterator[Finding]:
    spec = draft.fact(anchor.fact)
    if spec and spec.type != "date":
        text = f"a term is counted from a date, but '{anchor.fact}' is {KINDS[spec.type]}"
        yield Finding((*place, "fact"), "wrong_type", text)


def _looked(draft: Draft, looked: Looked, place: Place) -> Iterator[Finding]:
    word, name, kind = _amount(draft, looked)
    if kind not in (None, "integer"):
        text = f"the amount of a term is a whole number, but '{name}' is {KINDS[str(kind)]}"
        yield Finding((*place, word), "wrong_type", text)


def _amount(draft: Draft, looked: Looked) -> tuple[str, str, str | None]:
    match looked:
        case LookedInFact(fact=name):
            spec = draft.fact(name)
            return "fact", name, spec.type if spec else None
        case LookedInParameter(parameter=name):
            return "parameter", name, _kind_of(draft.workflow.parameters.get(name))
        case _:
            assert_never(looked)


def _mismatch(place: Place, value: object, but: str) -> Finding:
    return Finding(place, "wrong_type", f"{short(value)} can never hold; {but}")
