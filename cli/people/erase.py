"""`traject client erase`: what is kept of a client apart from the history goes, for good."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.correct import DryRun
from cli.json_document import print_json
from cli.options import AsJson
from cli.session import open_app
from trajectories.people.references import exactly_this_person
from trajectories.repository.wipe import wipe
from trajectories.service.erasing import erase
from trajectories.views.erased import ErasedView
from trajectories.views.people_lines import kept_amounts
from workflows.errors import UsageError
from workflows.words import Words


def erase_client(
    ctx: typer.Context,
    ref: Annotated[str, typer.Argument(help="The office's own reference, or a name that is one client's.")],
    reason: Annotated[str, typer.Option(help="Why, without naming them; kept apart from the history.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would go, and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase what is kept of a client apart from the history, for good. For an administrator.

    Names, days, notes, reasons and receipts go; that they went, and what it does not reach, is told.
    """
    asked: Asked = ctx.obj
    if not reason.strip():
        raise UsageError(Words("zeg bij --reason waarom", "say why with --reason"))
    with open_app(asked) as app:
        try:
            with app.write() as uow:
                by = app.by(uow)
                done = erase(app.casework, uow, exactly_this_person(uow, ref), reason.strip(), by)
                if dry_run:
                    raise DryRun
        except DryRun:
            left: list[Words] = []
        else:
            left = wipe(app.store)
    beside, undone = [asked.say(each) for each in done.beside], [asked.say(each) for each in left]
    if as_json:
        return print_json(ErasedView(done.person, done.counts, done.trajectories, beside, undone, dry_run))
    count = sum(done.counts.values())
    listing = kept_amounts(done.counts, done.facts, asked.lang)
    if dry_run:
        typer.echo(asked.pick("Proef: er is niets geschreven.", "Dry run: nothing was written."))
        typer.echo(asked.pick(f"Te wissen: {count} ({listing}).", f"To be erased: {count} ({listing})."))
    else:
        typer.echo(
            asked.pick(
                f"Gewist: {count} ({listing}). Deze cliënt heet voortaan erased:{done.person}.",
                f"Erased: {count} ({listing}). This client is called erased:{done.person} from now on.",
            )
        )
    typer.echo(asked.pick("Dit bereikt niet:", "It does not reach:"))
    for each in beside:
        typer.echo(f"  {each}")
    for each in undone:
        asked.talk(each)
    return None
