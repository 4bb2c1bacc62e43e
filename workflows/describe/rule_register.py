"""The register of rules: every rule and version in the definitions, with its source and how sure we are of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, assert_never

from workflows.describe.phrases import anchor_words, condition_words, term_words
from workflows.language.deadlines import DeadlineRule, Legal, RuleVersion
from workflows.language.names import Certainty, Frozen
from workflows.language.rungs import AfterAnchorRung, BeforeRung, DueRung, OverdueRung, Rung
from workflows.language.sources import PlainRule, Source
from workflows.language.workflow import Workflow
from workflows.words import Words

NO_SOURCE = Source(ref="", certainty="unverified")


class Entry(NamedTuple):
    """A rule as one version of it reads in one workflow.

    term, counted_from: None for a rule without a term. from_ and until: first and last day of the version, both
    included. variant: "base", or the variant that reads otherwise. changed_by: variants that change anything in it.
    reading: what decides its days and what it rests on, and whole: all that it says; both to compare by.
    """

    rule: str
    label: Words
    term: Words | None
    counted_from: Words | None
    version_key: Words | None
    when: Words | None
    opens: bool
    legal: Legal
    source: Source
    certainty: Certainty
    note: Words | None
    from_: date | None
    until: date | None
    ladder: str
    workflow: str
    name: str
    variant: str
    reading: str
    whole: str
    changed_by: tuple[str, ...] = ()

    @property
    def is_verified(self) -> bool:
        """Read in the law itself; a page or a report is a reading at second hand."""
        return self.certainty == "law"


VERIFIED: dict[Certainty, Words] = {
    "law": Words("nagezien in de wet", "verified in the law"),
    "page": Words("gelezen op een pagina", "read on a page"),
    "report": Words("uit een verslag", "from a report"),
    "proposal": Words("ons voorstel", "our proposal"),
    "unverified": Words("NIET GEVERIFIEERD", "UNVERIFIED"),
}
Family = tuple[Workflow, Sequence[Workflow]]


def register(families: Iterable[Family]) -> list[Entry]:
    """families: each workflow as it stands, with its variants. By rule, then as they follow one another in time."""
    found = [entry for base, variants in families for entry in _of_family(base, variants)]
    return sorted(
        found, key=lambda each: (natural(each.rule), each.workflow, each.name, each.variant, each.from_ or date.min)
    )


def natural(rule: str) -> tuple[tuple[int, str], ...]:
    """P1, P1b, P2, P10: numbers count as numbers."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.findall(r"\d+|\D+", rule))


def _of_family(base: Workflow, variants: Sequence[Workflow]) -> Iterator[Entry]:
    """What a variant reads otherwise stands as an entry of its own; what it leaves alone does not."""
    plain = list(entries(base))
    others = {variant.variant: list(entries(variant)) for variant in variants}
    for entry in plain:
        changed = (name for name, several in others.items() if entry.whole not in {each.whole for each in several})
        yield entry._replace(changed_by=tuple(changed))
    known = {entry.reading for entry in plain}
    for several in others.values():
        yield from (entry for entry in several if entry.reading not in known)


def entries(workflow: Workflow) -> Iterator[Entry]:
    """Every rule of one definition, each version by itself."""
    for name, rule in workflow.deadlines.items():
        yield from (_entry(name, read, dates, workflow) for read, dates in readings(rule))
    for name, plain in workflow.rules.items():
        yield _plain(name, plain, workflow)


Dates = tuple[date | None, date | None]


def readings(rule: DeadlineRule) -> list[tuple[DeadlineRule, Dates]]:
    """The rule as each of its versions reads, with the days of that version; the rule itself where it has none."""
    if not rule.versions:
        return [(rule, (None, None))]
    return [(rule.model_copy(update=_said(version)), (version.from_, version.until)) for version in rule.versions]


def _said(version: RuleVersion) -> dict[str, object]:
    """What the version itself says; the rest is as the rule has it."""
    fields = ("rule", "term", "legal", "remind", "source", "certainty", "note", "suspend", "extend")
    told = {name: getattr(version, name) for name in fields}
    return {name: value for name, value in told.items() if value is not None}


def _entry(name: str, rule: DeadlineRule, dates: Dates, workflow: Workflow) -> Entry:
    source = workflow.sources.get(rule.source or "", NO_SOURCE)
    certainty = rule.certainty or source.certainty
    term = term_words(rule, workflow)
    reading = _text(
        name, rule.rule, term.nl, rule.anchor, rule.version_key, rule.when, rule.moment, rule.legal, source, certainty,
        *dates, *("first day counts" for _ in range(rule.first_day_counts)),
    )  # fmt: skip
    return Entry(
        rule.rule,
        rule.label,
        term,
        anchor_words(rule.anchor, workflow),
        anchor_words(rule.version_key, workflow) if rule.version_key else None,
        condition_words(rule.when, workflow) if rule.when else None,
        rule.moment == "opens",
        rule.legal,
        source,
        certainty,
        rule.note,
        *dates,
        ladder(rule.remind),
        workflow.workflow,
        name,
        workflow.variant,
        reading,
        reading + rule.model_dump_json(exclude={"versions"}),
    )


def _plain(name: str, rule: PlainRule, workflow: Workflow) -> Entry:
    source = workflow.sources.get(rule.source, NO_SOURCE)
    reading = _text(name, rule.rule, source, rule.certainty, rule.from_, rule.until)
    return Entry(
        rule.rule,
        rule.label,
        term=None,
        counted_from=None,
        version_key=None,
        when=None,
        opens=False,
        legal="none",
        source=source,
        certainty=rule.certainty or source.certainty,
        note=rule.note,
        from_=rule.from_,
        until=rule.until,
        ladder="",
        workflow=workflow.workflow,
        name=name,
        variant=workflow.variant,
        reading=reading,
        whole=reading + rule.model_dump_json(),
    )


def _text(*parts: object) -> str:
    return "\n".join(part.model_dump_json() if isinstance(part, Frozen) else str(part) for part in parts)


def ladder(rungs: Iterable[Rung]) -> str:
    """`-8w -4w 0 +1w…1w`: before the day, on it, after it and then again and again; `>60d`: after the start."""
    return " ".join(map(_rung, rungs))


def _rung(rung: Rung) -> str:
    match rung:
        case BeforeRung(before=term):
            return f"-{term.short}"
        case AfterAnchorRung(after_anchor=term):
            return f">{term.short}"
        case OverdueRung(overdue=term, every=again):
            return f"+{term.short}" + (f"…{again.short}" if again else "")
        case DueRung():
            return "0"
        case _:
            assert_never(rung)
