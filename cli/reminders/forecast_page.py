"""The calendar to come, laid out by month. Loaded by the command."""

from collections.abc import Sequence
from itertools import groupby

from cli.asked import Asked
from cli.render import Cell, Column, Page, Said, Tone
from scheduler.messages.dates import MONTHS
from scheduler.views.birthdays import BirthdayView, birthday_words
from scheduler.views.forecast import ForecastEntryView, ForecastPage, OpenQuestionView, OverdueView
from scheduler.views.recipients import ToldView
from workflows.language.roles import ROLES
from workflows.words import Words, listed


def whom_words(asked: Asked, to: Sequence[ToldView]) -> str:
    """`coordinator (Cora) and team leader (Thea)`."""
    return listed([f"{asked.say(ROLES[each.role])} ({each.name})" for each in to], asked.lang) if to else ""


def show(view: ForecastPage, asked: Asked) -> None:
    page, seen = Page(), view.document
    page.title(asked.pick(f"Als er niets gebeurt, tot {seen.until}", f"If nothing happens, until {seen.until}"))
    page.line(Said(seen.assumptions["if_nothing_happens"], "quiet"))
    _show_overdue(page, seen.overdue, asked)
    _show_months(page, seen.if_nothing_happens, asked)
    page.gap()
    page.title(asked.pick(f"Als alles op tijd gaat, tot {seen.until}", f"If all goes on time, until {seen.until}"))
    page.line(Said(seen.assumptions["if_all_goes_on_time"], "quiet"))
    _show_months(page, seen.if_all_goes_on_time, asked)
    page.gap()
    _show_uncertain(page, view.uncertain, asked)
    show_birthdays(page, seen.birthdays, asked)


def show_birthdays(page: Page, birthdays: Sequence[BirthdayView], asked: Asked) -> None:
    """On which something opens or is asked; what is said of that from then on is not foreseen."""
    if birthdays:
        page.gap()
        page.title(asked.pick("Verjaardagen waarop iets verandert", "Birthdays that change something"))
        page.table(
            [Column(keeps=True), Column()], [[str(one.day), asked.say(birthday_words(one))] for one in birthdays]
        )
        page.line(Said(asked.say(NOT_PLAYED), "quiet"), indent=2)


NOT_PLAYED = Words(
    "Wat dan opent of gevraagd wordt krijgt eigen herinneringen; die staan hierboven niet.",
    "What opens or is asked then has reminders of its own; those are not among the above.",
)


def _show_overdue(page: Page, overdue: Sequence[OverdueView], asked: Asked) -> None:
    rows: list[list[Cell]] = [
        [Said(str(each.due_on), "late"), each.label, Said(each.deadline, "quiet")] for each in overdue
    ]
    if rows:
        page.heading(asked.pick("Nu al over tijd", "Overdue now"))
        page.table([Column(keeps=True), Column(), Column(keeps=True)], rows)


def _show_months(page: Page, happenings: Sequence[ForecastEntryView], asked: Asked) -> None:
    if not happenings:
        page.line(asked.pick("Er wordt niets gezegd en er loopt niets af.", "Nothing is said, nothing ends."))
    for (year, month), several in groupby(happenings, lambda each: (each.day.year, each.day.month)):
        page.heading(f"{asked.say(MONTHS[month - 1])} {year}")
        page.table([Column(keeps=True), Column(), Column(keeps=True)], [_row(each, asked) for each in several])


def _row(happening: ForecastEntryView, asked: Asked) -> list[Cell]:
    told = whom_words(asked, happening.to)
    text = f"{asked.say(KINDS[happening.kind])}: {happening.label}{f' → {told}' if told else ''}"
    tone: Tone = {"due": "late", "met": "good", "opens": "good"}.get(happening.kind, "plain")  # type: ignore[assignment]
    return [str(happening.day), Said(text, tone), Said(happening.reminder or happening.deadline, "quiet")]


def _show_uncertain(page: Page, uncertain: Sequence[OpenQuestionView], asked: Asked) -> None:
    rows: list[list[Cell]] = [
        [each.label, _why_uncertain(each, asked), Said(each.deadline, "quiet")] for each in uncertain
    ]
    if rows:
        page.title(asked.pick("De laatste dag is niet te berekenen", "The last day cannot be computed"))
        page.table([Column(), Column(), Column(keeps=True)], rows)


def _why_uncertain(open_: OpenQuestionView, asked: Asked) -> str:
    if open_.since:
        text = asked.pick(f"staat stil sinds {open_.since}", f"stands still since {open_.since}")
    else:
        names = ", ".join(open_.missing)
        text = asked.pick(f"wacht op {names}", f"waits for {names}")
    if open_.asked_on:
        text += asked.pick(f"; gevraagd op {open_.asked_on}", f"; asked on {open_.asked_on}")
    return text


KINDS = {
    "reminder": Words("herinnering", "reminder"),
    "question": Words("vraag", "question"),
    "due": Words("laatste dag", "last day"),
    "opens": Words("kan vanaf nu", "possible from now on"),
    "met": Words("gehaald", "met"),
}
