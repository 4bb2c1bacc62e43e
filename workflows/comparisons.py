"""Whether facts and parameters are asked what their type can answer."""

from collections.abc import Iterator
from datetime import date

from workflows.documents import Place, short
from workflows.findings import Draft, Finding
from workflows.model import Anchor, Condition, FactSpec, Looked, Scalar
from workflows.references import parts

KINDS = {"date": "a date", "integer": "a whole number", "boolean": "true or false", "text": "text"}


def wrong_types(draft: Draft) -> Iterator[Finding]:
    for name, spec in draft.workflow.facts.items():
        yield from _choices(draft, name, spec)
    for place, part in parts(draft.workflow):
        if isinstance(part, Condition):
            yield from _condition(draft, part, place)
        elif isinstance(part, Anchor):
            yield from _anchor(draft, part, place)
        elif isinstance(part, Looked):
            yield from _looked(draft, part, place)


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


def _condition(draft: Draft, asked: Condition, place: Place) -> Iterator[Finding]:
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


def _orderings(asked: Condition, kind: str, place: Place) -> Iterator[Finding]:
    orders: list[tuple[str, object, tuple[str, ...]]] = [
        ("at_least", asked.at_least, ("integer",)),
        ("before", asked.before, ("date", "text") if asked.parameter else ("date",)),
        ("from", asked.from_, ("date", "text") if asked.parameter else ("date",)),
    ]
    for word, given, kinds in orders:
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
