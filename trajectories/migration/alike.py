"""What two definitions call and count alike."""

from collections.abc import Mapping
from typing import Any

from trajectories.deadlines.deadlines import COUNTING, GRANTING
from trajectories.migration.plan import SECTIONS, Pair, Plan
from workflows.language.model import DeadlineRule, TermSpec, Workflow
from workflows.language.terms import Term
from workflows.machine.state_machine import Compiled


def renames(section: str, before: Compiled, after: Compiled, plan: Plan) -> dict[str, str]:
    old, new = getattr(before.workflow, section), getattr(after.workflow, section)
    names = {name: plan.new_name(section, name) for name in old}
    return {name: to for name, to in names.items() if to and to != name and to in new}


NAMED = {
    "fact": "facts", "stage": "stages", "since": "stages", "lapses_at": "stages", "paused_in": "stages",
    "task": "tasks", "done": "tasks", "missed": "tasks", "attended": "tasks", "deadline": "deadlines",
}  # fmt: skip


def fixed_term(term: TermSpec, workflow: Workflow) -> Any:
    """A term from a parameter is a term from then on; one from a fact follows the fact."""
    if isinstance(term, Term) or term.looked.parameter is None:
        return term
    return Term(int(workflow.parameters[term.looked.parameter]), term.unit)


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
