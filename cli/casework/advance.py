"""`traject advance`: a step; on a terminal it can be chosen."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, NamedTuple, NoReturn

import typer

from cli.asked import Asked, may_ask
from cli.casework.choosing import ask_number, ask_yes
from cli.casework.consequences import say_consequences, say_notices
from cli.casework.fact import Facts, Sure, facts_given
from cli.casework.ids import Expect, Id, trajectory_id
from cli.casework.named import facts_named, trigger_named
from cli.casework.open import say_started, started_by
from cli.json_document import print_json
from cli.options import AsJson, On, maybe_day, on_day
from cli.session import reading, writing
from scheduler.messages.left_behind import left_from
from trajectories.casework.commands import Advance, Correct
from trajectories.casework.fact_sense import AtEntry, must_make_sense
from trajectories.casework.permission import not_after
from trajectories.casework.refusals import DoneLater
from trajectories.casework.tasks import left_tasks
from trajectories.deadlines.written import Written
from trajectories.history.events import StageEntered
from trajectories.people.households import household_by_id
from trajectories.repository.store import UnitOfWork
from trajectories.service.recording import Done
from trajectories.views.casework import AdvancedView, OpenedBesideView
from trajectories.views.refusal import RefusalView, RefusedView, WayOut
from trajectories.views.trajectory import BlockedView, TrajectoryView, trajectory_view
from workflows.describe.blanks import blank
from workflows.errors import Refused, UsageError
from workflows.language.anchors import FactAnchor
from workflows.language.workflow import Workflow
from workflows.words import Words

USAGE = 2
NOT_KNOWN = "-"


def advance(
    ctx: typer.Context,
    trajectory: Id,
    trigger: Annotated[
        str | None, typer.Argument(help="Left out on a terminal: shows what is possible and asks.")
    ] = None,
    on: On = None,
    fact: Facts = None,
    sure: Sure = False,
    reason: Annotated[str, typer.Option(help="Why; kept apart from the history.")] = "",
    date_work: Annotated[
        bool, typer.Option("--date-work", help="Date on this day what the step needs and was done later.")
    ] = False,
    expect: Expect = None,
    as_json: AsJson = False,
) -> None:
    """Move a trajectory along a trigger; out of a final stage it is opened again."""
    asked: Asked = ctx.obj
    facts = facts_given(fact)
    step = Asking(trajectory, trigger or "", maybe_day(on), facts, frozenset(facts) if sure else frozenset(), expect)
    if trigger is None:
        step = _choose(asked, step, as_json=as_json)
    try:
        done, started, today = _take(asked, step, reason, date_work=date_work)
    except DoneLater as late:
        if not may_ask(as_json=as_json) or not _may_date(asked, late):
            raise
        done, started, today = _take(asked, step, reason, date_work=True)
    _say_taken(asked, done, started, today, as_json=as_json)


class Asking(NamedTuple):
    """A step as it was typed or chosen. sure: the facts of which an unlikely value is right."""

    trajectory: str
    trigger: str
    on: date | None
    facts: Mapping[str, str]
    sure: frozenset[str]
    expect: int | None


def _take(asked: Asked, step: Asking, reason: str, *, date_work: bool) -> tuple[Done, list[OpenedBesideView], date]:
    """The step, and today. date_work: what it needs and was done later is dated on its day first, or nothing is done.

    Raises DoneLater where that is possible and not asked.
    """
    with writing(asked, step.trajectory) as (app, uow, by):
        key = trajectory_id(app, uow, step.trajectory)
        written = app.dossiers.load(uow, key)
        facts = facts_named(written.compiled.workflow, step.facts)
        sure = facts_named(written.compiled.workflow, dict.fromkeys(step.sure, ""))
        command = Advance(key, trigger_named(written, step.trigger), step.on or by.today, facts, sure)
        try:
            done = app.casework.advance(uow, command, by, reason=reason, expect=step.expect)
        except DoneLater as late:
            if not date_work:
                raise
            why = asked.pick("gedateerd op de dag van de stap", "dated on the day of the step")
            for each in late.late:
                app.casework.correct(uow, key, Correct(each.version, on=command.on), by, why)
            done = app.casework.advance(uow, command, by, reason=reason)
            labels = ", ".join(dict.fromkeys(asked.say(each.label) for each in late.late))
            asked.talk(asked.pick(f"gedateerd op {command.on}: {labels}", f"dated on {command.on}: {labels}"))
        return done, started_by(uow, done), by.today


def _may_date(asked: Asked, late: DoneLater) -> bool:
    """The refusal is said, and they may have it dated."""
    typer.echo(late.say(asked.lang), err=True)
    for each in late.late:
        typer.echo(f"  {each.on}  {asked.say(each.label)}", err=True)
    return ask_yes(asked, asked.pick("Op de dag van de stap dateren", "Date these on the day of the step"))


def _say_taken(asked: Asked, done: Done, started: list[OpenedBesideView], today: date, *, as_json: bool) -> None:
    now, compiled = done.trajectory, done.written.compiled
    key = now.id
    step = next(each.event for each in done.recorded if isinstance(each.event, StageEntered))
    left = step.source
    if as_json:
        say_notices(asked, done)
        is_closed, ended = now.closed_on is not None, now.outcome or None
        return print_json(AdvancedView(key, left, now.stage, now.version, is_closed, ended, started))
    before, after = asked.say(compiled.stage_label(left)), asked.say(compiled.stage_label(now.stage))
    outcome = asked.say(compiled.workflow.outcomes[now.outcome].label) if now.outcome else ""
    ending = asked.pick(f"; gesloten: {outcome}.", f"; closed: {outcome}.") if outcome else "."
    if not outcome and compiled.workflow.stages[left].final:
        ending = asked.pick("; het traject is weer open.", "; the trajectory is open again.")
    typer.echo(asked.pick(f"{key}: van ‘{before}’ naar ‘{after}’", f"{key}: from '{before}' to '{after}'") + ending)
    if step.forgets:
        labels = ", ".join(asked.say(compiled.workflow.facts[name].label) for name in step.forgets)
        typer.echo(asked.pick(f"{key}: niet meer bekend: {labels}", f"{key}: no longer known: {labels}"))
    say_started(asked, started)
    say_consequences(asked, done, today)
    if count := sum(each.stage == left for each in left_tasks(compiled, now)):
        asked.talk(f"{asked.say(left_from(count, before))}: traject show {key} --tasks")


class NextStep(NamedTuple):
    """A way on that can be chosen. asks: the facts its guard still misses."""

    trigger: str
    label: str
    asks: list[str]


def _choose(asked: Asked, step: Asking, *, as_json: bool) -> Asking:
    """The step that someone picks on a terminal, its day, the facts it asked for, and the version that was shown."""
    with reading(asked) as (app, uow, by):
        written = app.dossiers.load(uow, trajectory_id(app, uow, step.trajectory))
        shown = trajectory_view(uow, written, by.actor, step.on or by.today, asked.lang)
        workflow, subject = written.compiled.workflow, written.trajectory.subject
        seen = app.casework.at_entry(uow, workflow, subject, by)
        housed = _housing_day(uow, workflow, subject)
    if not may_ask(as_json=False):
        _refuse_to_guess(asked, shown, as_json=as_json)
    ways, others = _ways(asked, written, shown)
    typer.echo(f"{shown.trajectory} {shown.subject} · {shown.stage_label} · {shown.entered_on}", err=True)
    for number, way in enumerate(ways, 1):
        labels = [asked.say(written.compiled.workflow.facts[name].label) for name in way.asks]
        wants = asked.pick(" · vraagt: ", " · asks: ") + ", ".join(labels) if labels else ""
        typer.echo(f"{number:>3}  {way.label} ({way.trigger}){wants}", err=True)
    for each in others:
        because = "; ".join(reason.text for reason in each.because)
        typer.echo(
            asked.pick(f"  –  {each.trigger} kan nog niet: ", f"  –  {each.trigger}, not yet: ") + because,
            err=True,
        )
    if not ways:
        _refuse_to_guess(asked, shown, as_json=as_json)
    which = ask_number(asked, asked.pick("Welke stap (nummer)", "Which step (number)"), len(ways))
    way = ways[which - 1]
    on, right = step.on or _ask_day(asked, seen.today), set(step.sure)
    day = None if workflow.subject != "household" else housed if housed and housed <= on else on
    arriving = [] if day is None else _asked_on_arrival(written, way.trigger)
    names = [name for name in dict.fromkeys([*way.asks, *arriving]) if name not in step.facts]
    found = _ask_facts(asked, workflow, names, seen, right, dict.fromkeys(arriving, day))
    _must_confirm(asked, shown, way, on)
    expect = step.expect if step.expect is not None else shown.version
    return Asking(shown.trajectory, way.trigger, on, {**step.facts, **found}, frozenset(right), expect)


def _ask_day(asked: Asked, today: date) -> date:
    """The day of the step; Enter says today. Asks again until it is a day that has been."""
    question = asked.pick("Op welke dag", "On which day")
    while True:
        answer = str(typer.prompt(question, default=today.isoformat(), err=True))
        try:
            day = on_day(answer, today)
            not_after(day, today)
        except (UsageError, Refused) as error:
            typer.echo(error.say(asked.lang), err=True)
        else:
            return day


def _must_confirm(asked: Asked, shown: TrajectoryView, way: NextStep, on: date) -> None:
    """Ends the command, with nothing written, where they do not want it after all."""
    if not ask_yes(asked, f"{shown.trajectory}: {way.label}, {on}", default=True):
        asked.talk(asked.pick("Er is niets vastgelegd.", "Nothing was recorded."))
        raise typer.Exit(0)


def _ways(asked: Asked, written: Written, shown: TrajectoryView) -> tuple[list[NextStep], list[BlockedView]]:
    """What can be chosen: what is possible, and what only facts hold back; and what cannot."""
    ways = [NextStep(each.trigger, each.label, []) for each in shown.possible]
    others = []
    for each in shown.blocked:
        if any(reason.kind != "fact" for reason in each.because):
            others.append(each)
            continue
        asks = [reason.name for reason in each.because]
        if each.trigger not in {way.trigger for way in ways}:
            passages = written.compiled.passages[shown.stage][each.trigger]
            labels = [asked.say(written.compiled.label_of(each.trigger, passage)) for passage in passages]
            ways.append(NextStep(each.trigger, " / ".join(dict.fromkeys(labels)), list(dict.fromkeys(asks))))
    return ways, others


def _housing_day(uow: UnitOfWork, workflow: Workflow, subject: str) -> date | None:
    """When the household came to its dwelling: proposed as the day of settling, else the day of the step is."""
    return household_by_id(uow, subject).housed_on if workflow.subject == "household" else None


def _asked_on_arrival(written: Written, trigger: str) -> list[str]:
    """Facts not recorded yet that terms of the stage to come are counted from, and of which a day is proposed."""
    compiled, now = written.compiled, written.trajectory
    workflow, to = compiled.workflow, compiled.leads(now.stage, trigger)
    anchors = [each.anchor for each in workflow.deadlines.values() if each.since in to]
    names = dict.fromkeys(each.fact for each in anchors if isinstance(each, FactAnchor))
    return [name for name in names if workflow.facts[name].propose and name not in now.facts]


def _ask_facts(
    asked: Asked,
    workflow: Workflow,
    names: list[str],
    seen: AtEntry,
    right: set[str],
    proposed: Mapping[str, date | None],
) -> dict[str, str]:
    """Asks again until the answer fits the fact and makes sense, or is said to be right.

    proposed: the day that Enter confirms; one that is not known yet may be left out.
    """
    found: dict[str, str] = {}
    for name in names:
        label, day = asked.say(workflow.facts[name].label), proposed.get(name)
        if workflow.facts[name].type == "choice":
            label += f" ({asked.say(blank(workflow.facts[name]))})"
        if day:
            label += asked.pick(f" (nog niet bekend: {NOT_KNOWN})", f" (not known yet: {NOT_KNOWN})")
        while name not in found:
            answer = str(typer.prompt(label, default=day.isoformat() if day else None, err=True))
            if day and answer.strip() == NOT_KNOWN:
                break
            try:
                must_make_sense(workflow, {name: answer}, seen, sure=[name])
            except (UsageError, Refused) as error:
                typer.echo(error.say(asked.lang), err=True)
                continue
            if _is_right(asked, workflow, name, answer, seen):
                found[name] = answer
    right.update(found)
    return found


def _is_right(asked: Asked, workflow: Workflow, name: str, answer: str, seen: AtEntry) -> bool:
    """Whether it is likely, or they say that it is right all the same."""
    try:
        must_make_sense(workflow, {name: answer}, seen)
    except Refused as error:
        typer.echo(error.say(asked.lang), err=True)
        return ask_yes(asked, asked.pick("Klopt het zo", "Is it right"))
    return True


def _refuse_to_guess(asked: Asked, shown: TrajectoryView, *, as_json: bool) -> NoReturn:
    """Exit 2, with what is possible and what is not yet."""
    possible = ", ".join(each.trigger for each in shown.possible) or "–"
    blocked = ", ".join(dict.fromkeys(each.trigger for each in shown.blocked)) or "–"
    words = Words(
        f"zeg welke stap {shown.trajectory} neemt; mogelijk: {possible}; nog niet: {blocked}",
        f"say which step {shown.trajectory} takes; possible: {possible}; not yet: {blocked}",
    )
    if not as_json:
        raise UsageError(words)
    ways = [WayOut(each.trigger, each.to) for each in shown.possible]
    missing = [reason for each in shown.blocked for reason in each.because]
    print_json(RefusedView(RefusalView("usage", asked.say(words), missing, ways)))
    raise typer.Exit(USAGE)
