"""`traject audit verify`: does the history verify?"""

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.progress import progress
from cli.session import reading
from trajectories.audit import verify as audit
from trajectories.audit.verify import Verdict
from trajectories.views.database import VerifiedView
from workflows.words import Words

NOT_VERIFIED = 8


def verify(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Hash every event again, and compare projections with the history. Exit 8 when something does not fit."""
    asked: Asked = ctx.obj
    with reading(asked) as (_, uow, _by), progress(asked.pick("Nagaan", "Verifying")) as follow:
        total = audit.event_count(uow)
        verdict = audit.verify(uow, lambda done: follow(done, total))
    if as_json:
        print_json(VerifiedView(verdict.ok, verdict.streams, verdict.events, verdict.problems, verdict.losses))
    else:
        _tell(asked, verdict)
    if not verdict.ok:
        raise typer.Exit(NOT_VERIFIED)


def _tell(asked: Asked, verdict: Verdict) -> None:
    for stream, version, problem in verdict.problems:
        typer.echo(f"{stream} {version}: {problem}" if version else f"{stream}: {problem}")
    for stream, version, what in verdict.losses:
        typer.echo(f"{stream} {version}: {what}" if version else f"{stream}: {what}")
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
