"""`traject why`: where a deadline or a reminder comes from."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.reading import why_page as pages
from cli.reading.deadline_id import completed
from cli.reading.moment import AsOf, KnownAt, dated, moment_of, say_moment
from cli.reading.then import people_at
from cli.render import Page
from cli.session import reading
from scheduler.explain import receipt as explanations
from scheduler.explain import why as tracing
from scheduler.explain.entry import private_keys
from scheduler.explain.who_hears import who_hears
from scheduler.messages.held import say_what_waits
from scheduler.outbox.attempts_at import attempts_at
from scheduler.views.why import why_page
from trajectories.history.events import Recorded
from trajectories.history.known import known_by
from workflows.errors import NotFound
from workflows.words import Words


def why(
    ctx: typer.Context,
    id: Annotated[
        str, typer.Argument(metavar="DEADLINE|REMINDER", help="t17/rule#occurrence, or that with /rung.repeat.")
    ],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Where a deadline or a reminder comes from: rule, source, every step of the arithmetic, and who is told when."""
    asked: Asked = ctx.obj
    moment = moment_of(as_of, known_at)
    with reading(asked) as (app, uow, by), people_at(uow, moment, by.today) as staffed:
        on = moment.day(by.today)
        written = app.dossiers.load(uow, id.partition("/")[0], moment.as_of, moment.known_at)
        explanation = explanations.explain(written, completed(id, written))
        hears = who_hears(staffed, on)
        if moment.is_now:
            say_what_waits(uow)
        attempts = attempts_at(uow, written.trajectory.id) if moment.is_now else []

        def elsewhere(stream: str) -> list[Recorded]:
            return known_by(uow.history(stream), moment.known_at)

        trace = tracing.trace(written, explanation, hears, attempts, elsewhere)
        names = {key: member.name for key, member in hears.staff_at(on).items()}
        private = uow.private(*private_keys(tracing.entries_of(trace)))
    if not explanation.receipt:
        raise _erased(id)
    view = why_page(explanation, trace, names, asked.lang, on, private)
    if as_json:
        return print_json(dated(view.document, moment, by.today))
    page = Page()
    say_moment(page, asked, moment, by.today)
    pages.why(page, view, asked.lang)


def _erased(asked: str) -> NotFound:
    return NotFound(
        Words(
            f"hoe {asked} was berekend is gewist, met de dag waar de termijn op rustte; ‘traject history’ toont nog "
            "wel wat er verstuurd is",
            f"how {asked} was worked out was erased, with the day that the term rests on; 'traject history' still "
            "shows what was sent",
        )
    )
