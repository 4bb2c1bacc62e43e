"""What someone meant who wrote a day, a name, a term or a word in a way that is not read."""

import re
from datetime import date
from difflib import get_close_matches

from workflows.language.terms import DUTCH, BadTerm, typed_term
from workflows.typed_words import folded

DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
GLUED = re.compile(r"(\d+)\s*([A-Za-z ]+)")
UNITS = ("days", "weeks", "months", "years", "working days", *DUTCH)
IN_DUTCH = {  # what is written in Dutch where the word of the files is English
    "werkproces": "workflow", "versie": "version", "naam": "label", "omschrijving": "label", "onderwerp": "subject",
    "bron": "source", "bronnen": "sources", "feiten": "facts", "feit": "fact", "taken": "tasks", "taak": "task",
    "fasen": "stages", "fase": "stage", "stappen": "transitions", "overgangen": "transitions", "stap": "transitions",
    "termijnen": "deadlines", "deadline": "deadlines", "termijn": "term", "uitkomst": "outcome",
    "uitkomsten": "outcomes", "van": "from", "vanaf": "from", "naar": "to", "tot": "until", "als": "when",
    "wanneer": "when", "rollen": "roles", "rol": "roles", "herinneringen": "remind", "herinner": "remind",
    "gemeente": "municipality", "varianten": "variants", "wijziging": "change", "wijzigingen": "change",
    "begin": "initial", "eind": "final", "einde": "final", "voor": "for", "regel": "rule", "regels": "rules",
    "noot": "note", "advies": "advice", "zekerheid": "certainty", "scenario": "scenarios", "parameter": "parameters",
    "wettelijk": "legal", "anker": "anchor", "vervalt_bij": "lapses_at", "gehaald_door": "met_by",
}  # fmt: skip


def day_meant(text: str) -> str | None:
    """`31-1-2026`, `2026/1/31` and the like as the files write it; None where it is no day."""
    if found := DAY_FIRST.fullmatch(text.strip()):
        day, month, year = map(int, found.groups())
    elif found := YEAR_FIRST.fullmatch(text.strip()):
        year, month, day = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def name_meant(text: str) -> str | None:
    """A label as a name: `Niet gelukt` as niet_gelukt."""
    name = folded(text).replace(" ", "_")
    return name if re.fullmatch(r"[a-z][a-z0-9_]*", name) else None


def term_meant(text: str) -> str | None:
    """`10weeks` and `10 wekken` as a term."""
    found = GLUED.fullmatch(text.strip())
    near = get_close_matches(found[2].strip().lower(), UNITS, n=1, cutoff=0.7) if found else []
    if not found or not near:
        return None
    try:
        typed_term(meant := f"{found[1]} {near[0]}")
    except BadTerm:
        return None
    return meant


def key_meant(word: str, known: list[str]) -> str | None:
    """The word of the files that a misspelt or a Dutch one stands for."""
    if folded(word).replace(" ", "_") in IN_DUTCH:
        return IN_DUTCH[folded(word).replace(" ", "_")]
    near = get_close_matches(word, known, n=1, cutoff=0.75)
    return near[0] if near and near[0] != word else None
