"""`traject init`: make the database, or upgrade it."""

from typing import Annotated

import typer

from cli.asked import Asked, may_ask
from cli.json_document import print_json
from cli.office.settle_facts import asked_or_listed, exit_where_waiting
from cli.options import AsJson
from cli.past import PAST_NAMES, PastName, ask_past, list_missed, past_typed
from cli.session import open_app
from scheduler import installation
from scheduler.bootstrap import App
from scheduler.installation import DatabaseMade
from scheduler.missed import MustBeDecided
from trajectories.local_time import local_day
from trajectories.people.staff import staff_on
from trajectories.repository.connect import shown_place
from trajectories.service.earlier_versions import on_earlier_versions
from trajectories.views.database import InitView, OnEarlier


def init(
    ctx: typer.Context,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="To practise in: with a clock of its own.")] = False,
    past: Annotated[
        PastName | None,
        typer.Option(
            "--past",
            parser=past_typed,
            metavar=PAST_NAMES,
            help="After an upgrade: which reminders that lie in the past by it are sent.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make the database, or upgrade it. Safe to repeat. Exit 4 where something must be said first.

    That is what is sent of reminders that lie in the past; and, with everything done, which answer is right where
    trajectories of one client differ on a fact of theirs.
    """
    asked: Asked = ctx.obj
    with open_app(asked) as app:
        is_new, missed, differing = _prepared(asked, app, past, sandbox=sandbox, as_json=as_json)
        waiting = asked_or_listed(asked, app, differing, as_json=as_json)
        with app.write() as uow:
            if app.asked_now is not None:
                app.by(uow)
            staff = staff_on(uow, local_day(app.now(uow)))
            is_sandbox = app.is_sandbox(uow)
            earlier = on_earlier_versions(uow)
    place = shown_place(app.settings.database)
    bosses = [each.name for each in staff.values() if "administrator" in each.roles]
    if as_json:
        print_json(InitView(place, is_new, is_sandbox, bosses, earlier, len(missed), waiting))
        return exit_where_waiting(waiting)
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
    exit_where_waiting(waiting)


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


def _prepared(asked: Asked, app: App, past: PastName | None, *, sandbox: bool, as_json: bool) -> DatabaseMade:
    """Lists what speaks of the past by an upgrade, and asks on a terminal how much of it is sent."""

    def prepare(answer: str) -> DatabaseMade:
        return installation.prepare(app, sandbox=sandbox, clock_at=app.asked_now, past=answer, report=asked.talk)

    try:
        made = prepare(past.value if past else "")
    except MustBeDecided as error:
        list_missed(asked, error.missed)
        if not may_ask(as_json=as_json):
            raise
        asked.talk(error.words)
        return prepare(ask_past(asked).value)
    list_missed(asked, made.missed)
    return made
