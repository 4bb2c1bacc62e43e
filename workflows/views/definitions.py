"""The text of a definition, a drawing of it, what is wrong with it, and where its rules come from."""

from datetime import date
from typing import NamedTuple

from workflows.describe.difference import Difference
from workflows.describe.rule_register import Entry
from workflows.errors import Problem
from workflows.words import Lang, Words


class ProblemView(NamedTuple):
    """file, line, column: where."""

    code: str
    severity: str
    file: str
    line: int
    column: int
    message: str


class DiagramTextView(NamedTuple):
    workflow: str
    format: str
    diagram: str


class TextLineView(NamedTuple):
    """changed, removed: by a variant."""

    line: str
    changed: bool
    removed: bool


class TextView(NamedTuple):
    """A definition as a file would say it."""

    workflow: str
    version: int
    variant: str
    municipality: str
    hash: str
    text: str
    lines: list[TextLineView]


class SourceView(NamedTuple):
    """A rule: what it says, where it comes from, for which cases, how sure we are, and where it is used."""

    rule: str
    label: str
    term: str | None
    counted_from: str | None
    when: str | None
    legal: str
    source: str | None
    url: str | None
    text_of: date | None
    from_: date | None
    until: date | None
    version_key: str | None
    certainty: str
    verified: bool
    reminders: str | None
    note: str | None
    source_note: str | None
    workflow: str
    name: str
    variant: str
    changed_by: list[str]


class DifferenceView(NamedTuple):
    kind: str
    what: str
    name: str
    before: object
    after: object
    text: str


def problem_view(problem: Problem, lang: Lang) -> ProblemView:
    said = problem.said(lang)
    return ProblemView(problem.code, problem.severity, problem.file, problem.line, problem.column, said)


def source_view(entry: Entry, lang: Lang) -> SourceView:
    def said(words: Words | None) -> str | None:
        return words.say(lang) if words else None

    return SourceView(
        rule=entry.rule,
        label=entry.label.say(lang),
        term=said(entry.term),
        counted_from=said(entry.counted_from),
        when=said(entry.when),
        legal=entry.legal,
        source=entry.source.ref or None,
        url=entry.source.url or None,
        text_of=entry.source.text_of,
        from_=entry.from_,
        until=entry.until,
        version_key=said(entry.version_key),
        certainty=entry.certainty,
        verified=entry.is_verified,
        reminders=entry.ladder or None,
        note=said(entry.note),
        source_note=entry.source.note or None,
        workflow=entry.workflow,
        name=entry.name,
        variant=entry.variant,
        changed_by=list(entry.changed_by),
    )


def difference_view(found: Difference, lang: Lang) -> DifferenceView:
    return DifferenceView(found.kind, found.what, found.name, found.before, found.after, found.text.say(lang))
