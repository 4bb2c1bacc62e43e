"""What two definitions call and count alike."""

from collections.abc import Mapping
from typing import Any, assert_never, get_args

from trajectories.deadlines.rules import COUNTING, GRANTING
from trajectories.migration.plan import SECTIONS, Pair, Plan
from workflows.format.references import TABLES, referring, written
from workflows.language.anchors import AnyAnchor
from workflows.language.deadlines import AnyMetBy, DeadlineRule
from workflows.language.grounds import AnyTurn, Ground
from workflows.language.looked_up_terms import AnyLooked, LookedInFact, LookedInParameter, TermSpec
from workflows.language.terms import Term
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled


def renames(section: str, before: Compiled, after: Compiled, plan: Plan) -> dict[str, str]:
    old, new = getattr(before.workflow, section), getattr(after.workflow, section)
    names = {name: plan.new_name(section, name) for name in old}
    return {name: to for name, to in names.items() if to and to != name and to in new}


def _named() -> dict[str, str]:
    """Each key of a deadline rule that names what a plan may call otherwise -> the section of it."""
    records = [DeadlineRule, Ground, *get_args(AnyTurn)]
    records += [*get_args(AnyAnchor), *get_args(AnyMetBy), *get_args(AnyLooked)]
    named = [(written(each, field), TABLES.get(kind)) for each in records for field, kind in referring(each).items()]
    return {key: section for key, section in named if section in SECTIONS}


NAMED = _named()


def fixed_term(term: TermSpec, workflow: Workflow) -> TermSpec:
    """A term from a parameter is a term from then on; one from a fact follows the fact."""
    if isinstance(term, Term):
        return term
    match term.looked:
        case LookedInParameter(parameter=name):
            return Term(int(workflow.parameters[name]), term.unit)
        case LookedInFact():
            return term
        case _:
            assert_never(term.looked)


def in_new_names(value: Any, names: Mapping[str, Mapping[str, str]]) -> Any:
    if isinstance(value, list):
        return [in_new_names(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _renamed(each, names[NAMED[key]]) if key in NAMED else in_new_names(each, names)
        for key, each in value.items()
    }


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    return [names.get(each, each) for each in value] if isinstance(value, list) else names.get(value, value)


def counts_alike(pair: Pair, plan: Plan, old: str, new: str) -> bool:
    """Whether until when is said the same way by both rules; what it is called does not matter."""
    names = {section: renames(section, pair.before, pair.after, plan) for section in SECTIONS}
    before = in_new_names(_counting(pair.before.workflow.deadlines[old], pair.before.workflow), names)
    return bool(before == _counting(pair.after.workflow.deadlines[new], pair.after.workflow))


PAPER = ("rule", "source", "certainty", "note")  # what does not change the day


def _counting(rule: DeadlineRule, workflow: Workflow) -> dict[str, Any]:
    terms = tuple(
        each.model_copy(update={"term": each.term and fixed_term(each.term, workflow)}) for each in rule.versions
    )
    fixed = rule.model_copy(update={"term": fixed_term(rule.term, workflow), "versions": terms})
    data: dict[str, Any] = fixed.model_dump(mode="json", by_alias=True, include=set(COUNTING) - set(PAPER))
    for version in data.get("versions", []):
        for key in (*PAPER, *GRANTING, "remind"):
            version.pop(key, None)
    return data
