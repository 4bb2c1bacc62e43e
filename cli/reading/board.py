"""`traject board`: how many trajectories stand in which stage."""

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson, known_municipality
from cli.reading import board_page
from cli.reading.moment import AsOf, KnownAt, dated, moment_of, say_moment
from cli.reading.then import office_at
from cli.reading.whose import Municipality
from cli.render import Page
from cli.session import reading
from scheduler.bootstrap import App
from trajectories.projections import queries
from trajectories.repository.store import UnitOfWork
from trajectories.views.board import BoardView, board_view


def board(
    ctx: typer.Context,
    municipality: Municipality = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """How many trajectories stand in which stage."""
    asked: Asked = ctx.obj
    moment = moment_of(as_of, known_at)
    with reading(asked) as (app, uow, by), office_at(asked, app, uow, moment, by.today) as then:
        place = known_municipality(app.catalogue.municipalities, municipality) if municipality else ""
        shown = board_view(then, place)
        if as_json:
            return print_json(dated(shown, moment, by.today))
        page = Page()
        say_moment(page, asked, moment, by.today)
        _show_board(page, app, then, shown, place, asked)


def _show_board(page: Page, app: App, uow: UnitOfWork, shown: BoardView, place: str, asked: Asked) -> None:
    found = queries.definitions_on_board(uow, place)
    definitions = {name: [app.dossiers.compiled(uow, each) for each in hashes] for name, hashes in found.items()}
    if not shown.stages:
        asked.talk(asked.pick("Er loopt geen traject.", "No trajectory is open."))
    board_page.board(page, shown, definitions, asked.lang)
