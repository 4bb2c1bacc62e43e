"""What a coordinator does with trajectories: open, advance, tasks, facts, people, notes, close."""

import sys
from enum import StrEnum
from typing import Annotated, NamedTuple, NoReturn

import typer

from cli.asked import Asked
from cli.casework.consequences import print_version, say_consequences, say_notices
from cli.casework.ids import Id, trajectory_id
from cli.json_document import print_json
from cli.options import AsJson, On, maybe_day, on_day
from cli.session import reading, writing
from trajectories.casework.commands import Advance, Close, DoTask, MissTask, Open, SetFact
from trajectories.casework.decide import role_words
from trajectories.casework.parse_values import checked, spec_of
from trajectories.deadlines.written import Written
from trajectories.history.events import StageEntered
from trajectories.history.state import done_entries, task_key
from trajectories.people import references
from trajectories.people.references import person_by_ref, subject_by_ref
from trajectories.people.staff import staff_by_name
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import Done
from trajectories.views.casework import AdvancedView, OpenedBesideView, OpenedView
from trajectories.views.refusal import RefusalView, RefusedView, WayOut
from trajectories.views.trajectory import BlockedView, TrajectoryView, trajectory_view
from workflows.documents import ABSENT
from workflows.errors import UsageError
from workflows.words import Words

USAGE = 2


class CaseRole(StrEnum):
    """Who may be given a trajectory: those who do casework."""

    volunteer = "volunteer"
    coordinator = "coordinator"
    jurist = "jurist"
    teamleider = "teamleider"


Facts = Annotated[
    list[str] | None,
    typer.Option("--fact", metavar="NAME=VALUE", help="A fact to record; may be given more than once."),
]
Expect = Annotated[
    int | None, typer.Option(metavar="VERSION", help="Refuse when the trajectory is no longer at this version.")
]


# opening and advancing


def open_trajectory(
    ctx: typer.Context,
    workflow: Annotated[str, typer.Argument(help="Name of the workflow.")],
    subject_ref: Annotated[str, typer.Argument(help="Reference of the client or household.")],
    municipality: Annotated[str, typer.Option(help="Picks the variant; 'any' for none.")],
    on: On = None,
    intake: Annotated[str | None, typer.Option(help="Day of intake, which picks the cohort; default --on.")] = None,
    fact: Facts = None,
    as_json: AsJson = False,
) -> None:
    """Open a trajectory, and those that its first stage starts beside it."""
    asked: Asked = ctx.obj
    facts = _facts(fact)
    with writing(asked) as (app, uow, by):
        day = on_day(on, by.today)
        intake_on = maybe_day(intake, "--intake") or day
        subject = subject_by_ref(uow, subject_ref)
        done = app.casework.open(uow, Open(workflow, subject, municipality, day, intake_on, facts), by)
        started = _started(uow, done)
    say_notices(asked, done)
    now = done.trajectory
    if as_json:
        return print_json(
            OpenedView(now.id, now.workflow, now.workflow_version, now.variant, now.stage, now.version, started)
        )
    stage = asked.say(done.written.compiled.stage_label(now.stage))
    typer.echo(
        asked.pick(
            f"{now.id} {workflow} ({now.variant}) is geopend voor {subject_ref}: ‘{stage}’.",
            f"{now.id} {workflow} ({now.variant}) was opened for {subject_ref}: '{stage}'.",
        )
    )
    _say_started(asked, started)


def advance(
    ctx: typer.Context,
    trajectory: Id,
    trigger: Annotated[
        str | None, typer.Argument(help="Left out on a terminal: shows what is possible and asks.")
    ] = None,
    on: On = None,
    fact: Facts = None,
    reason: Annotated[str, typer.Option(help="Why; kept apart from the history.")] = "",
    expect: Expect = None,
    as_json: AsJson = False,
) -> None:
    """Move a trajectory along a trigger; out of a final stage it is opened again."""
    asked: Asked = ctx.obj
    facts = _facts(fact)
    if trigger is None:
        trigger, further, expect = _choose(asked, trajectory, on, expect, as_json=as_json)
        facts = {**facts, **further}
    with writing(asked) as (app, uow, by):
        key = trajectory_id(app, uow, trajectory)
        command = Advance(key, trigger, on_day(on, by.today), facts)
        done = app.casework.advance(uow, command, by, reason=reason, expect=expect)
        started = _started(uow, done)
    now, compiled = done.trajectory, done.written.compiled
    left = next(each.event.source for each in done.recorded if isinstance(each.event, StageEntered))
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
    _say_started(asked, started)
    say_consequences(asked, done, by.today)


