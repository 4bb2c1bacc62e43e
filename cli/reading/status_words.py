"""How a deadline stands, in words and colour."""

from collections.abc import Callable
from datetime import date

from cli.render import Said, Tone
from scheduler.messages.dates import distance
from workflows.words import Lang, Words

SOON_DAYS = 14


RUNNING = ("overdue", "open", "suspended")


def when_words(due_on: date, status: str, on: date, lang: Lang, *, opens: bool = False) -> Said:
    """How far off, in words and colour; for what does not run, its status."""
    if status not in ("open", "overdue"):
        return Said(
            STATUS[status].say(lang), "good" if status == "met" else "late" if status == "met_late" else "quiet"
        )
    days = (due_on - on).days
    tone: Tone = "late" if status == "overdue" else "soon" if 0 <= days <= SOON_DAYS else "plain"
    return Said(distance(due_on, on, lang, opens=opens), tone)


def sayer(lang: Lang) -> Callable[[str, str], str]:
    return lambda nl, en: nl if lang == "nl" else en


STATUS = {
    "unknown": Words("onbekend", "unknown"),
    "open": Words("loopt", "open"),
    "overdue": Words("over tijd", "overdue"),
    "suspended": Words("opgeschort", "suspended"),
    "met": Words("gehaald", "met"),
    "met_late": Words("te laat gehaald", "met late"),
    "lapsed": Words("vervallen", "lapsed"),
}
