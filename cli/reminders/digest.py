"""The daily message of someone as it would be now, and the figures of the week."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson, known_municipality
from cli.reading.lists import client
from cli.reading.moment import AsOf, KnownAt, dated, moment_of, say_moment
from cli.reading.then import office_at
from cli.reading.whose import Mine, Name, Of, name_of
from cli.render import Column, Page, Said
from cli.session import reading
from scheduler.explain.preview_tick import due_items
from scheduler.messages import one_line
from scheduler.messages.digest import digest_of
from scheduler.messages.held import say_what_waits
from scheduler.messages.message import compose
from scheduler.messages.weekly_overview import overview_of, with_client_names
from scheduler.views.digest import digest_view, told_of, with_names
from scheduler.views.overview import OverviewPage, overview_page
from trajectories.people.names import called_in
from trajectories.people.references import shown_refs
from trajectories.people.staff import staff_by_name, staff_on
from workflows.words import Lang


def digest(
    ctx: typer.Context,
    name: Name = None,
    of: Of = "",
    mine: Mine = False,
    weekly: Annotated[bool, typer.Option("--weekly", help="With the overview of the week.")] = False,
    whole: Annotated[bool, typer.Option("--all", help="Long lists are not cut short.")] = False,
    as_json: AsJson = False,
) -> None:
    """The daily message as it would be now; nothing is sent or recorded."""
    asked: Asked = ctx.obj
    with reading(asked) as (app, uow, by):
        staff = staff_on(uow, by.today)
        say_what_waits(uow)
        named = name_of(app, of, mine=mine, name=name or "") or app.settings.actor
        member = staff_by_name(uow, named, by.today)
        items = due_items(uow, app.dossiers, by.now, staff).get(member.id, [])
        found = digest_of(uow, member, by.today, weekly=weekly, staff=staff, leaves_office=False)
        refs = shown_refs(uow) if found.left else {}
        items, found = with_names(items, found, called_in(uow, told_of(items, found), by.today))
    lang: Lang = "en" if member.lang == "en" else "nl"
    message = compose(lang, member, items, by.today, found, whole=whole)
    if as_json:
        return print_json(digest_view(member, by.today, items, found, message, lang, refs))
    typer.echo(f"{message.subject}\n\n{message.body}", nl=False)


# the week


def overview(
    ctx: typer.Context,
    municipality: Annotated[str, typer.Option(help="Only this one; default that of who asks.")] = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """The figures of the week: who has how much, what lies still, which rules never spoke, who is there."""
    asked: Asked = ctx.obj
    moment = moment_of(as_of, known_at)
    with reading(asked) as (app, uow, by), office_at(asked, app, uow, moment, by.today) as then:
        on, today = moment.day(by.today), staff_on(uow, by.today)
        own = today[by.actor.staff].municipality if by.actor.staff in today else ""
        place = known_municipality(app.catalogue.municipalities, municipality) if municipality else own
        found = overview_of(then, place, on, staff_on(then, on))
        found = with_client_names(found, called_in(then, (each.trajectory for each in found.quiet), on))
    view = overview_page(found, asked.lang)
    if as_json:
        return print_json(dated(view.document, moment, by.today))
    page = Page()
    say_moment(page, asked, moment, by.today)
    _show(page, view, asked)


def _show(page: Page, view: OverviewPage, asked: Asked) -> None:
    found, say = view.document, asked.pick
    page.title(f"{say('Overzicht', 'Overview')} {view.place}, {found.on.isoformat()}")
    page.gap()
    heads = [
        Column(say("coördinator", "coordinator"), keeps=True),
        Column(say("trajecten", "trajectories"), right=True),
        Column(say("huishoudens", "households"), right=True),
        Column(say("over tijd", "overdue"), right=True),
        Column(say("wettelijk", "statutory"), right=True),
    ]
    rows = [
        [
            each.name or Said(asked.say(one_line.NOBODY), "mark"),
            str(each.trajectories),
            str(each.households),
            Said(str(each.overdue), "late" if each.overdue else "quiet"),
            Said(str(each.statutory), "late" if each.statutory else "quiet"),
        ]
        for each in found.coordinators
    ]
    page.table(heads, rows)
    if not rows:
        page.line(say("Er lopen geen trajecten.", "No trajectories are running."))
    _show_quiet(page, view, asked)
    _show_never_told(page, view, asked)
    if view.people:
        page.gap()
        page.heading(asked.say(one_line.STAFF))
        page.listing(view.people)


def _show_quiet(page: Page, view: OverviewPage, asked: Asked) -> None:
    found = view.document
    page.gap()
    page.heading(f"{asked.say(one_line.QUIET)} ({len(found.quiet)})")
    heads = [
        Column(asked.pick("sinds", "since"), keeps=True),
        Column(asked.pick("cliënt", "client")),
        Column("traject", keeps=True),
        Column(asked.pick("wat er speelt", "what is on")),
        Column(asked.pick("coördinator", "coordinator")),
    ]
    rows = [
        [
            each.since.isoformat(),
            client(each.subject, each.name),
            each.trajectory,
            f"{each.label}, {when}",
            each.coordinator or asked.say(one_line.NOBODY),
        ]
        for each, when in zip(found.quiet, view.when, strict=True)
    ]
    page.table(heads, rows)
    if found.quiet_with_nothing_to_do:
        page.line(one_line.resting(found.quiet_with_nothing_to_do, asked.lang))


def _show_never_told(page: Page, view: OverviewPage, asked: Asked) -> None:
    found = view.document
    page.gap()
    page.heading(f"{asked.say(one_line.NEVER_TOLD)} ({len(found.never_told)})")
    rows = [
        [each.workflow, f"{each.label} ({each.rule})", spoken]
        for each, spoken in zip(found.never_told, view.spoken, strict=True)
    ]
    page.table([Column(), Column(), Column()], rows)
    if found.never_told_to_come:
        page.line(one_line.to_come(found.never_told_to_come, asked.lang, is_more=bool(found.never_told)))
