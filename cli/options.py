"""Options that several commands share, and what is typed after them."""

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated

import typer

from workflows.errors import NotFound
from workflows.words import Words

On = Annotated[str | None, typer.Option("--on", help="The day it happened, YYYY-MM-DD; default today.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of a sentence.")]


class RoleName(StrEnum):
    """What someone on the staff may be."""

    volunteer = "volunteer"
    coordinator = "coordinator"
    jurist = "jurist"
    teamleider = "teamleider"
    auditor = "auditor"
    administrator = "administrator"


def on_day(text: str | None, today: date) -> date:
    """A day given on the command line, else today."""
    return maybe_day(text) or today


def maybe_day(text: str | None, option: str = "--on") -> date | None:
    """A day as YYYY-MM-DD; None where none was given."""
    if text is None:
        return None
    try:
        if len(text) != 10:
            raise ValueError(text)  # fromisoformat also reads week days and days without dashes
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"'{text}' is no day; write 2026-03-31", param_hint=option) from error


def known_municipality(municipalities: Iterable[str], asked: str) -> str:
    """The id as it was given. Raises NotFound with the nearest one; `any` is none in particular."""
    known = [*municipalities, "any"]
    if asked in known:
        return asked
    near = get_close_matches(asked, known, 1, cutoff=0.6)
    listing = ", ".join(known)
    nl = f"bedoelt u {near[0]}?" if near else f"wel {listing}"
    en = f"did you mean {near[0]}?" if near else f"known are {listing}"
    raise NotFound(Words(f"gemeente ‘{asked}’ is niet bekend; {nl}", f"no municipality '{asked}'; {en}"))
