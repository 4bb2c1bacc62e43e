"""`traject assign`: whose a trajectory is."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.consequences import print_version, say_notices
from cli.casework.ids import Id, trajectory_id
from cli.options import AsJson, On, on_day, one_of
from cli.session import writing
from trajectories.casework.permission import role_words
from trajectories.people.staff import staff_by_name
from workflows.language.roles import ROLES
from workflows.words import Words

# Who may be given a trajectory: those who do casework.
CASEWORKERS = {role: ROLES[role] for role in ("volunteer", "coordinator", "jurist", "teamleider")}
CASE_ROLES = f"[{'|'.join(CASEWORKERS)}]"
case_role_typed = one_of(Words("rol", "role"), CASEWORKERS)


def assign(
    ctx: typer.Context,
    trajectory: Id,
    name: Annotated[str, typer.Argument(help="A name on the staff; - for nobody.")],
    as_role: Annotated[
        str, typer.Option("--as", parser=case_role_typed, metavar=CASE_ROLES, help="The role in this trajectory.")
    ],
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Give a trajectory its coordinator, volunteer, jurist or teamleider."""
    asked: Asked = ctx.obj
    with writing(asked, trajectory) as (app, uow, by):
        key = trajectory_id(app, uow, trajectory)
        member = None if name == "-" else staff_by_name(uow, name, by.today)
        staff = member.id if member else ""
        done = app.casework.assign(uow, key, staff, as_role, on_day(on, by.today), by)
    if as_json:
        return print_version(done)
    role = asked.say(role_words(as_role))
    if not done.recorded:
        typer.echo(asked.pick(f"{key}: dat was al zo.", f"{key}: that was so already."))
        return say_notices(asked, done)
    who = member.name if member else asked.pick("niemand", "nobody")
    typer.echo(asked.pick(f"{key}: {role} is {who}.", f"{key}: the {role} is {who}."))
    say_notices(asked, done)
