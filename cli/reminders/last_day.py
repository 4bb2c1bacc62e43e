"""Until which day one may look ahead."""

from datetime import date
from typing import Annotated

import typer

from cli.options import maybe_day
from workflows.errors import UsageError
from workflows.words import Words

Until = Annotated[str, typer.Option(metavar="D", help="The last day to look at, 2026-01-31 or 31-1-2026.")]


FARTHEST_YEARS = 10


def last_day(text: str, today: date) -> date:
    found = maybe_day(text, "--until")
    assert found
    if found < today:
        raise UsageError(
            Words(
                f"--until {found} is voorbij; geef een dag vanaf {today}",
                f"--until {found} is over; give a day from {today} on",
            )
        )
    if found.year > today.year + FARTHEST_YEARS:
        raise UsageError(
            Words(
                f"--until {found} is te ver weg; geef een dag binnen {FARTHEST_YEARS} jaar",
                f"--until {found} is too far; give a day within {FARTHEST_YEARS} years",
            )
        )
    return found
