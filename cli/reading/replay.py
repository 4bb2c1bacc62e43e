"""`traject replay`: a trajectory from its events alone."""

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.reading import trajectory_page
from cli.reading.moment import AsOf, Id, KnownAt, dated, moment_of, say_moment
from cli.render import Page, Said
from cli.session import reading
from trajectories.history.corrections import CORRECTIONS
from trajectories.projections import queries
from trajectories.views.sheet import Sheet, sheet_of
from trajectories.views.trajectory import trajectory_view
from workflows.words import Words

BROKEN = 8


def replay(ctx: typer.Context, id: Id, as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """Fold the history again, from its events alone. Exit 8 when that is not what the database shows."""
    asked: Asked = ctx.obj
    moment = moment_of(as_of, known_at)
    with reading(asked) as (app, uow, by):
        on = moment.day(by.today)
        written = app.dossiers.load(uow, id, moment.as_of, moment.known_at)
        equal = queries.equals_projection(uow, written) if moment.is_now else None
        shown = trajectory_view(uow, written, by.actor, on, asked.lang)
        if as_json:
            view = shown if equal is None else shown._replace(equals_projection=equal)
            print_json(dated(view, moment, by.today))
        else:
            page = Page()
            say_moment(page, asked, moment, by.today)
            corrections = sum(type(each.event) in CORRECTIONS for each in written.history)
            _show_replayed(page, sheet_of(uow, shown, written, on, asked.lang), equal, corrections, asked)
    if equal is False:
        raise typer.Exit(BROKEN)


def _show_replayed(page: Page, sheet: Sheet, equal: bool | None, corrections: int, asked: Asked) -> None:
    trajectory_page.trajectory(page, sheet)
    page.gap()
    if equal is None:
        return
    count = sheet.events
    if equal:
        nl, en = "gelijk aan wat de database toont", "equal to what the database shows"
    else:
        nl = "de database toont iets anders; ‘traject rebuild’ herstelt het"
        en = "the database shows something else; 'traject rebuild' mends it"
    among = Words(f", waarvan {corrections} correcties", f", {corrections} of them corrections")
    more = asked.say(among) if corrections else ""
    told = asked.pick(
        f"Opnieuw opgebouwd uit {count} gebeurtenissen{more}: {nl}.", f"Folded from {count} events{more}: {en}."
    )
    page.line(Said(told, "good" if equal else "late"))
