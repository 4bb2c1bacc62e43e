"""Lists that were brought in, by number; and taken back as far as nobody has built on them."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.imports.page import counted
from cli.json_document import print_json
from cli.options import AsJson
from cli.session import reading, writing
from trajectories.local_time import local_day
from trajectories.projections.queries import names_of
from trajectories.service.import_batches import Batch, batch_numbered, batches
from trajectories.service.import_undo import kept_there, undo
from trajectories.views.imports import BatchShownView, BatchView, KeptView, UndoneView

Number = Annotated[int, typer.Argument(help="Number of the import, as 'traject import list' gives it.", min=1)]
SHOWN = 20


def list_imports(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Every list that was brought in: when, by whom, how much, and whether it was taken back."""
    asked: Asked = ctx.obj
    with reading(asked) as (_, uow, by):
        found, names = batches(uow), names_of(uow, by.today)
    views = [_view(each, names) for each in found]
    if as_json:
        return print_json(views)
    for each in views:
        typer.echo(_line(asked, each))
    if not views:
        asked.talk(asked.pick("Er is nog niets ingevoerd.", "Nothing was brought in yet."))


def show_import(ctx: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """A list that was brought in: what began with it, and what it recorded elsewhere."""
    asked: Asked = ctx.obj
    with reading(asked) as (_, uow, by):
        batch, names = batch_numbered(uow, number), names_of(uow, by.today)
        kept = [_called(*kept_there(uow, each)) for each in (batch.undone.kept if batch.undone else [])]
    view = _view(batch, names)
    if as_json:
        return print_json(BatchShownView(view, batch.imported.streams, batch.imported.events))
    typer.echo(_line(asked, view))
    typer.echo(asked.pick(f"bestand (SHA-256): {view.file}", f"file (SHA-256): {view.file}"))
    for nl, en, listing in (
        ("begonnen", "began", batch.imported.streams),
        ("elders vastgelegd", "recorded elsewhere", batch.imported.events),
        ("gebleven", "kept", list(dict.fromkeys(kept))),
    ):
        if listing:
            typer.echo(f"{asked.pick(nl, en)}: {', '.join(listing)}")


def undo_import(
    ctx: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option(help="Why; kept apart from the history.")],
    as_json: AsJson = False,
) -> None:
    """Take back a list that was brought in, as far as nobody has built on it; what stays is listed."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        done = undo(uow, app.casework, number, by, reason)
    if as_json:
        kept = [KeptView(each.key, each.ref, asked.say(each.because)) for each in done.kept]
        return print_json(UndoneView(number, done.counts, kept))
    for each in done.kept:
        asked.talk(asked.pick("blijft: ", "stays: ") + f"{_called(each.key, each.ref)}: {asked.say(each.because)}")
    what, stay = counted(asked, done.counts), len(done.kept)
    typer.echo(
        asked.pick(f"Invoer {number}: {what} teruggenomen", f"Import {number}: {what} taken back") + _rest(asked, stay)
    )


def _called(key: str, ref: str) -> str:
    """A case by its number too; a client or household as people call them."""
    return f"{ref} ({key.partition('@')[0]})" if key.startswith("t") else ref


def _rest(asked: Asked, stay: int) -> str:
    """What stays, as the end of a sentence."""
    if not stay:
        return "."
    if stay == 1:
        return asked.pick("; 1 blijft, want daar is op voortgebouwd.", "; 1 stays, as somebody built on it.")
    return asked.pick(f"; {stay} blijven, want daar is op voortgebouwd.", f"; {stay} stay, as somebody built on them.")


def _view(batch: Batch, names: dict[str, str]) -> BatchView:
    imported = batch.imported
    undone_on = local_day(batch.undone_at).isoformat() if batch.undone_at else None
    kept = batch.undone.kept if batch.undone else []
    by = names.get(batch.actor, batch.actor)
    return BatchView(
        imported.number,
        imported.kind,
        batch.day.isoformat(),
        by,
        imported.counts,
        imported.file,
        undone_on,
        kept,
        imported.left,
    )


def _line(asked: Asked, view: BatchView) -> str:
    """`3  2026-03-02  Cora  40 cases, taken back on 2026-03-04`."""
    what = counted(asked, view.added) or asked.pick("wijzigingen", "changes")
    left, still = view.left, ""
    if left:
        still = asked.pick(f", begonnen en niet af: nog {left} regels", f", begun, not finished: {left} rows are left")
    undone = asked.pick(f", teruggenomen op {view.undone_on}", f", taken back on {view.undone_on}")
    if stay := len(view.kept):
        undone += asked.pick(f", {stay} gebleven", f", but for {stay}")
    return f"{view.batch:>3}  {view.on}  {view.by}  {what}{still}{undone if view.undone_on else ''}"
