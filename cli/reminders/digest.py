"""The daily message of someone as it would be now, and the figures of the week."""

from datetime import date
from typing import Annotated, Any

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson, known_municipality
from cli.render import Column, Page, Said
from cli.session import reading
from scheduler.explain.preview_tick import due_items
from scheduler.messages import one_line
from scheduler.messages.digest import GROUPS, Line, digest_of
from scheduler.messages.message import Item, compose, in_brief
from scheduler.messages.weekly_overview import Overview, overview_of
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
        told = [*(_newly(item, by.today, lang) for item in items), *_standing(items, found.lines, by.today, lang)]
        return print_json(
            {
                "to": member.name,
                "on": by.today.isoformat(),
                "looked_at": found.looked_at,
                "subject": message.subject,
                "groups": _grouped(told),
                "team": _grouped([_line(each, lang) for each in found.team]) if found.is_team else None,
                "week": _week(found.week, lang) if found.week else None,
                "text": message.body,
            }
        )
    typer.echo(f"{message.subject}\n\n{message.body}", nl=False)


def _standing(items: list[Item], lines: tuple[Line, ...], today: date, lang: Lang) -> list[dict[str, Any]]:
    """What is not newly said: each thing stands in the answer once."""
    said = {in_brief(item, today).about for item in items}
    return [_line(each, lang) for each in lines if each.about not in said]


def _newly(item: Item, today: date, lang: Lang) -> dict[str, Any]:
    return {**_line(in_brief(item, today), lang), "newly_said": True}


def _line(each: Line, lang: Lang) -> dict[str, Any]:
    return {
        "group": each.group,
        "deadline": each.deadline or None,
        "trajectory": each.trajectory,
        "subject": each.ref,
        "workflow": each.workflow.say(lang),
        "label": each.label.say(lang),
        "due_on": _iso(each.due_on),
        "opens": each.opens,
        "since": _iso(each.since),
        "until": _iso(each.until),
        "waits_for": each.waits_for.say(lang) if each.waits_for else None,
        "asks": each.asks.say(lang) if each.asks else None,
        "coordinator": each.coordinator or None,
        "newly_said": False,
    }


def _grouped(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """In the order of urgency; a group without anything is left out."""
    found = {group: [each for each in told if each["group"] == group] for group in GROUPS}
    return [{"group": group, "items": items} for group, items in found.items() if items]


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
        return print_json(_week(found, asked.lang))
    _show(found, asked)


def _week(found: Overview, lang: Lang) -> dict[str, Any]:
    return {
        "municipality": found.municipality or "any",
        "on": found.today.isoformat(),
        "coordinators": [{**each._asdict(), "name": each.name or None} for each in found.loads],
        "quiet": [
            {
                "subject": each.ref,
                "trajectory": each.trajectory,
                "workflow": each.workflow.say(lang),
                "since": _iso(each.since),
                "coordinator": each.coordinator or None,
                "deadline": each.deadline,
                "label": each.label.say(lang),
                "due_on": _iso(each.due_on),
                "monthly_round": each.is_round,
            }
            for each in found.quiet
        ],
        "quiet_with_nothing_to_do": found.resting,
        "never_told": [
            {
                "workflow": each.workflow.say(lang),
                "rule": each.rule,
                "label": each.label.say(lang),
                "running": each.running,
                "past_on": _iso(each.past_on),
                "next_reminder_on": _iso(each.next_on),
            }
            for each in found.never_told
        ],
        "never_told_to_come": found.to_come,
        "away": [
            {"name": each.name, "until": _iso(each.until), "substitute": each.substitute or None} for each in found.away
        ],
        "vacant": list(found.vacant),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


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
