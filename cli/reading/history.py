"""`traject history`: every event of a trajectory, in the order of writing."""

from datetime import date

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.reading import event_lines, history_page
from cli.reading.moment import AsOf, Id, KnownAt, TwoClocks, moment_of
from cli.render import Page
from cli.session import reading
from scheduler.bootstrap import App
from trajectories.history.events import Recorded
from trajectories.history.replay import taken_back
from trajectories.people.references import subject_refs
from trajectories.projections import queries
from trajectories.repository.store import UnitOfWork
from trajectories.views.history import event_view


def history(ctx: typer.Context, id: Id, as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """Every event of a trajectory, and what was said about it, in the order of writing."""
    asked: Asked = ctx.obj
    moment = moment_of(as_of, known_at)
    with reading(asked) as (app, uow, by):
        every = queries.history(uow, id)
        events = [each for each in every if _is_within(each, moment)]
        undone = taken_back([each for each in every if _is_known(each, moment)])
        if as_json:
            return print_json([event_view(each, taken_back=event_lines.is_undone(each, undone)) for each in events])
        _show_history(app, uow, id, events, undone, by.today, asked)


def _is_within(recorded: Recorded, moment: TwoClocks) -> bool:
    happened = moment.as_of is None or recorded.occurred_on <= moment.as_of
    return happened and _is_known(recorded, moment)


def _is_known(recorded: Recorded, moment: TwoClocks) -> bool:
    return moment.known_at is None or recorded.recorded_at <= moment.known_at


def _show_history(
    app: App, uow: UnitOfWork, key: str, events: list[Recorded], undone: Recorded | None, today: date, asked: Asked
) -> None:
    written = app.dossiers.load(uow, key)
    private = uow.private(*(each for recorded in events for each in event_lines.private_keys(recorded)))
    names = queries.names_of(uow, today)
    mended = {each.version: each.event for each in written.history}
    under = app.dossiers.under(uow, written.history)
    reader = event_lines.Reader(written.compiled, names, subject_refs(uow), private, asked.lang, mended, under, undone)
    history_page.history(Page(), events, reader)
