"""`traject rebuild`: every projection again from the history."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.progress import progress
from cli.session import writing
from scheduler.bootstrap import App
from scheduler.messages import one_line
from trajectories.audit.office_rows import agree_not
from trajectories.history.events import EventsGone
from trajectories.outside_text import outside
from trajectories.people.staff import must_administer
from trajectories.repository.connect import sqlite_path
from trajectories.repository.sqlite_copy import copied_aside
from trajectories.repository.store import UnitOfWork
from trajectories.service.losses import accept_loss as record_loss
from trajectories.service.office import digests, rebuild_all
from trajectories.service.recording import By
from trajectories.views.database import RebuiltView
from workflows.errors import CaseworkError, UsageError
from workflows.words import Words


def rebuild(
    ctx: typer.Context,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Events are gone for good: record which, and go on without them.")
    ] = False,
    reason: Annotated[str, typer.Option(help="With --accept-loss: what happened.")] = "",
    backed_up: Annotated[
        bool, typer.Option("--backed-up", help="With --accept-loss on PostgreSQL: there is a backup of it as it is.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make every projection again from the history; sends nothing. For an administrator.

    Refused where rows know more than the history: events are missing then, and this would wipe out the trace.
    """
    asked: Asked = ctx.obj
    reason = outside(reason, "reason")
    _must_fit(accept_loss=accept_loss, reason=reason, backed_up=backed_up)
    missing: list[EventsGone] = []
    copy = None
    with writing(asked) as (app, uow, by):
        must_administer(by.actor)
        before, others = digests(uow), agree_not(uow)
        if accept_loss:
            copy = _backed_up(app, said=backed_up)
        with progress(asked.pick("Opbouwen", "Rebuilding")) as follow:
            if accept_loss:
                missing, count = _recorded(app, uow, by, reason, copy, follow)
            else:
                count = rebuild_all(app.casework, uow, follow)
        after = digests(uow)
    differing = [*(name for name, digest in after.items() if before[name] != digest), *others]
    if copy:
        asked.talk(Words(f"de database is eerst gekopieerd naar {copy}", f"the database was first copied to {copy}"))
    if as_json:
        return print_json(RebuiltView(count, differing, missing))
    _tell(asked, count, differing, missing)


def _must_fit(*, accept_loss: bool, reason: str, backed_up: bool) -> None:
    if accept_loss and not reason:
        raise UsageError(Words("zeg met --reason wat er gebeurd is", "say with --reason what happened"))
    if not accept_loss and (reason or backed_up):
        raise UsageError(
            Words("--reason en --backed-up horen bij --accept-loss", "--reason and --backed-up go with --accept-loss")
        )


def _backed_up(app: App, *, said: bool) -> Path | None:
    """The copy of an SQLite file as it is; nobody else writes meanwhile. Of PostgreSQL the person says there is one."""
    path = sqlite_path(app.settings.database)
    if path is not None:
        return copied_aside(path, app.clock())
    if not said:
        raise UsageError(
            Words(
                "maak eerst een kopie van de database zoals zij nu is (pg_dump), en zeg dat met --backed-up",
                "first make a backup of the database as it is now (pg_dump), and say so with --backed-up",
            )
        )
    return None


def _recorded(
    app: App, uow: UnitOfWork, by: By, reason: str, copy: Path | None, follow: Callable[[int, int], None]
) -> tuple[list[EventsGone], int]:
    """Where it is refused the copy goes: nothing was changed."""
    try:
        return record_loss(app.casework, uow, by, reason, follow)
    except CaseworkError:
        if copy:
            copy.unlink(missing_ok=True)
        raise


def _tell(asked: Asked, count: int, differing: list[str], missing: list[EventsGone]) -> None:
    if missing:
        streams = ", ".join(each["stream"] for each in missing)
        typer.echo(
            asked.pick(
                f"Vastgelegd dat er gebeurtenissen weg zijn: {streams}. ‘traject audit verify’ blijft dat vermelden.",
                f"Recorded that events are gone: {streams}. 'traject audit verify' keeps telling so.",
            )
        )
    found = ", ".join(differing)
    typer.echo(
        asked.pick(
            f"{one_line.amount(count, one_line.TRAJECTORIES, 'nl')} opnieuw opgebouwd; "
            + (f"anders was: {found}." if found else "er was niets anders."),
            f"{one_line.amount(count, one_line.TRAJECTORIES, 'en')} rebuilt; "
            + (f"what differed: {found}." if found else "nothing differed."),
        )
    )
