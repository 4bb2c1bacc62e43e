"""Where a deadline or a reminder comes from, as `why` gives it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from scheduler.explain.entry import HowEntered, Mending, entered_as, mended_to
from scheduler.explain.receipt import Explanation
from scheduler.explain.why import Trace, TracedRung
from scheduler.views.attempts import AttemptView, attempt_views, state_of
from scheduler.views.recipients import ToldView
from trajectories.deadlines.deadline import status
from trajectories.deadlines.voice import is_voice
from trajectories.history.events import Recorded
from trajectories.views.moment import MomentView
from workflows.documents import ABSENT, Absent
from workflows.words import Lang, Words


class MendedView(NamedTuple):
    """how: replaced, voided, or taken_back of an earlier correction. to: the day or value that it gave instead."""

    version: int
    how: str
    to: str | None
    recorded_at: datetime
    recorded_by: str
    reason: str | None


class AnchorView(NamedTuple):
    """What the term is counted from. version, event: of the event that says so. recorded_at, recorded_by, entered_as:
    when and by whom that was first entered, and as which day or value; origin: where, `p12@5`, if that was elsewhere.
    corrections: of it since, in order, also those taken back.
    """

    text: str
    on: str | None
    version: int | None
    event: str | None
    recorded_at: datetime | None
    recorded_by: str | None
    entered_as: str | None
    origin: str | None
    corrections: list[MendedView]


class MendedEntryView(NamedTuple):
    """Something else that the term rests on and that was corrected. what: its name; the rest as of AnchorView."""

    version: int
    what: str
    recorded_at: datetime
    recorded_by: str
    entered_as: str
    origin: str | None
    corrections: list[MendedView]


class NotCountedView(NamedTuple):
    """A day on the way that is no working day, and why."""

    on: date
    text: str


class StillView(NamedTuple):
    """by: stage, decision, or a ground by itself. ground: in words, with its article; null where none is declared."""

    on: date
    until: date | None
    by: str
    ground: str | None


class GrantedView(NamedTuple):
    """by: a term; else until. ground: as of a day that it stood still."""

    on: date
    by: str | None
    until: date | None
    ground: str | None


class HeardView(NamedTuple):
    """to: a staff id. due_on: the last day as it was told. folded_into: the reminder that said it.

    certain: false where the mail server's answer was lost each time, so that it may not have arrived.
    """

    on: date
    to: str
    name: str | None
    role: str | None
    due_on: str | None
    folded_into: str | None
    certain: bool


class RungView(NamedTuple):
    """state: also what became of the message, where it is still to be told: failed, unknown, bounced, claimed, waiting.

    attempts: at those who have not heard it. counted_on: the day before it was moved, by what moved_by says."""

    reminder: str
    on: date
    roles: list[str]
    state: str
    said_on: date | None
    to: list[str]
    counted_on: date | None
    moved_by: list[NotCountedView]
    heard: list[HeardView]
    would_go_to: list[ToldView]
    attempts: list[AttemptView]


class SilenceView(NamedTuple):
    """kind: snoozed or seen. by: a staff id."""

    kind: str
    of: str
    on: date
    until: date
    by: str


class WhyView(NamedTuple):
    """text_of: the day of the text that was read. steps: a day and what was counted, in the language asked.

    term: its length. status: as in the ledger of a term; null, like term and met_on, where the term is no more.
    """

    deadline: str
    rule: str
    register: str
    label: str
    workflow: str
    workflow_version: int
    variant: str
    definition: str
    calendar: str
    source: str | None
    text_of: str | None
    certainty: str
    note: str | None
    legal: str
    anchor: AnchorView
    missing: list[str]
    raw_on: str | None
    due_on: str | None
    term: str | None
    status: str | None
    met_on: date | None
    steps: list[str]
    not_counted: list[NotCountedView]
    stood_still: list[StillView]
    extensions: list[str]
    granted: list[GrantedView]
    rungs: list[RungView]
    silences: list[SilenceView]
    corrected: list[MendedEntryView]
    moment: MomentView | Absent = ABSENT


class WhyPage(NamedTuple):
    """What a page says beside the document. staff: names by id, for those whom the document gives by id only.

    opens: its day is the first on which something may be done. is_voice: the question about a case in which nothing is
    planned. length: of the term, in words. advice: what to do about it. giving_way: whether it may stand still or
    become longer.
    """

    document: WhyView
    staff: Mapping[str, str]
    opens: bool
    is_voice: bool
    length: str | None
    advice: str | None
    giving_way: list[str]


def why_page(
    explanation: Explanation,
    trace: Trace,
    names: Mapping[str, str],
    lang: Lang,
    today: date,
    private: Mapping[str, str] = {},
) -> WhyPage:
    """names: of the staff, by id. private: what the entry and its corrections keep apart, by id."""
    document = _why(explanation, trace, names, lang, today)
    document = document._replace(
        anchor=_with_entry(document.anchor, trace.entry, names, private),
        corrected=[_mended_entry(what, entry, names, private, lang) for what, entry in trace.mended],
    )
    is_question = is_voice(explanation.deadline)
    return WhyPage(
        document,
        names,
        trace.opens,
        is_question,
        _said(trace.length, lang),
        _said(trace.advice, lang),
        [each.say(lang) for each in trace.giving_way],
    )


def _why(explanation: Explanation, trace: Trace, names: Mapping[str, str], lang: Lang, today: date) -> WhyView:
    receipt: dict[str, Any] = explanation.receipt
    deadline = trace.deadline
    return WhyView(
        deadline=explanation.deadline,
        rule=explanation.deadline.partition("/")[2].partition("#")[0],
        register=receipt["rule"],
        label=receipt["label"][lang],
        workflow=receipt["workflow"],
        workflow_version=receipt["workflow_version"],
        variant=receipt["variant"],
        definition=receipt["definition"],
        calendar=receipt["calendar"],
        source=receipt["source"] or None,
        text_of=receipt.get("text_of"),
        certainty=receipt["certainty"],
        note=receipt["note"][lang] if "note" in receipt else None,
        legal=receipt["legal"],
        anchor=_anchor(receipt["anchor"], trace.anchor, names, lang),
        missing=receipt["missing"],
        raw_on=receipt["raw_on"] or None,
        due_on=receipt["due_on"] or None,
        term=str(deadline.reckoned.term) if deadline and deadline.reckoned else None,
        status=status(deadline, today) if deadline else None,
        met_on=deadline.met_on if deadline else None,
        steps=[f"{step['on']} {step[lang]}" for step in receipt["steps"]],
        not_counted=[NotCountedView(each.on, each.words.say(lang)) for each in trace.not_counted],
        stood_still=[StillView(each.on, each.until, each.by, _said(each.ground, lang)) for each in trace.stood],
        extensions=[str(each) for each in trace.extensions],
        granted=[GrantedView(each.on, each.by or None, each.until, _said(each.ground, lang)) for each in trace.granted],
        rungs=[_rung(each, names, lang) for each in trace.rungs],
        silences=[SilenceView(each.kind, each.of, each.on, each.until, each.by) for each in explanation.silences],
        corrected=[],
    )


def _said(words: Words | None, lang: Lang) -> str | None:
    return words.say(lang) if words else None


def _anchor(anchor: Mapping[str, Any], recorded: Recorded | None, names: Mapping[str, str], lang: Lang) -> AnchorView:
    return AnchorView(
        text=anchor[lang],
        on=anchor["on"] or None,
        version=anchor["event"],
        event=type(recorded.event).__name__ if recorded else None,
        recorded_at=recorded.recorded_at if recorded else None,
        recorded_by=names.get(recorded.actor, recorded.actor) if recorded else None,
        entered_as=None,
        origin=None,
        corrections=[],
    )


def _with_entry(
    anchor: AnchorView, entry: HowEntered | None, names: Mapping[str, str], private: Mapping[str, str]
) -> AnchorView:
    if entry is None:
        return anchor
    return anchor._replace(
        recorded_at=entry.first.recorded_at,
        recorded_by=names.get(entry.first.actor, entry.first.actor),
        entered_as=entered_as(entry.first, private),
        origin=entry.origin or None,
        corrections=[_mended(each, names, private) for each in entry.mendings],
    )


def _mended_entry(
    what: Words, entry: HowEntered, names: Mapping[str, str], private: Mapping[str, str], lang: Lang
) -> MendedEntryView:
    first = entry.first
    return MendedEntryView(
        version=first.version,
        what=what.say(lang),
        recorded_at=first.recorded_at,
        recorded_by=names.get(first.actor, first.actor),
        entered_as=entered_as(first, private),
        origin=entry.origin or None,
        corrections=[_mended(each, names, private) for each in entry.mendings],
    )


def _mended(mending: Mending, names: Mapping[str, str], private: Mapping[str, str]) -> MendedView:
    recorded = mending.recorded
    return MendedView(
        version=recorded.version,
        how=mending.how,
        to=mended_to(mending, private),
        recorded_at=recorded.recorded_at,
        recorded_by=names.get(recorded.actor, recorded.actor),
        reason=private.get(recorded.reason, "erased") if recorded.reason else None,
    )


def _rung(rung: TracedRung, names: Mapping[str, str], lang: Lang) -> RungView:
    standing, attempts = rung.standing, attempt_views(rung.attempts, names, lang)
    return RungView(
        reminder=standing.reminder,
        on=standing.day,
        roles=list(standing.roles),
        state=state_of(attempts, "planned") if standing.state == "planned" else standing.state,
        said_on=standing.said_on,
        to=list(standing.to),
        counted_on=rung.counted_on,
        moved_by=[NotCountedView(each.on, each.words.say(lang)) for each in rung.moved_by],
        heard=[
            HeardView(
                each.on,
                each.to,
                names.get(each.to),
                each.as_role or None,
                each.due_on or None,
                each.into or None,
                each.is_certain,
            )
            for each in rung.heard
        ],
        would_go_to=[ToldView(key, names.get(key), told.as_role) for key, told in rung.to.items()],
        attempts=attempts,
    )
