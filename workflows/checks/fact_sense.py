"""Whether it is known which values of a fact make sense, and whether an amount can be reckoned with."""

from collections.abc import Iterator

from workflows.checks.finding import Draft, Finding
from workflows.language.looked_up_terms import AnyTermFrom, LookedInFact, LookedInParameter
from workflows.language.terms import MOST, Term


def facts_without_sense(draft: Draft) -> Iterator[Finding]:
    """Dates of which nobody says whether they may lie ahead: a mistyped year would be believed."""
    for name, spec in draft.workflow.facts.items():
        if spec.type == "date" and spec.lies is None and not _is_unread(draft, name):
            text = "say whether this date may lie ahead: 'lies: past' or 'lies: any'"
            yield Finding(("facts", name), "date_without_sense", text, key=True)


def _is_unread(draft: Draft, name: str) -> bool:
    return draft.fact(name) is None or draft.is_lost("facts", name) or draft.is_lost("facts", name, "lies")


def amounts_too_long(draft: Draft) -> Iterator[Finding]:
    """Parameters and choices that make a term longer than any calendar reckons with, or less than nothing."""
    for place, part in draft.parts:
        if not isinstance(part, AnyTermFrom):
            continue
        match part.looked:
            case LookedInParameter(parameter=name):
                value = draft.workflow.parameters.get(name)
                if type(value) is int and not 0 <= value <= MOST[part.unit]:
                    text = f"a term counts from 0 to {Term(MOST[part.unit], part.unit)}, but '{name}' is {value}"
                    yield Finding((*place, f"{part.unit}s", "parameter"), "bad_term", text)
            case LookedInFact(fact=name):  # what is recorded freely is looked at when it is
                for index, value in enumerate(draft.workflow.facts[name].one_of or () if draft.fact(name) else ()):
                    if type(value) is int and not 0 <= value <= MOST[part.unit]:
                        text = (
                            f"a term counts from 0 to {Term(MOST[part.unit], part.unit)}, but '{name}' may be {value}"
                        )
                        yield Finding(("facts", name, "one_of", index), "bad_term", text)
