"""Whether facts and parameters are asked what their type can answer."""

from collections.abc import Iterator
from datetime import date

from workflows.checks.finding import Draft, Finding
from workflows.format.references import leaves
from workflows.format.yaml_document import Place, short
from workflows.language.anchors import Anchor
from workflows.language.conditions import Condition
from workflows.language.deadlines import DeadlineRule
from workflows.language.facts import FactSpec
from workflows.language.looked_up_terms import Looked
from workflows.language.names import Scalar
from workflows.language.private_facts import is_private
from workflows.language.stages import Start
from workflows.language.tasks import Task
from workflows.language.transitions import Transition

OF_A_MEMBER = ("adult", "leerplichtig")
KINDS = {"date": "a date", "integer": "a whole number", "boolean": "true or false", "text": "text"}


def wrong_types(draft: Draft) -> Iterator[Finding]:
    for name, spec in draft.workflow.facts.items():
        yield from _choices(draft, name, spec)
        yield from _born(draft, name, spec)
    for place, part in draft.parts:
        if isinstance(part, Condition):
            yield from _condition(draft, part, place)
        elif isinstance(part, Anchor):
            yield from _anchor(draft, part, place)
        elif isinstance(part, Looked):
            yield from _looked(draft, part, place)


def guards_out_of_reach(draft: Draft) -> Iterator[Finding]:
    """Guards that ask what nobody answers there, so that it counts as no."""
    for place, part in draft.parts:
        if isinstance(part, DeadlineRule) and part.when:
            text = "the guard of a deadline can ask only facts, parameters and stages"
            yield from _asking(part.when, ("tasks", "task", "household", "member", "assigned"), place, text)
        elif isinstance(part, Transition | Task | Start) and part.when and _is_household(draft, part):
            text = (
                "this is about the household as a whole; ask 'household', or say 'for: each_member' where that can be"
            )
            yield from _asking(part.when, ("member",), place, text)


def _is_household(draft: Draft, part: Transition | Task | Start) -> bool:
    whom = "subject" if isinstance(part, Transition) else part.for_
    return draft.workflow.subject == "household" and whom == "subject" and not draft.is_lost("subject")


def _asking(guard: Condition, words: tuple[str, ...], place: Place, text: str) -> Iterator[Finding]:
    for where, asked in leaves((*place, "when"), guard):
        for word in words:
            if getattr(asked, word) is not None:
                yield Finding((*where, word), "guard_out_of_reach", text)


def fits(value: object, kind: str) -> bool:
    """Whether a value from a file is of a fact's type. A date is text that reads as a day."""
    if kind == "date":
        return isinstance(value, str) and _is_day(value)
    wanted = {"integer": int, "boolean": bool, "text": str}[kind]
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
    if spec.from_ and draft.workflow.subject != "person" and not draft.is_lost("subject"):
        text = "a household has no birth date; this is for a workflow whose subject is a person"
        yield Finding(("facts", name, "from"), "born_without_person", text)


def _condition(draft: Draft, asked: Condition, place: Place) -> Iterator[Finding]:
    yield from _asked_of_people(asked, place)
    spec = draft.fact(asked.fact) if asked.fact else None
    if spec and is_private(spec):
        yield from _asked_of_private(asked, place)
    else:
        yield from _asked_of_open(draft, asked, place)


def _asked_of_people(asked: Condition, place: Place) -> Iterator[Finding]:
    """What is asked of one person is not asked of a household, nor the other way round."""
    if asked.household in OF_A_MEMBER:
        yield Finding((*place, "household"), "bad_value", f"'{asked.household}' is asked of a member")
    if asked.member is not None and asked.member not in OF_A_MEMBER:
        yield Finding((*place, "member"), "bad_value", f"'{asked.member}' is asked of a household")


