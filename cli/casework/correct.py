"""Corrections: an event is voided, or gets another day or value."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.consequences import print_taken_back, print_version, say_moves, say_notices, show_difference, trial
from cli.casework.fact import Sure
from cli.casework.ids import Id, trajectory_id
from cli.options import AsJson, maybe_day
from cli.session import DryRun as DryRun
from cli.session import writing
from trajectories.casework.commands import Correct
from trajectories.casework.correct_back import taken_back_by


def correct(
    ctx: typer.Context,
    trajectory: Id,
    version: Annotated[int, typer.Argument(help="The event to mend, as 'traject history' numbers it.")],
    reason: Annotated[str, typer.Option(help="Why; kept apart from the history.")],
    void: Annotated[bool, typer.Option("--void", help="It did not happen.")] = False,
    on: Annotated[str | None, typer.Option("--on", help="It happened on this day.")] = None,
    value: Annotated[str | None, typer.Option(help="The fact or amount was this.")] = None,
    sure: Sure = False,
    also: Annotated[
        list[str] | None, typer.Option(help="Close this trajectory too, which a voided step had started.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Void an event, or give it another day or value. Nothing is erased: the correction is history too.

    The first event, the opening, is voided with all that it started, as long as nobody recorded anything in it.
    A correction is taken back by voiding it: what held before holds again.
    """
    asked: Asked = ctx.obj
    command = Correct(version, maybe_day(on), value, void, sure)
    try:
        with writing(asked, trajectory) as (app, uow, by):
            key = trajectory_id(app, uow, trajectory)
            was = app.casework.load(uow, key)
            done = app.casework.correct(uow, key, command, by, reason, also or [])
            if dry_run:
                tried = trial(uow, version, was, done, by.today)
                raise DryRun
    except DryRun:
        return show_difference(asked, tried, as_json=as_json)
    say_notices(asked, done)
    if as_json:
        return print_taken_back(done) if done.trajectory.taken_back_on else print_version(done)
    if done.trajectory.taken_back_on:
        typer.echo(
            asked.pick(
                f"{key}: de opening is teruggedraaid; het telt alsof het er nooit was.",
                f"{key}: the opening was taken back; it counts as if it had never been.",
            )
        )
        return say_moves(asked, done, by.today)
    stage = asked.say(done.written.compiled.stage_label(done.trajectory.stage))
    if taken_back_by(was.history, command):
        typer.echo(
            asked.pick(
                f"{key}: correctie {version} is teruggenomen; stap nu: ‘{stage}’.",
                f"{key}: correction {version} was taken back; the stage is '{stage}' now.",
            )
        )
        return say_moves(asked, done, by.today)
    typer.echo(
        asked.pick(
            f"{key}: gebeurtenis {version} is verbeterd; stap nu: ‘{stage}’.",
            f"{key}: event {version} was corrected; the stage is '{stage}' now.",
        )
    )
    say_moves(asked, done, by.today)
