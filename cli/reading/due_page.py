"""`traject due` for people."""

from collections.abc import Sequence
from datetime import date

from cli.reading.status_words import sayer, when_words
from cli.render import WIDE, Cell, Column, Page, Said
from trajectories.projections.queries import DueRow
from workflows.words import Lang


def due(page: Page, rows: Sequence[DueRow], today: date, lang: Lang) -> None:
    """Dated terms first, then the questions."""
    say = sayer(lang)
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
        when = when._replace(text=f"{when.text} ({sayer(lang)('niet geverifieerd', 'unverified')})")
    return [str(row.due_on), when, row.subject, Said(row.deadline, "quiet"), _day(row.next_reminder_on)]


def _question(row: DueRow) -> list[Cell]:
    return [row.subject, Said(row.deadline, "quiet"), ", ".join(row.missing), _day(row.next_reminder_on)]


def _day(day: date | None) -> str:
    return day.isoformat() if day else "–"
