"""Until which day one may look ahead."""

from datetime import date
from typing import Annotated

import typer

from cli.options import maybe_day

Until = Annotated[str, typer.Option(metavar="D", help="The last day to look at, YYYY-MM-DD.")]


FARTHEST_YEARS = 10


def last_day(text: str, today: date) -> date:
    found = maybe_day(text, "--until")
    assert found
    if found < today:
        raise typer.BadParameter(f"{found} is over; give a day from {today} on", param_hint="--until")
    if found.year > today.year + FARTHEST_YEARS:
        text = f"{found} is too far; give a day within {FARTHEST_YEARS} years"
        raise typer.BadParameter(text, param_hint="--until")
    return found
