"""The ledger of one term: its budget of days, what was used, suspended and granted, and what is still possible.

Loaded by `traject show` for a deadline.
"""

from collections.abc import Mapping, Sequence

from cli.reading.status_words import STATUS
from cli.render import Cell, Column, Page, Said, Tone
from trajectories.views.term_ledger import (
    ExtendedView,
    GroundView,
    GroundWords,
    StoodStillView,
    TermLedgerPage,
    TermLedgerView,
)
from workflows.describe.phrases import roles_words
from workflows.language.terms import parse_term
from workflows.words import Words

BAR_LENGTH = 30
USED, STILL, FREE = "█", "▒", "░"
CARRIED = Words("meegenomen naar een andere versie", "carried over to another version")


def page(paper: Page, view: TermLedgerPage) -> None:
    found = view.document
    paper.title(found.deadline)
    paper.line(Said(found.label, "strong"))
    paper.table([Column(keeps=True), Column()], [[Said(name, "quiet"), text] for name, text in _facts(view)])
    if found.used_days is not None and not view.is_voice:
        paper.gap()
        _bar(paper, found, view)
    _still(paper, view)
    _longer(paper, view)
    if view.is_running:
        paper.gap()
        paper.heading(view.say("Wat nog kan", "What is still possible"))
        paper.listing(_still_possible(view))


def _facts(view: TermLedgerPage) -> list[tuple[str, Cell]]:
    found, say = view.document, view.say
    rows: list[tuple[str, Cell]] = []
    if view.is_voice:
        return _question(view)
    if found.anchor_on:
        rows.append((say("gerekend vanaf", "counted from"), found.anchor_on.isoformat()))
    rows.append((say("termijn", "term"), view.term))
    if found.raw_on and found.raw_on != found.due_on:
        rows.append((say("kale laatste dag", "before the law moves it"), found.raw_on.isoformat()))
    due_on = found.due_on.isoformat() if found.due_on else say("nog niet bekend", "not known yet")
    rows.append((say("vanaf", "from") if view.opens else say("uiterlijk", "due"), Said(due_on, "strong")))
    if found.met_on:
        rows.append((say("gehaald op", "met on"), found.met_on.isoformat()))
    rows.append((say("stand", "status"), Said(STATUS[found.status].say(view.lang), _tone(found, "plain"))))
    if found.missing:
        rows.append((say("wacht op", "waits for"), ", ".join(found.missing)))
    return [*rows, *_days(found, view)]


def _question(view: TermLedgerPage) -> list[tuple[str, Cell]]:
    """Of the question about a case in which nothing is planned: no term with days to use, but a day to look."""
    found, say = view.document, view.say
    last, asked_on = (day.isoformat() if day else "–" for day in (found.anchor_on, found.due_on))
    return [
        (say("laatst vastgelegd", "last recorded"), last),
        (
            say("gevraagd na", "asked after"),
            say(f"{view.term} zonder iets nieuws", f"{view.term} without anything new"),
        ),
        (say("gevraagd vanaf", "asked from"), Said(asked_on, "strong")),
    ]


def _tone(found: TermLedgerView, in_time: Tone) -> Tone:
    return "late" if found.status in ("overdue", "met_late") else in_time


def _days(found: TermLedgerView, view: TermLedgerPage) -> list[tuple[str, Cell]]:
    if found.budget_days is None:
        return []
    say, whole = view.say, {"nl": "dagen", "en": "days"}[view.lang]
    counted = [
        (say("budget", "budget"), found.budget_days, True),
        (say("verlengd", "extended"), found.extended_days, bool(found.extended)),
        (say("verschoven door de wet", "moved by the law"), found.moved_days, bool(found.moved_days)),
        (say("gebruikt", "used"), found.used_days, True),
        (say("opgeschort", "suspended"), found.suspended_days, bool(found.suspended)),
    ]
    rows: list[tuple[str, Cell]] = [(name, f"{days} {whole}") for name, days, shown in counted if shown]
    left = found.left_days or 0
    if left < 0:
        return [*rows, (say("te laat", "late"), Said(f"{-left} {whole}", "late"))]
    return [*rows, (say("over", "left"), Said(f"{left} {whole}", "strong"))]


