"""`traject due`: what ends soon, what is overdue, and what cannot be known yet."""

from datetime import date
from typing import Annotated

import typer

from cli.asked import Asked
from cli.options import AsJson
from cli.reading import due_page as page
from cli.reading.moment import AsOf, KnownAt, moment_of, print_dated, say_moment
from cli.reading.term import too_far
from cli.reading.then import office_at
from cli.reading.whose import Coordinator, Mine, Municipality, Of, name_of, say_stand_ins, whose
from cli.render import Page
from cli.session import reading
from scheduler.messages.held import say_what_waits
from trajectories.casework.parse_values import term_of
from trajectories.views.due import due_page
from workflows.calendar import WorkCalendar
from workflows.language.terms import Term

WITHIN = "60 days"


def due(
    ctx: typer.Context,
    within: Annotated[str, typer.Option(metavar="TERM", help="How far ahead to look.")] = WITHIN,
    of: Of = "",
    mine: Mine = False,
    municipality: Municipality = "",
    coordinator: Coordinator = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """What ends soon, all that is overdue, and what cannot be known yet."""
    asked: Asked = ctx.obj
    length = term_of(within)
    moment = moment_of(as_of, known_at)
    with reading(asked) as (app, uow, by):
        on = moment.day(by.today)
        until = _until(length, on, app.dossiers.calendar(uow, moment.known_at))
        found = whose(app, uow, by, name_of(app, of, mine=mine), coordinator, municipality)
        with office_at(asked, app, uow, moment, by.today) as then:
            view = due_page(then, found, on, until, length, asked.lang)
        if moment.is_now:
            say_what_waits(uow)
            say_stand_ins(asked, uow, by, found, "due")
    if not as_json:
        paper = Page()
        say_moment(paper, asked, moment, by.today)
        return page.due(paper, view, asked.lang)
    print_dated(asked, view.document, moment, by.today)
    if not view.document:
        asked.talk(page.nothing(view))


def _until(length: Term, today: date, calendar: WorkCalendar) -> date:
    try:
        return calendar.add(today, length)
    except OverflowError as error:
        raise too_far(length) from error
