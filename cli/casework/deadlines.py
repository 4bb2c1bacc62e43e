"""What is decided about a term that runs: suspend, resume, extend."""

from datetime import date, timedelta
from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.consequences import print_version, say_consequences
from cli.casework.ids import DeadlineId, deadline_id
from cli.options import AsJson, On, maybe_day, on_day
from cli.reading.term import too_far
from cli.session import writing
from scheduler.bootstrap import App
from trajectories.casework.commands import Extend, Resume, Suspend
from trajectories.casework.parse_values import term_of
from trajectories.repository.store import UnitOfWork
from trajectories.service.recording import Done
from workflows.errors import UsageError
from workflows.language.nothing_planned import rule_of
from workflows.words import Words

Ground = Annotated[
    str,
    typer.Option(help="One that the rule names, or its label; of a term not set by law that names none, why."),
]
Reason = Annotated[str, typer.Option(help="What explains it, such as a letter; kept apart from the history.")]


def suspend(
    ctx: typer.Context,
    deadline: DeadlineId,
    ground: Ground,
    on: Annotated[str | None, typer.Option("--on", help="The first day that does not count; default today.")] = None,
    until: Annotated[str | None, typer.Option(help="The last day that does not count, where it is known.")] = None,
    by_term: Annotated[str | None, typer.Option("--by", metavar="TERM", help="Or for how long: '2 weeks'.")] = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Let a term stand still. Here --by is a term: say who you are before the command."""
    asked: Asked = ctx.obj
    _must_have_ground(ground)
    if until and by_term:
        raise UsageError(
            Words(
                "geef een dag (--until) of een termijn (--by), niet beide",
                "give either a day (--until) or a term (--by), not both",
            )
        )
    with writing(asked, deadline) as (app, uow, by):
        key, name, occurrence = deadline_id(app, uow, deadline)
        day = on_day(on, by.today)
        last = _last_day(app, uow, day, by_term) if by_term else maybe_day(until, "--until")
        done = app.casework.suspend(uow, key, Suspend(name, occurrence, day, last), by, ground, reason)
    if as_json:
        return print_version(done)
    label = _label(asked, done, name)
    if last:
        text = asked.pick(
            f"{key}: ‘{label}’ staat stil van {day} tot en met {last}.",
            f"{key}: '{label}' stands still from {day} up to and including {last}.",
        )
    else:
        text = asked.pick(
            f"{key}: ‘{label}’ staat stil vanaf {day}; ‘traject resume’ laat hem weer lopen.",
            f"{key}: '{label}' stands still from {day} on; 'traject resume' lets it run again.",
        )
    typer.echo(text)
    say_consequences(asked, done, by.today)


def resume(
    ctx: typer.Context,
    deadline: DeadlineId,
    ground: Ground,
    on: Annotated[str | None, typer.Option("--on", help="The first day that counts again; default today.")] = None,
    as_json: AsJson = False,
) -> None:
    """Let a suspended term run again."""
    asked: Asked = ctx.obj
    _must_have_ground(ground)
    with writing(asked, deadline) as (app, uow, by):
        key, name, occurrence = deadline_id(app, uow, deadline)
        day = on_day(on, by.today)
        done = app.casework.resume(uow, key, Resume(name, occurrence, day), by, ground)
    if as_json:
        return print_version(done)
    label = _label(asked, done, name)
    typer.echo(asked.pick(f"{key}: ‘{label}’ loopt weer vanaf {day}.", f"{key}: '{label}' runs again from {day} on."))
    say_consequences(asked, done, by.today)


def extend(
    ctx: typer.Context,
    deadline: DeadlineId,
    ground: Ground,
    on: On = None,
    until: Annotated[str | None, typer.Option(help="The new last day.")] = None,
    by_term: Annotated[str | None, typer.Option("--by", metavar="TERM", help="A term such as '3 months'.")] = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Make a term longer. Here --by is a term: say who you are before the command."""
    asked: Asked = ctx.obj
    _must_have_ground(ground)
    length = str(term_of(by_term)) if by_term else ""
    with writing(asked, deadline) as (app, uow, by):
        key, name, occurrence = deadline_id(app, uow, deadline)
        command = Extend(name, occurrence, on_day(on, by.today), length, maybe_day(until, "--until"))
        done = app.casework.extend(uow, key, command, by, ground, reason)
    if as_json:
        return print_version(done)
    label = _label(asked, done, name)
    typer.echo(asked.pick(f"{key}: ‘{label}’ is verlengd.", f"{key}: '{label}' was extended."))
    say_consequences(asked, done, by.today)


def _last_day(app: App, uow: UnitOfWork, first: date, text: str) -> date:
    """The last day of a suspension for so long; its first day is one of them."""
    length = term_of(text)
    try:
        return app.dossiers.calendar(uow).add(first, length) - timedelta(days=1)
    except OverflowError as error:
        raise too_far(length) from error


def _must_have_ground(ground: str) -> None:
    if not ground.strip():
        raise UsageError(Words("zeg bij --ground op welke grond", "say with --ground on what ground"))


def _label(asked: Asked, done: Done, name: str) -> str:
    return asked.say(rule_of(done.written.compiled.workflow, name).label)
