"""`traject show`: where a trajectory stands, all of a client or household, or the days of one term."""

import re
from contextlib import ExitStack
from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.reading import diagrams, subject_page, term_ledger, trajectory_page
from cli.reading.deadline_id import completed
from cli.reading.moment import AsOf, KnownAt, TwoClocks, dated, moment_of, moment_words, say_moment
from cli.reading.then import must_be_there_then, people_at
from cli.render import Page
from cli.session import reading
from scheduler.bootstrap import App
from scheduler.messages.held import say_what_waits
from trajectories.casework.term_ledger import budget_of
from trajectories.deadlines.written import Written
from trajectories.people.households import households_of
from trajectories.people.questions import Question, open_questions
from trajectories.people.references import subject_ref
from trajectories.projections import queries
from trajectories.repository.aliases import with_aliases
from trajectories.repository.store import UnitOfWork
from trajectories.service.asking import with_members
from trajectories.service.casework import find_deadline
from trajectories.views.drawn import DrawnView, TimelinesView
from trajectories.views.questions import question_views, told
from trajectories.views.sheet import Sheet, diagram_view, sheet_of
from trajectories.views.subject import ShownView, done_task_views, household_view, note_views, person_view
from trajectories.views.term_ledger import LedgerReader, private_keys, term_ledger_page
from trajectories.views.trajectory import trajectory_view
from workflows.describe.diagram import Format
from workflows.errors import UsageError
from workflows.words import Lang, Words


class Picture(StrEnum):
    """How a road is drawn."""

    timeline = "timeline"
    mermaid = "mermaid"
    dot = "dot"


def show(
    ctx: typer.Context,
    subject: Annotated[
        str,
        typer.Argument(
            metavar="ID|SUBJECT_REF|DEADLINE", help="t17, a reference of the office, or t17/rule#occurrence."
        ),
    ],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    picture: Annotated[
        Picture | None,
        typer.Option("--diagram", help="The road so far as a picture; by itself a timeline in the terminal."),
    ] = None,
    tasks: Annotated[bool, typer.Option("--tasks", help="Name each task that was left in stages gone by.")] = False,
    as_json: AsJson = False,
) -> None:
    """Where a trajectory stands, what is to be done, what blocks and what is due; or all of a client or household.

    Of a deadline: its days as a ledger, used, suspended, granted and left, and what is still possible.
    """
    asked: Asked = ctx.obj
    moment = moment_of(as_of, known_at)
    if re.fullmatch(r"t\d+/[a-z][a-z0-9_]*(#\d+)?", subject):
        if picture:
            raise UsageError(
                Words(
                    "van een termijn is er geen tekening; laat --diagram weg, of noem het traject",
                    "a deadline has no picture; leave out --diagram, or name the trajectory",
                )
            )
        return _show_budget(asked, subject, moment, as_json=as_json)
    with reading(asked) as (app, uow, by), ExitStack() as held:
        on = moment.day(by.today)
        if moment.is_now:
            say_what_waits(uow)
        key, trajectory = queries.subject_asked(uow, subject, on)
        then = held.enter_context(people_at(uow, moment, by.today, [key]))
        keys = [trajectory] if trajectory else queries.cases_around(uow, then, key, on)
        found = queries.load_many(uow, app.dossiers, keys, moment.as_of, moment.known_at)
        if not moment.is_now:
            must_be_there_then(then, key, trajectory, subject, found, on)
        ref = subject_ref(then, key)
        waiting = _waiting(uow, key, on) if moment.is_now else []
        shown = [trajectory_view(then, written, by.actor, on, asked.lang) for written in found]
        pairs = zip(shown, found, strict=True)
        if picture is Picture.timeline:
            sheets = [sheet_of(then, each, written, on, asked.lang) for each, written in pairs]
            return _timelines(ref, sheets, moment, by.today, asked, as_json=as_json)
        if picture:
            format: Format = "dot" if picture is Picture.dot else "mermaid"
            drawn = [diagram_view(each, written, format, asked.lang) for each, written in pairs]
            return _drawn(DrawnView(ref, drawn), moment, by.today, asked, as_json=as_json)
        questions = question_views(uow, waiting, by.today, asked.lang)
        view = ShownView(ref, None, None, shown, questions, note_views(then, found, on, moment.known_at), [])
        if not trajectory:
            view = _with_subject(app, uow, then, key, view, found, on, moment, asked.lang)
        if as_json:
            return print_json(dated(view, moment, by.today))
        sheets = [sheet_of(then, each, written, on, asked.lang)._replace(unfolds=tasks) for each, written in pairs]
        _show(then, key, view, sheets, moment, by.today, asked)
        _show_questions(uow, waiting, by.today, asked)


