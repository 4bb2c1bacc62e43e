"""`traject import clients|households|cases|facts|tasks|notes`: a list of an office, first shown and then brought in."""

import typer

from cli.imports.flow import bring_in
from cli.imports.given import (
    Apply,
    Columns,
    Dates,
    File,
    Given,
    GoodRows,
    Past,
    ProfileFolder,
    ProfileName,
    Rejects,
    SheetName,
    Update,
)
from cli.options import AsJson, On
from cli.people.clients import SureOfBirth
from trajectories.service.import_clients import bring_in_clients


def import_clients(
    ctx: typer.Context,
    file: File,
    apply: Apply = False,
    sheet: SheetName = "",
    dates: Dates = None,
    column: Columns = None,
    profile: ProfileName = "",
    profiles: ProfileFolder = None,
    rejects: Rejects = None,
    good_rows: GoodRows = False,
    update: Update = False,
    sure: SureOfBirth = False,
    past: Past = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Bring in clients and their households from a list; --apply does what is shown first. Once, however often.

    Columns: ref, name, born, gender, nationality, route, household; or kenmerk, naam, geboortedatum, geslacht,
    nationaliteit, route, huishouden. Only ref is needed.
    """
    given = Given(
        file, apply, sheet, dates, column, profile, profiles, rejects, good_rows, update, sure, past, on, as_json
    )
    bring_in(ctx.obj, "clients", given, bring_in_clients)
