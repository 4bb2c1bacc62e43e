"""`traject task`: work that was done, or for which someone stayed away."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.consequences import print_version, say_consequences
from cli.casework.ids import Expect, Id, trajectory_id
from cli.options import AsJson, On, on_day
from cli.session import writing
from trajectories.casework.commands import DoTask, MissTask
from trajectories.history.state import done_entries, task_key
from trajectories.people.references import person_by_ref


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
