"""What will be said and what will not: why a rule is silent, the calendar to come, and the messages of days ahead."""

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson, maybe_day
from cli.progress import progress
from cli.reminders.forecast_page import Calendar, whom_words
from cli.render import Cell, Column, Page, Said
from cli.session import reading
from scheduler.bootstrap import App
from scheduler.explain import simulate_ticks
from scheduler.explain import why_not as whynot
from scheduler.explain.forecast import Forecast
from scheduler.explain.forecast import forecast as foretell
from scheduler.explain.simulate_ticks import GROUPS, MessageToCome
from scheduler.explain.who_hears import StaffAt, who_hears
from scheduler.explain.why_not import Answer, rules_named
from scheduler.views.forecast import Foreseen, forecast_view
from scheduler.views.preview import counts_of, label_of, preview_view
from scheduler.views.why_not import WhyNotView, answer_view, why_not_view
from trajectories.deadlines.written import Written
from trajectories.people.references import subject_ref, subject_refs
from trajectories.people.staff import staff_by_name
from trajectories.people.staff_member import StaffMember
from trajectories.projections import queries
from workflows.errors import NotFound
from workflows.words import Words

Until = Annotated[str, typer.Option(metavar="D", help="The last day to look at, YYYY-MM-DD.")]
FARTHEST_YEARS = 10


# why not


def why_not(
    ctx: typer.Context,
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="A reference of the office, or t17.")],
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A deadline's name, or its id in the register (N1).")],
    as_json: AsJson = False,
) -> None:
    """Why a rule does not remind about a client: the first thing that fails, or when its first rung goes out."""
    asked: Asked = ctx.obj
    with reading(asked) as (app, uow, by):
        ref, keys = queries.trajectories_of(uow, subject, by.today)
        hears = who_hears(uow, by.today)
        staff = hears.staff_at(by.today)
        found = queries.load_many(uow, app.dossiers, keys, None, None)
        answers = _of_running([(each, one) for each in found for one in whynot.why_not(each, rule, hears)])
        if not answers:
            code, words, workflows = _nowhere(app, ref if keys != [subject] else subject, rule, found)
            return _tell_nowhere(asked, ref, rule, code, words, workflows, as_json=as_json)
        refs = {each.trajectory.id: subject_ref(uow, each.trajectory.subject) for each in found}
    told = [(written, answer, refs[answer.trajectory]) for written, answer in answers]
    if as_json:
        rows = [answer_view(answer, about, staff, asked.lang) for _, answer, about in told]
        return print_json(why_not_view(ref, rule, rows))
    _show_answers(asked, told, staff)


def _of_running(answers: list[tuple[Written, Answer]]) -> list[tuple[Written, Answer]]:
    """Those of open trajectories; where there are none, those of closed ones."""
    running = [each for each in answers if each[0].trajectory.closed_on is None]
    return running or answers


def _nowhere(app: App, ref: str, rule: str, found: list[Written]) -> tuple[str, Words, list[str]]:
    """No trajectory here has the rule: which workflows do. Raises NotFound with the nearest where none does."""
    having: dict[str, Words] = {}
    known: set[str] = set()
    for resolved in app.catalogue.all_resolved():
        workflow = resolved.workflow
        known |= {*workflow.deadlines, *workflow.rules, *(each.rule for each in workflow.deadlines.values())}
        if rules_named(workflow, rule):
            having[workflow.workflow] = workflow.label
    if not having:
        raise _no_rule(rule, known)
    names = list(having)
    listing = ", ".join(names)
    if any(each.trajectory.workflow in having for each in found):
        nl = f"{rule} staat niet in de versie waaronder {ref} loopt; de regel staat nu in {listing}"
        en = f"{rule} is not in the version that {ref} runs under; now the rule is in {listing}"
        return "not_in_version", Words(nl, en), names
    nl = f"{ref} volgt geen workflow met {rule}; de regel staat in {listing}"
    return "no_trajectory", Words(nl, f"{ref} follows no workflow with {rule}; the rule is in {listing}"), names


