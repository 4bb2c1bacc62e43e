"""`traject rebuild`: every projection again from the history."""

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.progress import progress
from cli.session import writing
from trajectories.people.staff import must_administer
from trajectories.service import office
from trajectories.views.database import RebuiltView


def rebuild(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Make every projection again from the history; sends nothing. For an administrator."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        must_administer(by.actor)
        before = office.digests(uow)
        with progress(asked.pick("Opbouwen", "Rebuilding")) as follow:
            count = office.rebuild_all(app.casework, uow, follow)
        after = office.digests(uow)
    differing = [name for name, digest in after.items() if before[name] != digest]
    if as_json:
        return print_json(RebuiltView(count, differing))
    found = ", ".join(differing)
    typer.echo(
        asked.pick(
            f"{count} trajecten opnieuw opgebouwd; " + (f"anders was: {found}." if found else "er was niets anders."),
            f"{count} trajectories rebuilt; " + (f"what differed: {found}." if found else "nothing differed."),
        )
    )
