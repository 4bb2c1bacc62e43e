"""`traject audit verify`: does the history verify?"""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.progress import progress
from cli.session import reading
from trajectories.audit import verify as audit
from trajectories.audit.rebuilt import Differs, differences
from trajectories.audit.verify import Verdict
from trajectories.views.database import AuditProblemView, DiffersView, VerifiedView
from workflows.words import Words

NOT_VERIFIED = 8


def verify(
    ctx: typer.Context,
    projections: Annotated[
        bool, typer.Option("--projections", help="Also make every projection anew, in memory, and compare each row.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Hash every event again, and compare projections with the history. Exit 8 when something does not fit."""
    asked: Asked = ctx.obj
    differing: list[Differs] | None = None
    with reading(asked) as (app, uow, _by):
        with progress(asked.pick("Nagaan", "Verifying")) as follow:
            total = audit.event_count(uow)
            verdict = audit.verify(uow, lambda done: follow(done, total))
        if projections:
            with progress(asked.pick("Vergelijken", "Comparing")) as follow:
                differing = list(differences(uow, app.dossiers, app.casework.projections, follow))
    is_ok = verdict.ok and not differing
    if as_json:
        print_json(_view(asked, verdict, differing))
    else:
        _tell(asked, verdict, differing)
    if not is_ok:
        raise typer.Exit(NOT_VERIFIED)


def _view(asked: Asked, verdict: Verdict, differing: list[Differs] | None) -> VerifiedView:
    problems = [AuditProblemView(each.stream, each.version, each.say(asked.lang)) for each in verdict.problems]
    listed = None if differing is None else [DiffersView(*each) for each in differing]
    return VerifiedView(verdict.ok and not differing, verdict.streams, verdict.events, problems, listed)


def _tell(asked: Asked, verdict: Verdict, differing: list[Differs] | None) -> None:
    for each in verdict.problems:
        place = f"{each.stream} {each.version}" if each.version else each.stream
        typer.echo(f"{place}: {each.say(asked.lang)}")
    for row in differing or ():
        typer.echo(row.words.say(asked.lang))
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
