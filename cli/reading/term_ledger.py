"""The ledger of one term: its budget of days, what was used, suspended and granted, and what is still possible.

Loaded by `traject show` for a deadline.
"""

from collections.abc import Mapping
from datetime import date

from cli.reading.status_words import STATUS
from cli.render import Cell, Column, Page, Said, Tone
from trajectories.casework.grounds import Left
from trajectories.casework.term_ledger import Budget, Still
from trajectories.history.events import Recorded
from trajectories.views.term_ledger import Reader
from workflows.describe.phrases import amount_words, ground_words, roles_words
from workflows.language.grounds import Extending, Suspending
from workflows.language.terms import parse_term
from workflows.words import Words

BAR_LENGTH = 30
USED, STILL, FREE = "█", "▒", "░"
CARRIED = Words("meegenomen naar een andere versie", "carried over to another version")


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
