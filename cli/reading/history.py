"""`traject history`: every event of a trajectory, a client, a household or the office, in the order of writing."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from cli.asked import Asked
from cli.options import AsJson
from cli.reading import history_page
from cli.reading.moment import AsOf, KnownAt, moment_of, print_dated, say_moment
from cli.render import Page
from cli.session import reading
from scheduler.bootstrap import App
from trajectories.history.both_clocks import lines_of
from trajectories.history.events import Recorded
from trajectories.history.known import known_by
from trajectories.history.replay import taken_back
from trajectories.history.streams import OFFICE, said_stream
from trajectories.people.references import called_refs, exactly_by_ref, has_ref
from trajectories.projections import queries
from trajectories.repository.definitions import person_facts_in_force
from trajectories.repository.falls import written_ahead
from trajectories.repository.store import UnitOfWork
from trajectories.views import event_lines, people_lines
from trajectories.views.history import EventView, Marked, marks
from workflows.errors import NotFound
from workflows.words import Words

OF_PEOPLE = re.compile(r"[phq]\d+")


def history(
    ctx: typer.Context,
    id: Annotated[
        str,
        typer.Argument(
            metavar="ID|SUBJECT_REF|office", help="Such as t17, a reference of a client or household, or office."
        ),
    ],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Every event of a trajectory and what was said about it, of a client, a household or the office, as written."""
    asked: Asked = ctx.obj
    moment = moment_of(as_of, known_at)
    with reading(asked) as (app, uow, by):
        stream = _stream(uow, id)
        is_of_people = stream == OFFICE or OF_PEOPLE.fullmatch(stream) is not None
        every = _of_people(uow, stream) if is_of_people else queries.history(uow, stream)
        known = known_by(every, moment.known_at)
        events = lines_of(every, moment.as_of, moment.known_at)
        ahead = written_ahead(uow, stream) if is_of_people else written_ahead(uow, stream, said_stream(stream))
        marked = marks(known, None if is_of_people else taken_back(known), ahead)
        if is_of_people:
            lines = _people_pages(uow, events, known, marked, by.today, asked)
        else:
            reader = _reader(app, uow, stream, events, by.today, asked)._replace(marks=marked)
            lines = [event_lines.event_page(each, reader) for each in events]
    if as_json:
        documents: list[EventView] = [each.document for each in lines]
        return print_dated(asked, documents, moment, by.today)
    page = Page()
    say_moment(page, asked, moment, by.today)
    history_page.history(page, lines, asked.lang)


def _stream(uow: UnitOfWork, asked: str) -> str:
    """A trajectory by its id; else a client or household by reference, by name or, as the history calls it, by key."""
    if re.fullmatch(r"[tT]\d+", asked) and not has_ref(uow, asked):
        return asked.lower()
    if asked == OFFICE and not has_ref(uow, asked):
        return OFFICE
    if OF_PEOPLE.fullmatch(asked) and not has_ref(uow, asked):
        return asked
    return exactly_by_ref(uow, asked)


def _of_people(uow: UnitOfWork, stream: str) -> list[Recorded]:
    if not (found := uow.history(stream)):
        raise NotFound(Words(f"er is geen geschiedenis van {stream}", f"there is no history of {stream}"))
    return found


def _people_pages(
    uow: UnitOfWork,
    events: Sequence[Recorded],
    known: Sequence[Recorded],
    marked: dict[tuple[str, int], Marked],
    today: date,
    asked: Asked,
) -> list[event_lines.EventPage]:
    private = uow.private(*(each for recorded in known for each in event_lines.private_keys(recorded)))
    facts = person_facts_in_force(uow).specs
    names, refs = queries.names_of(uow, today), called_refs(uow)
    reader = people_lines.PeopleReader(names, refs, private, facts, known, marked, asked.lang)
    return [people_lines.people_page(each, reader) for each in events]


def _reader(
    app: App, uow: UnitOfWork, key: str, events: list[Recorded], today: date, asked: Asked
) -> event_lines.Reader:
    written = app.dossiers.load(uow, key)
    private = uow.private(*(each for recorded in events for each in event_lines.private_keys(recorded)))
    names = queries.names_of(uow, today)
    mended = {each.version: each.event for each in written.history}
    under = app.dossiers.under(uow, written.history)
    return event_lines.Reader(written.compiled, names, called_refs(uow), private, asked.lang, mended, under)
