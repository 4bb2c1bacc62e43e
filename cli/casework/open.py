"""`traject open`: a trajectory, and those that its first stage starts beside it."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.consequences import say_notices
from cli.casework.fact import Facts, Sure, facts_given
from cli.casework.named import facts_named
from cli.casework.questions import say_questions
from cli.casework.take_over import (
    At,
    CameThrough,
    Midway,
    Passed,
    Since,
    Start,
    first_day,
    must_fit,
    say_taken_over,
    since_day,
    taken_over,
)
from cli.json_document import print_json
from cli.options import AsJson, On, known_municipality, known_workflow, maybe_day, on_day
from cli.session import writing
from trajectories.casework.commands import Open
from trajectories.people import references
from trajectories.people.references import subject_by_ref
from trajectories.repository.store import UnitOfWork
from trajectories.service.asking import with_members
from trajectories.service.recording import Done
from trajectories.views.casework import OpenedBesideView, OpenedView
from workflows.documents import ABSENT


def open_trajectory(
    ctx: typer.Context,
    workflow: Annotated[str, typer.Argument(help="Name of the workflow.")],
    subject_ref: Annotated[str, typer.Argument(help="Reference of the client or household.")],
    municipality: Annotated[str, typer.Option(help="Picks the variant; 'any' for none.")],
    on: On = None,
    intake: Annotated[
        str | None,
        typer.Option(help="Day of intake, which picks the cohort; default --on, or the first day known."),
    ] = None,
    fact: Facts = None,
    sure: Sure = False,
    at: At = None,
    since: Since = None,
    passed: Passed = None,
    came_through: CameThrough = None,
    start: Start = None,
    as_json: AsJson = False,
) -> None:
    """Open a trajectory, and those that its first stage starts beside it; or take one over midway (--at)."""
    asked: Asked = ctx.obj
    facts = facts_given(fact)
    midway = Midway(at or "", since or "", tuple(passed or ()), tuple(came_through or ()), tuple(start or ()))
    must_fit(midway, on)
    with writing(asked) as (app, uow, by):
        day = on_day(on, by.today) if not midway.at else since_day(midway)
        intake_on = maybe_day(intake, "--intake") or first_day(midway, day)
        subject = subject_by_ref(uow, subject_ref)
        subject_ref = references.subject_ref(uow, subject)
        workflow = known_workflow(app.catalogue, workflow)
        place = known_municipality(app.catalogue.municipalities, municipality)
        resolved = app.catalogue.resolve(workflow, place, intake_on).workflow
        named = facts_named(resolved, facts)
        command = Open(workflow, subject, place, day, intake_on, named, sure=named if sure else (), sure_of_days=sure)
        if midway.at:
            done = app.casework.take_over(uow, taken_over(midway, command, resolved), by)
        else:
            done = app.casework.open(uow, command, by)
        started = started_by(uow, done)
        ref = references.subject_ref(uow, subject)
        say_questions(asked, uow, with_members(uow, subject, by.today), by.today)
    say_notices(asked, done)
    now = done.trajectory
    if as_json:
        return print_json(
            OpenedView(now.id, now.workflow, now.workflow_version, now.variant, now.stage, now.version, started)
        )
    stage = asked.say(done.written.compiled.stage_label(now.stage))
    if midway.at:
        say_taken_over(asked, done, ref)
        return say_started(asked, started)
    typer.echo(
        asked.pick(
            f"{now.id} {workflow} ({now.variant}) is geopend voor {ref}: ‘{stage}’.",
            f"{now.id} {workflow} ({now.variant}) was opened for {ref}: '{stage}'.",
        )
    )
    say_started(asked, started)


def started_by(uow: UnitOfWork, done: Done) -> list[OpenedBesideView]:
    return [
        OpenedBesideView(
            each.trajectory,
            each.workflow,
            references.subject_ref(uow, each.subject),
            each.continues if each.continues else ABSENT,
        )
        for each in done.started
    ]


def say_started(asked: Asked, started: list[OpenedBesideView]) -> None:
    for each in started:
        what = f"{each.trajectory} {each.workflow} ({each.subject})"
        if each.continues is ABSENT:
            asked.talk(asked.pick(f"daarbij geopend: {what}", f"opened beside it: {what}"))
        else:
            asked.talk(asked.pick(f"gaat verder in: {what}", f"goes on in: {what}"))
