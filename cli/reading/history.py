"""`traject history`: every event of a trajectory, in the order of writing."""

from collections.abc import Collection
from datetime import date

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.reading import history_page
from cli.reading.moment import AsOf, Id, KnownAt, TwoClocks, moment_of
from cli.render import Page
from cli.session import reading
from scheduler.bootstrap import App
from trajectories.history.events import Recorded
from trajectories.history.replay import taken_back
from trajectories.history.streams import said_stream
from trajectories.history.taken_back import is_undone
from trajectories.people.references import subject_refs
from trajectories.projections import queries
from trajectories.repository.falls import written_ahead
from trajectories.repository.store import UnitOfWork
from trajectories.views import event_lines
from trajectories.views.history import EventView, event_view


def history(ctx: typer.Context, id: Id, as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """Every event of a trajectory, and what was said about it, in the order of writing."""
    asked: Asked = ctx.obj
    moment = moment_of(as_of, known_at)
    with reading(asked) as (app, uow, by):
        every = queries.history(uow, id)
        events = [each for each in every if _is_within(each, moment)]
        undone = taken_back([each for each in every if _is_known(each, moment)])
        ahead = written_ahead(uow, id, said_stream(id))
        if as_json:
            return print_json([_document(each, undone, ahead) for each in events])
        reader = _reader(app, uow, id, events, by.today, asked)._replace(undone=undone, ahead=ahead)
        lines = [event_lines.event_page(each, reader) for each in events]
    history_page.history(Page(), lines, asked.lang)


def _document(recorded: Recorded, undone: Recorded | None, ahead: Collection[tuple[str, int]]) -> EventView:
    is_ahead = (recorded.stream, recorded.version) in ahead
    return event_view(recorded, taken_back=is_undone(recorded, undone), clock_ahead=is_ahead)


def _is_within(recorded: Recorded, moment: TwoClocks) -> bool:
    happened = moment.as_of is None or recorded.occurred_on <= moment.as_of
    return happened and _is_known(recorded, moment)


def _is_known(recorded: Recorded, moment: TwoClocks) -> bool:
    return moment.known_at is None or recorded.recorded_at <= moment.known_at


def _reader(
    app: App, uow: UnitOfWork, key: str, events: list[Recorded], today: date, asked: Asked
) -> event_lines.Reader:
    written = app.dossiers.load(uow, key)
    private = uow.private(*(each for recorded in events for each in event_lines.private_keys(recorded)))
    names = queries.names_of(uow, today)
    mended = {each.version: each.event for each in written.history}
    under = app.dossiers.under(uow, written.history)
    return event_lines.Reader(written.compiled, names, subject_refs(uow), private, asked.lang, mended, under)
