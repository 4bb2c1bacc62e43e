"""`--past`: how much is said of reminders that lie in the past, and what would be said."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Literal

import typer

from cli.asked import Asked
from scheduler.missed import Missed
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


SPEAKS: dict[Literal["again", "late"], Words] = {
    "again": Words("loopt weer", "runs again"),
    "late": Words("laat vastgelegd, nooit gezegd", "recorded late, never said"),
}


def _known(asked: Asked, missed: Missed) -> str:
    """Its day and why it speaks; of a case in which nothing is planned, where to look."""
    if missed.kind == "asked":
        return f": traject show {missed.trajectory}"
    due = f" {missed.due_on}" if missed.due_on else ""
    law = asked.pick(", wettelijk", ", statutory") if missed.legal == "statutory" else ""
    return f"{due}{law}: {asked.say(SPEAKS[missed.kind])}"


def list_missed(asked: Asked, missed: Sequence[Missed]) -> None:
    """What would speak of the past: the first twenty, those in law before the others."""
    in_order = sorted(missed, key=lambda each: (each.legal != "statutory", each.kind == "asked"))
    for each in in_order[:SHOWN]:
        asked.talk(f"{each.deadline} {each.subject} {asked.say(each.label)}{_known(asked, each)}")
    more = len(in_order) - SHOWN
    if more > 0:
        asked.talk(Words(f"… en nog {more}", f"… and {more} more"))
