"""What an administrator and an auditor do: make the database, rebuild, verify."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.app import AsJson, Asked, print_json, progress

if TYPE_CHECKING:
    from trajectories.audit.verify import Verdict
    from workflows.words import Words

NOT_VERIFIED = 8


def register(app: typer.Typer) -> None:
    app.command("init")(init)
    app.command("rebuild")(rebuild)
    audit = typer.Typer(help="Does the history verify?", no_args_is_help=True)
    audit.callback()(_audit)
    audit.command("verify")(verify)
    app.add_typer(audit, name="audit")


def _audit() -> None:
    """Does the history verify?"""


def init(
    ctx: typer.Context,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="To practise in: with a clock of its own.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make the database, or upgrade it. Safe to repeat."""
    from scheduler import installation
    from trajectories.local_time import local_day
    from trajectories.people.staff import staff_on
    from trajectories.repository.connect import sqlite_path

    asked: Asked = ctx.obj
    with asked.app() as app:
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
        return print_json({"database": place, "new": is_new, "sandbox": is_sandbox, "administrators": bosses})
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
    from trajectories.people.staff import must_administer
    from trajectories.service import office

    asked: Asked = ctx.obj
    with asked.writing() as (app, uow, by):
        must_administer(by.actor)
        before = office.digests(uow)
        with progress(asked.pick("Opbouwen", "Rebuilding")) as follow:
            count = office.rebuild_all(app.casework, uow, follow)
        after = office.digests(uow)
    differing = [name for name, digest in after.items() if before[name] != digest]
    if as_json:
        return print_json({"trajectories": count, "differing": differing})
    found = ", ".join(differing)
    typer.echo(
        asked.pick(
            f"{count} trajecten opnieuw opgebouwd; " + (f"anders was: {found}." if found else "er was niets anders."),
            f"{count} trajectories rebuilt; " + (f"what differed: {found}." if found else "nothing differed."),
        )
    )


def verify(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Hash every event again, and compare projections with the history. Exit 8 when something does not fit."""
    from trajectories.audit import verify as audit

    asked: Asked = ctx.obj
    with asked.reading() as (_, uow, _by), progress(asked.pick("Nagaan", "Verifying")) as follow:
        total = audit.event_count(uow)
        verdict = audit.verify(uow, lambda done: follow(done, total))
    if as_json:
        print_json(_verdict(verdict))
    else:
        _tell(asked, verdict)
    if not verdict.ok:
        raise typer.Exit(NOT_VERIFIED)


def _verdict(verdict: "Verdict") -> dict[str, object]:
    return {
        "ok": verdict.ok,
        "streams": verdict.streams,
        "events": verdict.events,
        "problems": [each._asdict() for each in verdict.problems],
    }


def _tell(asked: Asked, verdict: "Verdict") -> None:
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


def _blind_spot() -> "Words":
    from workflows.words import Words

    return Words(
        "Een weggehaald einde van een reeks, of een hele reeks die weg is, valt hier niet op: daarvoor is een getuige "
        "van buiten nodig.",
        "A removed tail, or a stream removed whole, cannot be seen here: that takes a witness outside.",
    )
