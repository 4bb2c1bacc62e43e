"""What people answer to a reminder: seen, or not before that day."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.ids import DeadlineId, deadline_id
from cli.json_document import print_json
from cli.options import AsJson, maybe_day
from cli.session import writing
from scheduler.bootstrap import App
from scheduler.outbox import answers
from scheduler.outbox.answers import ReminderAnswered
from trajectories.repository.store import UnitOfWork
from trajectories.views.casework import NextReminderView, SeenView
from workflows.documents import ABSENT, Absent
from workflows.errors import UsageError
from workflows.words import Words

ReminderId = Annotated[
    str,
    typer.Argument(
        metavar="REMINDER", help="t17/rule#occurrence/rung.repeat; or a deadline, for what was said of it last."
    ),
]


def acknowledge(ctx: typer.Context, reminder: ReminderId, as_json: AsJson = False) -> None:
    """Say that you have seen a reminder: it is not repeated for twenty working days. All else goes on."""
    asked: Asked = ctx.obj
    with writing(asked, reminder) as (app, uow, by):
        answered = answers.acknowledge(app.casework, uow, _whole(app, uow, reminder), by)
    assert answered.silence
    found, seen_on = answered.silence.of, answered.silence.on
    if as_json:
        return print_json(_shown(answered, reminder=found))
    text = asked.pick(f"{found}: gezien op {seen_on}", f"{found}: seen on {seen_on}")
    typer.echo(f"{text}; {_next(asked, answered)}")


def _whole(app: App, uow: UnitOfWork, asked: str) -> str:
    """A deadline may be named without its #occurrence; a reminder is named whole."""
    if asked.count("/") != 1:
        return asked
    key, name, occurrence = deadline_id(app, uow, asked)
    return f"{key}/{name}#{occurrence}"


def snooze(
    ctx: typer.Context,
    deadline: DeadlineId,
    until: Annotated[str | None, typer.Option(help="The day on which it speaks again, 12 weeks on at most.")] = None,
    reason: Annotated[str, typer.Option(help="Why; kept apart from the history.")] = "",
    end: Annotated[bool, typer.Option("--end", help="Let it speak again from today.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let everything still to be said of a deadline wait until a day; never past a last day in law."""
    asked: Asked = ctx.obj
    day = maybe_day(until, "--until")
    if bool(day) == end:
        raise UsageError(
            Words("geef --until met een dag, of --end: een van de twee", "give either --until DAY or --end")
        )
    with writing(asked, deadline) as (app, uow, by):
        key, name, occurrence = deadline_id(app, uow, deadline)
        found = f"{key}/{name}#{occurrence}"
        answered = answers.snooze(app.casework, uow, found, day or by.today, reason, by)
    if as_json:
        return print_json(_shown(answered, deadline=found))
    if answered.silence:
        until_on = answered.silence.until
        text = asked.pick(f"{found}: uitgesteld tot {until_on}", f"{found}: snoozed until {until_on}")
    else:
        text = asked.pick(f"{found}: niet uitgesteld", f"{found}: not snoozed")
    typer.echo(f"{text}; {_next(asked, answered)}")


def _next(asked: Asked, answered: ReminderAnswered) -> str:
    """What comes next, and when."""
    if answered.next is None:
        return asked.pick("er komt nu niets.", "nothing is to come now.")
    name, day = f"{answered.next.rung}.{answered.next.repeat}", answered.next.day
    return asked.pick(f"eerstvolgende: {name} op {day}.", f"next: {name} on {day}.")


def _shown(answered: ReminderAnswered, *, reminder: str | Absent = ABSENT, deadline: str | Absent = ABSENT) -> SeenView:
    silence, following = answered.silence, answered.next
    return SeenView(
        reminder=reminder,
        deadline=deadline,
        is_new=answered.is_new,
        on=silence.on if silence else None,
        by=silence.by if silence else None,
        until=silence.until if silence else None,
        next=NextReminderView(following.id, following.day) if following else None,
    )
