"""What was typed, as the definition has it: tasks, facts, their values, terms and days, or what would work instead."""

import re
from datetime import date
from difflib import get_close_matches

from trajectories.history.events import Value
from trajectories.local_time import typed_day
from trajectories.outside_text import outside
from workflows.describe.phrases import value_words
from workflows.errors import NotFound, UsageError
from workflows.language.facts import FactSpec
from workflows.language.private_facts import is_private
from workflows.language.road_facts import fact_of
from workflows.language.tasks import Task
from workflows.language.terms import BadTerm, Term, said_term
from workflows.machine.state_machine import Compiled
from workflows.typed_words import meant
from workflows.words import Words

FIRST_YEAR, LAST_YEAR = 1900, 2200  # outside these no term can be reckoned, and a year was mistyped
SPAN = Words(f", van {FIRST_YEAR} tot en met {LAST_YEAR}", f", from {FIRST_YEAR} up to and including {LAST_YEAR}")
INTEGER = re.compile(r"-?[0-9]{1,9}")
FEW = 6  # of a list in a refusal
YES, NO = ("yes", "ja", "true", "1"), ("no", "nee", "false", "0")


def task_of(compiled: Compiled, name: str) -> Task:
    task = compiled.workflow.tasks.get(name)
    if task is None:
        raise NotFound(choose("taak", "task", name, list(compiled.workflow.tasks)))
    return task


def spec_of(compiled: Compiled, name: str) -> FactSpec:
    spec = fact_of(compiled.workflow, name)
    if spec is None:
        raise NotFound(choose("feit", "fact", name, list(compiled.workflow.facts)))
    return spec


def checked(spec: FactSpec, name: str, value: object) -> Value:
    """The value in the type of its fact, read from text where needed. Raises UsageError saying what would work."""
    found = _typed(spec, value)
    if found is None or (spec.one_of is not None and found not in spec.one_of):
        raise UsageError(_what_works(spec, name, value))
    return found


def _typed(spec: FactSpec, value: object) -> Value | None:
    if isinstance(value, dict):
        return value if is_private(spec) else None  # type: ignore[return-value]
    text = str(value).strip().lower()
    if spec.type == "boolean":
        return True if text in YES else False if text in NO else None
    if spec.type == "integer":
        return int(text) if INTEGER.fullmatch(text) else None
    if spec.type == "date":
        day = typed_day(text)
        return day.isoformat() if day and FIRST_YEAR <= day.year <= LAST_YEAR else None
    plain = outside(str(value), "fact")
    if spec.one_of is None:
        return plain or None
    return meant(plain, {str(each): spec.labels.get(str(each), Words(str(each))) for each in spec.one_of})


def _what_works(spec: FactSpec, name: str, value: object) -> Words:
    if spec.one_of:
        choices = [(str(each), value_words(each, spec.labels)) for each in spec.one_of]
        nl = ", ".join(code if code == label.nl else f"{code} ({label.nl})" for code, label in choices)
        en = ", ".join(code if code == label.say("en") else f"{code} ({label.say('en')})" for code, label in choices)
        nl, en = f"een van {nl}", f"one of {en}"
    else:
        nl, en = {
            "date": (
                f"een dag als 2026-03-31 of 31-3-2026{SPAN.nl}",
                f"a day such as 2026-03-31 or 31-3-2026{SPAN.en}",
            ),
            "integer": ("een geheel getal", "a whole number"),
            "boolean": ("ja of nee", "yes or no"),
            "text": ("tekst", "text"),
            "choice": ("een keuze", "a choice"),
        }[spec.type]
    return Words(f"‘{value}’ past niet bij {name}; geef {nl}", f"'{value}' does not fit {name}; give {en}")


def must_be_reckonable(until: date | None) -> None:
    if until and until.year > LAST_YEAR:
        raise UsageError(
            Words(f"{until} ligt te ver weg; controleer het jaar", f"{until} is too far away; check the year")
        )


def term_of(text: str) -> Term:
    """Raises UsageError for what is no term, and for one that no calendar reckons with."""
    try:
        return said_term(text)
    except BadTerm as error:
        raise UsageError(error.words) from error


def choose(nl: str, en: str, asked: str, known: list[str]) -> Words:
    """The nearest few, or all where they are few; what is not listed is counted."""
    none = Words(f"{nl} ‘{asked}’ bestaat hier niet", f"there is no {en} '{asked}' here")
    if not known:
        return Words(f"{none.nl}; er is er geen", f"{none.en}; there is none at all")
    if near := get_close_matches(asked, known, 3):
        nearest = ", ".join(near)
        return Words(f"{none.nl}; bedoelt u {nearest}?", f"{none.en}; did you mean {nearest}?")
    few, more = ", ".join(known[:FEW]), len(known) - FEW
    also = Words(f" (en nog {more})", f" (and {more} more)") if more > 0 else Words("", "")
    return Words(f"{none.nl}; kies uit {few}{also.nl}", f"{none.en}; choose from {few}{also.say('en')}")