class Way(NamedTuple):
    """A way on that can be chosen. asks: the facts its guard still misses."""

    trigger: str
    label: str
    asks: list[str]


def _choose(
    asked: Asked, trajectory: str, on: str | None, expect: int | None, *, as_json: bool
) -> tuple[str, dict[str, str], int]:
    """The trigger that someone picks on a terminal, the facts it asked for, and the version that was shown."""
    with reading(asked) as (app, uow, by):
        written = app.dossiers.load(uow, trajectory_id(app, uow, trajectory))
        shown = trajectory_view(uow, written, by.actor, on_day(on, by.today), asked.lang)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
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
    way = ways[_number(asked, len(ways)) - 1]
    return way.trigger, _ask_facts(asked, written, way.asks), expect if expect is not None else shown.version


def _ways(asked: Asked, written: Written, shown: TrajectoryView) -> tuple[list[Way], list[BlockedView]]:
    """What can be chosen: what is possible, and what only facts hold back; and what cannot."""
    ways = [Way(each.trigger, each.label, []) for each in shown.possible]
    others = []
    for each in shown.blocked:
        if any(reason.kind != "fact" for reason in each.because):
            others.append(each)
            continue
        asks = [reason.name for reason in each.because]
        if each.trigger not in {way.trigger for way in ways}:
            passages = written.compiled.passages[shown.stage][each.trigger]
            labels = [asked.say(written.compiled.label_of(each.trigger, passage)) for passage in passages]
            ways.append(Way(each.trigger, " / ".join(dict.fromkeys(labels)), list(dict.fromkeys(asks))))
    return ways, others


def _number(asked: Asked, last: int) -> int:
    while True:
        answer = typer.prompt(asked.pick("Welke stap (nummer)", "Which step (number)"), err=True)
        if str(answer).isdigit() and 1 <= int(answer) <= last:
            return int(answer)
        typer.echo(asked.pick(f"Kies 1 tot en met {last}.", f"Choose 1 to {last}."), err=True)


def _ask_facts(asked: Asked, written: Written, names: list[str]) -> dict[str, str]:
    """Asks again until the answer fits the fact."""
    found = {}
    for name in names:
        spec = spec_of(written.compiled, name)
        while name not in found:
            answer = str(typer.prompt(asked.say(spec.label), err=True))
            try:
                checked(spec, name, answer)
                found[name] = answer
            except UsageError as error:
                typer.echo(error.say(asked.lang), err=True)
    return found


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


# tasks, facts, people


def task_done(
    ctx: typer.Context,
    trajectory: Id,
    task: Annotated[str, typer.Argument(help="Name of the task.")],
    member: Annotated[str, typer.Option(help="Reference of the client, where it goes per member.")] = "",
    amount: Annotated[int, typer.Option(help="How many units, where it has an amount.")] = 1,
    on: On = None,
    expect: Expect = None,
    as_json: AsJson = False,
) -> None:
    """Record that a task is done, or a part of it."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        key = trajectory_id(app, uow, trajectory)
        person = person_by_ref(uow, member) if member else ""
        command = DoTask(key, task, on_day(on, by.today), person, amount)
        done = app.casework.do_task(uow, command, by, expect=expect)
    if as_json:
        return print_version(done)
    spec = done.written.compiled.workflow.tasks[task]
    so_far = sum(each.amount for each in done_entries(done.trajectory, task_key(task, person)))
    label, who = asked.say(spec.label), f" {member}" if member else ""
    count = f" ({so_far}/{spec.amount})" if spec.amount > 1 else ""
    typer.echo(asked.pick(f"{key}: ‘{label}’{who} is gedaan{count}.", f"{key}: '{label}'{who} is done{count}."))
    say_consequences(asked, done, by.today)


def task_missed(
    ctx: typer.Context,
    trajectory: Id,
    task: Annotated[str, typer.Argument(help="Name of the task.")],
    member: Annotated[str, typer.Option(help="Reference of the client, where it goes per member.")] = "",
    on: On = None,
    expect: Expect = None,
    as_json: AsJson = False,
) -> None:
    """Record that someone was expected for a task and stayed away; the task stays open."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        key = trajectory_id(app, uow, trajectory)
        person = person_by_ref(uow, member) if member else ""
        done = app.casework.miss_task(uow, MissTask(key, task, on_day(on, by.today), person), by, expect=expect)
    if as_json:
        return print_version(done)
    label, who = asked.say(done.written.compiled.workflow.tasks[task].label), f" {member}" if member else ""
    times = len(done.trajectory.absences[task_key(task, person)])
    nl, en = f"niet verschenen, in totaal {times}×", f"stayed away, {times}× in all"
    typer.echo(asked.pick(f"{key}: ‘{label}’{who}: {nl}.", f"{key}: '{label}'{who}: {en}."))
    say_consequences(asked, done, by.today)