def _no_rule(rule: str, known: set[str]) -> NotFound:

    near = ", ".join(get_close_matches(rule, sorted(known), 3, cutoff=0.5))
    nl = f"bedoelt u {near}?" if near else "‘traject workflow sources’ toont alle regels"
    en = f"did you mean {near}?" if near else "'traject workflow sources' lists all rules"
    return NotFound(Words(f"geen workflow heeft een regel {rule}; {nl}", f"no workflow has a rule {rule}; {en}"))


def _tell_nowhere(
    asked: Asked, ref: str, rule: str, code: str, words: Words, workflows: list[str], *, as_json: bool
) -> None:
    text = asked.say(words)
    if as_json:
        return print_json(WhyNotView(ref, rule, code, text, workflows, []))
    typer.echo(f"{text}.")


def _show_answers(asked: Asked, told: list[tuple[Written, Answer, str]], staff: Mapping[str, StaffMember]) -> None:
    page = Page()
    for written, answer, ref in told:
        workflow = written.compiled.workflow
        name = answer.deadline or f"{answer.trajectory}/{answer.name}"
        page.line(
            Said(name, "strong"),
            asked.say(label_of(workflow, answer.name)),
            Said(f"({answer.register}, {ref})", "quiet"),
        )
        whom = whom_words(asked, answer.to, staff)
        text = asked.say(answer.words)
        page.line(Said(f"{text} → {whom}" if whom else text, "good" if answer.code == "armed" else "plain"), indent=2)


# forecast


def forecast(
    ctx: typer.Context,
    until: Until,
    subject: Annotated[
        str | None, typer.Argument(metavar="[SUBJECT]", help="A reference of the office, or t17.", show_default=False)
    ] = None,
    coordinator: Annotated[str, typer.Option(help="All trajectories of this coordinator, by name.")] = "",
    as_json: AsJson = False,
) -> None:
    """The calendar to come: if nothing happens, and if all goes on time."""
    asked: Asked = ctx.obj
    if (subject is None) == (not coordinator):
        raise typer.BadParameter("name a SUBJECT, or give --coordinator NAME", param_hint="SUBJECT")
    with reading(asked) as (app, uow, by):
        last = _last_day(until, by.today)
        if subject is None:
            who = staff_by_name(uow, coordinator, by.today)
            ref, keys = "", queries.open_of_coordinator(uow, who.id)
        else:
            ref, keys = queries.trajectories_of(uow, subject, by.today)
        found: list[tuple[Written, Forecast]] = []
        with progress(asked.pick("Vooruitkijken", "Looking ahead")) as follow:
            for count, key in enumerate(keys, 1):
                written = app.dossiers.load(uow, key)
                if written.trajectory.closed_on is None:
                    found.append((_lean(written), foretell(written, by.today, last)))
                follow(count, len(keys))
        seen = Foreseen(found, subject_refs(uow), who_hears(uow, by.today), asked.lang)
        if as_json:
            return print_json(forecast_view(seen, ref, coordinator, by.today, last))
        Calendar(asked, seen).show(last)


def _last_day(text: str, today: date) -> date:
    found = maybe_day(text, "--until")
    assert found
    if found < today:
        raise typer.BadParameter(f"{found} is over; give a day from {today} on", param_hint="--until")
    if found.year > today.year + FARTHEST_YEARS:
        text = f"{found} is too far; give a day within {FARTHEST_YEARS} years"
        raise typer.BadParameter(text, param_hint="--until")
    return found


def _lean(written: Written) -> Written:
    """Without the history, which is not needed to show it: of hundreds it is much."""
    return written._replace(history=[], said=[])


# preview


def preview(
    ctx: typer.Context,
    until: Until,
    whom: Annotated[str, typer.Option("--for", metavar="NAME", help="Only messages to this colleague.")] = "",
    as_json: AsJson = False,
) -> None:
    """The messages of the days to come, to whom, if nobody records anything. Nothing is sent or claimed."""
    asked: Asked = ctx.obj
    with reading(asked) as (app, uow, by):
        last = _last_day(until, by.today)
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
        refs = subject_refs(uow)
    if as_json:
        return print_json([preview_view(each, staff_at, refs, asked.lang) for each in told])
    _show_messages(asked, told, staff_at, refs)


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
    )
