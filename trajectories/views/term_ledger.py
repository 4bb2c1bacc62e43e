"""The days of one term as `show` gives them: used, stood still, granted and left, and what is still possible."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from trajectories.casework.term_ledger import Budget, Longer, May, Still
from trajectories.deadlines.voice import is_voice
from trajectories.deadlines.written import Written
from trajectories.history.events import Recorded
from trajectories.views.history import ERASED
from trajectories.views.moment import MomentView
from workflows.describe.ground_phrases import ground_words
from workflows.describe.phrases import amount_words
from workflows.documents import ABSENT, Absent
from workflows.language.grounds import Extending, Suspending
from workflows.language.nothing_planned import rule_of
from workflows.language.workflow import Workflow
from workflows.words import Lang


class StoodStillView(NamedTuple):
    """by_whom: a staff id."""

    from_: date
    until: date | None
    days: int
    why: str
    ground: str | None
    stage: str | None
    reason: str | None
    on: date | None
    by_whom: str | None
    role: str | None
    version: int | None


class ExtendedView(NamedTuple):
    """by: a term; else until. by_whom: a staff id."""

    by: str | None
    until: date | None
    ground: str | None
    reason: str | None
    on: date
    by_whom: str
    role: str
    version: int


class GroundView(NamedTuple):
    """until: the last day on which it may still be given."""

    ground: str
    label: str
    until: date | None


class TermLedgerView(NamedTuple):
    """suspensions_left and extensions_left: None where nothing says; roles: empty for all who write."""

    deadline: str
    rule: str
    register: str
    label: str
    on: date
    anchor_on: date | None
    term: str | None
    legal: str
    budget_days: int | None
    extended_days: int | None
    moved_days: int | None
    used_days: int | None
    left_days: int | None
    suspended: list[StoodStillView]
    suspended_days: int
    extended: list[ExtendedView]
    raw_on: date | None
    due_on: date | None
    met_on: date | None
    status: str
    missing: list[str]
    suspensions_left: int | None
    suspension_grounds: list[GroundView]
    suspension_any_reason: bool
    suspension_roles: list[str]
    extensions_left: int | None
    extension_grounds: list[GroundView]
    extension_any_reason: bool
    extension_roles: list[str]
    moment: MomentView | Absent = ABSENT


class GroundWords(NamedTuple):
    """bounds: the label with how long and how often it may be given."""

    label: str
    bounds: str


class TermLedgerPage(NamedTuple):
    """What a page says beside the document.

    term: in words, also where the days are not known yet. opens: the day is the first on which something may be done.
    staff: names by id. stages: labels by name, of those in which it stood still. suspending, extending: all grounds of
    the rule, by name.
    """

    document: TermLedgerView
    term: str
    opens: bool
    is_running: bool
    staff: Mapping[str, str]
    stages: Mapping[str, str]
    suspending: Mapping[str, GroundWords]
    extending: Mapping[str, GroundWords]
    lang: Lang

    @property
    def is_voice(self) -> bool:
        """Whether it is the question about a case in which nothing is planned."""
        return is_voice(self.document.deadline)

    def say(self, nl: str, en: str) -> str:
        return nl if self.lang == "nl" else en

    def who(self, key: str | None) -> str:
        """A dash for nobody, as where a stage lets a term stand still."""
        return "–" if key is None else self.staff.get(key, key)


class LedgerReader(NamedTuple):
    """Who reads, on which day. staff: names by id; private: reasons by id, without those erased."""

    written: Written
    staff: Mapping[str, str]
    private: Mapping[str, str]
    on: date
    lang: Lang

    def reason(self, event: Recorded) -> str | None:
        return self.private.get(event.reason, ERASED.say(self.lang)) if event.reason else None


def private_keys(budget: Budget) -> list[str]:
    """Of the reasons to look up."""
    events = [*(each.event for each in budget.still), *(each.event for each in budget.longer)]
    return [each.reason for each in events if each and each.reason]


def term_ledger_page(budget: Budget, reader: LedgerReader) -> TermLedgerPage:
    deadline, compiled, lang = budget.deadline, reader.written.compiled, reader.lang
    term = deadline.reckoned.term if deadline.reckoned else deadline.reading.term
    return TermLedgerPage(
        _term_ledger(budget, reader),
        term=amount_words(term, compiled.workflow).say(lang),
        opens=deadline.opens,
        is_running=deadline.standing == "running",
        staff=reader.staff,
        stages={each.stage: compiled.stage_label(each.stage).say(lang) for each in budget.still if each.why == "stage"},
        suspending=_grounds_in_words(deadline.reading.suspend, compiled.workflow, lang),
        extending=_grounds_in_words(deadline.reading.extend, compiled.workflow, lang),
        lang=lang,
    )


def _grounds_in_words(
    granting: Suspending | Extending | None, workflow: Workflow, lang: Lang
) -> dict[str, GroundWords]:
    grounds = granting.grounds if granting else {}
    return {
        name: GroundWords(each.label.say(lang), ground_words(each, workflow).say(lang))
        for name, each in grounds.items()
    }


def _term_ledger(budget: Budget, reader: LedgerReader) -> TermLedgerView:
    deadline, reckoned = budget.deadline, budget.deadline.reckoned
    suspend, extend = deadline.reading.suspend, deadline.reading.extend
    return TermLedgerView(
        deadline=deadline.id,
        rule=deadline.name,
        register=deadline.reading.rule,
        label=rule_of(reader.written.compiled.workflow, deadline.name).label.say(reader.lang),
        on=reader.on,
        anchor_on=reckoned.anchor_on if reckoned else None,
        term=str(reckoned.term) if reckoned else None,
        legal=deadline.reading.legal,
        budget_days=budget.budget_days,
        extended_days=budget.extended_days,
        moved_days=budget.moved_days,
        used_days=budget.used_days,
        left_days=budget.left_days,
        suspended=[_stood_still(each, reader) for each in budget.still],
        suspended_days=budget.suspended_days,
        extended=[_extended(each, reader) for each in budget.longer],
        raw_on=deadline.raw_on,
        due_on=deadline.due_on,
        met_on=deadline.met_on,
        status=budget.status,
        missing=list(deadline.missing),
        suspensions_left=budget.suspensions.times,
        suspension_grounds=_grounds(budget.suspensions.grounds, suspend, (), reader.lang),
        suspension_any_reason=budget.suspensions.is_any_reason,
        suspension_roles=list(suspend.roles) if suspend else [],
        extensions_left=budget.extensions.times,
        extension_grounds=_grounds(list({each.ground: None for each in budget.may}), extend, budget.may, reader.lang),
        extension_any_reason=budget.extensions.is_any_reason,
        extension_roles=list(extend.roles) if extend else [],
    )


def _stood_still(still: Still, reader: LedgerReader) -> StoodStillView:
    event = still.event
    return StoodStillView(
        from_=still.first,
        until=still.last,
        days=still.days,
        why=still.why,
        ground=still.ground or None,
        stage=still.stage or None,
        reason=reader.reason(event) if event else None,
        on=event.occurred_on if event else None,
        by_whom=event.actor if event else None,
        role=event.role if event else None,
        version=event.version if event else None,
    )


def _extended(longer: Longer, reader: LedgerReader) -> ExtendedView:
    event = longer.event
    return ExtendedView(
        by=longer.by or None,
        until=longer.until,
        ground=longer.ground or None,
        reason=reader.reason(event),
        on=event.occurred_on,
        by_whom=event.actor,
        role=event.role,
        version=event.version,
    )


def _grounds(
    names: Sequence[str], granting: Suspending | Extending | None, may: Sequence[May], lang: Lang
) -> list[GroundView]:
    """may: until when each may be given."""
    until = {each.ground: each.last_on for each in may}
    return [GroundView(name, granting.grounds[name].label.say(lang), until.get(name)) for name in names if granting]
