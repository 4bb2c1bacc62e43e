"""What became of a message that was to carry a reminder, as `why` and `why-not` say it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from scheduler.outbox.attempts_at import AttemptAt
from scheduler.sending.problems import in_words
from trajectories.views.event_lines import local_text
from workflows.words import Lang, Words


class AttemptView(NamedTuple):
    """to: a staff id. state: claimed, unknown, failed, waiting or bounced, of the message. text: the same in words."""

    to: str
    name: str | None
    state: str
    problem: str | None
    again_at: datetime | None
    message: str
    text: str


def attempt_views(attempts: Sequence[AttemptAt], names: Mapping[str, str], lang: Lang) -> list[AttemptView]:
    """names: of the staff, by id."""
    return [
        AttemptView(
            each.to,
            names.get(each.to),
            each.state,
            each.problem or None,
            datetime.fromisoformat(each.again_at) if each.again_at else None,
            each.message,
            _text(each, names.get(each.to, each.to)).say(lang),
        )
        for each in attempts
    ]


def state_of(attempts: Sequence[AttemptView], otherwise: str) -> str:
    """Of a reminder that would else be called planned: what went wrong comes first."""
    states = [each.state for each in attempts]
    return next((each for each in WORST_FIRST if each in states), otherwise)


def _text(attempt: AttemptAt, name: str) -> Words:
    what = STATES[attempt.state]
    problem = in_words(attempt.problem) if attempt.problem else Words("", "")
    because_nl, because_en = (f" ({problem.nl})", f" ({problem.say('en')})") if attempt.problem else ("", "")
    again_nl = again_en = ""
    if attempt.again_at:
        at = local_text(datetime.fromisoformat(attempt.again_at))
        again_nl, again_en = f", opnieuw vanaf {at}", f", again from {at}"
        if attempt.state == "waiting":
            again_nl, again_en = f" tot {at}", f" until {at}"
    return Words(
        f"{what.nl.format(name)}{because_nl}{again_nl}", f"{what.say('en').format(name)}{because_en}{again_en}"
    )


WORST_FIRST = ("failed", "unknown", "bounced", "claimed", "waiting")
STATES = {
    "failed": Words("mislukt bij {}", "failed for {}"),
    "unknown": Words("onzeker of het bij {} aankwam", "not certain whether it reached {}"),
    "bounced": Words("teruggekomen van {}", "came back from {}"),
    "claimed": Words("onderweg naar {}", "under way to {}"),
    "waiting": Words("wacht voor {}", "waits for {}"),
}
