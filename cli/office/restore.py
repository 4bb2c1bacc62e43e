"""`traject restore`: a copy put back in the place of the database, and the answer to what it leaves open."""

from pathlib import Path
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.office.restore_page import tell
from cli.options import AsJson
from cli.past import PAST_NAMES, PastName, list_missed, past_typed
from cli.session import open_app, writing
from scheduler.missed import MustBeDecided
from scheduler.restoring import restore as restoring
from scheduler.restoring.restore import PutBack, RestoreAnswer
from scheduler.restoring.settle import settle
from trajectories.people.staff import must_administer
from trajectories.views.event_kinds import kind_of
from trajectories.views.restored import LostView, PutBackView, SettledRestoreView
from workflows.errors import UsageError
from workflows.words import Words


def restore(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The copy; left out, only an answer.")] = None,
    again: Annotated[
        bool, typer.Option("--say-again", help="What was due by then is said again, where nobody knows whether it was.")
    ] = False,
    said: Annotated[
        bool, typer.Option("--said", help="What was due by then counts as said, where nobody knows whether it was.")
    ] = False,
    past: Annotated[
        PastName | None,
        typer.Option(
            "--past",
            parser=past_typed,
            metavar=PAST_NAMES,
            help="For a copy of an earlier release: which reminders that lie in the past by the upgrade are sent.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Put a copy back in the place of the database, which is kept beside it. For an administrator.

    Tells what was recorded since the copy, to be recorded again. Exit 8 for a copy that does not verify, and then
    nothing was changed.
    """
    asked: Asked = ctx.obj
    answer = restoring.must_say_one(again=again, said=said)
    if file is None:
        return _answered(asked, answer, as_json=as_json)
    with open_app(asked) as app:
        try:
            made = restoring.restore(app, file, RestoreAnswer(answer, past.value if past else ""))
        except MustBeDecided as error:
            list_missed(asked, error.missed)
            raise
    if as_json:
        return print_json(_view(made, asked))
    return tell(made, asked, answered=answer is not None)


def _answered(asked: Asked, answer: bool | None, *, as_json: bool) -> None:
    if answer is None:
        raise UsageError(
            Words(
                "zeg welke kopie, of antwoord met --said of --say-again op wat een eerdere open liet",
                "say which copy, or answer with --said or --say-again what an earlier one left open",
            )
        )
    with writing(asked) as (app, uow, by):
        must_administer(by.actor)
        settled = settle(uow, app.casework, by, said=answer)
    if as_json:
        return print_json(SettledRestoreView("said" if settled.said else "again", settled.reminders))
    count = settled.reminders
    typer.echo(
        asked.pick(f"Telt als gezegd: {count}.", f"Counts as said: {count}.")
        if settled.said
        else asked.pick(f"Wordt opnieuw gezegd: {count}.", f"Is said again: {count}.")
    )
    return None


def _view(made: PutBack, asked: Asked) -> PutBackView:
    lost = [
        LostView(
            each.recorded_at,
            each.occurred_on,
            each.who,
            each.type,
            kind_of(each.type).say(asked.lang),
            each.what or None,
            each.case or None,
            each.ref or None,
            each.event,
            each.by_itself,
        )
        for each in made.lost
    ]
    kept = str(made.kept) if made.kept else None
    return PutBackView(made.at, made.position, kept, made.said, made.waiting, made.upgraded, lost)
