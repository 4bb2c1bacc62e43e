"""`traject close`: from any stage."""

from functools import partial
from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.bulk import (
    FromList,
    InMunicipality,
    InStage,
    InWorkflow,
    Listing,
    Many,
    OfColleague,
    Yes,
    day_of,
    in_bulk,
    one_or_many,
)
from cli.casework.consequences import print_version
from cli.casework.ids import MaybeId, trajectory_id
from cli.casework.named import outcome_named
from cli.options import AsJson, Dates, On, SheetName, on_day
from cli.session import writing
from scheduler.bootstrap import App
from trajectories.casework.commands import Close
from trajectories.repository.store import UnitOfWork
from trajectories.service.in_bulk import ChosenCase
from trajectories.service.recording import By, Done
from workflows.language.duplicate import outcomes_of


def close(
    ctx: typer.Context,
    outcome: Annotated[
        str,
        typer.Option(help="verhuisd, overleden, gestopt, or what else the definition allows; dubbel: opened twice."),
    ],
    trajectory: MaybeId = None,
    on: On = None,
    reason: Annotated[str, typer.Option(help="Why; kept apart from the history.")] = "",
    from_list: FromList = None,
    sheet: SheetName = "",
    dates: Dates = None,
    in_municipality: InMunicipality = "",
    of: OfColleague = "",
    workflow: InWorkflow = "",
    stage: InStage = "",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Close a trajectory from any stage; or many at once."""
    asked: Asked = ctx.obj
    many = Many(from_list, in_municipality, of, workflow, stage, yes, Listing(sheet, dates))
    typed = "".join(one_or_many(many, trajectory, [], "--outcome"))
    if many.is_asked:
        return in_bulk(asked, many, partial(_closed, outcome=outcome, on=on, reason=reason), as_json=as_json)
    with writing(asked, typed) as (app, uow, by):
        key = trajectory_id(app, uow, typed)
        outcome = outcome_named(app.dossiers.load(uow, key).compiled.workflow, outcome)
        done = app.casework.close(uow, Close(key, outcome, on_day(on, by.today)), by, reason=reason)
    if as_json:
        return print_version(done)
    label = asked.say(outcomes_of(done.written.compiled.workflow)[outcome].label)
    typer.echo(asked.pick(f"{key} is gesloten: {label}.", f"{key} was closed: {label}."))


def _closed(app: App, uow: UnitOfWork, by: By, each: ChosenCase, *, outcome: str, on: str | None, reason: str) -> Done:
    meant = outcome_named(app.dossiers.load(uow, each.case.id).compiled.workflow, outcome)
    day = on_day(day_of(each, on), by.today)
    return app.casework.close(uow, Close(each.case.id, meant, day), by, reason=reason)
