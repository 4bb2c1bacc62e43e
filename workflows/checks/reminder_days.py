"""Whether the reminders of a deadline can fall where they should, and the versions of a rule join up."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import assert_never

from workflows.checks.finding import Draft, Finding
from workflows.format.yaml_document import Place
from workflows.language.anchors import names_in
from workflows.language.deadlines import DeadlineRule, RuleVersion
from workflows.language.looked_up_terms import Looked, LookedInFact, LookedInParameter, TermFrom
from workflows.language.names import Scalar
from workflows.language.rungs import AfterAnchorRung, BeforeRung, DueRung, OverdueRung, Rung
from workflows.language.stage_graph import reachable
from workflows.language.terms import Term
from workflows.language.workflow import Workflow

CYCLE = 48  # months after which month lengths repeat, centuries aside


def rungs_out_of_range(draft: Draft) -> Iterator[Finding]:
    for name, rule in draft.workflow.deadlines.items():
        for remind, term, place in ladders(rule, ("deadlines", name)):
            terms = possible_terms(draft.workflow, term)
            for index, rung in enumerate(remind):
                yield from _rung(rule, rung, terms, (*place, "remind", index))


def ladders(rule: DeadlineRule, place: Place) -> Iterator[tuple[tuple[Rung, ...], Term | TermFrom, Place]]:
    """Each ladder with the term it hangs on: the rule's own, and that of every version that differs."""
    yield rule.remind, rule.term, place
    for index, version in enumerate(rule.versions):
        own = (*place, "versions", index)
        if version.remind is not None:
            yield version.remind, version.term or rule.term, own
        elif version.term is not None:
            yield rule.remind, version.term, place


def possible_terms(workflow: Workflow, term: Term | TermFrom) -> list[Term]:
    """The terms it may come to, as far as the definition tells."""
    if isinstance(term, Term):
        return [term]
    return [
        Term(amount, term.unit) for amount in _amounts(workflow, term.looked) if type(amount) is int and amount >= 0
    ]


def _amounts(workflow: Workflow, looked: Looked) -> Iterable[Scalar | None]:
    match looked:
        case LookedInFact(fact=name):
            return workflow.facts[name].one_of or () if name in workflow.facts else ()
        case LookedInParameter(parameter=name):
            return (workflow.parameters.get(name),)
        case _:
            assert_never(looked)


def _rung(rule: DeadlineRule, rung: Rung, terms: list[Term], place: Place) -> Iterator[Finding]:
    match rung:
        case AfterAnchorRung():
            if rule.count == "back":
                text = "the term is counted back from the anchor, so nothing of it falls after the anchor"
                yield Finding((*place, "after_anchor"), "rung_before_anchor", text)
        case BeforeRung(before=before):
            short = [term for term in terms if shortest_days(before) > longest_days(term)]
            if short and rule.count == "forward":
                text = f"{before} before the end of a term of {short[0]} falls before the anchor"
                yield Finding((*place, "before"), "rung_before_anchor", text)
        case DueRung() | OverdueRung():
            pass
        case _:
            assert_never(rung)


def shortest_days(term: Term) -> int:
    return _days(term)[0]


def longest_days(term: Term) -> int:
    """Generous for working days: every week may lose some to holidays."""
    return _days(term)[1]


def _days(term: Term) -> tuple[int, int]:
    amount = term.amount
    if term.unit == "working day":
        return amount + amount // 5 * 2, amount * 2 + 10
    if term.unit in ("day", "week"):
        days = amount * (7 if term.unit == "week" else 1)
        return days, days
    return _month_days(amount * (12 if term.unit == "year" else 1))


def _month_days(months: int) -> tuple[int, int]:
    """Fewest and most days that so many months can have."""
    cycles, rest = divmod(months, CYCLE)
    lengths = [(_first(start + rest) - _first(start)).days for start in range(CYCLE)]
    return cycles * 1461 + min(lengths), cycles * 1461 + max(lengths)


def _first(month: int) -> date:
    return date(2021 + month // 12, month % 12 + 1, 1)


def versions_that_do_not_join(draft: Draft) -> Iterator[Finding]:
    for name, rule in draft.workflow.deadlines.items():
        place = ("deadlines", name)
        if rule.versions and rule.version_key is None and not draft.is_lost(*place, "version_key"):
            yield Finding(
                (*place, "versions"), "missing_key", "'version_key' must say which date picks the version", key=True
            )
        if not draft.lost_below(*place, "versions"):
            yield from _joins(rule.versions, (*place, "versions"))


def what_ends_before_it_begins(draft: Draft) -> Iterator[Finding]:
    for name, rule in draft.workflow.rules.items():
        if rule.from_ and rule.until and rule.until < rule.from_:
            yield Finding(("rules", name, "until"), "bad_value", f"{rule.until} lies before {rule.from_}")
    first, last = draft.workflow.opens_from, draft.workflow.opens_until
    if first and last and last < first:
        yield Finding(("opens_until",), "bad_value", f"{last} lies before {first}")


def _joins(versions: tuple[RuleVersion, ...], place: Place) -> Iterator[Finding]:
    """A version that ends before it begins is said, and joins nothing."""
    reversed_ = {index for index, version in enumerate(versions) if _until(version) < _from(version)}
    for index in reversed_:
        text = f"{versions[index].until} lies before {versions[index].from_}"
        yield Finding((*place, index, "until"), "bad_value", text)
    if not reversed_:
        in_order = sorted(enumerate(versions), key=lambda each: _from(each[1]))
        for (_, before), (index, after) in pairwise(in_order):
            yield from _join(before, after, (*place, index, "from"))


def _join(before: RuleVersion, after: RuleVersion, place: Place) -> Iterator[Finding]:
    days = (_from(after) - _until(before)).days
    if days <= 0:
        yield Finding(place, "version_overlap", f"overlaps with the version {_range(before)}")
    elif days > 1:
        yield Finding(place, "version_gap", f"leaves days without a rule after {before.until}")


def _from(version: RuleVersion) -> date:
    return version.from_ or date.min


def _until(version: RuleVersion) -> date:
    return version.until or date.max


def _range(version: RuleVersion) -> str:
    return f"from {version.from_ or 'the beginning'} until {version.until or 'further notice'}"


def anchors_in_circles(draft: Draft) -> Iterator[Finding]:
    leads = {name: set(names_in(rule.anchor, "deadline")) for name, rule in draft.workflow.deadlines.items()}
    for name in leads:
        if name in reachable(leads, leads[name]):
            yield Finding(("deadlines", name, "anchor"), "circular_anchor", "the term rests on its own end")