def _asked_of_private(asked: Condition, place: Place) -> Iterator[Finding]:
    """What is kept apart from the history is not there when a step is decided."""
    compared = [word for (word, *_), _ in _compared(asked)]
    compared += [word for word, given, _ in _ordered(asked) if given is not None]
    for word in dict.fromkeys(compared):
        text = f"'{asked.fact}' is private, so a guard may only ask 'is: set'"
        yield Finding((*place, word), "private_guard", text)


def _asked_of_open(draft: Draft, asked: Condition, place: Place) -> Iterator[Finding]:
    kind, choices = _asked_of(draft, asked)
    name = asked.fact or asked.parameter
    if kind is None:
        return
    for where, value in _compared(asked):
        if not fits(value, kind):
            yield _mismatch((*place, *where), value, f"'{name}' is {KINDS[kind]}")
        elif choices is not None and value not in choices:
            yield _mismatch((*place, *where), value, f"'{name}' is one of {', '.join(map(str, choices))}")
    yield from _orderings(asked, kind, place)


def _asked_of(draft: Draft, asked: Condition) -> tuple[str | None, tuple[Scalar, ...] | None]:
    """The type of what a guard asks after, and the values it can have."""
    if asked.fact is not None:
        spec = draft.fact(asked.fact)
        return (spec.type, spec.one_of) if spec else (None, None)
    if asked.parameter is not None:
        return _kind_of(draft.workflow.parameters.get(asked.parameter)), None
    return ("boolean", None) if asked.household or asked.member else (None, None)


def _kind_of(value: Scalar | None) -> str | None:
    if isinstance(value, bool):
        return "boolean"
    return "integer" if isinstance(value, int) else "text" if isinstance(value, str) else None


def _compared(asked: Condition) -> Iterator[tuple[Place, Scalar]]:
    if asked.is_ is not None and asked.is_ != "set":
        yield ("is",), asked.is_
    for index, value in enumerate(asked.one_of or ()):
        yield ("one_of", index), value


def _ordered(asked: Condition) -> list[tuple[str, object, tuple[str, ...]]]:
    """Each word that asks for an order, what it asks, and the types that have one."""
    return [
        ("at_least", asked.at_least, ("integer",)),
        ("before", asked.before, ("date", "text") if asked.parameter else ("date",)),
        ("from", asked.from_, ("date", "text") if asked.parameter else ("date",)),
    ]


def _orderings(asked: Condition, kind: str, place: Place) -> Iterator[Finding]:
    for word, given, kinds in _ordered(asked):
        if given is not None and kind not in kinds:
            about = (
                f"'{word}' asks for {KINDS[kinds[0]]}, but '{asked.fact or asked.parameter or 'this'}' is {KINDS[kind]}"
            )
            yield Finding((*place, word), "wrong_type", about)


def _anchor(draft: Draft, anchor: Anchor, place: Place) -> Iterator[Finding]:
    spec = draft.fact(anchor.fact) if anchor.fact else None
    if spec and spec.type != "date":
        text = f"a term is counted from a date, but '{anchor.fact}' is {KINDS[spec.type]}"
        yield Finding((*place, "fact"), "wrong_type", text)


def _looked(draft: Draft, looked: Looked, place: Place) -> Iterator[Finding]:
    word, name, kind = _amount(draft, looked)
    if kind not in (None, "integer"):
        text = f"the amount of a term is a whole number, but '{name}' is {KINDS[str(kind)]}"
        yield Finding((*place, word), "wrong_type", text)


def _amount(draft: Draft, looked: Looked) -> tuple[str, str | None, str | None]:
    if looked.fact is not None:
        spec = draft.fact(looked.fact)
        return "fact", looked.fact, spec.type if spec else None
    return "parameter", looked.parameter, _kind_of(draft.workflow.parameters.get(str(looked.parameter)))


def _mismatch(place: Place, value: object, but: str) -> Finding:
    return Finding(place, "wrong_type", f"{short(value)} can never hold; {but}")
