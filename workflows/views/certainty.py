"""How sure a rule is, by itself and in one of its versions."""

from typing import Any

from workflows.language.deadlines import DeadlineRule, RuleVersion
from workflows.language.names import Certainty
from workflows.language.workflow import Workflow


def certainty_of(rule: DeadlineRule, workflow: Workflow) -> Certainty:
    source = workflow.sources.get(rule.source or "")
    return rule.certainty or (source.certainty if source else "unverified")


def as_in_version(rule: DeadlineRule, version: RuleVersion) -> dict[str, Any]:
    return {
        "term": version.term or rule.term,
        "source": version.source or rule.source,
        "certainty": version.certainty or rule.certainty,
    }
