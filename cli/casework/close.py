"""`traject close`: from any stage."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.consequences import print_version
from cli.casework.ids import Id, trajectory_id
from cli.casework.named import outcome_named
from cli.options import AsJson, On, on_day
from cli.session import writing
from trajectories.casework.commands import Close
from workflows.language.duplicate import outcomes_of


def close(
    ctx: typer.Context,
    trajectory: Id,
    outcome: Annotated[
        str,
        typer.Option(help="verhuisd, overleden, gestopt, or what else the definition allows; dubbel: opened twice."),
    ],
    on: On = None,
    reason: Annotated[str, typer.Option(help="Why; kept apart from the history.")] = "",
    as_json: AsJson = False,
) -> None:
    """Close a trajectory from any stage."""
    asked: Asked = ctx.obj
    with writing(asked, trajectory) as (app, uow, by):
        key = trajectory_id(app, uow, trajectory)
        outcome = outcome_named(app.dossiers.load(uow, key).compiled.workflow, outcome)
        done = app.casework.close(uow, Close(key, outcome, on_day(on, by.today)), by, reason=reason)
    if as_json:
        return print_version(done)
    label = asked.say(outcomes_of(done.written.compiled.workflow)[outcome].label)
    typer.echo(asked.pick(f"{key} is gesloten: {label}.", f"{key} was closed: {label}."))