def _with_subject(
    app: App,
    uow: UnitOfWork,
    then: UnitOfWork,
    key: str,
    view: ShownView,
    found: list[Written],
    on: date,
    moment: TwoClocks,
    lang: Lang,
) -> ShownView:
    """With who they are and where they live; of a person also the tasks done, for them in a household's case too."""
    if key.startswith("h"):
        return view._replace(household=household_view(then, key, on, moment.known_at))
    homes = [case for home in households_of(then, key, on) for case in queries.cases_of(uow, home)]
    of_household = queries.load_many(uow, app.dossiers, homes, moment.as_of or on, moment.known_at)
    done = done_task_views(then, found, of_household, key, lang)
    return view._replace(person=person_view(then, key, on, moment.known_at), done_tasks=done)


def _waiting(uow: UnitOfWork, key: str, on: date) -> list[Question]:
    """About the client or household, and whoever lives there."""
    subjects = with_members(uow, key, on)
    return [each for each in open_questions(uow) if each.subject in subjects]


def _show_questions(uow: UnitOfWork, waiting: list[Question], today: date, asked: Asked) -> None:
    if not waiting:
        return
    page = Page()
    page.gap()
    page.title(asked.pick("Te beantwoorden", "To be answered"))
    page.listing([f"{each.id}  {asked.say(words)}" for each, _, words in told(uow, waiting, today)])
    page.line(asked.pick("Antwoord met ‘traject settle ID yes|no’.", "Answer with 'traject settle ID yes|no'."))


def _show_budget(asked: Asked, id: str, moment: TwoClocks, *, as_json: bool) -> None:
    with reading(asked) as (app, uow, by):
        on = moment.day(by.today)
        written = app.dossiers.load(uow, id.partition("/")[0], moment.as_of, moment.known_at)
        name, _, occurrence = completed(id, written).partition("/")[2].partition("#")
        deadline = find_deadline(written, name, int(occurrence or 0))
        found = budget_of(written, deadline, on, moment.as_of, moment.known_at)
        private = uow.private(*private_keys(found))
        reader = LedgerReader(written, queries.names_of(uow, by.today), private, on, asked.lang)
    view = term_ledger_page(found, reader)
    if as_json:
        return print_json(dated(view.document, moment, by.today))
    page = Page()
    say_moment(page, asked, moment, by.today)
    term_ledger.page(page, view)


def _timelines(ref: str, sheets: list[Sheet], moment: TwoClocks, today: date, asked: Asked, *, as_json: bool) -> None:
    if as_json:
        shown = [diagrams.timeline_view(sheet) for sheet in sheets]
        return print_json(dated(TimelinesView(ref, shown), moment, today))
    page = Page()
    say_moment(page, asked, moment, today)
    diagrams.timelines(page, sheets)


def _drawn(view: DrawnView, moment: TwoClocks, today: date, asked: Asked, *, as_json: bool) -> None:
    """Of several trajectories one below the other; the moment as a remark of the drawing."""
    if as_json:
        return print_json(dated(view, moment, today))
    for each in view.diagrams:
        if not moment.is_now:
            typer.echo(f"{diagrams.REMARK[each.format]} {asked.say(moment_words(moment, today))}")
        head = f"{diagrams.REMARK[each.format]} {each.trajectory}\n" if len(view.diagrams) > 1 else ""
        typer.echo(f"{head}{each.text}", nl=False)


def _show(
    uow: UnitOfWork, key: str, view: ShownView, sheets: list[Sheet], moment: TwoClocks, today: date, asked: Asked
) -> None:
    """key: of the client or household asked about."""
    page, on = Page(), moment.day(today)
    say_moment(page, asked, moment, today)
    subject_page.head(page, view, asked.lang)
    own = [subject_ref(uow, each) for each in with_aliases(uow, [key], on)]
    trajectory_page.trajectories(page, sheets, own)
    subject_page.foot(page, view, asked.lang)
    ref = view.subject
    if not sheets and not moment.is_now:
        asked.talk(Words(f"{ref} had toen nog geen traject", f"{ref} had no trajectory yet then"))
    elif not sheets:
        asked.talk(
            asked.pick(
                f"nog geen traject; open er een met ‘traject open WORKFLOW {ref} --municipality GEMEENTE’",
                f"no trajectory yet; open one with 'traject open WORKFLOW {ref} --municipality MUNICIPALITY'",
            )
        )
