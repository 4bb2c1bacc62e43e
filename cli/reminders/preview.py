"""traject scheduler preview: the messages to come."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.progress import progress
from cli.reminders.forecast_page import show_birthdays
from cli.reminders.last_day import Until, last_day
from cli.render import Cell, Column, Page, Said
from cli.session import reading
from scheduler.explain import simulate_ticks
from scheduler.explain.simulate_ticks import GROUPS, MessageToCome
from scheduler.explain.who_hears import StaffAt, who_hears
from scheduler.messages.held import say_what_waits
from scheduler.views.birthdays import BirthdayView, birthday_views
from scheduler.views.preview import counts_of, label_of, preview_view
from trajectories.people.names import called
from trajectories.people.references import shown_refs
from trajectories.people.staff import staff_by_name
from trajectories.service.coming_of_age import ComingOfAge, coming_of_age
from workflows.words import Words


def preview(
    ctx: typer.Context,
    until: Until,
    whom: Annotated[str, typer.Option("--for", metavar="NAME", help="Only messages to this colleague.")] = "",
    as_json: AsJson = False,
) -> None:
    """The messages of the days to come, to whom, if nobody records anything. Nothing is sent or claimed."""
    asked: Asked = ctx.obj
    with reading(asked) as (app, uow, by):
        say_what_waits(uow)
        last = last_day(until, by.today)
        to = staff_by_name(uow, whom, by.today).id if whom else ""
        hears = who_hears(uow, by.today)
        staff_at = hears.staff_at
        told: list[MessageToCome] = []
        with progress(asked.pick("Vooruitkijken", "Looking ahead")) as follow:
            ahead = simulate_ticks.prepared(uow, app.dossiers, by.now, last, staff_at, hears.channel)
            days = (last - by.today).days + 1
            for now in simulate_ticks.moments(by.now, last, staff_at):
                told += [each for each in ahead.look(now) if not to or each.to == to]
                follow(min(days, (now.date() - by.today).days + 1), days)
        refs = shown_refs(uow)
        about = {line.written.trajectory.subject for each in told for line in each.lines}
        names = {key: str(each) for key, each in called(uow, about, by.today).items()}
        coming = coming_of_age(uow, app.dossiers, by.today, last)
        coming = [each for each in coming if not to or each.coordinator == to]
    if as_json:
        births = _by_message(told, coming, refs)
        pairs = zip(told, births, strict=True)
        return print_json([preview_view(each, staff_at, refs, of_it, asked.lang) for each, of_it in pairs])
    _show_messages(asked, told, staff_at, names)
    show_birthdays(Page(), birthday_views(coming, refs), asked)


def _by_message(
    told: Sequence[MessageToCome], coming: Sequence[ComingOfAge], refs: Mapping[str, str]
) -> list[list[BirthdayView]]:
    """Of each message the birthdays since the one before to the same colleague, who looks after the household."""
    left, found = list(coming), []
    for each in told:
        mine = [one for one in left if one.coordinator in ("", each.to) and one.on <= each.day]
        left = [one for one in left if one not in mine]
        found.append(birthday_views(mine, refs))
    return found


FIRST_LINES = 3


def _show_messages(asked: Asked, told: list[MessageToCome], staff_at: StaffAt, refs: dict[str, str]) -> None:
    """What carries a reminder, message by message; the messages that say there is nothing, as a number."""
    page = Page()
    full = [each for each in told if each.lines]
    columns = [
        Column(asked.pick("dag", "day"), keeps=True),
        Column(asked.pick("aan", "to")),
        Column(asked.pick("wat", "what")),
    ]
    page.table(columns, [_row(asked, each, staff_at, refs) for each in full], indent=0)
    empty = len(told) - len(full)
    asked.talk(
        asked.pick(
            f"Berichten met herinneringen: {len(full)}; dagelijkse berichten zonder: {empty}. Niets is verstuurd.",
            f"Messages with reminders: {len(full)}; daily messages without: {empty}. Nothing was sent.",
        )
    )


def _row(asked: Asked, told: MessageToCome, staff_at: StaffAt, refs: dict[str, str]) -> list[Cell]:
    """How many of each group, and the first of them."""
    counted = [f"{count} {asked.say(words)}" for count, words in zip(counts_of(told).values(), _groups(), strict=True)]
    what = ", ".join(each for each in counted if not each.startswith("0 "))
    lines = sorted(told.lines, key=lambda line: (GROUPS.index(line.group), line.deadline.due_on or told.day))
    texts = []
    for line in lines[:FIRST_LINES]:
        now, workflow = line.written.trajectory, line.written.compiled.workflow
        texts.append(f"{refs.get(now.subject, now.subject)} {asked.say(label_of(workflow, line.deadline.name))}")
    more = len(lines) - FIRST_LINES
    texts += [asked.pick(f"en nog {more}", f"and {more} more")] if more > 0 else []
    beside = asked.pick(" (apart: kan niet wachten)", " (by itself: cannot wait)") if told.urgent else ""
    name = staff_at(told.day)[told.to].name
    return [str(told.day), Said(name, "strong"), f"{what}{beside}: {'; '.join(texts)}"]


def _groups() -> tuple[Words, ...]:
    return (
        Words("over tijd", "overdue"),
        Words("vandaag", "due"),
        Words("komt eraan", "coming"),
        Words("vraag", "question"),
        Words("teruggedraaid", "taken back"),
    )
