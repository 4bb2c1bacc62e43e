"""What an administrator and an auditor do: make the database, rebuild, verify."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.progress import progress
from cli.session import open_app, reading, writing
from scheduler import installation
from trajectories.audit import verify as audit
from trajectories.audit.verify import Verdict
from trajectories.local_time import local_day
from trajectories.people.staff import must_administer, staff_on
from trajectories.repository.store import sqlite_path
from trajectories.views.database import InitView, RebuiltView, VerifiedView
from workflows.words import Words

NOT_VERIFIED = 8


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
    place = str(
        sqlite_path(app.settings.database)
        or app.store.engine.url.render_as_string(hide_password=True).replace("+psycopg", "")
    )
    bosses = [each.name for each in staff.values() if "administrator" in each.roles]
    if as_json:
        return print_json(InitView(place, is_new, is_sandbox, bosses))
    kind = asked.pick("oefendatabase", "sandbox") if is_sandbox else "database"
    names = ", ".join(bosses)
    typer.echo(
        asked.pick(
            f"De {kind} {place} {'is gemaakt' if is_new else 'is bij'}; beheerder: {names}.",
            f"The {kind} {place} {'was made' if is_new else 'is up to date'}; administrator: {names}.",
        )
    )


def rebuild(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Make every projection again from the history; sends nothing. For an administrator."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        must_administer(by.actor)
        before = app.casework.digests(uow)
        with progress(asked.pick("Opbouwen", "Rebuilding")) as follow:
            count = app.casework.rebuild(uow, follow)
        after = app.casework.digests(uow)
    differing = [name for name, digest in after.items() if before[name] != digest]
    if as_json:
        return print_json(RebuiltView(count, differing))
    found = ", ".join(differing)
    typer.echo(
        asked.pick(
            f"{count} trajecten opnieuw opgebouwd; " + (f"anders was: {found}." if found else "er was niets anders."),
            f"{count} trajectories rebuilt; " + (f"what differed: {found}." if found else "nothing differed."),
        )
    )


def verify(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Hash every event again, and compare projections with the history. Exit 8 when something does not fit."""
    asked: Asked = ctx.obj
    with reading(asked) as (_, uow, _by), progress(asked.pick("Nagaan", "Verifying")) as follow:
        total = audit.event_count(uow)
        verdict = audit.verify(uow, lambda done: follow(done, total))
    if as_json:
        print_json(VerifiedView(verdict.ok, verdict.streams, verdict.events, verdict.problems))
    else:
        _tell(asked, verdict)
    if not verdict.ok:
        raise typer.Exit(NOT_VERIFIED)


def _tell(asked: Asked, verdict: Verdict) -> None:
    for stream, version, problem in verdict.problems:
        typer.echo(f"{stream} {version}: {problem}" if version else f"{stream}: {problem}")
    asked.talk(_blind_spot())
    streams, events = verdict.streams, verdict.events
    wrong = len(verdict.problems)
    typer.echo(
        asked.pick(
            f"{streams} reeksen, {events} gebeurtenissen: " + (f"{wrong} problemen." if wrong else "alles klopt."),
            f"{streams} streams, {events} events: " + (f"{wrong} problems." if wrong else "everything verifies."),
        )
    )


def _blind_spot() -> Words:
    return Words(
        "Een weggehaald einde van een reeks, of een hele reeks die weg is, valt hier niet op: daarvoor is een getuige "
        "van buiten nodig.",
        "A removed tail, or a stream removed whole, cannot be seen here: that takes a witness outside.",
    )
