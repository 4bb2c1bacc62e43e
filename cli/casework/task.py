"""`traject task`: work that was done, need not be done, or for which someone stayed away."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.consequences import print_version, say_consequences
from cli.casework.ids import Expect, Id, member_id, trajectory_id
from cli.casework.named import task_named
from cli.options import AsJson, On, on_day
from cli.session import writing
from trajectories.casework.commands import DoTask, MissTask, WaiveTask
from trajectories.history import events as ev
from trajectories.history.state import done_entries, task_key
from trajectories.people.references import subject_ref, subject_refs


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
        person = member_id(app, uow, key, member) if member else ""
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
        person = member_id(app, uow, key, member) if member else ""
        task = task_named(app.dossiers.load(uow, key).compiled.workflow, task)
        member = subject_ref(uow, person) if person else ""
        done = app.casework.miss_task(uow, MissTask(key, task, on_day(on, by.today), person), by, expect=expect)
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
    with writing(asked) as (app, uow, by):
        key = trajectory_id(app, uow, trajectory)
        person = member_id(app, uow, key, member) if member else ""
        workflow = app.dossiers.load(uow, key).compiled.workflow
        command = WaiveTask(key, tuple(task_named(workflow, each) for each in tasks), on_day(on, by.today), person)
        done = app.casework.waive_task(uow, command, by, reason, expect=expect)
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
