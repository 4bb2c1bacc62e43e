"""`traject audit clock-repaired`: the clock was ahead, and is right now."""

from datetime import datetime
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.session import repairing
from trajectories.service.clock_repair import repair_clock
from trajectories.views.database import ClockRepairedView
from trajectories.views.event_lines import local_text


def clock_repaired(
    ctx: typer.Context,
    reason: Annotated[str, typer.Option(help="Why; kept apart from the history.")],
    as_json: AsJson = False,
) -> None:
    """Record that the clock was ahead and is right now, so that everyone may write again. For an administrator."""
    asked: Asked = ctx.obj
    with repairing(asked) as (app, uow, by):
        event = repair_clock(app.casework, uow, by, reason)
    view = ClockRepairedView(datetime.fromisoformat(event.ahead), by.now)
    if as_json:
        return print_json(view)
    ahead, now = local_text(view.ahead), local_text(view.repaired_at)
    typer.echo(
        asked.pick(
            f"Vastgelegd: de klok liep voor tot {ahead} en staat nu goed, op {now}. ‘traject history’ merkt wat toen "
            "vastgelegd is; verbeter dagen die niet kloppen met ‘traject correct’.",
            f"Recorded: the clock was ahead until {ahead} and is right now, at {now}. 'traject history' marks what was "
            "recorded then; mend days that are wrong with 'traject correct'.",
        )
    )
