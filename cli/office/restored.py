"""`traject audit restored`: this database is a copy that was put back by other means than ours."""

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.session import writing
from trajectories.people.staff import must_administer
from trajectories.service.office import note_restored
from trajectories.views.database import RestoredView


def restored(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Record that a copy was put back by other means than 'traject restore'. For an administrator.

    Calendars follow it, and what was due by now waits for 'traject restore --said' or '--say-again'.
    """
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        must_administer(by.actor)
        at = note_restored(app.casework, uow, by)
    if as_json:
        return print_json(RestoredView(at))
    typer.echo(
        asked.pick(
            "Vastgelegd: deze database is een teruggezette kopie. Agenda’s volgen haar bij de volgende export. Wat tot "
            "nu toe gezegd moest zijn wacht op ‘traject restore --said’ of ‘--say-again’.",
            "Recorded: this database is a copy that was put back. Calendars follow it from the next export on. What "
            "was due by now waits for 'traject restore --said' or '--say-again'.",
        )
    )
