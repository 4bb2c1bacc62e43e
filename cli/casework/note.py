"""`traject note`."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.consequences import print_version
from cli.casework.ids import Id, trajectory_id
from cli.options import AsJson, On, on_day
from cli.session import writing


def note(
    ctx: typer.Context,
    trajectory: Id,
    text: Annotated[str, typer.Argument(help="Kept apart from the history.")],
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Write a note; also with a closed trajectory."""
    asked: Asked = ctx.obj
    with writing(asked, trajectory) as (app, uow, by):
        key = trajectory_id(app, uow, trajectory)
        done = app.casework.note(uow, key, text, on_day(on, by.today), by)
    if as_json:
        return print_version(done)
    typer.echo(asked.pick(f"{key}: de notitie is bewaard.", f"{key}: the note was kept."))
