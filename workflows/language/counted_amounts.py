"""Which numbers say how long a term is."""

from workflows.language.looked_up_terms import AnyTermFrom, LookedInFact
from workflows.language.terms import Unit
from workflows.language.workflow import Workflow


def units_counted_by(workflow: Workflow, fact: str) -> frozenset[Unit]:
    """The units of the terms that are as long as the fact says."""
    rules = workflow.deadlines.values()
    specs = [spec for rule in rules for spec in (rule.term, *(each.term for each in rule.versions))]
    return frozenset(
        spec.unit
        for spec in specs
        if isinstance(spec, AnyTermFrom) and isinstance(spec.looked, LookedInFact) and spec.looked.fact == fact
    )
