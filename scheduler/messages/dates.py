"""Days, lengths of time and running text as a message for people writes them."""

from datetime import date
from functools import lru_cache
from textwrap import fill

from workflows.words import Lang, Words

WIDTH = 76


def long_day(day: date, lang: Lang) -> str:
    """`dinsdag 23 april 2019`."""
    return f"{WEEKDAYS[day.weekday()].say(lang)} {day.day} {MONTHS[day.month - 1].say(lang)} {day.year}"


def short_day(day: date, today: date, lang: Lang) -> str:
    """`23 april`; with its year where that is another than this one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {MONTHS[day.month - 1].say(lang)}{year}"


def distance(due_on: date, today: date, lang: Lang, *, opens: bool = False) -> str:
    """`3 weken over tijd`, `nog 3 dagen`, `vandaag`; for a window: since when, or how long until it opens."""
    days = (due_on - today).days
    if days == 0:
        return Words("vandaag", "today").say(lang)
    long = span(abs(days), lang)
    if opens:
        words = Words(f"over {long}", f"in {long}") if days > 0 else Words(f"sinds {long}", f"for {long} now")
    else:
        words = Words(f"nog {long}", f"{long} left") if days > 0 else Words(f"{long} over tijd", f"{long} overdue")
    return words.say(lang)


def span(days: int, lang: Lang) -> str:
    """Days as someone would say it, rounded down: 13 days, 3 weeks, 4 months, 2 years."""
    if days < 14:
        amount, unit = days, "day"
    elif days < 61:
        amount, unit = days // 7, "week"
    elif days < 730:
        amount, unit = days * 12 // 365, "month"
    else:
        amount, unit = days // 365, "year"
    one, more = SPANS[unit]
    return f"{amount} {(one if amount == 1 else more).say(lang)}"


@lru_cache(256)
def wrapped(text: str, indent: str) -> str:
    return fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def hanging(text: str) -> str:
    """An entry of a list: what does not fit on its first line hangs under it."""
    return fill(text, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


SPANS = {
    "day": (Words("dag", "day"), Words("dagen", "days")),
    "week": (Words("week", "week"), Words("weken", "weeks")),
    "month": (Words("maand", "month"), Words("maanden", "months")),
    "year": (Words("jaar", "year"), Words("jaar", "years")),
}
WEEKDAYS = (
    Words("maandag", "Monday"),
    Words("dinsdag", "Tuesday"),
    Words("woensdag", "Wednesday"),
    Words("donderdag", "Thursday"),
    Words("vrijdag", "Friday"),
    Words("zaterdag", "Saturday"),
    Words("zondag", "Sunday"),
)
MONTHS = (
    Words("januari", "January"),
    Words("februari", "February"),
    Words("maart", "March"),
    Words("april", "April"),
    Words("mei", "May"),
    Words("juni", "June"),
    Words("juli", "July"),
    Words("augustus", "August"),
    Words("september", "September"),
    Words("oktober", "October"),
    Words("november", "November"),
    Words("december", "December"),
)
