"""The question about a case in which nothing is planned: a rule that every definition has, and no file writes."""

from workflows.language.anchors import OpenedAnchor
from workflows.language.deadlines import DeadlineRule
from workflows.language.rungs import DueRung, OverdueRung
from workflows.language.terms import Term
from workflows.language.workflow import Workflow
from workflows.words import Words

NOTHING_PLANNED = "niets_gepland"
TWENTY_WORKING_DAYS = Term(20, "working day")
RULE = DeadlineRule(
    rule="S1",
    label=Words("Er staat niets gepland", "Nothing is planned"),
    anchor=OpenedAnchor(opened=True),  # in truth: whatever was last done in the case
    term=TWENTY_WORKING_DAYS,
    moment="opens",
    suspendable=False,
    remind=(
        DueRung(on_due=True),
        OverdueRung(overdue=TWENTY_WORKING_DAYS, every=TWENTY_WORKING_DAYS),
    ),
    certainty="proposal",
    advice=Words(
        "In deze zaak loopt geen termijn en wordt niets gevraagd. Kijk hoe het staat: zet een stap, leg vast wat er "
        "gebeurde, of sluit af.",
        "In this case no term runs and nothing is asked. See how it stands: take a step, record what happened, or "
        "close it.",
    ),
)


def rule_of(workflow: Workflow, name: str) -> DeadlineRule:
    """Raises KeyError where there is none of that name."""
    return RULE if name == NOTHING_PLANNED else workflow.deadlines[name]
