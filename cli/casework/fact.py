"""`traject fact set`, and facts given beside another command."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.consequences import print_version, say_consequences
from cli.casework.ids import Expect, Id, trajectory_id
from cli.options import AsJson, on_day
from cli.session import writing
from trajectories.casework.commands import SetFact

Facts = Annotated[
    list[str] | None,
    typer.Option("--fact", metavar="NAME=VALUE", help="A fact to record; may be given more than once."),
]


Sure = Annotated[
    bool, typer.Option("--sure", help="An unlikely value is right: a day long ago, before birth or far ahead.")
]


def fact_set(
    ctx: typer.Context,
    trajectory: Id,
    name: Annotated[str, typer.Argument(help="Name of the fact.")],
    value: Annotated[str, typer.Argument(help="A day as 2026-03-31, a whole number, yes or no, or text.")],
    on: Annotated[str | None, typer.Option("--on", help="The day from which it holds; default today.")] = None,
    sure: Sure = False,
    expect: Expect = None,
    as_json: AsJson = False,
) -> None:
    """Record a fact."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        key = trajectory_id(app, uow, trajectory)
        done = app.casework.set_fact(uow, SetFact(key, name, value, on_day(on, by.today), sure), by, expect=expect)
    if as_json:
        return print_version(done)
    spec = done.written.compiled.workflow.facts[name]
    label, shown = asked.say(spec.label), "" if spec.type == "text" else f": {value}"
    typer.echo(asked.pick(f"{key}: ‘{label}’ is vastgelegd{shown}.", f"{key}: '{label}' was recorded{shown}."))
    say_consequences(asked, done, by.today)


def facts_given(given: list[str] | None) -> dict[str, str]:
    found = {}
    for text in given or []:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"'{text}' is no NAME=VALUE", param_hint="--fact")
        found[name.strip()] = value.strip()
    return found
