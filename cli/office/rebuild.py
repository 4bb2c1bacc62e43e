"""`traject rebuild`: every projection again from the history."""

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.progress import progress
from cli.session import writing
from scheduler.messages import one_line
from trajectories.people.staff import must_administer
from trajectories.service.office import digests, rebuild_all
from trajectories.views.database import RebuiltView


def rebuild(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Make every projection again from the history; sends nothing. For an administrator."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        must_administer(by.actor)
        before = digests(uow)
        with progress(asked.pick("Opbouwen", "Rebuilding")) as follow:
            count = rebuild_all(app.casework, uow, follow)
        after = digests(uow)
    differing = [name for name, digest in after.items() if before[name] != digest]
    if as_json:
        return print_json(RebuiltView(count, differing))
    found = ", ".join(differing)
    typer.echo(
        asked.pick(
            f"{one_line.amount(count, one_line.TRAJECTORIES, 'nl')} opnieuw opgebouwd; "
            + (f"anders was: {found}." if found else "er was niets anders."),
            f"{one_line.amount(count, one_line.TRAJECTORIES, 'en')} rebuilt; "
            + (f"what differed: {found}." if found else "nothing differed."),
        )
    )
