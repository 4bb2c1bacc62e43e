"""`traject caseload`: every open case of someone."""

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.progress import progress
from cli.reading import caseload_page
from cli.reading.moment import AsOf, KnownAt, dated, moment_of, say_moment
from cli.reading.then import office_at
from cli.reading.whose import Mine, Municipality, Name, Of, name_of, say_stand_ins, whose
from cli.render import Page
from cli.session import reading
from trajectories.people.names import called
from trajectories.people.staff import staff_on
from trajectories.projections.caseload import running_in
from trajectories.views.caseload import CaseView, case_view, caseload_view
from trajectories.views.whose import looked_through


def caseload(
    ctx: typer.Context,
    name: Name = None,
    of: Of = "",
    mine: Mine = False,
    municipality: Municipality = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Every open case of someone: stage, since when, next day and open tasks; or all of a municipality."""
    asked: Asked = ctx.obj
    moment = moment_of(as_of, known_at)
    with reading(asked) as (app, uow, by), office_at(asked, app, uow, moment, by.today) as then:
        on = moment.day(by.today)
        named = name_of(app, of, mine=mine, name=name or "") or ("" if municipality else app.settings.actor)
        found = whose(app, uow, by, named, municipality=municipality)
        running = running_in(then, found.scope)
        names = called(then, (each.subject for each in running), on)
        staff = staff_on(then, on)
        cases: list[CaseView] = []
        with progress(asked.pick("Zaken lezen", "Reading cases")) as follow:
            for count, each in enumerate(running, 1):
                written = app.dossiers.load(uow, each.id, moment.as_of, moment.known_at)
                cases.append(case_view(then, written, found, names, staff, on, asked.lang))
                follow(count, len(running))
        looked = looked_through(then, found).words
        if moment.is_now:
            say_stand_ins(asked, uow, by, found, "caseload")
    view = caseload_view(found, asked.say(looked), cases, on)
    if as_json:
        return print_json(dated(view, moment, by.today))
    page = Page()
    say_moment(page, asked, moment, by.today)
    caseload_page.caseload(page, view, asked.lang)
