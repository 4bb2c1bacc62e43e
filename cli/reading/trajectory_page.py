"""`traject show` and `traject replay` for people: where a trajectory stands, and what is to be done."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from itertools import zip_longest

from cli.reading.loose_ends import loose_ends
from cli.reading.status_words import RUNNING, when_words
from cli.render import Cell, Column, Page, Said, fitted
from scheduler.messages.dates import span
from scheduler.messages.left_behind import left_from
from trajectories.views.sheet import Sheet
from trajectories.views.trajectory import (
    DeadlineView,
    LeftTaskView,
    PassageView,
    RepeatingTaskView,
    TaskView,
)
from workflows.language.roles import ROLES
from workflows.words import Lang, Words, listed


def trajectories(page: Page, sheets: Sequence[Sheet], own: Collection[str]) -> None:
    """The open ones of the subject itself whole; those of members, and what is closed, on a line each.

    own: the reference of the subject, and those of clients merged into it.
    """
    if len(sheets) == 1:
        trajectory(page, sheets[0])
        return
    whole = [sheet for sheet in sheets if not sheet.shown.closed and sheet.shown.subject in own]
    of_members = [sheet for sheet in sheets if not sheet.shown.closed and sheet not in whole]
    for sheet in whole:
        trajectory(page, sheet)
        if sheet is not sheets[-1]:
            page.gap()
    if of_members:
        _of_members(page, of_members)
        page.gap()
    _closed(page, [sheet for sheet in sheets if sheet.shown.closed])


def _of_members(page: Page, sheets: Sequence[Sheet]) -> None:
    """Where each stands, with all that is overdue and then what comes next; what is not known yet is asked here too."""
    page.title(sheets[0].say("Van de leden", "Of the members"))
    rows: list[list[Cell]] = []
    for sheet in sheets:
        days = _late_and_next(sheet) or [["", "", ""]]
        rows.append([sheet.who, _standing(sheet), *days[0][:2], sheet.shown.trajectory])
        rows += [["", "", *more[:2], ""] for more in days[1:]]
    columns = [Column(), Column(), Column(keeps=True), Column(), Column(keeps=True)]
    page.table(fitted(columns, rows, page.width - 2), rows)
    _questions_of_members(page, sheets)
    _left_of_members(page, sheets)


def _left_of_members(page: Page, sheets: Sequence[Sheet]) -> None:
    """A line for each of them that has any."""
    leaving = [sheet for sheet in sheets if sheet.shown.left_tasks]
    if leaving:
        _section(page, leaving[0], "Bleven liggen", "Left undone")
    for sheet in leaving:
        shown = sheet.shown
        page.line(f"{shown.subject} · {shown.trajectory} · {folded(shown.left_tasks, sheet.lang)}", indent=2)
        page.command(f"traject show {shown.trajectory} --tasks", indent=4)


def _questions_of_members(page: Page, sheets: Sequence[Sheet]) -> None:
    """One section for all, that says of whom each question is."""
    asking = [(sheet, _waiting(sheet)) for sheet in sheets]
    if any(waiting for _, waiting in asking):
        _section(page, sheets[0], "Open vragen", "Open questions")
    for sheet, waiting in asking:
        for name, labels in waiting.items():
            _question_of(page, sheet, name, labels, f"{sheet.shown.subject} · {sheet.shown.trajectory} · ")


def _standing(sheet: Sheet) -> str:
    return f"{sheet.label}: {sheet.shown.stage_label}"


def _late_and_next(sheet: Sheet) -> list[list[Cell]]:
    """Day and what it is of: every term that is overdue, said so, then the first of the others."""
    running = _running(sheet)
    late = [each for each in running if each.status == "overdue"]
    others = [each for each in running if each.status != "overdue"]
    return [_day_of(each, sheet) for each in [*late, *others[:1]]]


def _day_of(each: DeadlineView, sheet: Sheet) -> list[Cell]:
    day, when, label, _ = _deadline(each, sheet)
    assert isinstance(when, Said)
    return [day, Said(f"{label}, {when.text}", when.tone)]


def _closed(page: Page, sheets: Sequence[Sheet]) -> None:
    if sheets:
        page.title(sheets[0].say("Gesloten", "Closed"))
        rows = [
            [each.shown.trajectory, each.shown.subject, str(each.shown.closed_on), _closed_words(each)]
            for each in sheets
        ]
        page.table([Column(keeps=True), Column(keeps=True), Column(keeps=True), Column()], rows)


def _closed_words(sheet: Sheet) -> str:
    how = sheet.say("opening teruggedraaid", "opening taken back") if sheet.shown.taken_back_on else sheet.outcome
    return f"{sheet.label}: {how}"


def trajectory(page: Page, sheet: Sheet) -> None:
    shown = sheet.shown
    page.title(f"{shown.trajectory} · {sheet.label}")
    for part in (_header, _path, _tasks, _possible, _blocked, _deadlines, _questions, _facts, _loose_ends):
        part(page, sheet)


def _header(page: Page, sheet: Sheet) -> None:
    shown = sheet.shown
    days = (sheet.on - shown.entered_on).days
    rows: list[list[Cell]] = [[sheet.say("cliënt", "client"), sheet.who]]
    if shown.taken_back_on:
        nl = f"op {shown.taken_back_on}; het telt alsof het er nooit was, en alles hieronder hoort bij die opening"
        en = f"on {shown.taken_back_on}; it counts as if it had never been, and all below is of that opening"
        rows.append([sheet.say("opening teruggedraaid", "opening taken back"), Said(sheet.say(nl, en), "strong")])
    elif shown.closed:
        rows.append([sheet.say("gesloten", "closed"), f"{shown.closed_on}: {sheet.outcome}"])
    else:
        since = sheet.say("sinds", "since")
        stage = f"{shown.stage_label}, {since} {shown.entered_on} ({span(days, sheet.lang)})"
        rows.append([sheet.say("stap", "stage"), Said(stage, "strong")])
    if shown.taken_over:
        rows.append([sheet.say("overgenomen", "taken over"), _taken_over(sheet)])
    if shown.continues:
        rows.append([sheet.say("gaat verder op", "goes on from"), shown.continues])
    if shown.continued_by:
        rows.append([sheet.say("gaat verder in", "goes on in"), ", ".join(shown.continued_by)])
    if shown.waits_for:
        rows.append([sheet.say("wacht op", "waits for"), shown.waits_for])
    version = sheet.say("versie", "version")
    variant = f"{shown.variant} ({shown.workflow}, {version} {shown.workflow_version})"
    rows.append([sheet.say("variant", "variant"), variant])
    assigned = [f"{ROLES[role].say(sheet.lang)} {sheet.staff.get(key, key)}" for role, key in shown.assigned.items()]
    rows.append([sheet.say("toegewezen", "assigned"), ", ".join(assigned) or sheet.say("niemand", "nobody")])
    rows.append([sheet.say("geschiedenis", "history"), f"{version} {shown.version}"])
    page.table([Column(keeps=True), Column()], [[Said(str(label), "quiet"), value] for label, value in rows])


def _path(page: Page, sheet: Sheet) -> None:
    path = sheet.shown.path
    ends = [each.on for each in path[1:]]
    last = sheet.shown.closed_on or sheet.on
    _section(page, sheet, "Weg tot nu toe", "Path so far")
    page.timeline(
        [
            ("?" if step.day_unknown else str(step.on), step.label, _told_of(step, end or last, sheet))
            for step, end in zip_longest(path, ends)
        ]
    )


def _taken_over(sheet: Sheet) -> str:
    taken = sheet.shown.taken_over
    assert taken
    label = next(each.label for each in reversed(sheet.shown.path) if each.elsewhere)
    return sheet.say(
        f"op {taken.recorded_on} vastgelegd, in ‘{label}’ sinds {taken.since}; wat daarvoor kwam is niet hier gelopen",
        f"recorded on {taken.recorded_on}, in '{label}' since {taken.since}; what came before was not walked here",
    )


def _told_of(step: PassageView, end: date, sheet: Sheet) -> str:
    """How long it lasted, and that it was not walked here."""
    known = "" if step.day_unknown else _lasted(step.on, end, sheet.lang)
    return ", ".join(filter(None, [known, sheet.say("elders", "elsewhere") if step.elsewhere else ""]))


def _lasted(first: date, last: date, lang: Lang) -> str:
    days = (last - first).days
    return span(days, lang) if days else ""


def _tasks(page: Page, sheet: Sheet) -> None:
    """One row for each task, with whom it is still to be done for; what need not be done apart."""
    grouped: dict[str, list[TaskView]] = {}
    for each in sheet.shown.open_tasks:
        grouped.setdefault(each.task, []).append(each)
    needed = [_task(several, sheet) for several in grouped.values() if not several[0].optional]
    optional = [_task(several, sheet) for several in grouped.values() if several[0].optional]
    columns = [Column(), Column(), Column(keeps=True)]
    if needed:
        _section(page, sheet, "Open taken", "Open tasks")
        page.table(columns, needed)
    if optional:
        _section(page, sheet, "Taken die mogen", "Optional tasks")
        page.table(columns, optional)
    if sheet.shown.left_tasks:
        _left(page, sheet)
    _repeating(page, sheet)


def _left(page: Page, sheet: Sheet) -> None:
    """What was left in stages gone by: folded to one line, or each task where that was asked."""
    _section(page, sheet, "Bleven liggen", "Left undone")
    page.line(folded(sheet.shown.left_tasks, sheet.lang), indent=2)
    if not sheet.unfolds:
        page.command(f"traject show {sheet.shown.trajectory} --tasks", indent=4)
        return
    rows: list[list[Cell]] = [
        [each.label, " ".join(filter(None, [each.member, _of(each)])), Said(each.task, "quiet")]
        for each in sheet.shown.left_tasks
    ]
    page.table([Column(), Column(), Column(keeps=True)], rows)


def folded(left: Sequence[LeftTaskView], lang: Lang) -> str:
    """As `9 left from Housing, 2 left from Arrival`."""
    stages = Counter(each.stage_label for each in left)
    return ", ".join(left_from(count, stage).say(lang) for stage, count in stages.items())


def _of(task: TaskView | LeftTaskView) -> str:
    return f"{task.done}/{task.of} {task.unit or ''}".strip() if task.of > 1 else ""


def _repeating(page: Page, sheet: Sheet) -> None:
    """What may be done again and again, with the day it was done last."""
    if sheet.shown.repeating_tasks:
        _section(page, sheet, "Taken die terugkomen", "Tasks that come round")
        rows: list[list[Cell]] = [
            [each.label, " ".join(filter(None, [each.member, _last(each, sheet)])), Said(each.task, "quiet")]
            for each in sheet.shown.repeating_tasks
        ]
        page.table([Column(), Column(), Column(keeps=True)], rows)


def _last(task: RepeatingTaskView, sheet: Sheet) -> str:
    if not task.times:
        return ", ".join([sheet.say("nog niet gedaan", "not done yet"), *_absent(task, sheet)])
    times = f"{task.times}×"
    done = sheet.say(f"{times} gedaan, laatst op {task.last_on}", f"done {times}, last on {task.last_on}")
    return ", ".join([done, *_absent(task, sheet)])


def _absent(task: TaskView | RepeatingTaskView, sheet: Sheet) -> list[str]:
    """How often someone stayed away; nothing where nobody ever did."""
    times, last_on = f"{task.missed}×", task.last_missed_on
    told = sheet.say(f"{times} niet verschenen, laatst op {last_on}", f"missed {times}, last on {last_on}")
    return [told] if task.missed else []


def _task(several: list[TaskView], sheet: Sheet) -> list[Cell]:
    first = several[0]
    parts = [part for each in several for part in (_whom(each), *_absent(each, sheet)) if part]
    whom = ", ".join([*parts, *_held_to(several, sheet)])
    return [first.label, whom, Said(first.task, "quiet")]


def _held_to(several: list[TaskView], sheet: Sheet) -> list[str]:
    """What is to be done before it, and who may record it."""
    first = list(dict.fromkeys(label for each in several for label in each.after))
    notes = [f"{Words('na', 'after').say(sheet.lang)} {listed(first, sheet.lang)}"] if first else []
    who = [ROLES[role].say(sheet.lang) for role in several[0].roles]
    return notes + ([f"{Words('door', 'by').say(sheet.lang)} {listed(who, sheet.lang)}"] if who else [])


def _whom(task: TaskView) -> str:
    return " ".join(filter(None, [task.member, _of(task)]))


def _possible(page: Page, sheet: Sheet) -> None:
    if sheet.shown.possible:
        _section(page, sheet, "Wat nu kan", "Possible now")
        rows: list[list[Cell]] = [
            [Said(each.trigger, "good"), f"→ {sheet.stages[each.to]}"] for each in sheet.shown.possible
        ]
        page.table([Column(keeps=True), Column()], rows)


def _blocked(page: Page, sheet: Sheet) -> None:
    if sheet.shown.blocked:
        _section(page, sheet, "Wat nog niet kan", "Not possible yet")
    for each in sheet.shown.blocked:
        page.line(Said(each.trigger, "soon"), f"→ {sheet.stages[each.to]}", indent=2)
        page.listing([reason.text for reason in each.because], indent=4)


def _deadlines(page: Page, sheet: Sheet) -> None:
    """What runs, by day; then what is over."""
    over = [each for each in sheet.shown.deadlines if each.due_on and each.status not in RUNNING]
    known = [*_running(sheet), *over]
    if known:
        _section(page, sheet, "Termijnen", "Deadlines")
        columns = [Column(keeps=True), Column(), Column(), Column(keeps=True)]
        page.table(columns, [_deadline(each, sheet) for each in known])


def _running(sheet: Sheet) -> list[DeadlineView]:
    running = [each for each in sheet.shown.deadlines if each.due_on and each.status in RUNNING]
    return sorted(running, key=lambda each: str(each.due_on))


def _deadline(each: DeadlineView, sheet: Sheet) -> list[Cell]:
    assert each.due_on
    when = when_words(each.due_on, each.status, sheet.on, sheet.lang, opens=each.opens)
    label = each.label
    if each.certainty == "unverified":
        label = f"{label} ({sheet.say('niet geverifieerd', 'unverified')})"
    if each.provisional:
        label = f"{label} ({sheet.say('voorlopig', 'provisional')})"
    return [str(each.due_on), when, label, Said(each.deadline, "quiet")]


def _questions(page: Page, sheet: Sheet) -> None:
    """Each fact that terms wait for, once, with the command that records it."""
    waiting = _waiting(sheet)
    if waiting:
        _section(page, sheet, "Open vragen", "Open questions")
    for name, labels in waiting.items():
        _question_of(page, sheet, name, labels)


def _waiting(sheet: Sheet) -> dict[str, list[str]]:
    """The facts that terms wait for, each with the labels of those terms."""
    waiting: dict[str, list[str]] = {}
    for each in sheet.shown.deadlines:
        for name in each.missing if each.status == "unknown" else ():
            waiting.setdefault(name, []).append(each.label)
    return waiting


def _question_of(page: Page, sheet: Sheet, name: str, labels: list[str], whose: str = "") -> None:
    asked = sheet.questions[name]
    needed = sheet.say("nodig voor", "needed for")
    question = Said(f"{whose}{asked.label}", "soon")
    page.line(question, f"– {needed} {listed(labels, sheet.lang)}", indent=2)
    if asked.of_client:
        page.command(f"traject client edit {sheet.shown.subject} --born {asked.blank}", indent=4)
    else:
        page.command(f"traject fact set {sheet.shown.trajectory} {name} {asked.blank}", indent=4)


def _facts(page: Page, sheet: Sheet) -> None:
    facts = sheet.shown.facts
    if facts:
        _section(page, sheet, "Feiten", "Facts")
        rows: list[list[Cell]] = [[each.label, sheet.values[name], Said(name, "quiet")] for name, each in facts.items()]
        page.table([Column(), Column(), Column(keeps=True)], rows)


def _loose_ends(page: Page, sheet: Sheet) -> None:
    if ends := loose_ends(sheet):
        _section(page, sheet, "Zelf te regelen", "To see to yourself")
        page.listing(ends)


def _section(page: Page, sheet: Sheet, nl: str, en: str) -> None:
    page.gap()
    page.heading(sheet.say(nl, en))
