"""The outcome of a trajectory that was opened twice: every definition has it, no file writes it, no figure counts."""

from collections.abc import Mapping

from workflows.language.stages import Outcome
from workflows.language.workflow import Workflow
from workflows.words import Words

DUPLICATE = "dubbel"
OPENED_TWICE = Outcome(label=Words("Dubbel, telt niet mee", "Opened twice, not counted"), leave=True)


def outcomes_of(workflow: Workflow) -> Mapping[str, Outcome]:
    """All that a trajectory may end with."""
    return {**workflow.outcomes, DUPLICATE: OPENED_TWICE}


def ways_to_leave(workflow: Workflow) -> list[str]:
    """The outcomes that closing may give from any stage; that of a duplicate last."""
    return [name for name, outcome in outcomes_of(workflow).items() if outcome.leave]
