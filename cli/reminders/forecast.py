"""What will be said and what will not: why a rule is silent, the calendar to come, and the messages of days ahead."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.progress import progress
from cli.reading.lists import sentence
from cli.reading.whose import Coordinator, Mine, Of, name_of, whose
from cli.reminders import forecast_page as calendar
from cli.reminders.last_day import Until, last_day
from cli.session import reading
from scheduler.explain.forecast import Forecast
from scheduler.explain.forecast import forecast as foretell
from scheduler.explain.who_hears import who_hears
from scheduler.messages.held import say_what_waits
from scheduler.views.birthdays import birthday_views
from scheduler.views.forecast import Foreseen, forecast_page
from trajectories.deadlines.written import Written
from trajectories.people.references import shown_refs
from trajectories.projections import queries
from trajectories.projections.caseload import running_in
from trajectories.service.coming_of_age import coming_of_age
from trajectories.views.whose import looked_through
from workflows.errors import UsageError
from workflows.words import Words


def forecast(
    ctx: typer.Context,
    until: Until,
    subject: Annotated[
        str | None, typer.Argument(metavar="[SUBJECT]", help="A reference of the office, or t17.", show_default=False)
    ] = None,
    of: Of = "",
    mine: Mine = False,
    coordinator: Coordinator = "",
    as_json: AsJson = False,
) -> None:
    """The calendar to come: if nothing happens, and if all goes on time."""
    asked: Asked = ctx.obj
    if (subject is None) == (not (of or mine or coordinator)):
        raise UsageError(
            Words(
                "noem een SUBJECT, of geef --of NAME of --mine: een van de twee",
                "name a SUBJECT, or give --of NAME or --mine: one of the two",
            )
        )
    with reading(asked) as (app, uow, by):
        say_what_waits(uow)
        last = last_day(until, by.today)
        name = name_of(app, of, mine=mine)
        if subject is None:
            of_whom = whose(app, uow, by, name, coordinator)
            ref, keys = "", [each.id for each in running_in(uow, of_whom.scope)]
            asked.talk(sentence(asked.say(looked_through(uow, of_whom).words)))
        else:
            ref, keys = queries.trajectories_of(uow, subject, by.today)
        found: list[tuple[Written, Forecast]] = []
        with progress(asked.pick("Vooruitkijken", "Looking ahead")) as follow:
            for count, key in enumerate(keys, 1):
                written = app.dossiers.load(uow, key)
                if written.trajectory.closed_on is None:
                    found.append((_lean(written), foretell(written, by.today, last)))
                follow(count, len(keys))
        seen = Foreseen(found, shown_refs(uow), who_hears(uow, by.today), asked.lang)
        about = {each.trajectory.id for each, _ in found} | {each.trajectory.subject for each, _ in found}
        coming = coming_of_age(uow, app.dossiers, by.today, last)
        theirs = [each for each in coming if {each.case, each.person} & about]
        view = forecast_page(seen, ref, name or coordinator, by.today, last, birthday_views(theirs, seen.refs))
    if as_json:
        return print_json(view.document)
    calendar.show(view, asked)


def _lean(written: Written) -> Written:
    """Without the history, which is not needed to show it: of hundreds it is much."""
    return written._replace(history=[], said=[])
