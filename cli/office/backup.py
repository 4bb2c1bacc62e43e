"""`traject backup`: a copy of the whole database in one file."""

from pathlib import Path
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.session import open_app
from scheduler.restoring.backup import made_elsewhere, make
from trajectories.views.restored import BackedUpView
from workflows.errors import UsageError
from workflows.words import Words


def backup(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Where the copy goes.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="A file of that name is replaced.")] = False,
    elsewhere: Annotated[
        bool, typer.Option("--elsewhere", help="Another program made one just now; doctor is content for a week.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Copy the whole database into one file, while all goes on; looked through, and for you alone."""
    asked: Asked = ctx.obj
    if (file is None) != elsewhere:
        raise UsageError(
            Words(
                "zeg in welk bestand de kopie komt, of --elsewhere als een ander programma haar maakte",
                "say which file the copy goes into, or --elsewhere where another program made it",
            )
        )
    if file is None:
        return _made_elsewhere(asked, as_json=as_json)
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
    return None


def _made_elsewhere(asked: Asked, *, as_json: bool) -> None:
    with open_app(asked) as app:
        at = made_elsewhere(app)
    if as_json:
        return print_json(BackedUpView(None, at, None, []))
    typer.echo(asked.pick("Onthouden: er is een reservekopie van nu.", "Remembered: there is a backup of now."))
    return None
