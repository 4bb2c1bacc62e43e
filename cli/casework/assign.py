"""`traject assign`: whose a trajectory is."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.consequences import print_version, say_notices
from cli.casework.ids import Id, trajectory_id
from cli.options import AsJson, On, on_day
from cli.session import writing
from trajectories.casework.permission import role_words
from trajectories.people.staff import staff_by_name


class CaseRole(StrEnum):
    """Who may be given a trajectory: those who do casework."""

    volunteer = "volunteer"
    coordinator = "coordinator"
    jurist = "jurist"
    teamleider = "teamleider"


def assign(
    ctx: typer.Context,
    trajectory: Id,
    name: Annotated[str, typer.Argument(help="A name on the staff; - for nobody.")],
    as_role: Annotated[CaseRole, typer.Option("--as", help="The role in this trajectory.")],
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Give a trajectory its coordinator, volunteer, jurist or teamleider."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        key = trajectory_id(app, uow, trajectory)
        staff = "" if name == "-" else staff_by_name(uow, name, by.today).id
        done = app.casework.assign(uow, key, staff, as_role.value, on_day(on, by.today), by)
    if as_json:
        return print_version(done)
    role = asked.say(role_words(as_role.value))
    if not done.recorded:
        typer.echo(asked.pick(f"{key}: dat was al zo.", f"{key}: that was so already."))
        return say_notices(asked, done)
    who = asked.pick("niemand", "nobody") if name == "-" else name
    typer.echo(asked.pick(f"{key}: {role} is {who}.", f"{key}: the {role} is {who}."))
    say_notices(asked, done)
