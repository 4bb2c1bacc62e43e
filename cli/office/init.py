"""`traject init`: make the database, or upgrade it."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.session import open_app
from scheduler import installation
from trajectories.local_time import local_day
from trajectories.people.staff import staff_on
from trajectories.repository.connect import sqlite_path
from trajectories.service.earlier_versions import on_earlier_versions
from trajectories.views.database import InitView, OnEarlier


def init(
    ctx: typer.Context,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="To practise in: with a clock of its own.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make the database, or upgrade it. Safe to repeat."""
    asked: Asked = ctx.obj
    with open_app(asked) as app:
        is_new = installation.prepare(app, sandbox=sandbox, clock_at=app.asked_now, report=asked.talk)
        with app.write() as uow:
            if app.asked_now is not None:
                app.by(uow)
            staff = staff_on(uow, local_day(app.now(uow)))
            is_sandbox = app.is_sandbox(uow)
            earlier = on_earlier_versions(uow)
    place = str(
        sqlite_path(app.settings.database)
        or app.store.engine.url.render_as_string(hide_password=True).replace("+psycopg", "")
    )
    bosses = [each.name for each in staff.values() if "administrator" in each.roles]
    if as_json:
        return print_json(InitView(place, is_new, is_sandbox, bosses, earlier))
    kind = asked.pick("oefendatabase", "sandbox") if is_sandbox else "database"
    names = ", ".join(bosses)
    typer.echo(
        asked.pick(
            f"De {kind} {place} {'is gemaakt' if is_new else 'is bij'}; beheerder: {names}.",
            f"The {kind} {place} {'was made' if is_new else 'is up to date'}; administrator: {names}.",
        )
    )
    if earlier:
        _say_earlier(asked, earlier)


def _say_earlier(asked: Asked, earlier: list[OnEarlier]) -> None:
    count = sum(each.trajectories for each in earlier)
    typer.echo(
        asked.pick(
            f"Nog op een eerdere versie: {count}. Overzetten (zonder --apply een proef):",
            f"Still on an earlier version: {count}. To take them over (a dry run until --apply):",
        )
    )
    for each in earlier:
        command = f"traject workflow migrate {each.workflow}@{each.version} {each.workflow}"
        typer.echo(f"  {command}  ({each.trajectories})")
