"""`traject audit verify`: does the history verify?"""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.office.checkpoint import Since, kept_since, settled, with_differences
from cli.options import AsJson
from cli.progress import progress
from cli.session import reading
from trajectories.audit import verify as audit
from trajectories.audit.checkpoint import compare
from trajectories.audit.found import Found
from trajectories.audit.rebuilt import RowDiffers, differences
from trajectories.audit.verify import Verdict
from trajectories.repository.office_rows import database_id
from trajectories.views.checkpoint import CheckpointView, checkpoint_view
from trajectories.views.database import AuditProblemView, DiffersView, VerifiedView
from workflows.words import Words

NOT_VERIFIED = 8


def verify(
    ctx: typer.Context,
    since: Since = None,
    projections: Annotated[
        bool, typer.Option("--projections", help="Also make every projection anew, in memory, and compare each row.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Hash every event again, and compare projections with the history. Exit 8 when something does not fit."""
    asked: Asked = ctx.obj
    kept = kept_since(since or [])
    position = settled(asked) if kept or as_json else 0
    compared, differing = None, None
    with reading(asked) as (app, uow, _by):
        with progress(asked.pick("Nagaan", "Verifying")) as follow:
            total = audit.event_count(uow)
            verdict = audit.verify(uow, lambda done: follow(done, total))
            if kept or (as_json and database_id(uow)):
                compared = compare(uow, position, kept)
                verdict = with_differences(asked, verdict, compared, as_json=as_json)
        if projections:
            with progress(asked.pick("Vergelijken", "Comparing")) as follow:
                differing = list(differences(uow, app.dossiers, app.casework.projections, follow))
    if as_json:
        print_json(_view(asked, verdict, differing, checkpoint_view(compared.now) if compared else None))
    else:
        _tell(asked, verdict, differing, is_compared=bool(kept))
    if not verdict.ok or differing:
        raise typer.Exit(NOT_VERIFIED)


def _view(
    asked: Asked, verdict: Verdict, differing: list[RowDiffers] | None, taken: CheckpointView | None
) -> VerifiedView:
    return VerifiedView(
        verdict.ok and not differing,
        verdict.streams,
        verdict.events,
        _problems(asked, verdict.problems),
        None if differing is None else [DiffersView(*each) for each in differing],
        _problems(asked, verdict.losses),
        taken,
    )


def _problems(asked: Asked, found: list[Found]) -> list[AuditProblemView]:
    return [AuditProblemView(each.stream, each.version, each.say(asked.lang)) for each in found]


def _tell(asked: Asked, verdict: Verdict, differing: list[RowDiffers] | None, *, is_compared: bool) -> None:
    for each in (*verdict.problems, *verdict.losses):
        place = f"{each.stream} {each.version}" if each.version else each.stream
        typer.echo(f"{place}: {each.say(asked.lang)}")
    for row in differing or ():
        typer.echo(row.words.say(asked.lang))
    if not is_compared:
        asked.talk(_blind_spot())
    streams, events = verdict.streams, verdict.events
    wrong = len(verdict.problems) + len(differing or ())
    nl, en = f"{wrong} problemen.", f"{wrong} problems."
    if not wrong:
        nl, en = "alles klopt.", "everything verifies."
    typer.echo(
        asked.pick(f"{streams} reeksen, {events} gebeurtenissen: {nl}", f"{streams} streams, {events} events: {en}")
    )


def _blind_spot() -> Words:
    return Words(
        "Een weggehaald einde van een reeks, of een hele reeks die weg is, valt hier niet op: daarvoor is een getuige "
        "van buiten nodig.",
        "A removed tail, or a stream removed whole, cannot be seen here: that takes a witness outside.",
    )
