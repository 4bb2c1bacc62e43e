"""`traject due` for people, made from its view."""

from collections.abc import Sequence
from datetime import date

from cli.reading.lists import client, day, sentence, stacked
from cli.reading.status_words import sayer, when_words
from cli.render import Cell, Column, Page, Said
from trajectories.views.due import DuePage, DueRow
from workflows.words import Lang


def due(page: Page, view: DuePage, lang: Lang) -> None:
    """Dated terms first, then the questions, then what was looked through."""
    known = [row for row in view.document if row.due_on]
    unknown = [row for row in view.document if not row.due_on]
    _known(page, known, view.on, lang)
    if known and unknown:
        page.gap()
    _unknown(page, unknown, lang)
    if view.document:
        page.gap()
    page.line(Said(nothing(view), "quiet" if view.document else "plain"))


def nothing(view: DuePage) -> str:
    """What was looked through, and that no term ends where none does."""
    return sentence(view.looked, view.nothing_ends)


def _known(page: Page, rows: Sequence[DueRow], on: date, lang: Lang) -> None:
    say = sayer(lang)
    columns = [
        Column(say("uiterlijk", "due"), keeps=True),
        Column(),
        Column(say("cliënt", "client")),
        Column(say("termijn", "deadline")),
        Column(say("bericht", "reminder"), keeps=True),
    ]
    stacked(page, columns, [(_due(row, on, lang), row.deadline) for row in rows], under=3, wide_only=4)


def _due(row: DueRow, on: date, lang: Lang) -> list[Cell]:
    assert row.due_on
    when = when_words(row.due_on, row.status, on, lang, opens=row.opens)
    if row.certainty == "unverified":
        when = when._replace(text=f"{when.text} ({sayer(lang)('niet geverifieerd', 'unverified')})")
    if row.provisional:
        when = when._replace(text=f"{when.text} ({sayer(lang)('voorlopig', 'provisional')})")
    return [str(row.due_on), when, client(row.subject, row.name), row.label, day(row.next_reminder_on)]


def _unknown(page: Page, rows: Sequence[DueRow], lang: Lang) -> None:
    if not rows:
        return
    say = sayer(lang)
    page.heading(say("Nog niet bekend", "Not known yet"))
    columns = [
        Column(say("cliënt", "client")),
        Column(say("wacht op", "waits for")),
        Column(say("bericht", "reminder"), keeps=True),
        Column(say("termijn", "deadline")),
    ]
    stacked(page, columns, [_question(several) for several in _alike(rows)], under=3, wide_only=2)
    page.line(
        Said(say("vastleggen met", "record with"), "quiet"),
        say("traject fact set ID FEIT WAARDE", "traject fact set ID FACT VALUE"),
    )


def _alike(rows: Sequence[DueRow]) -> list[list[DueRow]]:
    """Of a household what is asked of each of its members is said once."""
    found: dict[tuple[object, ...], list[DueRow]] = {}
    for row in rows:
        whose = row.household or row.subject
        found.setdefault((whose, row.label, *row.missing, row.next_reminder_on), []).append(row)
    return list(found.values())


def _question(several: Sequence[DueRow]) -> tuple[list[Cell], str]:
    row = several[0]
    asks = ", ".join(f"{label} ({fact})" for label, fact in zip(row.asks, row.missing, strict=True))
    whom = ", ".join(dict.fromkeys(client(each.subject, each.name) for each in several))
    return [whom, asks, day(row.next_reminder_on), row.label], "\n".join(each.deadline for each in several)
