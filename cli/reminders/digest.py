"""The daily message of someone as it would be now, and the figures of the week."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson, known_municipality
from cli.render import Column, Page, Said
from cli.session import reading
from scheduler.explain.preview_tick import due_items
from scheduler.messages import one_line
from scheduler.messages.digest import digest_of
from scheduler.messages.message import compose
from scheduler.messages.weekly_overview import Overview, overview_of
from scheduler.views.digest import digest_view
from scheduler.views.overview import overview_view
from trajectories.people.staff import staff_by_name, staff_on
from workflows.words import Lang


def digest(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Whose; default who asks.")] = None,
    weekly: Annotated[bool, typer.Option("--weekly", help="With the overview of the week.")] = False,
    whole: Annotated[bool, typer.Option("--all", help="Long lists are not cut short.")] = False,
    as_json: AsJson = False,
) -> None:
    """The daily message as it would be now; nothing is sent or recorded."""
    asked: Asked = ctx.obj
    with reading(asked) as (app, uow, by):
        staff = staff_on(uow, by.today)
        member = staff_by_name(uow, name or app.settings.actor, by.today)
        items = due_items(uow, app.dossiers, by.now, staff).get(member.id, [])
        found = digest_of(uow, member, by.today, weekly=weekly, staff=staff)
    lang: Lang = "en" if member.lang == "en" else "nl"
    message = compose(lang, member, items, by.today, found, whole=whole)
    if as_json:
        return print_json(digest_view(member, by.today, items, found, message, lang))
    typer.echo(f"{message.subject}\n\n{message.body}", nl=False)


# the week


def overview(
    ctx: typer.Context,
    municipality: Annotated[str, typer.Option(help="Only this one; default that of who asks.")] = "",
    as_json: AsJson = False,
) -> None:
    """The figures of the week: who has how much, what lies still, which rules never spoke, who is there."""
    asked: Asked = ctx.obj
    with reading(asked) as (app, uow, by):
        staff = staff_on(uow, by.today)
        own = staff[by.actor.staff].municipality if by.actor.staff in staff else ""
        place = known_municipality(app.catalogue.municipalities, municipality) if municipality else own
        found = overview_of(uow, place, by.today, staff)
    if as_json:
        return print_json(overview_view(found, asked.lang))
    _show(found, asked)


def _show(found: Overview, asked: Asked) -> None:
    page, lang, say = Page(), asked.lang, asked.pick
    page.title(f"{say('Overzicht', 'Overview')} {found.municipality or 'any'}, {found.today.isoformat()}")
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
        for each in found.loads
    ]
    page.table(heads, rows)
    if not rows:
        page.line(say("Er lopen geen trajecten.", "No trajectories are running."))
    _show_quiet(page, found, asked)
    _show_never_told(page, found, asked)
    people = [one_line.away(each, found.today, lang) for each in found.away]
    people += [one_line.vacant(role, lang) for role in found.vacant]
    if people:
        page.gap()
        page.heading(asked.say(one_line.STAFF))
        page.listing(people)


def _show_quiet(page: Page, found: Overview, asked: Asked) -> None:
    page.gap()
    page.heading(f"{asked.say(one_line.QUIET)} ({len(found.quiet)})")
    heads = [
        Column(asked.pick("sinds", "since"), keeps=True),
        Column(asked.pick("cliënt", "client"), keeps=True),
        Column("traject", keeps=True),
        Column(asked.pick("wat er speelt", "what is on")),
        Column(asked.pick("coördinator", "coordinator")),
    ]
    rows = [
        [
            each.since.isoformat(),
            each.ref,
            each.trajectory,
            f"{asked.say(each.label)}, {one_line.when(each, found.today, asked.lang)}",
            each.coordinator or asked.say(one_line.NOBODY),
        ]
        for each in found.quiet
    ]
    page.table(heads, rows)
    if found.resting:
        page.line(one_line.resting(found.resting, asked.lang))


def _show_never_told(page: Page, found: Overview, asked: Asked) -> None:
    page.gap()
    page.heading(f"{asked.say(one_line.NEVER_TOLD)} ({len(found.never_told)})")
    rows = [
        [
            asked.say(each.workflow),
            f"{asked.say(each.label)} ({each.rule})",
            one_line.never_told(each, found.today, asked.lang),
        ]
        for each in found.never_told
    ]
    page.table([Column(), Column(), Column()], rows)
    if found.to_come:
        page.line(one_line.to_come(found.to_come, asked.lang, is_more=bool(found.never_told)))
