"""Answers for people, laid out: a trajectory, what is due, the board, a history, a why. Loaded by the commands."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any, NamedTuple

from cli.reading import event_lines
from cli.render import Cell, Column, Page, Said, Standing, Tone
from scheduler.explain.receipt import Explanation
from scheduler.explain.why import Heard, Stood, Trace, TracedRung
from scheduler.messages.dates import distance, span
from scheduler.planning.said import Silence
from trajectories.deadlines.written import Written
from trajectories.history.events import Recorded
from trajectories.projections.queries import DueRow, Shown
from workflows.describe.phrases import CERTAINTY, LEGAL
from workflows.language.facts import FactSpec
from workflows.language.roles import ROLES
from workflows.language.stage_graph import stages_in_order
from workflows.machine.state_machine import Compiled
from workflows.words import Lang, Words, listed

SOON_DAYS = 14
WIDE = 110  # columns that are good to have but not needed stand from here on
RUNNING = ("overdue", "open", "suspended")


class Sheet(NamedTuple):
    """One trajectory as it is shown. who: its subject by reference, with the name; staff: names by id; on: the day."""

    shown: Shown
    written: Written
    who: str
    staff: Mapping[str, str]
    on: date
    lang: Lang

    def say(self, nl: str, en: str) -> str:
        return nl if self.lang == "nl" else en


# a trajectory


def subject(page: Page, title: str, members: Sequence[str], lang: Lang) -> None:
    page.title(title)
    if members:
        page.line(f"{Words('leden', 'members').say(lang)}: {', '.join(members)}")
    page.gap()


def trajectories(page: Page, sheets: Sequence[Sheet], ref: str) -> None:
    """The open ones of the subject itself whole; those of members, and what is closed, on a line each."""
    if len(sheets) == 1:
        trajectory(page, sheets[0])
        return
    whole = [sheet for sheet in sheets if not sheet.shown["closed"] and sheet.shown["subject"] == ref]
    of_members = [sheet for sheet in sheets if not sheet.shown["closed"] and sheet not in whole]
    for sheet in whole:
        trajectory(page, sheet)
        page.gap()
    if of_members:
        _of_members(page, of_members)
        page.gap()
    _closed(page, [sheet for sheet in sheets if sheet.shown["closed"]])


def _of_members(page: Page, sheets: Sequence[Sheet]) -> None:
    """Where each stands, with its next deadline; what is not known yet is asked here too."""
    page.title(sheets[0].say("Van de leden", "Of the members"))
    page.table(
        [Column(keeps=True), Column(keeps=True), Column(), Column(keeps=True), Column()],
        [[each.shown["trajectory"], each.shown["subject"], _standing(each), *_next_deadline(each)] for each in sheets],
    )
    _questions_of_members(page, sheets)


def _questions_of_members(page: Page, sheets: Sequence[Sheet]) -> None:
    """One section for all, that says of whom each question is."""
    asking = [(sheet, _waiting(sheet)) for sheet in sheets]
    if any(waiting for _, waiting in asking):
        _section(page, sheets[0], "Open vragen", "Open questions")
    for sheet, waiting in asking:
        for name, labels in waiting.items():
            _question_of(page, sheet, name, labels, f"{sheet.shown['subject']} · {sheet.shown['trajectory']} · ")


def _standing(sheet: Sheet) -> str:
    return f"{sheet.written.compiled.workflow.label.say(sheet.lang)}: {sheet.shown['stage_label']}"


def _next_deadline(sheet: Sheet) -> list[Cell]:
    running = _running(sheet)
    if not running:
        return ["", ""]
    _, when, label, _ = _deadline(running[0], sheet)
    tone: Tone = when.tone if isinstance(when, Said) else "plain"
    return [running[0]["due_on"], Said(str(label), tone)]


def _closed(page: Page, sheets: Sequence[Sheet]) -> None:
    if sheets:
        page.title(sheets[0].say("Gesloten", "Closed"))
        rows = [
            [each.shown["trajectory"], each.shown["subject"], each.shown["closed_on"], _closed_words(each)]
            for each in sheets
        ]
        page.table([Column(keeps=True), Column(keeps=True), Column(keeps=True), Column()], rows)


def _closed_words(sheet: Sheet) -> str:
    return f"{sheet.written.compiled.workflow.label.say(sheet.lang)}: {_outcome(sheet)}"


def trajectory(page: Page, sheet: Sheet) -> None:
    shown = sheet.shown
    page.title(f"{shown['trajectory']} · {sheet.written.compiled.workflow.label.say(sheet.lang)}")
    for part in (_header, _path, _tasks, _possible, _blocked, _deadlines, _questions, _facts, _loose_ends):
        part(page, sheet)


def _header(page: Page, sheet: Sheet) -> None:
    shown = sheet.shown
    days = (sheet.on - date.fromisoformat(shown["entered_on"])).days
    rows: list[list[Cell]] = [[sheet.say("cliënt", "client"), sheet.who]]
    if shown["closed"]:
        rows.append([sheet.say("gesloten", "closed"), f"{shown['closed_on']}: {_outcome(sheet)}"])
    else:
        since = sheet.say("sinds", "since")
        stage = f"{shown['stage_label']}, {since} {shown['entered_on']} ({span(days, sheet.lang)})"
        rows.append([sheet.say("stap", "stage"), Said(stage, "strong")])
    if shown["continues"]:
        rows.append([sheet.say("gaat verder op", "goes on from"), shown["continues"]])
    if shown["continued_by"]:
        rows.append([sheet.say("gaat verder in", "goes on in"), ", ".join(shown["continued_by"])])
    if shown["waits_for"]:
        rows.append([sheet.say("wacht op", "waits for"), shown["waits_for"]])
    version = sheet.say("versie", "version")
    variant = f"{shown['variant']} ({shown['workflow']}, {version} {shown['workflow_version']})"
    rows.append([sheet.say("variant", "variant"), variant])
    assigned = [f"{ROLES[role].say(sheet.lang)} {sheet.staff.get(key, key)}" for role, key in shown["assigned"].items()]
    rows.append([sheet.say("toegewezen", "assigned"), ", ".join(assigned) or sheet.say("niemand", "nobody")])
    rows.append([sheet.say("geschiedenis", "history"), f"{version} {shown['version']}"])
    page.table([Column(keeps=True), Column()], [[Said(str(label), "quiet"), value] for label, value in rows])


def _outcome(sheet: Sheet) -> str:
    outcome = str(sheet.shown["outcome"])
    found = sheet.written.compiled.workflow.outcomes.get(outcome)
    return found.label.say(sheet.lang) if found else outcome


def _path(page: Page, sheet: Sheet) -> None:
    path = sheet.shown["path"]
    ends = [each["on"] for each in path[1:]]
    last = sheet.shown["closed_on"] or sheet.on.isoformat()
    _section(page, sheet, "Weg tot nu toe", "Path so far")
    page.timeline(
        [
            (step["on"], step["label"], _lasted(step["on"], end or last, sheet.lang))
            for step, end in zip_longest(path, ends)
        ]
    )


def _lasted(first: str, last: str, lang: Lang) -> str:
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    return span(days, lang) if days else ""


def _tasks(page: Page, sheet: Sheet) -> None:
    """One row for each task, with whom it is still to be done for; what need not be done apart."""
    grouped: dict[str, list[Shown]] = {}
    for each in sheet.shown["open_tasks"]:
        grouped.setdefault(each["task"], []).append(each)
    needed = [_task(several, sheet) for several in grouped.values() if not several[0]["optional"]]
    optional = [_task(several, sheet) for several in grouped.values() if several[0]["optional"]]
    columns = [Column(), Column(), Column(keeps=True)]
    if needed:
        _section(page, sheet, "Open taken", "Open tasks")
        page.table(columns, needed)
    if optional:
        _section(page, sheet, "Taken die mogen", "Optional tasks")
        page.table(columns, optional)
    _repeating(page, sheet)


def _repeating(page: Page, sheet: Sheet) -> None:
    """What may be done again and again, with the day it was done last."""
    if sheet.shown["repeating_tasks"]:
        _section(page, sheet, "Taken die terugkomen", "Tasks that come round")
        rows: list[list[Cell]] = [
            [each["label"], " ".join(filter(None, [each["member"], _last(each, sheet)])), Said(each["task"], "quiet")]
            for each in sheet.shown["repeating_tasks"]
        ]
        page.table([Column(), Column(), Column(keeps=True)], rows)


def _last(task: Shown, sheet: Sheet) -> str:
    if not task["times"]:
        return ", ".join([sheet.say("nog niet gedaan", "not done yet"), *_absent(task, sheet)])
    times = f"{task['times']}×"
    done = sheet.say(f"{times} gedaan, laatst op {task['last_on']}", f"done {times}, last on {task['last_on']}")
    return ", ".join([done, *_absent(task, sheet)])


def _absent(task: Shown, sheet: Sheet) -> list[str]:
    """How often someone stayed away; nothing where nobody ever did."""
    times, last_on = f"{task['missed']}×", task["last_missed_on"]
    told = sheet.say(f"{times} niet verschenen, laatst op {last_on}", f"missed {times}, last on {last_on}")
    return [told] if task["missed"] else []


def _task(several: list[Shown], sheet: Sheet) -> list[Cell]:
    first = several[0]
    whom = ", ".join(part for each in several for part in (_whom(each), *_absent(each, sheet)) if part)
    return [first["label"], whom, Said(first["task"], "quiet")]


def _whom(task: Shown) -> str:
    amount = f"{task['done']}/{task['of']} {task['unit'] or ''}".strip() if task["of"] > 1 else ""
    return " ".join(filter(None, [task["member"], amount]))


def _possible(page: Page, sheet: Sheet) -> None:
    if sheet.shown["possible"]:
        _section(page, sheet, "Wat nu kan", "Possible now")
        rows: list[list[Cell]] = [
            [Said(each["trigger"], "good"), f"→ {_stage(sheet, each['to'])}"] for each in sheet.shown["possible"]
        ]
        page.table([Column(keeps=True), Column()], rows)


def _blocked(page: Page, sheet: Sheet) -> None:
    if sheet.shown["blocked"]:
        _section(page, sheet, "Wat nog niet kan", "Not possible yet")
    for each in sheet.shown["blocked"]:
        page.line(Said(each["trigger"], "soon"), f"→ {_stage(sheet, each['to'])}", indent=2)
        page.listing([reason["text"] for reason in each["because"]], indent=4)


def _stage(sheet: Sheet, stage: str) -> str:
    return sheet.written.compiled.stage_label(stage).say(sheet.lang)


def _deadlines(page: Page, sheet: Sheet) -> None:
    """What runs, by day; then what is over."""
    over = [each for each in sheet.shown["deadlines"] if each["due_on"] and each["status"] not in RUNNING]
    known = [*_running(sheet), *over]
    if known:
        _section(page, sheet, "Termijnen", "Deadlines")
        columns = [Column(keeps=True), Column(), Column(), Column(keeps=True)]
        page.table(columns, [_deadline(each, sheet) for each in known])


def _running(sheet: Sheet) -> list[Shown]:
    running = [each for each in sheet.shown["deadlines"] if each["due_on"] and each["status"] in RUNNING]
    return sorted(running, key=lambda each: str(each["due_on"]))


def _deadline(each: Shown, sheet: Sheet) -> list[Cell]:
    due_on = date.fromisoformat(each["due_on"])
    when = when_words(due_on, each["status"], sheet.on, sheet.lang, opens=each["opens"])
    label = each["label"]
    if each["certainty"] == "unverified":
        label = f"{label} ({sheet.say('niet geverifieerd', 'unverified')})"
    return [each["due_on"], when, label, Said(each["deadline"], "quiet")]


def when_words(due_on: date, status: str, on: date, lang: Lang, *, opens: bool = False) -> Said:
    """How far off, in words and colour; for what does not run, its status."""
    if status not in ("open", "overdue"):
        return Said(
            STATUS[status].say(lang), "good" if status == "met" else "late" if status == "met_late" else "quiet"
        )
    days = (due_on - on).days
    tone: Tone = "late" if status == "overdue" else "soon" if 0 <= days <= SOON_DAYS else "plain"
    return Said(distance(due_on, on, lang, opens=opens), tone)


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
    for each in sheet.shown["deadlines"]:
        for name in each["missing"] if each["status"] == "unknown" else ():
            waiting.setdefault(name, []).append(each["label"])
    return waiting


def _question_of(page: Page, sheet: Sheet, name: str, labels: list[str], whose: str = "") -> None:
    spec = sheet.written.compiled.workflow.facts[name]
    needed = sheet.say("nodig voor", "needed for")
    question = Said(f"{whose}{spec.label.say(sheet.lang)}", "soon")
    page.line(question, f"– {needed} {listed(labels, sheet.lang)}", indent=2)
    if spec.from_:
        page.command(f"traject client edit {sheet.shown['subject']} --born {example(spec)}", indent=4)
    else:
        page.command(f"traject fact set {sheet.shown['trajectory']} {name} {example(spec)}", indent=4)


def example(spec: FactSpec) -> str:
    """What a value of the fact looks like."""
    if spec.one_of:
        return "|".join(str(each) for each in spec.one_of)
    return {"date": "YYYY-MM-DD", "boolean": "yes|no", "integer": "NUMBER"}.get(spec.type, "TEXT")


def _facts(page: Page, sheet: Sheet) -> None:
    facts = sheet.shown["facts"]
    if facts:
        _section(page, sheet, "Feiten", "Facts")
        reader = event_lines.Reader(sheet.written.compiled, {}, {}, {}, sheet.lang)
        rows = [[each["label"], reader.value(each["value"]), Said(name, "quiet")] for name, each in facts.items()]
        page.table([Column(), Column(), Column(keeps=True)], rows)


def _loose_ends(page: Page, sheet: Sheet) -> None:
    ends = sheet.shown["loose_ends"]
    if ends:
        _section(page, sheet, "Zelf te regelen", "To see to yourself")
        page.listing(f"{_what(each)} ({_problem(each, sheet)})" for each in ends)


def _what(loose_end: Shown) -> str:
    workflow, what = loose_end["workflow"], loose_end["what"]
    return f"{workflow}: {what}" if what else str(workflow)


def _problem(loose_end: Shown, sheet: Sheet) -> str:
    found = {
        "runs": Words("liep al, dus is dit niet hiervandaan geopend", "ran already, so it was not opened from here"),
        "shut": Words("nam toen geen nieuwe cliënten aan", "took no new clients then"),
        "none": Words("geen lopend traject gevonden", "no open trajectory found"),
        "several": Words("meer dan één lopend traject", "more than one open trajectory"),
    }.get(loose_end["problem"], Words("die taak bestaat daar niet", "there is no such task there"))
    return found.say(sheet.lang)


def _section(page: Page, sheet: Sheet, nl: str, en: str) -> None:
    page.gap()
    page.heading(sheet.say(nl, en))


# due


def due(page: Page, rows: Sequence[DueRow], today: date, lang: Lang) -> None:
    """Dated terms first, then the questions."""
    say = _sayer(lang)
    known, unknown = [row for row in rows if row.due_on], [row for row in rows if not row.due_on]
    headings = [say("uiterlijk", "due"), "", say("cliënt", "client"), say("termijn", "deadline")]
    columns = [
        Column(headings[0], keeps=True),
        Column(headings[1]),
        *(Column(each, keeps=True) for each in headings[2:]),
    ]
    if page.width >= WIDE:
        columns.append(Column(say("bericht", "reminder"), keeps=True))
    if known:
        page.table(columns, [_due(row, today, lang)[: len(columns)] for row in known], indent=0)
    if unknown:
        page.gap()
        page.heading(say("Nog niet bekend", "Not known yet"))
        columns = [Column(say("cliënt", "client"), keeps=True), Column(say("termijn", "deadline"), keeps=True)]
        columns += [Column(say("wacht op", "waits for")), Column(say("bericht", "reminder"), keeps=True)]
        page.table(columns, [_question(row) for row in unknown], indent=0)
        page.line(Said(say("vastleggen met", "record with"), "quiet"), "traject fact set ID FACT VALUE")


def _due(row: DueRow, today: date, lang: Lang) -> list[Cell]:
    assert row.due_on
    opens = row.status == "open" and row.due_on < today
    when = when_words(row.due_on, row.status, today, lang, opens=opens)
    if row.certainty == "unverified":
        when = when._replace(text=f"{when.text} ({_sayer(lang)('niet geverifieerd', 'unverified')})")
    return [str(row.due_on), when, row.subject, Said(row.deadline, "quiet"), _day(row.next_reminder_on)]


def _question(row: DueRow) -> list[Cell]:
    return [row.subject, Said(row.deadline, "quiet"), ", ".join(row.missing), _day(row.next_reminder_on)]


def _day(day: date | None) -> str:
    return day.isoformat() if day else "–"


def _sayer(lang: Lang) -> Callable[[str, str], str]:
    return lambda nl, en: nl if lang == "nl" else en


# board


def board(page: Page, shown: Shown, definitions: Mapping[str, Sequence[Compiled]], lang: Lang) -> None:
    """A block for each workflow, its stages side by side in the order of the definition."""
    say = _sayer(lang)
    for workflow, counts in shown["stages"].items():
        compiled = definitions[workflow]
        label = compiled[0].workflow.label.say(lang)
        total = sum(counts.values())
        page.title(f"{label} · {total} {say('lopend', 'open')}")
        labels = stage_labels(compiled, lang)
        page.bands([Standing(labels.get(stage, stage), counts.get(stage, 0)) for stage in {**labels, **counts}])
        page.gap()
    if any(shown["mb_months"].values()):
        decided = say("Begeleiding in maanden, ooit begonnen", "Months of guidance, ever begun")
        counted = ", ".join(f"{months}: {amount}" for months, amount in shown["mb_months"].items())
        page.line(f"{decided} –", Said(counted, "strong"))


def stage_labels(definitions: Sequence[Compiled], lang: Lang) -> dict[str, str]:
    """The stages one can stay in, in the order of the first definition; those that only others have are fitted in."""
    order: list[str] = []
    labels: dict[str, str] = {}
    for compiled in definitions:
        stages = compiled.workflow.stages
        before = -1
        for stage in (stage for stage in stages_in_order(compiled.workflow) if not stages[stage].final):
            if stage not in labels:
                order.insert(before + 1, stage)
                labels[stage] = stages[stage].label.say(lang)
            before = order.index(stage)
    return {stage: labels[stage] for stage in order}


# history


def history(page: Page, events: Sequence[Recorded], reader: event_lines.Reader) -> None:
    """When it was written down, and by whom, stands in columns of its own where there is room."""
    say = _sayer(reader.lang)
    columns = [
        Column(say("versie", "version"), keeps=True, right=True),
        Column(say("gebeurd op", "occurred"), keeps=True),
    ]
    if page.width >= WIDE:
        columns += [Column(say("vastgelegd", "recorded"), keeps=True), Column(say("door", "by"))]
    columns.append(Column(say("wat", "what")))
    page.table(columns, [row for each in events for row in _event(each, reader, is_wide=page.width >= WIDE)], indent=0)


def _event(recorded: Recorded, reader: event_lines.Reader, *, is_wide: bool) -> list[list[Cell]]:
    told, why = event_lines.told(recorded, reader), event_lines.reason(recorded, reader)
    what = ": ".join(filter(None, [event_lines.kind(recorded, reader.lang), told]))
    if why:
        what = f"{what} ({Words('reden', 'reason').say(reader.lang)}: {why})"
    first: list[Cell] = [Said(event_lines.number(recorded), "strong"), str(recorded.occurred_on)]
    at, who = event_lines.local_text(recorded.recorded_at), reader.name(recorded.actor)
    if is_wide:
        return [[*first, Said(at, "quiet"), who, what]]
    written = Words(f"vastgelegd {at} door {who}", f"recorded {at} by {who}").say(reader.lang)
    return [[*first, what], ["", "", Said(written, "quiet")]]


# why


def why(page: Page, explanation: Explanation, trace: Trace, staff: Mapping[str, str], lang: Lang) -> None:
    receipt: dict[str, Any] = explanation.receipt
    say = _sayer(lang)
    page.title(explanation.deadline)
    page.line(Said(receipt["label"][lang], "strong"))
    due_on = f"{receipt['due_on']}" if receipt["due_on"] else say("nog niet bekend", "not known yet")
    certainty = CERTAINTY[receipt["certainty"]].say(lang)
    read = say(" (tekst van {})", " (text of {})").format(receipt["text_of"]) if "text_of" in receipt else ""
    source = f"{receipt['source'] or '–'}{read}"
    version = say("versie", "version")
    rows: list[list[Cell]] = [
        [say("uiterlijk", "due"), Said(due_on, "strong")],
        [say("regel", "rule"), f"{receipt['rule']}: {source}"],
        [
            say("zekerheid", "certainty"),
            Said(certainty, "mark" if receipt["certainty"] == "unverified" else "plain"),
        ],
        [say("werking", "effect"), LEGAL[receipt["legal"]].say(lang)],
        [
            say("definitie", "definition"),
            f"{receipt['workflow']} {version} {receipt['workflow_version']}, {receipt['variant']}",
        ],
        [say("gerekend vanaf", "counted from"), _anchor(receipt["anchor"], lang)],
        *(_written_down(trace.anchor, staff, lang)),
    ]
    if "note" in receipt:
        rows.append([say("let op", "mind"), receipt["note"][lang]])
    if receipt["missing"]:
        rows.append([say("wacht op", "waits for"), ", ".join(receipt["missing"])])
    page.table([Column(keeps=True), Column()], [[Said(str(name), "quiet"), value] for name, value in rows])
    if receipt["steps"]:
        page.gap()
        page.heading(say("Berekening", "Arithmetic"))
        steps = [[step["on"], step[lang]] for step in receipt["steps"]]
        skipped = [[str(step.on), _not_counted(step.words, lang)] for step in trace.not_counted]
        stood = [[str(each.on), _stood(each, lang)] for each in trace.stood]
        page.table([Column(keeps=True), Column()], [*steps[:1], *skipped, *stood, *steps[1:]])
    if explanation.rungs:
        page.gap()
        page.heading(say("Herinneringen", "Reminders"))
        columns = [Column(keeps=True), Column(), Column(keeps=True)]
        page.table(columns, [_rung(each, staff, lang) for each in trace.rungs])
    for each in explanation.silences:
        page.line(Said(_silence(each, staff, lang), "quiet"))


def _anchor(anchor: Mapping[str, Any], lang: Lang) -> str:
    if not anchor["on"]:
        return str(anchor[lang])
    version = Words("versie", "version").say(lang)
    return f"{anchor[lang]}: {anchor['on']} ({version} {anchor['event']})"


def _silence(silence: Silence, staff: Mapping[str, str], lang: Lang) -> str:
    who, rung = staff.get(silence.by, silence.by), silence.of.rpartition("/")[2]
    if silence.kind == "snoozed":
        nl, en = "uitgesteld door {} op {}, tot {}", "snoozed by {} on {}, until {}"
    else:
        nl, en = "{3} is gezien door {0} op {1}, weer vanaf {2}", "{3} was seen by {0} on {1}, again from {2}"
    return Words(nl, en).say(lang).format(who, silence.on, silence.until, rung)


def _written_down(recorded: Recorded | None, staff: Mapping[str, str], lang: Lang) -> list[list[Cell]]:
    """The event behind the anchor: what it was, when it was written down, by whom."""
    if recorded is None:
        return []
    kind = event_lines.KINDS.get(type(recorded.event).__name__)
    what = kind.say(lang) if kind else type(recorded.event).__name__
    at, who = event_lines.local_text(recorded.recorded_at), staff.get(recorded.actor, recorded.actor)
    text = f"{what}, {at} {Words('door', 'by').say(lang)} {who}"
    return [[Words("vastgelegd", "recorded").say(lang), text]]


def _not_counted(why: Words, lang: Lang) -> str:
    return f"{why.say(lang)}: {Words('geen werkdag, telt niet mee', 'no working day, not counted').say(lang)}"


def _stood(stood: Stood, lang: Lang) -> str:
    why = Words("door de fase", "by the stage") if stood.stage else Words("opgeschort", "suspended")
    until = Words(f"tot en met {stood.until}", f"up to and including {stood.until}") if stood.until else STILL
    return f"{Words('staat stil', 'stands still').say(lang)} {until.say(lang)} ({why.say(lang)})"


def _rung(rung: TracedRung, staff: Mapping[str, str], lang: Lang) -> list[Cell]:
    standing = rung.standing
    tone: Tone = {"said": "good", "folded": "good", "planned": "plain"}.get(standing.state, "quiet")  # type: ignore[assignment]
    state = f"{STATES[standing.state].say(lang)} {listed(_told_whom(rung, staff, lang), lang)}".strip()
    moved = _moved(rung, lang)
    told = f"{state}; {moved}" if moved else state
    return [str(standing.day), Said(told, tone), Said(standing.reminder, "quiet")]


def _told_whom(rung: TracedRung, staff: Mapping[str, str], lang: Lang) -> list[str]:
    """Who heard it and in which role; who will be told; else the roles only."""
    heard = {each.to: _heard_by(each, staff, lang) for each in rung.heard if each.to in rung.standing.to}
    told = [heard.get(key, staff.get(key, key)) for key in rung.standing.to]
    roles = listed([ROLES[role].say(lang) for role in rung.standing.roles], lang)
    if not told and rung.to:
        return [f"{roles} ({listed([staff.get(key, key) for key in rung.to], lang)})"]
    return told or [ROLES[role].say(lang) for role in rung.standing.roles]


def _heard_by(heard: Heard, staff: Mapping[str, str], lang: Lang) -> str:
    name = staff.get(heard.to, heard.to)
    if heard.into:
        return f"{name} (→ {heard.into.rpartition('/')[2]})"
    return f"{name} ({ROLES[heard.as_role].say(lang)})" if heard.as_role in ROLES else name


def _moved(rung: TracedRung, lang: Lang) -> str:
    """From which day it was moved to a working day, and by what."""
    if not rung.moved_by:
        return ""
    days = ", ".join(f"{step.on} {step.words.say(lang)}" for step in rung.moved_by)
    return Words(f"geteld op {days}", f"counted on {days}").say(lang)


STILL = Words("tot nu toe", "until now")
STATUS = {
    "unknown": Words("onbekend", "unknown"),
    "open": Words("loopt", "open"),
    "overdue": Words("over tijd", "overdue"),
    "suspended": Words("opgeschort", "suspended"),
    "met": Words("gehaald", "met"),
    "met_late": Words("te laat gehaald", "met late"),
    "lapsed": Words("vervallen", "lapsed"),
}
STATES = {
    "said": Words("gezegd aan", "said to"),
    "folded": Words("meegenomen in een ander bericht aan", "folded into another message to"),
    "planned": Words("gepland voor", "planned for"),
    "past": Words("de dag was al voorbij, niet gezegd aan", "the day had passed, not said to"),
    "dropped": Words("niet meer nodig voor", "no longer needed for"),
}
