"""`traject audit verify`: does the history verify?"""

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.office.checkpoint import Since, kept_since, settled, with_differences
from cli.options import AsJson
from cli.progress import progress
from cli.session import reading
from trajectories.audit import verify as audit
from trajectories.audit.checkpoint import compare
from trajectories.audit.verify import Verdict
from trajectories.repository.office_rows import database_id
from trajectories.views.checkpoint import checkpoint_view
from trajectories.views.database import VerifiedView
from workflows.words import Words

NOT_VERIFIED = 8


def verify(ctx: typer.Context, since: Since = None, as_json: AsJson = False) -> None:
    """Hash every event again, and compare projections with the history. Exit 8 when something does not fit."""
    asked: Asked = ctx.obj
    kept = kept_since(since or [])
    position = settled(asked) if kept or as_json else 0
    compared = None
    with reading(asked) as (_, uow, _by), progress(asked.pick("Nagaan", "Verifying")) as follow:
        total = audit.event_count(uow)
        verdict = audit.verify(uow, lambda done: follow(done, total))
        if kept or (as_json and database_id(uow)):
            compared = compare(uow, position, kept)
            verdict = with_differences(asked, verdict, compared, as_json=as_json)
    if as_json:
        taken = checkpoint_view(compared.now) if compared else None
        view = VerifiedView(verdict.ok, verdict.streams, verdict.events, verdict.problems, verdict.losses, taken)
        print_json(view)
    else:
        _tell(asked, verdict, is_compared=bool(kept))
    if not verdict.ok:
        raise typer.Exit(NOT_VERIFIED)


def _tell(asked: Asked, verdict: Verdict, *, is_compared: bool) -> None:
    for stream, version, problem in verdict.problems:
        typer.echo(f"{stream} {version}: {problem}" if version else f"{stream}: {problem}")
    for stream, version, what in verdict.losses:
        typer.echo(f"{stream} {version}: {what}" if version else f"{stream}: {what}")
    if not is_compared:
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
        "van buiten nodig. Met een bewaard controlepunt: --since BESTAND.",
        "A removed tail, or a stream removed whole, cannot be seen here: that takes a witness outside. With a "
        "checkpoint that was kept: --since FILE.",
    )
