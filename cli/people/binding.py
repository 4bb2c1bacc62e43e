"""By which account a colleague works, and whether anyone may act for someone else."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.session import writing
from trajectories.outside_text import outside
from trajectories.repository.seats import Binding
from trajectories.service import binding
from trajectories.views.seats import BoundView, StrictView


class OnOff(StrEnum):
    on = "on"
    off = "off"


def bind(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="A name on the staff, or scheduler.")],
    user: Annotated[str, typer.Option(help="The account of the system by which they work.")] = "",
    session: Annotated[str, typer.Option(help="On PostgreSQL: the role of the database by which they work.")] = "",
    as_json: AsJson = False,
) -> None:
    """Record by which account a colleague works; without one nothing is said of it any more. For an administrator."""
    asked: Asked = ctx.obj
    user, session = outside(user, "user"), outside(session, "session")
    with writing(asked) as (app, uow, by):
        member = binding.who_is_bound(uow, name, by.today)
        binding.bind(app.casework, uow, app.account, member, Binding(user, session), by)
    if as_json:
        return print_json(BoundView(member.id, member.name, user or None, session or None))
    account = ", ".join(filter(None, (user, session)))
    if account:
        typer.echo(asked.pick(f"{member.name} werkt als {account}.", f"{member.name} works as {account}."))
    else:
        typer.echo(
            asked.pick(
                f"Van {member.name} is geen account meer vastgelegd.", f"No account of {member.name} is recorded now."
            )
        )


def strict(
    ctx: typer.Context,
    state: Annotated[OnOff, typer.Argument(help="on: nobody acts for someone else; off: --by may name anyone.")],
    as_json: AsJson = False,
) -> None:
    """Whether everyone acts at their own account only. For an administrator."""
    asked: Asked = ctx.obj
    is_strict = state is OnOff.on
    with writing(asked) as (app, uow, by):
        binding.be_strict(app.casework, uow, app.account, by, strict=is_strict)
    if as_json:
        return print_json(StrictView(is_strict))
    if is_strict:
        typer.echo(asked.pick("Niemand handelt meer namens een ander.", "Nobody acts for someone else any more."))
    else:
        typer.echo(asked.pick("Met --by kan men weer ieder noemen.", "With --by anyone may be named again."))