def fact_set(
    ctx: typer.Context,
    trajectory: Id,
    name: Annotated[str, typer.Argument(help="Name of the fact.")],
    value: Annotated[str, typer.Argument(help="A day as 2026-03-31, a whole number, yes or no, or text.")],
    on: Annotated[str | None, typer.Option("--on", help="The day from which it holds; default today.")] = None,
    expect: Expect = None,
    as_json: AsJson = False,
) -> None:
    """Record a fact."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        key = trajectory_id(app, uow, trajectory)
        done = app.casework.set_fact(uow, SetFact(key, name, value, on_day(on, by.today)), by, expect=expect)
    if as_json:
        return print_version(done)
    spec = done.written.compiled.workflow.facts[name]
    label, shown = asked.say(spec.label), "" if spec.type == "text" else f": {value}"
    typer.echo(asked.pick(f"{key}: ‘{label}’ is vastgelegd{shown}.", f"{key}: '{label}' was recorded{shown}."))
    say_consequences(asked, done, by.today)


def assign(
    ctx: typer.Context,
    trajectory: Id,
    name: Annotated[str, typer.Argument(help="A name on the staff; - for nobody.")],
    as_role: Annotated[CaseRole, typer.Option("--as", help="The role in this trajectory.")],
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Give a trajectory its coordinator, volunteer, jurist or teamleider."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        key = trajectory_id(app, uow, trajectory)
        staff = "" if name == "-" else staff_by_name(uow, name, by.today).id
        done = app.casework.assign(uow, key, staff, as_role.value, on_day(on, by.today), by)
    if as_json:
        return print_version(done)
    role = asked.say(role_words(as_role.value))
    if not done.recorded:
        typer.echo(asked.pick(f"{key}: dat was al zo.", f"{key}: that was so already."))
        return say_notices(asked, done)
    who = asked.pick("niemand", "nobody") if name == "-" else name
    typer.echo(asked.pick(f"{key}: {role} is {who}.", f"{key}: the {role} is {who}."))
    say_notices(asked, done)


# notes and closing


def note(
    ctx: typer.Context,
    trajectory: Id,
    text: Annotated[str, typer.Argument(help="Kept apart from the history.")],
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Write a note; also with a closed trajectory."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        key = trajectory_id(app, uow, trajectory)
        done = app.casework.note(uow, key, text, on_day(on, by.today), by)
    if as_json:
        return print_version(done)
    typer.echo(asked.pick(f"{key}: de notitie is bewaard.", f"{key}: the note was kept."))


def close(
    ctx: typer.Context,
    trajectory: Id,
    outcome: Annotated[str, typer.Option(help="verhuisd, overleden, gestopt, or what else the definition allows.")],
    on: On = None,
    reason: Annotated[str, typer.Option(help="Why; kept apart from the history.")] = "",
    as_json: AsJson = False,
) -> None:
    """Close a trajectory from any stage."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        key = trajectory_id(app, uow, trajectory)
        done = app.casework.close(uow, Close(key, outcome, on_day(on, by.today)), by, reason=reason)
    if as_json:
        return print_version(done)
    label = asked.say(done.written.compiled.workflow.outcomes[outcome].label)
    typer.echo(asked.pick(f"{key} is gesloten: {label}.", f"{key} was closed: {label}."))


def _started(uow: UnitOfWork, done: Done) -> list[OpenedBesideView]:
    return [
        OpenedBesideView(
            each.trajectory,
            each.workflow,
            references.subject_ref(uow, each.subject),
            each.continues if each.continues else ABSENT,
        )
        for each in done.started
    ]


def _say_started(asked: Asked, started: list[OpenedBesideView]) -> None:
    for each in started:
        what = f"{each.trajectory} {each.workflow} ({each.subject})"
        if each.continues is ABSENT:
            asked.talk(asked.pick(f"daarbij geopend: {what}", f"opened beside it: {what}"))
        else:
            asked.talk(asked.pick(f"gaat verder in: {what}", f"goes on in: {what}"))


# what was asked


def _facts(given: list[str] | None) -> dict[str, str]:
    found = {}
    for text in given or []:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"'{text}' is no NAME=VALUE", param_hint="--fact")
        found[name.strip()] = value.strip()
    return found
