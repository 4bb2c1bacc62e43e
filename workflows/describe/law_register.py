"""What the definitions say of the law: each term that rests on it, version by version, whole."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from workflows.describe.ground_phrases import granting_words
from workflows.describe.phrases import anchor_words, both, condition_words, label_of, list_words, term_words
from workflows.describe.rule_register import NO_SOURCE, natural, readings
from workflows.language.deadlines import DeadlineRule, stages_meeting
from workflows.language.grounds import Extending, Suspending
from workflows.language.sources import Source
from workflows.language.workflow import Workflow
from workflows.words import Words

REMEDY = {
    "view": Words("zienswijze", "view"),
    "objection": Words("bezwaar", "objection"),
    "appeal": Words("beroep", "appeal"),
    "higher_appeal": Words("hoger beroep", "higher appeal"),
    "notice_of_default": Words("ingebrekestelling", "notice of default"),
}
ITSELF = Words("is zelf een rechtsmiddel", "is itself a remedy")
NEVER = Words("nooit", "never")


class LawEntry(NamedTuple):
    """One version of a term of law. from_ and until: both included; None where the law is not told to have an edge.

    reading: what a running case must read alike to rest on it. first_day: the day that it is counted from counts.
    pauses, extensions: on what grounds. remedy: against the decision that ends it; None where none does.
    """

    rule: str
    label: Words
    workflow: str
    name: str
    from_: date | None
    until: date | None
    version_key: Words | None
    counted_from: Words
    first_day: bool
    length: Words
    opens: bool
    when: Words | None
    spec: DeadlineRule
    pauses: Words
    extensions: Words
    remedy: Words | None
    source: Source
    certainty: str
    note: Words | None

    @property
    def place(self) -> tuple[str, str]:
        return self.workflow, self.name

    @property
    def reading(self) -> tuple[str, ...]:
        return reading_key(self.workflow, self.name, self.rule, self.spec.source, self.spec.term)


def reading_key(workflow: str, name: str, rule: str, source: str | None, term: object) -> tuple[str, ...]:
    return workflow, name, rule, source or "", str(term)


def law_register(workflows: Iterable[Workflow], since: date | None = None) -> list[LawEntry]:
    """since: only what holds on that day or later."""
    found = [entry for workflow in workflows for entry in _of(workflow)]
    kept = [entry for entry in found if since is None or entry.until is None or entry.until >= since]
    return sorted(kept, key=lambda each: (natural(each.rule), each.workflow, each.name, each.from_ or date.min))


def _of(workflow: Workflow) -> Iterator[LawEntry]:
    for name, rule in workflow.deadlines.items():
        for spec, (from_, until) in readings(rule):
            source = workflow.sources.get(spec.source or "", NO_SOURCE)
            certainty = spec.certainty or source.certainty
            if spec.legal == "statutory" or certainty == "law":
                yield LawEntry(
                    spec.rule,
                    spec.label,
                    workflow.workflow,
                    name,
                    from_,
                    until,
                    anchor_words(spec.version_key, workflow) if spec.version_key else None,
                    anchor_words(spec.anchor, workflow),
                    spec.first_day_counts,
                    term_words(spec, workflow),
                    spec.moment == "opens",
                    condition_words(spec.when, workflow) if spec.when else None,
                    spec,
                    _grounds(spec.suspend if spec.suspendable else Suspending(), workflow),
                    _grounds(spec.extend or Extending(), workflow),
                    _remedy(name, spec, workflow),
                    source,
                    certainty,
                    spec.note,
                )


def _grounds(granting: Suspending | Extending | None, workflow: Workflow) -> Words:
    """Of a term that is no term of law any reason will do, so that nothing is named."""
    if granting is None:
        return Words("op elke reden", "for any reason")
    return granting_words(granting, workflow) if granting.grounds else NEVER


def _remedy(name: str, rule: DeadlineRule, workflow: Workflow) -> Words | None:
    """Of the decisions against the client that end it; of a term that such a decision starts, that it is one."""
    decisions = [stage.adverse for stage in workflow.stages.values()] + [
        fact.adverse for fact in workflow.facts.values()
    ]
    if any(name in terms for adverse in decisions if adverse for terms in adverse.remedies.values()):
        return ITSELF
    ending = [workflow.stages[stage].adverse for stage in sorted(stages_meeting(rule)) if stage in workflow.stages]
    found = {
        (kind, term): both(
            "{kind}: {term}", "{kind}: {term}", kind=REMEDY[kind], term=label_of(term, workflow.deadlines)
        )
        for adverse in ending
        if adverse
        for kind, terms in adverse.remedies.items()
        for term in terms
    }
    return list_words(found.values()) if found else None
