"""Whether every decision against the client starts what may be done about it, or says why nothing can be."""

import re
from collections.abc import Iterator

from workflows.checks.finding import Draft, Finding
from workflows.format.yaml_document import Place
from workflows.language.adverse import Adverse
from workflows.language.anchors import names_in
from workflows.language.deadlines import MetByFact
from workflows.language.workflow import Workflow
from workflows.words import Words

AGAINST = re.compile(
    r"afgewezen|afwijz|geweiger|weigering|ingetrokken|intrekking|boete|buiten behandeling|niet.ontvankelijk"
    r"|rejected|rejection|refused|refusal|withdrawn|withdrawal|\bfined?\b",
    re.IGNORECASE,
)


def decisions_without_remedy(draft: Draft) -> Iterator[Finding]:
    """A stage or date that by its name decides against the client, and says nothing of a remedy.

    A date from which a declared remedy counts, or that meets it, needs nothing of its own.
    """
    if any(draft.lost_below(table) for table in ("stages", "facts", "deadlines")):
        return
    known = _of_remedies(draft.workflow)
    for place, name, label, adverse in _declared(draft.workflow):
        if adverse is None:
            if name not in known and _is_against(name, label):
                text = "a decision against the client: name its remedy in `adverse`, or say there why there is none"
                yield Finding(place, "adverse_without_remedy", text, "warning", key=True)
            continue
        yield from _never_runs(draft.workflow, place, name, adverse)


def _declared(workflow: Workflow) -> Iterator[tuple[Place, str, Words, Adverse | None]]:
    for name, stage in workflow.stages.items():
        yield ("stages", name), name, stage.label, stage.adverse
    for name, fact in workflow.facts.items():
        if fact.type == "date" or fact.adverse:
            yield ("facts", name), name, fact.label, fact.adverse


def _is_against(name: str, label: Words) -> bool:
    return bool(AGAINST.search(" ".join((name, label.nl, label.en))))


def _of_remedies(workflow: Workflow) -> set[str]:
    """The facts from which a remedy that is declared somewhere counts, and those that meet it."""
    declared = [adverse for _, _, _, adverse in _declared(workflow) if adverse]
    terms = {term for adverse in declared for several in adverse.remedies.values() for term in several}
    rules = [workflow.deadlines[term] for term in terms if term in workflow.deadlines]
    counted = {fact for rule in rules for fact in names_in(rule.anchor, "fact")}
    return counted | {way.fact for rule in rules for way in rule.met_by if isinstance(way, MetByFact)}


def _never_runs(workflow: Workflow, place: Place, name: str, adverse: Adverse) -> Iterator[Finding]:
    """A remedy that ends in the very stage that should start it."""
    for kind, terms in adverse.remedies.items():
        for term in terms:
            rule = workflow.deadlines.get(term)
            if rule and place[0] == "stages" and name in rule.lapses_at:
                text = f"the term '{term}' lapses in this very stage, so that nobody is told of it"
                yield Finding((*place, "adverse", kind), "adverse_without_remedy", text, "warning")
