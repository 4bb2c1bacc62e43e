"""What the definitions say of the law, as `workflow sources --law` gives it."""

from datetime import date
from typing import NamedTuple

from workflows.calendar import WorkCalendar
from workflows.describe.law_register import LawEntry
from workflows.language.terms import Term
from workflows.words import Lang, Words


class LawView(NamedTuple):
    """A term of law in one version. first_day_counts: the day it is counted from counts.

    moves: whether the Algemene termijnenwet moves its last day; null where its length is looked up. pauses, extensions:
    on what grounds. remedy: against the decision that ends it. running: how many running cases rest on it.
    """

    rule: str
    label: str
    source: str
    text_of: date | None
    from_: date | None
    until: date | None
    version_key: str | None
    counted_from: str
    first_day_counts: bool
    length: str
    opens: bool
    when: str | None
    moves: bool | None
    pauses: str
    extensions: str
    remedy: str | None
    certainty: str
    note: str | None
    workflow: str
    name: str
    running: int


def law_view(entry: LawEntry, calendar: WorkCalendar, running: int, lang: Lang) -> LawView:
    def said(words: Words | None) -> str | None:
        return words.say(lang) if words else None

    return LawView(
        rule=entry.rule,
        label=entry.label.say(lang),
        source=entry.source.ref,
        text_of=entry.source.text_of,
        from_=entry.from_,
        until=entry.until,
        version_key=said(entry.version_key),
        counted_from=entry.counted_from.say(lang),
        first_day_counts=entry.first_day,
        length=entry.length.say(lang),
        opens=entry.opens,
        when=said(entry.when),
        moves=moves(entry, calendar),
        pauses=entry.pauses.say(lang),
        extensions=entry.extensions.say(lang),
        remedy=said(entry.remedy),
        certainty=entry.certainty,
        note=said(entry.note),
        workflow=entry.workflow,
        name=entry.name,
        running=running,
    )


FORTNIGHT = [date(2026, 1, day) for day in range(5, 19)]  # whatever its length, one of these ends on a Saturday


def moves(entry: LawEntry, calendar: WorkCalendar) -> bool | None:
    """Asked of the calendar, which knows the article."""
    rule = entry.spec
    if not isinstance(rule.term, Term):
        return None
    found = [
        calendar.due(day, rule.term, rule.legal, back=rule.count == "back", first_day=rule.first_day_counts)
        for day in FORTNIGHT
    ]
    return any(each.raw_on != each.due_on for each in found)
