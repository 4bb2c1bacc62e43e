"""`traject backup`: a copy of the whole database in one file."""

from pathlib import Path
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.session import open_app
from scheduler.restoring.backup import make
from trajectories.views.restored import BackedUpView


def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")],
    replace: Annotated[bool, typer.Option("--replace", help="A file of that name is replaced.")] = False,
    as_json: AsJson = False,
) -> None:
    """Copy the whole database into one file, while all goes on; looked through, and for you alone."""
    asked: Asked = ctx.obj
    with open_app(asked) as app:
        made = make(app, file, replace=replace)
    if as_json:
        return print_json(
            BackedUpView(str(made.file), made.at, made.events, [asked.say(each) for each in made.remarks])
        )
    for each in made.remarks:
        asked.talk(each)
    typer.echo(
        asked.pick(f"Gekopieerd naar {made.file}", f"Copied to {made.file}")
        + ("." if made.events is None else asked.pick(f": {made.events} gebeurtenissen.", f": {made.events} events."))
    )
