"""`traject task`: work that was done, need not be done, or for which someone stayed away."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, NamedTuple

import typer

from cli.asked import Asked
from cli.casework.bulk import (
    FromList,
    InMunicipality,
    InStage,
    InWorkflow,
    Listing,
    Many,
    OfColleague,
    Yes,
    day_of,
    in_bulk,
    tasks_typed,
)
from cli.casework.consequences import print_version, say_consequences
from cli.casework.ids import Expect, Id, MaybeId, member_id, trajectory_id
from cli.casework.named import task_named
from cli.options import AsJson, Dates, On, SheetName, on_day
from cli.session import writing
from scheduler.bootstrap import App
from trajectories.casework.commands import DoTask, MissTask, WaiveTask
from trajectories.casework.tasks import for_everyone
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.state import done_entries, task_key
from trajectories.people.references import subject_ref, subject_refs
from trajectories.repository.store import UnitOfWork
from trajectories.service.in_bulk import ChosenCase
from trajectories.service.recording import By, Done
from workflows.errors import UsageError
from workflows.words import Words


class MeantTasks(NamedTuple):
    """What was typed, found. person: id of the client, where one was named; tasks: their codes, as often as typed."""

    written: Written
    key: str
    person: str
    tasks: tuple[str, ...]
    day: date


class Typed(NamedTuple):
    """What the three commands have in common, as typed."""

    trajectory: str
    tasks: Sequence[str]
    member: str
    on: str | None
    expect: int | None


def _meant(app: App, uow: UnitOfWork, by: By, typed: Typed) -> MeantTasks:
    """Whether this colleague may write there comes before what else is wrong."""
    key = trajectory_id(app, uow, typed.trajectory)
    written = app.casework.for_writing(uow, key, by, typed.expect)
    person = member_id(app, uow, key, typed.member) if typed.member else ""
    tasks = tuple(task_named(written.compiled.workflow, each) for each in typed.tasks)
    return MeantTasks(written, key, person, tasks, on_day(typed.on, by.today))


def task_done(
    ctx: typer.Context,
    trajectory: MaybeId = None,
    tasks: Annotated[
        list[str] | None, typer.Argument(metavar="TASK...", help="Name of the task, or of several.")
    ] = None,
    member: Annotated[str, typer.Option(help="The client, where it goes per member: a reference, or a name.")] = "",
    everyone: Annotated[
        bool, typer.Option("--everyone", help="For every member who has it to do, where it goes per member.")
    ] = False,
    amount: Annotated[int, typer.Option(help="How many units, where it has an amount.")] = 1,
    on: On = None,
    expect: Expect = None,
    from_list: FromList = None,
    sheet: SheetName = "",
    dates: Dates = None,
    in_municipality: InMunicipality = "",
    of: OfColleague = "",
    workflow: InWorkflow = "",
    stage: InStage = "",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Record that a task is done, or several, or a part of one; in many trajectories at once too; all or none."""
    asked: Asked = ctx.obj
    many = Many(from_list, in_municipality, of, workflow, stage, yes, Listing(sheet, dates))
    typed, names = tasks_typed(many, trajectory, tasks or [])
    if many.is_asked:
        if member or expect is not None:
            raise UsageError(
                Words(
                    "--member en --expect gaan over één traject; voor veel tegelijk is er --everyone",
                    "--member and --expect are about one trajectory; for many at once there is --everyone",
                )
            )
        act = partial(_done, names=names, everyone=everyone, amount=amount, on=on)
        return in_bulk(asked, many, act, as_json=as_json)
    if member and everyone:
        raise UsageError(
            Words(
                "een lid (--member) of iedereen (--everyone): niet beide",
                "one member (--member), or everyone (--everyone): not both",
            )
        )
    with writing(asked, typed) as (app, uow, by):
        meant = _meant(app, uow, by, Typed(typed, names, member, on, expect))
        key, person, written = meant.key, meant.person, meant.written
        wanted = [DoTask(key, name, meant.day, person, amount) for name in dict.fromkeys(meant.tasks)]
        if everyone:
            wanted = [each for one in wanted for each in for_everyone(written.compiled, written.trajectory, one)]
        several = [app.casework.do_task(uow, command, by) for command in wanted]
        refs = subject_refs(uow)
    done = several[-1]._replace(before=several[0].before, notices=[each for one in several for each in one.notices])
    if as_json:
        return print_version(done)
    for each in wanted:
        spec = done.written.compiled.workflow.tasks[each.task]
        so_far = sum(entry.amount for entry in done_entries(done.trajectory, task_key(each.task, each.member)))
        label, who = asked.say(spec.label), f" {refs.get(each.member, each.member)}" if each.member else ""
        count = f" ({so_far}/{spec.amount})" if spec.amount > 1 else ""
        typer.echo(asked.pick(f"{key}: ‘{label}’{who} is gedaan{count}.", f"{key}: '{label}'{who} is done{count}."))
    say_consequences(asked, done, by.today)


