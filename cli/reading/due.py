"""`traject due`: what ends soon, what is overdue, and what cannot be known yet."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson, known_municipality
from cli.reading import due_page
from cli.reading.board import Municipality
from cli.reading.term import too_far
from cli.render import Page
from cli.session import reading
from trajectories.casework.parse_values import term_of
from trajectories.people.staff import staff_by_name
from trajectories.projections import queries
from trajectories.projections.queries import DueRow
from workflows.calendar import WorkCalendar

WITHIN = "60 days"


def due(
    ctx: typer.Context,
    within: Annotated[str, typer.Option(metavar="TERM", help="How far ahead to look.")] = WITHIN,
    municipality: Municipality = "",
    coordinator: Annotated[str, typer.Option(help="Only trajectories of this coordinator, by name.")] = "",
    as_json: AsJson = False,
) -> None:
    """What ends soon, all that is overdue, and what cannot be known yet."""
    asked: Asked = ctx.obj
    with reading(asked) as (app, uow, by):
        until = _until(within, by.today, app.dossiers.calendar(uow))
        place = known_municipality(app.catalogue.municipalities, municipality) if municipality else ""
        staff = staff_by_name(uow, coordinator, by.today).id if coordinator else ""
        rows = queries.due(uow, by.today, until, municipality=place, coordinator=staff)
    if as_json:
        return print_json(rows)
    _show_due(rows, by.today, asked)


def _show_due(rows: Sequence[DueRow], today: date, asked: Asked) -> None:
    if not rows:
        asked.talk(asked.pick("Er loopt niets af in deze tijd.", "Nothing ends in this time."))
    due_page.due(Page(), rows, today, asked.lang)


def _until(within: str, today: date, calendar: WorkCalendar) -> date:
    length = term_of(within)
    try:
        return calendar.add(today, length)
    except OverflowError as error:
        raise too_far(length) from error
