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
from trajectories.audit.checkpoint import ALL, ComparedHistory, compare
from trajectories.audit.found import Found
from trajectories.audit.kept_checkpoint import KeptCheckpoint
from trajectories.audit.rebuilt import RowDiffers, differences
from trajectories.audit.verify import Verdict
from trajectories.repository.office_rows import database_id
from trajectories.views.checkpoint import CheckpointView, checkpoint_view
from trajectories.views.database import AuditProblemView, DiffersView, VerifiedView
from workflows.words import Words

NOT_VERIFIED = 8
LEDGER = "delivery"  # in the place of a stream


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
            verdict = audit.verify(uow, lambda done: follow(done, total), app.store)
            if kept or (as_json and database_id(uow)):
                compared = compare(uow, position, kept)
                verdict = with_differences(asked, verdict, compared, as_json=as_json)
        if projections:
            with progress(asked.pick("Vergelijken", "Comparing")) as follow:
                differing = list(differences(uow, app.dossiers, app.casework.projections, follow, app.store))
    if as_json:
        print_json(_view(asked, verdict, differing, checkpoint_view(compared.now) if compared else None))
    else:
        _tell(asked, verdict, differing, compared, kept)
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


def _tell(
    asked: Asked,
    verdict: Verdict,
    differing: list[RowDiffers] | None,
    compared: ComparedHistory | None,
    kept: list[KeptCheckpoint],
) -> None:
    for each in (*verdict.problems, *verdict.losses):
        place = f"{_place(asked, each.stream)} {each.version or ''}".strip()
        typer.echo(f"{place}: {each.say(asked.lang)}" if place else each.say(asked.lang))
    for row in differing or ():
        typer.echo(row.words.say(asked.lang))
    if compared is None:
        asked.talk(_blind_spot())
    elif not compared.differences:
        typer.echo(asked.say(_as_it_was(compared, kept)))
    typer.echo(asked.say(_in_sum(verdict, len(verdict.problems) + len(differing or ()))))


def _place(asked: Asked, stream: str) -> str:
    """Where a problem is: a stream; or the ledger, which is none, or all."""
    if stream == ALL:
        return ""
    return asked.pick("berichten", stream) if stream == LEDGER else stream


def _as_it_was(compared: ComparedHistory, kept: list[KeptCheckpoint]) -> Words:
    last = max((each.checkpoint for each in kept), key=lambda each: each.position)
    after = compared.now.events - last.events
    nl = f"Tot en met positie {last.position} is de geschiedenis wat zij bij dat controlepunt was"
    en = f"Up to position {last.position} the history is what it was at that checkpoint"
    if after:
        many = _amount(after, "gebeurtenis is", "gebeurtenissen zijn")
        nl = f"{nl}; {many} van daarna, en daarvan bewijst het niets"
        en = f"{en}; {_amount(after, 'event is', 'events are')} of after it, of which it proves nothing"
    return Words(f"{nl}.", f"{en}.")


def _in_sum(verdict: Verdict, wrong: int) -> Words:
    streams, events = verdict.streams, verdict.events
    nl = f"{_amount(streams, 'reeks', 'reeksen')}, {_amount(events, 'gebeurtenis', 'gebeurtenissen')}"
    en = f"{_amount(streams, 'stream', 'streams')}, {_amount(events, 'event', 'events')}"
    if not wrong:
        return Words(f"{nl}: alles klopt.", f"{en}: everything verifies.")
    return Words(f"{nl}: {_amount(wrong, 'probleem', 'problemen')}.", f"{en}: {_amount(wrong, 'problem', 'problems')}.")


def _amount(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _blind_spot() -> Words:
    return Words(
        "Wat weg is met alles wat erop rust, zoals een hele reeks of een kopie van eerder, valt hier niet op: daarvoor "
        "is een getuige van buiten nodig (--since).",
        "What was removed with all that rests on it, such as a stream whole, or an older copy put back, cannot be seen "
        "here: that takes a witness outside (--since).",
    )
