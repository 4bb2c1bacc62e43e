"""What a check tells: what is wrong, how sure that is, what to do, and the commands for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from trajectories.local_time import AMSTERDAM
from workflows.words import Words

SHOWN = 5  # examples

Severity = Literal["problem", "notice"]
Sure = Literal["certain", "likely"]


class HealthFinding(NamedTuple):
    """Something to do, or to know of. commands: to be copied; a word in capitals is to be filled in.

    Names nobody: a colleague by id, a case by that of its trajectory, a client by the office's own reference, since
    what is found here may go into a log.
    """

    code: str
    severity: Severity
    sure: Sure
    amount: int
    text: Words
    todo: Words
    commands: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


def counted(
    code: str, found: Sequence[str], severity: Severity, what: Words, todo: Words, commands: tuple[str, ...]
) -> HealthFinding | None:
    """So many of something, of which the first are named; None where there are none."""
    if not found:
        return None
    text = Words(f"{what.nl} ({len(found)}).", f"{what.en} ({len(found)}).")
    return HealthFinding(code, severity, "certain", len(found), text, todo, commands, tuple(found[:SHOWN]))


def local_text(instant: datetime) -> str:
    return f"{instant.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}"
