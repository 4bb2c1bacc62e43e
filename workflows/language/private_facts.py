"""Which facts of a definition are kept apart from the history, and which terms would give them away."""

from workflows.language.anchors import Anchor, FactAnchor, names_in
from workflows.language.deadlines import DeadlineRule
from workflows.language.facts import FactSpec
from workflows.language.workflow import Workflow


def is_birthday(anchor: Anchor, workflow: Workflow) -> bool:
    """Whether a term counted from it is full on a birthday."""
    return isinstance(anchor, FactAnchor) and workflow.facts[anchor.fact].from_ == "born"


def is_private(spec: FactSpec) -> bool:
    """Text always is; a date when the definition says so."""
    return spec.private or spec.type == "text"


def taken_from_person(workflow: Workflow) -> list[str]:
    """The facts that are the birth date of the person followed."""
    return [name for name, spec in workflow.facts.items() if spec.from_ == "born"]


def left_to_person(workflow: Workflow) -> frozenset[str]:
    """The facts that are recorded of the person followed, once for all that is followed for them."""
    return frozenset(name for name, spec in workflow.facts.items() if spec.from_ == "person")


def revealing_rules(workflow: Workflow) -> frozenset[str]:
    """The deadlines whose days tell a private date: counted from it, or from the end of one that is."""
    found: set[str] = set()
    while more := {name for name, rule in workflow.deadlines.items() if _reveals(rule, workflow, found)} - found:
        found |= more
    return frozenset(found)


def _reveals(rule: DeadlineRule, workflow: Workflow, revealing: set[str]) -> bool:
    facts, deadlines = names_in(rule.anchor, "fact"), names_in(rule.anchor, "deadline")
    return any(name in workflow.facts and workflow.facts[name].private for name in facts) or any(
        name in revealing for name in deadlines
    )