def _bar(paper: Page, found: TermLedgerView, view: TermLedgerPage) -> None:
    """The days from the anchor on: used, stood still, left."""
    used, still, left = found.used_days or 0, found.suspended_days, max(0, found.left_days or 0)
    whole = max(1, used + still + left)
    first = round(BAR_LENGTH * used / whole)
    second = round(BAR_LENGTH * (used + still) / whole) - first
    drawn = [
        Said(USED * first, _tone(found, "good")),
        Said(STILL * second, "soon"),
        Said(FREE * (BAR_LENGTH - first - second), "quiet"),
    ]
    legend = view.say(f"{USED} gebruikt {STILL} opgeschort {FREE} over", f"{USED} used {STILL} suspended {FREE} left")
    paper.verbatim("  ", *drawn, "  ", Said(legend, "quiet"))


def _still(paper: Page, view: TermLedgerPage) -> None:
    if not view.document.suspended:
        return
    say = view.say
    columns = [
        Column(say("van", "from"), keeps=True),
        Column(say("tot en met", "until"), keeps=True),
        Column(say("dagen", "days"), right=True),
        Column(say("grond", "ground")),
        Column(say("door", "by")),
    ]
    rows: list[list[Cell]] = [
        [
            each.from_.isoformat(),
            each.until.isoformat() if each.until else "…",
            str(each.days),
            _why(each, view),
            view.who(each.by_whom),
        ]
        for each in view.document.suspended
    ]
    paper.gap()
    paper.heading(say("Opgeschort", "Suspended"))
    paper.table(columns, rows)


def _why(still: StoodStillView, view: TermLedgerPage) -> str:
    if still.why == "migration":
        return CARRIED.say(view.lang)
    if still.why == "stage":
        label = view.stages[still.stage or ""]
        return view.say(f"stadium ‘{label}’", f"stage '{label}'")
    return _ground(still, view.suspending)


def _ground(given: StoodStillView | ExtendedView, grounds: Mapping[str, GroundWords]) -> str:
    """The label of a ground that is declared, and what was written beside it."""
    name = given.ground or ""
    label = grounds[name].label if name in grounds else name
    return "; ".join(filter(None, (label, given.reason))) or "–"


def _longer(paper: Page, view: TermLedgerPage) -> None:
    if not view.document.extended:
        return
    say = view.say
    columns = [
        Column(say("verleend op", "granted on"), keeps=True),
        Column(say("met / tot en met", "by / until"), keeps=True),
        Column(say("grond", "ground")),
        Column(say("door", "by")),
    ]
    rows: list[list[Cell]] = [
        [
            each.on.isoformat(),
            parse_term(each.by).words.say(view.lang) if each.by else str(each.until),
            _ground(each, view.extending),
            view.who(each.by_whom),
        ]
        for each in view.document.extended
    ]
    paper.gap()
    paper.heading(say("Verlengd", "Extended"))
    paper.table(columns, rows)


def _still_possible(view: TermLedgerPage) -> list[str]:
    """`suspend: no`, and `extend: once more; complex ‘Complex case’, until 2026-03-01 at the latest; by jurist`."""
    found, say = view.document, view.say
    still = say("ja, met elke reden", "yes, for any reason")
    longer = still
    if not found.suspension_any_reason:
        grounds, roles = found.suspension_grounds, found.suspension_roles
        still = _left(found.suspensions_left, grounds, roles, view.suspending, view)
    if not found.extension_any_reason:
        grounds, roles = found.extension_grounds, found.extension_roles
        longer = _left(found.extensions_left, grounds, roles, view.extending, view)
    return [f"{say('opschorten', 'suspend')}: {still}", f"{say('verlengen', 'extend')}: {longer}"]


def _left(
    times: int | None,
    grounds: Sequence[GroundView],
    roles: Sequence[str],
    words: Mapping[str, GroundWords],
    view: TermLedgerPage,
) -> str:
    """How often, on what grounds until when, and by whom."""
    say = view.say
    if not grounds or times == 0:
        return say("nee", "no")
    given = ", ".join(_still_given(each, words, view) for each in grounds)
    parts = [given] if times is None else [say(f"nog {times} keer", f"{times} more"), given]
    if roles:
        named = roles_words(roles).say(view.lang)
        parts.append(say(f"door {named}", f"by {named}"))
    return "; ".join(parts)


def _still_given(ground: GroundView, words: Mapping[str, GroundWords], view: TermLedgerPage) -> str:
    last = view.say(f", uiterlijk tot en met {ground.until}", f", until {ground.until} at the latest")
    return f"{ground.ground} {words[ground.ground].bounds}{last if ground.until else ''}"
