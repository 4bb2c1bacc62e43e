"""One client's road as a picture: on the diagram of the workflow (Mermaid, DOT), or as a timeline in the terminal."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise, zip_longest
from textwrap import wrap
from typing import NamedTuple

from cli.json_document import print_json
from cli.reading.status_words import RUNNING, when_words
from cli.render import Cell, Column, Page, Said, Tone
from trajectories.views.drawn import BarView, MarkView, TimelinesView, TimelineView
from trajectories.views.sheet import Sheet, TermRun
from trajectories.views.trajectory import DeadlineView
from workflows.words import Lang, Words, listed

NARROW = 76  # below this width a row is told above its bar
LEAST_CHART, WIDEST_CHART = 20, 140
MANY_PASSAGES = 20  # from here on a stage has one row, however often it was entered
SHORTEST_DAYS = 28
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
PASSED, ELSEWHERE, HERE, RUNS, OVER = "▒", "░", "█", "·", "╌"
EDGES = ("«", "»")
SIGNS: dict[str, tuple[str, Words]] = {
    "open": ("◆", Words("laatste dag", "last day")),
    "overdue": ("✗", Words("over tijd", "overdue")),
    "suspended": ("‖", Words("opgeschort", "suspended")),
    "opens": ("○", Words("kan vanaf", "possible from")),
}


class TimelineMark(NamedTuple):
    """A running deadline. since: the day its term is counted from."""

    label: str
    due_on: date
    sign: str
    since: date
    words: Said


REMARK = {"mermaid": "%%", "dot": "//"}


def timelines(ref: str, sheets: Sequence[Sheet], *, as_json: bool) -> None:
    """Those that are open first."""
    if as_json:
        return print_json(TimelinesView(ref, [timeline_view(sheet) for sheet in sheets]))
    page = Page()
    for place, sheet in enumerate(sorted(sheets, key=lambda sheet: bool(sheet.shown.closed))):
        if place:
            page.gap()
        timeline(page, sheet)


# what a timeline says


def timeline_view(sheet: Sheet) -> TimelineView:
    shown = sheet.shown
    return TimelineView(
        trajectory=shown.trajectory,
        workflow=shown.workflow,
        today=sheet.on,
        closed_on=shown.closed_on,
        outcome=shown.outcome,
        stages=_bars(sheet),
        deadlines=[
            MarkView(each.deadline, each.label, each.due_on, each.status)
            for each in shown.deadlines
            if each.status in (*RUNNING, "unknown")
        ],
        possible=shown.possible,
    )


def _bars(sheet: Sheet) -> list[BarView]:
    path = sheet.shown.path
    starts = [step.on for step in path]
    pairs = zip_longest(path, starts, starts[1:])
    return [
        BarView(step.stage, step.label, start, end or sheet.shown.closed_on, step.elsewhere, step.day_unknown)
        for step, start, end in pairs
    ]


def _marks(sheet: Sheet) -> list[TimelineMark]:
    running = [each for each in sheet.shown.deadlines if each.due_on and each.status in RUNNING]
    return [
        _mark(each, sheet.runs[each.deadline], sheet) for each in sorted(running, key=lambda each: str(each.due_on))
    ]


def _mark(shown: DeadlineView, run: TermRun, sheet: Sheet) -> TimelineMark:
    due_on = shown.due_on
    assert due_on
    words = when_words(due_on, shown.status, sheet.on, sheet.lang, opens=shown.opens)
    if shown.status == "suspended" and run.held_since:
        words = words._replace(text=f"{words.text} {sheet.say('sinds', 'since')} {run.held_since}")
    if shown.certainty == "unverified":
        words = words._replace(text=f"{words.text} ({sheet.say('niet geverifieerd', 'unverified')})")
    sign = "opens" if shown.opens and shown.status == "open" else shown.status
    since = run.since or due_on
    return TimelineMark(shown.label, due_on, sign, min(since, due_on), words)


# the drawing


class Scale(NamedTuple):
    """Days on columns, both ends included."""

    first: date
    last: date
    width: int

    def column(self, day: date) -> int:
        share = (day - self.first).days / (self.last - self.first).days
        return max(0, min(self.width - 1, round(share * (self.width - 1))))

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


class TimelineRow(NamedTuple):
    """note: the same in words, with the dates."""

    label: str
    cells: list[Said]
    note: Said


def timeline(page: Page, sheet: Sheet) -> None:
    """Stages as bars from the opening until today, running deadlines as marks, and what is possible next."""
    shown, bars, marks = sheet.shown, _bars(sheet), _marks(sheet)
    page.title(f"{shown.trajectory} · {sheet.label}")
    page.line(_standing(sheet), indent=2)
    page.gap()
    stays = _stays(bars)
    notes = [_stay_note(several, sheet).text for several in stays] + [_mark_note(mark).text for mark in marks]
    labels = [several[0].label for several in stays] + [mark.label for mark in marks]
    frame = _frame(page.width, labels, notes)
    scale = Scale(bars[0].from_, _last_day(bars, marks, sheet), frame.chart)
    today = None if shown.closed else sheet.on
    for line in _axis(scale, today, sheet.lang):
        page.verbatim(" " * frame.left, Said(line, "quiet"))
    for several in stays:
        _show_row(page, frame, TimelineRow(several[0].label, _stay(several, scale, sheet), _stay_note(several, sheet)))
    if marks:
        page.gap()
        page.line(Said(sheet.say("Termijnen", "Deadlines"), "strong"), indent=2)
    for mark in marks:
        _show_row(page, frame, TimelineRow(mark.label, _run(mark, scale, sheet), _mark_note(mark)))
    _show_legend(page, marks, scale, sheet.lang)
    _show_unknown(page, sheet)
    _show_next(page, sheet)


def _standing(sheet: Sheet) -> str:
    shown = sheet.shown
    if not shown.closed:
        return f"{sheet.who}: {shown.stage_label}, {sheet.say('sinds', 'since')} {shown.entered_on}"
    if shown.taken_back_on:
        taken_back = sheet.say("opening teruggedraaid op", "opening taken back on")
        return f"{sheet.who}: {taken_back} {shown.taken_back_on}"
    return f"{sheet.who}: {sheet.say('gesloten', 'closed')} {shown.closed_on}, {sheet.outcome}"


def _stays(bars: list[BarView]) -> list[list[BarView]]:
    """A row each, in order; of a long history one row for each stage."""
    if len(bars) <= MANY_PASSAGES:
        return [[bar] for bar in bars]
    order = list(dict.fromkeys(bar.stage for bar in bars))
    return [[bar for bar in bars if bar.stage == stage] for stage in order]


def _stay_note(several: list[BarView], sheet: Sheet) -> Said:
    last = several[-1]
    if len(several) > 1:
        nl, en = f"{len(several)} keer, laatst {last.from_}", f"{len(several)} times, last {last.from_}"
    elif last.until is None:
        nl, en = f"sinds {last.from_}", f"since {last.from_}"
    elif last.day_unknown:
        nl, en = f"? – {last.until}", f"? – {last.until}"
    else:
        nl = en = str(last.from_) if last.from_ == last.until else f"{last.from_} – {last.until}"
    if last.elsewhere and last.until is not None:
        nl, en = f"{nl}, elders", f"{en}, elsewhere"
    return Said(sheet.say(nl, en), "good" if last.until is None else "quiet")


def _mark_note(mark: TimelineMark) -> Said:
    return Said(f"{mark.due_on} {mark.words.text}", mark.words.tone)


def _last_day(bars: list[BarView], marks: list[TimelineMark], sheet: Sheet) -> date:
    """Far enough for the deadlines, but never so far that the history is squeezed into a corner."""
    first, until = bars[0].from_, bars[-1].until
    end = until or max(sheet.on, first)
    ahead = timedelta(max(90, (end - first).days))
    coming = [mark.due_on for mark in marks if mark.due_on <= end + ahead]
    return max([end, first + timedelta(SHORTEST_DAYS), *coming])


class Frame(NamedTuple):
    """Columns of a page. left: those before the chart; is_stacked: label and note stand above it."""

    label: int
    chart: int
    left: int
    is_stacked: bool


def _frame(width: int, labels: Sequence[str], notes: Sequence[str]) -> Frame:
    label = min(max(map(len, labels)), max(16, width // 4))
    left = 2 + label + 2
    chart = min(WIDEST_CHART, width - left - 2 - max(map(len, notes)) - 1)
    if width < NARROW or chart < LEAST_CHART:
        return Frame(0, min(WIDEST_CHART, width - 3), 2, True)
    return Frame(label, chart, left, False)


def _show_row(page: Page, frame: Frame, row: TimelineRow) -> None:
    """A label too long for its column goes on beneath."""
    if frame.is_stacked:
        page.line(row.label, row.note, indent=2)
        page.verbatim(" " * frame.left, *row.cells)
        return
    first, *rest = wrap(row.label, frame.label) or [""]
    page.verbatim(f"  {first:<{frame.label}}  ", *row.cells, "  ", row.note)
    for line in rest:
        page.verbatim(f"  {line}")


def _stay(several: list[BarView], scale: Scale, sheet: Sheet) -> list[Said]:
    strip = _strip(scale, sheet)
    for bar in several:
        sign, tone = (HERE, "good") if bar.until is None else (ELSEWHERE if bar.elsewhere else PASSED, "plain")
        _paint(strip, scale.column(bar.from_), scale.column(bar.until or sheet.on), sign, tone)  # type: ignore[arg-type]
    return _cells(strip)


def _run(mark: TimelineMark, scale: Scale, sheet: Sheet) -> list[Said]:
    """From the day it is counted from to its last day; what came too late after that."""
    strip = _strip(scale, sheet)
    at = scale.column(mark.due_on)
    _paint(strip, scale.column(max(mark.since, scale.first)), at, RUNS, "quiet")
    if mark.sign == "overdue":
        _paint(strip, at, scale.column(sheet.on), OVER, "late")
    sign = SIGNS[mark.sign][0] if scale.holds(mark.due_on) else EDGES[mark.due_on > scale.last]
    strip[at] = Said(sign, mark.words.tone)
    return _cells(strip)


def _strip(scale: Scale, sheet: Sheet) -> list[Said]:
    """Blank but for today."""
    strip = [Said(" ")] * scale.width
    if not sheet.shown.closed and scale.holds(sheet.on):
        strip[scale.column(sheet.on)] = Said("│", "quiet")
    return strip


def _paint(strip: list[Said], first: int, last: int, sign: str, tone: Tone) -> None:
    for place in range(first, max(first, last) + 1):
        strip[place] = Said(sign, tone)


def _cells(strip: list[Said]) -> list[Said]:
    """Signs of one tone together."""
    return [Said("".join(each.text for each in run), tone) for tone, run in groupby(strip, key=lambda each: each.tone)]


# the axis


def _axis(scale: Scale, today: date | None, lang: Lang) -> Iterator[str]:
    if today is not None:
        yield _pointed(scale, today, lang)
    labels, line = [" "] * scale.width, ["─"] * scale.width
    for day, label in _ticks(scale):
        at = scale.column(day)
        line[at] = "┬"
        if at + len(label) <= scale.width:
            labels[at : at + len(label)] = label
    if today is not None:
        line[scale.column(today)] = "┼"
    yield "".join(labels).rstrip()
    yield "".join(line)


def _pointed(scale: Scale, today: date, lang: Lang) -> str:
    """`▼ today 2026-03-31`, before or after the sign, where there is room."""
    at = scale.column(today)
    text = f"{Words('vandaag', 'today').say(lang)} {today}"
    if at + 2 + len(text) <= scale.width:
        return f"{' ' * at}▼ {text}"
    return f"{f'{text} ':>{at}}▼" if at > len(text) else f"{' ' * at}▼"


def _ticks(scale: Scale) -> list[tuple[date, str]]:
    """First days of weeks, months or years, as close together as their labels allow."""
    for step in (1, 2):
        weeks = _weeks(scale, step)
        if (scale.last - scale.first).days <= 100 and _has_room(weeks, scale):
            return weeks
    for months in MONTH_STEPS:
        found = _months(scale, months)
        if _has_room(found, scale):
            return found
    return []


def _weeks(scale: Scale, step: int) -> list[tuple[date, str]]:
    monday = scale.first + timedelta(-scale.first.weekday() % 7)
    count = (scale.last - monday).days // (7 * step) + 1
    days = [monday + timedelta(weeks=step * place) for place in range(count)]
    return [(day, f"{day:%m-%d}") for day in days]


def _months(scale: Scale, step: int) -> list[tuple[date, str]]:
    first, last = (day.year * 12 + day.month - 1 for day in (scale.first, scale.last))
    days = [date(place // 12, place % 12 + 1, 1) for place in range(first, last + 1) if place % step == 0]
    return [(day, f"{day:%Y}" if step >= 12 else f"{day:%Y-%m}") for day in days if scale.holds(day)]


def _has_room(ticks: list[tuple[date, str]], scale: Scale) -> bool:
    columns = [scale.column(day) for day, _ in ticks]
    return all(other - one >= len(ticks[0][1]) + 2 for one, other in pairwise(columns))


# beneath it


def _show_legend(page: Page, marks: list[TimelineMark], scale: Scale, lang: Lang) -> None:
    signs = [SIGNS[sign] for sign in dict.fromkeys(mark.sign for mark in marks)]
    if any(mark.due_on > scale.last for mark in marks):
        signs.append((EDGES[1], Words("later dan hier past", "later than fits here")))
    if any(mark.due_on < scale.first for mark in marks):
        signs.append((EDGES[0], Words("vóór het begin", "before the start")))
    if signs:
        page.line(Said("   ".join(f"{sign} {words.say(lang)}" for sign, words in signs), "quiet"), indent=2)


def _show_unknown(page: Page, sheet: Sheet) -> None:
    waiting = [each for each in sheet.shown.deadlines if each.status == "unknown"]
    if waiting:
        page.gap()
        page.line(Said(sheet.say("Nog niet bekend", "Not known yet"), "strong"), indent=2)
    asked = sheet.questions
    for each in waiting:
        missing = [asked[name].label if name in asked else name for name in each.missing]
        page.line(f"? {each.label}:", Said(listed(missing, sheet.lang), "quiet"), indent=2)


def _show_next(page: Page, sheet: Sheet) -> None:
    if sheet.shown.closed:
        return
    page.gap()
    page.line(Said(sheet.say("Wat nu kan", "Possible now"), "strong"), indent=2)
    rows: list[list[Cell]] = [
        [Said(each.trigger, "good"), f"→ {sheet.stages[each.to]}"] for each in sheet.shown.possible
    ]
    page.table([Column(keeps=True), Column()], rows)
    if not rows:
        look = f"traject show {sheet.shown.trajectory}"
        page.line(sheet.say(f"nog niets; ‘{look}’ zegt waarom", f"nothing yet; '{look}' says why"), indent=2)