def _done(
    app: App,
    uow: UnitOfWork,
    by: By,
    each: ChosenCase,
    *,
    names: Sequence[str],
    everyone: bool,
    amount: int,
    on: str | None,
) -> Done:
    """All the tasks in one trajectory."""
    written = app.casework.for_writing(uow, each.case.id, by, None)
    day = on_day(day_of(each, on), by.today)
    tasks = dict.fromkeys(task_named(written.compiled.workflow, name) for name in names)
    wanted = [DoTask(each.case.id, name, day, "", amount) for name in tasks]
    if everyone:
        wanted = [one for task in wanted for one in for_everyone(written.compiled, written.trajectory, task)]
    several = [app.casework.do_task(uow, command, by) for command in wanted]
    return several[-1]._replace(recorded=[one for done in several for one in done.recorded])


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
    with writing(asked, trajectory) as (app, uow, by):
        meant = _meant(app, uow, by, Typed(trajectory, [task], member, on, expect))
        key, person, (task,) = meant.key, meant.person, meant.tasks
        member = subject_ref(uow, person) if person else ""
        done = app.casework.miss_task(uow, MissTask(key, task, meant.day, person), by)
    if as_json:
        return print_version(done)
    label, who = asked.say(done.written.compiled.workflow.tasks[task].label), f" {member}" if member else ""
    times = len(done.trajectory.absences[task_key(task, person)])
    nl, en = f"niet verschenen, in totaal {times}×", f"stayed away, {times}× in all"
    typer.echo(asked.pick(f"{key}: ‘{label}’{who}: {nl}.", f"{key}: '{label}'{who}: {en}."))
    say_consequences(asked, done, by.today)


def task_waive(
    ctx: typer.Context,
    trajectory: Id,
    tasks: Annotated[list[str], typer.Argument(metavar="TASK...", help="Name of an optional task, or of several.")],
    reason: Annotated[str, typer.Option(help="Why; kept apart from the history.")],
    member: Annotated[
        str, typer.Option(help="Reference of the client, where it goes per member; default all who have it to do.")
    ] = "",
    on: On = None,
    expect: Expect = None,
    as_json: AsJson = False,
) -> None:
    """Record that an optional task need not be done any more, open or left; 'traject correct' takes it back."""
    asked: Asked = ctx.obj
    with writing(asked, trajectory) as (app, uow, by):
        meant = _meant(app, uow, by, Typed(trajectory, tasks, member, on, expect))
        key, command = meant.key, WaiveTask(meant.key, meant.tasks, meant.day, meant.person)
        done = app.casework.waive_task(uow, command, by, reason)
        refs = subject_refs(uow)
    if as_json:
        return print_version(done)
    for each in done.recorded:
        if isinstance(each.event, ev.TaskWaived):
            label = asked.say(done.written.compiled.workflow.tasks[each.event.task].label)
            who = f" {refs.get(each.event.member, each.event.member)}" if each.event.member else ""
            nl, en = f"hoeft niet meer (gebeurtenis {each.version})", f"is waived (event {each.version})"
            typer.echo(asked.pick(f"{key}: ‘{label}’{who} {nl}.", f"{key}: '{label}'{who} {en}."))
    say_consequences(asked, done, by.today)
