"""The ledger of one term: its budget of days, what was used, suspended and granted, and what is still possible.

Loaded by `traject show` for a deadline.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from cli.reading import event_lines
from cli.reading.pages import STATUS
from cli.render import Cell, Column, Page, Said, Tone
from trajectories.casework.grounds import Left
from trajectories.casework.term_ledger import Budget, Longer, May, Still
from trajectories.deadlines.written import Written
from trajectories.history.events import Recorded
from workflows.describe.phrases import amount_words, ground_words, roles_words
from workflows.language.grounds import Extending, Suspending
from workflows.language.terms import parse_term
from workflows.words import Lang, Words

BAR_LENGTH = 30
USED, STILL, FREE = "█", "▒", "░"
CARRIED = Words("meegenomen naar een andere versie", "carried over to another version")


class Reader(NamedTuple):
    """Who reads, on which day. staff: names by id; private: reasons by id, without those erased."""

    written: Written
    staff: Mapping[str, str]
    private: Mapping[str, str]
    on: date
    lang: Lang

    def say(self, nl: str, en: str) -> str:
        return nl if self.lang == "nl" else en

    def who(self, event: Recorded) -> str:
        return self.staff.get(event.actor, event.actor)

    def reason(self, event: Recorded) -> str | None:
        return self.private.get(event.reason, event_lines.ERASED.say(self.lang)) if event.reason else None


def private_keys(budget: Budget) -> list[str]:
    """Of the reasons to look up."""
    events = [*(each.event for each in budget.still), *(each.event for each in budget.longer)]
    return [each.reason for each in events if each and each.reason]


# as data


def data(budget: Budget, reader: Reader) -> dict[str, Any]:
    deadline, reckoned = budget.deadline, budget.deadline.reckoned
    suspend, extend = deadline.reading.suspend, deadline.reading.extend
    return {
        "deadline": deadline.id,
        "rule": deadline.name,
        "register": deadline.reading.rule,
        "label": reader.written.compiled.workflow.deadlines[deadline.name].label.say(reader.lang),
        "on": reader.on.isoformat(),
        "anchor_on": _iso(reckoned.anchor_on) if reckoned else None,
        "term": str(reckoned.term) if reckoned else None,
        "legal": deadline.reading.legal,
        "budget_days": budget.budget_days,
        "extended_days": budget.extended_days,
        "moved_days": budget.moved_days,
        "used_days": budget.used_days,
        "left_days": budget.left_days,
        "suspended": [_still_data(each, reader) for each in budget.still],
        "suspended_days": budget.suspended_days,
        "extended": [_longer_data(each, reader) for each in budget.longer],
        "raw_on": _iso(deadline.raw_on),
        "due_on": _iso(deadline.due_on),
        "met_on": _iso(deadline.met_on),
        "status": budget.status,
        "missing": list(deadline.missing),
        **_possible("suspension", budget.suspensions, suspend, reader),
        **_possible("extension", budget.extensions, extend, reader, budget.may),
    }


def _still_data(still: Still, reader: Reader) -> dict[str, Any]:
    return {
        "from": still.first.isoformat(),
        "until": _iso(still.last),
        "days": still.days,
        "why": still.why,
        "ground": still.ground or None,
        "stage": still.stage or None,
        **_decided(still.event, reader),
    }


def _longer_data(longer: Longer, reader: Reader) -> dict[str, Any]:
    return {
        "by": longer.by or None,
        "until": _iso(longer.until),
        "ground": longer.ground or None,
        **_decided(longer.event, reader),
    }


def _decided(event: Recorded | None, reader: Reader) -> dict[str, Any]:
    return {
        "reason": reader.reason(event) if event else None,
        "on": event.occurred_on.isoformat() if event else None,
        "by_whom": event.actor if event else None,
        "role": event.role if event else None,
        "version": event.version if event else None,
    }


def _possible(
    what: str, left: Left, granting: Suspending | Extending | None, reader: Reader, may: tuple[May, ...] = ()
) -> dict[str, Any]:
    """How often it may still be done, None where nothing says; on which grounds; by whom, empty for all who write."""
    until = {each.ground: each.last_on for each in may}
    names = list(until) if what == "extension" else list(left.grounds)
    return {
        f"{what}s_left": left.times,
        f"{what}_grounds": [
            {"ground": name, "label": granting.grounds[name].label.say(reader.lang), "until": _iso(until.get(name))}
            for name in names
            if granting
        ],
        f"{what}_any_reason": left.is_any_reason,
        f"{what}_roles": list(granting.roles) if granting else [],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# for people


def page(paper: Page, budget: Budget, reader: Reader) -> None:
    deadline = budget.deadline
    paper.title(deadline.id)
    paper.line(Said(reader.written.compiled.workflow.deadlines[deadline.name].label.say(reader.lang), "strong"))
    paper.table([Column(keeps=True), Column()], [[Said(name, "quiet"), text] for name, text in _facts(budget, reader)])
    if budget.used_days is not None:
        paper.gap()
        _bar(paper, budget, reader)
    _still(paper, budget, reader)
    _longer(paper, budget, reader)
    if deadline.standing == "running":
        paper.gap()
        paper.heading(reader.say("Wat nog kan", "What is still possible"))
        paper.listing(_still_possible(budget, reader))


def _facts(budget: Budget, reader: Reader) -> list[tuple[str, Cell]]:
    deadline, reckoned, say = budget.deadline, budget.deadline.reckoned, reader.say
    tone: Tone = "late" if budget.status in ("overdue", "met_late") else "plain"
    rows: list[tuple[str, Cell]] = []
    if reckoned:
        rows.append((say("gerekend vanaf", "counted from"), reckoned.anchor_on.isoformat()))
    term = reckoned.term if reckoned else deadline.reading.term
    rows.append((say("termijn", "term"), amount_words(term, reader.written.compiled.workflow).say(reader.lang)))
    if deadline.raw_on and deadline.raw_on != deadline.due_on:
        rows.append((say("kale laatste dag", "before the law moves it"), deadline.raw_on.isoformat()))
    due_on = deadline.due_on.isoformat() if deadline.due_on else say("nog niet bekend", "not known yet")
    rows.append((say("vanaf", "from") if deadline.opens else say("uiterlijk", "due"), Said(due_on, "strong")))
    if deadline.met_on:
        rows.append((say("gehaald op", "met on"), deadline.met_on.isoformat()))
    rows.append((say("stand", "status"), Said(STATUS[budget.status].say(reader.lang), tone)))
    if deadline.missing:
        rows.append((say("wacht op", "waits for"), ", ".join(deadline.missing)))
    return [*rows, *_days(budget, reader)]


def _days(budget: Budget, reader: Reader) -> list[tuple[str, Cell]]:
    if budget.budget_days is None:
        return []
    say, whole = reader.say, {"nl": "dagen", "en": "days"}[reader.lang]
    counted = [
        (say("budget", "budget"), budget.budget_days, True),
        (say("verlengd", "extended"), budget.extended_days, bool(budget.longer)),
        (say("verschoven door de wet", "moved by the law"), budget.moved_days, bool(budget.moved_days)),
        (say("gebruikt", "used"), budget.used_days, True),
        (say("opgeschort", "suspended"), budget.suspended_days, bool(budget.still)),
    ]
    rows: list[tuple[str, Cell]] = [(name, f"{days} {whole}") for name, days, shown in counted if shown]
    left = budget.left_days or 0
    if left < 0:
        return [*rows, (say("te laat", "late"), Said(f"{-left} {whole}", "late"))]
    return [*rows, (say("over", "left"), Said(f"{left} {whole}", "strong"))]


def _bar(paper: Page, budget: Budget, reader: Reader) -> None:
    """The days from the anchor on: used, stood still, left."""
    used, still, left = budget.used_days or 0, budget.suspended_days, max(0, budget.left_days or 0)
    whole = max(1, used + still + left)
    first = round(BAR_LENGTH * used / whole)
    second = round(BAR_LENGTH * (used + still) / whole) - first
    tone: Tone = "late" if budget.status in ("overdue", "met_late") else "good"
    drawn = [
        Said(USED * first, tone),
        Said(STILL * second, "soon"),
        Said(FREE * (BAR_LENGTH - first - second), "quiet"),
    ]
    legend = reader.say(f"{USED} gebruikt {STILL} opgeschort {FREE} over", f"{USED} used {STILL} suspended {FREE} left")
    paper.verbatim("  ", *drawn, "  ", Said(legend, "quiet"))


def _still(paper: Page, budget: Budget, reader: Reader) -> None:
    if not budget.still:
        return
    say = reader.say
    columns = [
        Column(say("van", "from"), keeps=True),
        Column(say("tot en met", "until"), keeps=True),
        Column(say("dagen", "days"), right=True),
        Column(say("grond", "ground")),
        Column(say("door", "by")),
    ]
    rows: list[list[Cell]] = [
        [
            each.first.isoformat(),
            each.last.isoformat() if each.last else "…",
            str(each.days),
            _ground_of(each, budget, reader),
            reader.who(each.event) if each.event else "–",
        ]
        for each in budget.still
    ]
    paper.gap()
    paper.heading(say("Opgeschort", "Suspended"))
    paper.table(columns, rows)


def _ground_of(still: Still, budget: Budget, reader: Reader) -> str:
    if still.why == "migration":
        return CARRIED.say(reader.lang)
    if still.why == "stage":
        label = reader.written.compiled.stage_label(still.stage).say(reader.lang)
        return reader.say(f"stadium ‘{label}’", f"stage '{label}'")
    return _ground(still.ground, still.event, budget.deadline.reading.suspend, reader)


def _ground(name: str, event: Recorded | None, granting: Suspending | Extending | None, reader: Reader) -> str:
    """The label of a ground that is declared, and what was written beside it."""
    found = granting.grounds.get(name) if granting and name else None
    label = found.label.say(reader.lang) if found else name
    return "; ".join(filter(None, (label, reader.reason(event) if event else None))) or "–"


def _longer(paper: Page, budget: Budget, reader: Reader) -> None:
    if not budget.longer:
        return
    say, extend = reader.say, budget.deadline.reading.extend
    columns = [
        Column(say("verleend op", "granted on"), keeps=True),
        Column(say("met / tot en met", "by / until"), keeps=True),
        Column(say("grond", "ground")),
        Column(say("door", "by")),
    ]
    rows: list[list[Cell]] = [
        [
            each.event.occurred_on.isoformat(),
            parse_term(each.by).words.say(reader.lang) if each.by else str(each.until),
            _ground(each.ground, each.event, extend, reader),
            reader.who(each.event),
        ]
        for each in budget.longer
    ]
    paper.gap()
    paper.heading(say("Verlengd", "Extended"))
    paper.table(columns, rows)


def _still_possible(budget: Budget, reader: Reader) -> list[str]:
    reading = budget.deadline.reading
    until = {each.ground: each.last_on for each in budget.may}
    still = _sentence(reader.say("opschorten", "suspend"), budget.suspensions, reading.suspend, {}, reader)
    longer = _sentence(reader.say("verlengen", "extend"), budget.extensions, reading.extend, until, reader)
    return [still, longer]


def _sentence(
    what: str,
    left: Left,
    granting: Suspending | Extending | None,
    until: Mapping[str, date | None],
    reader: Reader,
) -> str:
    """`extend: once more; complex ‘Complex case’ until 2026-03-01; by jurist`."""
    say = reader.say
    if left.is_any_reason:
        return say(f"{what}: ja, met elke reden", f"{what}: yes, for any reason")
    names = [name for name in left.grounds if not isinstance(granting, Extending) or name in until]
    if not granting or not names or left.times == 0:
        return say(f"{what}: nee", f"{what}: no")
    grounds = ", ".join(_still_given(name, granting, until.get(name), reader) for name in names)
    parts = [grounds] if left.times is None else [say(f"nog {left.times} keer", f"{left.times} more"), grounds]
    if granting.roles:
        roles = roles_words(granting.roles).say(reader.lang)
        parts.append(say(f"door {roles}", f"by {roles}"))
    return f"{what}: " + "; ".join(parts)


def _still_given(name: str, granting: Suspending | Extending, until: date | None, reader: Reader) -> str:
    words = ground_words(granting.grounds[name]).say(reader.lang)
    last = reader.say(f", uiterlijk tot en met {until}", f", until {until} at the latest") if until else ""
    return f"{name} {words}{last}"
