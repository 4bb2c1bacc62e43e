"""`--past`: how much is said of reminders that lie in the past, and what would be said."""

from collections.abc import Sequence
from enum import StrEnum

import typer

from cli.asked import Asked
from scheduler.missed import Kind, Missed
from workflows.typed_words import meant, one_of
from workflows.words import Words

SHOWN = 20


class PastName(StrEnum):
    """What of reminders that would lie before today goes out."""

    none = "none"
    latest = "latest"
    all = "all"


PAST = {
    "none": Words("geen", "none"),
    "latest": Words("laatste", "latest"),
    "all": Words("alles", "all"),
}


PAST_NAMES = f"[{'|'.join(PAST)}]"


def past_typed(typed: str) -> PastName:
    return PastName(one_of(Words("keuze", "choice"), typed, PAST))


def ask_past(asked: Asked) -> PastName:
    """On a terminal; asks again until it is one of them."""
    question = asked.pick("Wat daarvan wordt nog verstuurd", "What of it is still sent")
    while True:
        answer = str(typer.prompt(f"{question} ({asked.pick('geen, laatste, alles', 'none, latest, all')})", err=True))
        if (found := meant(answer, PAST)) is not None:
            return PastName(found)


KINDS: dict[Kind, Words] = {
    "again": Words("loopt weer", "runs again"),
    "late": Words("laat vastgelegd, nooit gezegd", "recorded late, never said"),
    "asked": Words("er staat niets gepland", "nothing is planned"),
}


def list_missed(asked: Asked, missed: Sequence[Missed]) -> None:
    """What would speak of the past: the first twenty, those in law before the others."""
    in_order = sorted(missed, key=lambda each: (each.legal != "statutory", each.kind == "asked"))
    for each in in_order[:SHOWN]:
        due = f" {each.due_on}" if each.due_on and each.kind != "asked" else ""
        law = asked.pick(", wettelijk", ", statutory") if each.legal == "statutory" else ""
        asked.talk(
            Words(f"{each.deadline} {each.subject} {asked.say(each.label)}{due}{law}: {asked.say(KINDS[each.kind])}")
        )
    more = len(in_order) - SHOWN
    if more > 0:
        asked.talk(Words(f"… en nog {more}", f"… and {more} more"))
