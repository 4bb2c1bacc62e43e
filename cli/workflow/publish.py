"""`traject workflow publish`: from a draft to what counts."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.asked import Asked
from cli.definitions import catalogue_of
from cli.json_document import print_json
from cli.options import AsJson
from cli.past import PastName
from cli.progress import progress
from cli.session import writing
from scheduler.rehearsal.publish import Published
from scheduler.rehearsal.publish import publish as put_out
from trajectories.audit.verify import event_count
from workflows.calendar import builtin_calendar

Drafts = Annotated[
    list[str],
    typer.Argument(metavar="NAME|FILE", help="Workflows, or files with one; a municipality's file for all of its."),
]


def publish(
    ctx: typer.Context,
    draft: Drafts,
    past: Annotated[
        PastName | None, typer.Option("--past", help="Which reminders that lie in the past are sent on migrating.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make workflows count: checked strictly, scenarios played, histories replayed. For an administrator."""
    asked: Asked = ctx.obj
    files = [Path(each) for each in draft if Path(each).is_file()]
    catalogue = catalogue_of(asked, files, fresh=True)
    names = _workflows(draft, files, catalogue)
    with writing(asked) as (app, uow, by):
        total = event_count(uow)
        with progress(asked.pick("Geschiedenis naspelen", "Replaying histories")) as follow:
            done = put_out(
                app.casework,
                uow,
                catalogue,
                names,
                by,
                builtin_calendar(),
                past.value if past else "",
                lambda count: follow(count, total),
            )
    if as_json:
        return print_json(done)
    for each in done:
        typer.echo(_line(each, asked))


def _workflows(drafts: Sequence[str], files: Sequence[Path], catalogue: Any) -> list[str]:
    """What is asked for by name, by its file, or by the file of a municipality that agreed otherwise."""
    named = [each for each in drafts if Path(each) not in files]
    wanted = {path.resolve() for path in files}
    told = [name for name in catalogue.workflows if wanted & {path.resolve() for path in catalogue.files_of(name)}]
    return list(dict.fromkeys([*named, *told]))


def _line(each: Published, asked: Asked) -> str:
    which = f"{each.workflow} {each.version} ({each.variant})"
    if each.is_new:
        return asked.pick(f"{which} is gepubliceerd.", f"{which} was published.")
    return asked.pick(f"{which} was al gepubliceerd.", f"{which} was published already.")
