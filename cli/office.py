"""What an administrator and an auditor do: make the database, keep the staff, rebuild, verify."""

from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from cli.app import AsJson, Asked, RoleName, known_municipality, maybe_day, on_day, print_json, progress

if TYPE_CHECKING:
    from trajectories.audit import Verdict
    from trajectories.people import StaffMember
    from trajectories.store import UnitOfWork
    from workflows.model import Role
    from workflows.words import Words

NOT_VERIFIED = 8


def register(app: typer.Typer) -> None:
    app.command("init")(init)
    staff = typer.Typer(help="Who works here, and in which roles.", no_args_is_help=True)
    staff.command("add")(add_staff)
    staff.command("end")(end_role)
    staff.command("list")(list_staff)
    app.add_typer(staff, name="staff")
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
    from trajectories import people
    from trajectories.clock import local_day
    from trajectories.store import sqlite_path

    asked: Asked = ctx.obj
    app = asked.app()
    is_new = installation.prepare(app, sandbox=sandbox, clock_at=app.asked_now, report=asked.talk)
    with closing(app.store), app.write() as uow:
        if app.asked_now is not None:
            app.by(uow)
        staff = people.staff_on(uow, local_day(app.now(uow)))
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


def add_staff(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The name that --by will give.")],
    role: Annotated[list[RoleName], typer.Option("--role", help="May be given more than once.")],
    municipality: Annotated[str, typer.Option(help="Where someone works; left out, everywhere.")] = "",
    email: Annotated[str, typer.Option(help="Where reminders go.")] = "",
    language: Annotated[str, typer.Option(help="The language of their reminders: nl or en.")] = "nl",
    from_: Annotated[str | None, typer.Option("--from", help="The first day of the role; default today.")] = None,
    until: Annotated[str | None, typer.Option(help="The last day of the role; left out, no end.")] = None,
    as_json: AsJson = False,
) -> None:
    """Add someone, or give someone further roles. For an administrator."""
    from trajectories import decisions, people

    asked: Asked = ctx.obj
    _must_be_colleague(name, email, language)
    with asked.writing() as (app, uow, by):
        people.must_administer(by.actor)
        day, last = on_day(from_, by.today), maybe_day(until, "--until")
        decisions.not_after(day, by.today)
        if last and last < day:
            raise typer.BadParameter("the last day lies before the first", param_hint="--until")
        place = known_municipality(app, municipality) if municipality else ""
        stamp = app.casework.stamp(uow, by, wanted=["administrator"])
        roles: list[Role] = [each.value for each in dict.fromkeys(role)]
        key = people.add_staff(
            uow, name.strip(), roles, day, stamp, municipality=place, email=email, lang=language, until=last
        )
    if as_json:
        return print_json({"staff": key, "name": name.strip()})
    listing = ", ".join(_role(asked, each) for each in roles)
    typer.echo(asked.pick(f"{name} staat op de personeelslijst: {listing}.", f"{name} is on the staff: {listing}."))


def _must_be_colleague(name: str, email: str, language: str) -> None:
    if not name.strip():
        raise typer.BadParameter("give a name", param_hint="NAME")
    if email and ("@" not in email.strip("@") or any(sign.isspace() for sign in email)):
        raise typer.BadParameter(f"'{email}' is no mail address", param_hint="--email")
    if language not in ("nl", "en"):
        raise typer.BadParameter("choose nl or en", param_hint="--language")


def end_role(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="A name on the staff.")],
    role: Annotated[RoleName, typer.Option("--role", help="The role that ends.")],
    on: Annotated[str | None, typer.Option("--on", help="The first day without the role; default today.")] = None,
    as_json: AsJson = False,
) -> None:
    """End a role; what was done in it stays. For an administrator."""
    from trajectories import decisions, people

    asked: Asked = ctx.obj
    with asked.writing() as (app, uow, by):
        people.must_administer(by.actor)
        day = on_day(on, by.today)
        decisions.not_after(day, by.today)
        member = people.staff_by_name(uow, name, by.today)
        people.take_role(uow, member.id, role.value, day, app.casework.stamp(uow, by, wanted=["administrator"]))
    if as_json:
        return print_json({"staff": member.id, "name": name})
    what = _role(asked, role.value)
    typer.echo(asked.pick(f"{name} is geen {what} meer vanaf {day}.", f"{name} is no {what} any more from {day} on."))


def list_staff(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Everyone on the staff, with the roles held today."""
    from trajectories import people

    asked: Asked = ctx.obj
    with asked.reading() as (_, uow, by):
        staff = list(people.staff_on(uow, by.today).values())
    if as_json:
        return print_json([_colleague(each) for each in staff])
    for each in staff:
        roles = ", ".join(_role(asked, role) for role in sorted(each.roles)) or asked.pick("geen rol", "no role")
        typer.echo("  ".join(filter(None, (each.name, roles, each.municipality, each.email))))


def _colleague(member: "StaffMember") -> dict[str, object]:
    return {
        "staff": member.id,
        "name": member.name,
        "roles": sorted(member.roles),
        "municipality": member.municipality or None,
        "email": member.email or None,
        "language": member.lang,
    }


def _role(asked: Asked, role: str) -> str:
    from trajectories.decisions import role_words

    return asked.say(role_words(role))


def rebuild(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Make every projection again from the history; sends nothing. For an administrator."""
    from trajectories import people

    asked: Asked = ctx.obj
    with asked.writing() as (app, uow, by):
        people.must_administer(by.actor)
        before = app.casework.digests(uow)
        with progress(asked.pick("Opbouwen", "Rebuilding")) as follow:
            count = app.casework.rebuild(uow, follow)
        after = app.casework.digests(uow)
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
    from trajectories import audit

    asked: Asked = ctx.obj
    with asked.reading() as (_, uow, _by), progress(asked.pick("Nagaan", "Verifying")) as follow:
        total = event_count(uow)
        verdict = audit.verify(uow, lambda done: follow(done, total))
    if as_json:
        print_json(_verdict(verdict))
    else:
        _tell(asked, verdict)
    if not verdict.ok:
        raise typer.Exit(NOT_VERIFIED)


def event_count(uow: "UnitOfWork") -> int:
    return int(uow.connection.exec_driver_sql("SELECT count(*) FROM event").scalar_one())


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
