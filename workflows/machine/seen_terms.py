"""How a guard sees a term on a day, and why that is not what it asks."""

from datetime import date
from typing import Literal, NamedTuple, assert_never

from workflows.describe.compared_words import STANDS
from workflows.errors import Reason
from workflows.language.conditions import DeadlineCondition, Stand
from workflows.words import Words

StandSeen = Literal["over", "running", "suspended", "met", "met_late", "unknown", "lapsed", "absent"]


class TermSeen(NamedTuple):
    """A term as it stood on the day of deciding, its latest start.

    since: the first day after the last one, of the pause, of what met it, or of its lapsing. last_on: its last day.
    why: of one that is unknown or absent.
    """

    stand: StandSeen
    since: date | None = None
    last_on: date | None = None
    why: Words = Words("")


ABSENT_TERM = TermSeen("absent")


def answers(stand: StandSeen) -> Stand | None:
    """Which of the three it is; None where it is none of them."""
    match stand:
        case "over":
            return "over"
        case "running" | "suspended":
            return "running"
        case "met" | "met_late":
            return "met"
        case "unknown" | "lapsed" | "absent":
            return None
        case _:
            assert_never(stand)


def term_reason(condition: DeadlineCondition, term: TermSeen, label: Words) -> Reason:
    """How it stands instead, and since when."""
    how, wanted = stand_words(term), STANDS[condition.is_]
    return Reason(
        "deadline",
        condition.deadline,
        Words(
            f"de termijn ‘{label.say('nl')}’ {how.nl}; nodig is: {wanted.nl}",
            f"the term ‘{label.say('en')}’ {how.say('en')}; needed is: {wanted.say('en')}",
        ),
    )


def stand_words(term: TermSeen) -> Words:
    """`is verlopen: de laatste dag was 2024-03-01`."""
    since, last = term.since, term.last_on
    match term.stand:
        case "over":
            return Words(f"is verlopen sinds {since} (laatste dag {last})", f"is over since {since} (last day {last})")
        case "running":
            if last is None:
                return Words("loopt", "runs")
            return Words(f"loopt (laatste dag {last})", f"runs (last day {last})")
        case "suspended":
            return Words(f"staat stil sinds {since}", f"stands still since {since}")
        case "met":
            return Words(f"is gehaald op {since}", f"was met on {since}")
        case "met_late":
            return Words(f"is te laat gehaald, op {since} (laatste dag {last})",
                         f"was met late, on {since} (last day {last})")  # fmt: skip
        case "unknown":
            return Words(f"is onbekend{_because(term.why.nl)}", f"is unknown{_because(term.why.say('en'))}")
        case "lapsed":
            return Words(f"is vervallen op {since}", f"lapsed on {since}")
        case "absent":
            return Words(f"is er niet{_because(term.why.nl)}", f"is not there{_because(term.why.say('en'))}")
        case _:
            assert_never(term.stand)


def _because(why: str) -> str:
    return f": {why}" if why else ""
