"""`traject open … --at`: a case that runs elsewhere goes on here, where it stands."""

from datetime import date
from typing import Annotated, NamedTuple

import typer

from cli.asked import Asked
from cli.casework.named import stage_named
from cli.options import maybe_day
from trajectories.casework.commands import Open, TakeOver
from trajectories.service.recording import Done
from trajectories.views.trajectory import not_told_views
from workflows.describe.blanks import blank
from workflows.errors import UsageError
from workflows.language.road_facts import fact_of
from workflows.language.workflow import Workflow
from workflows.words import Words, listed

At = Annotated[str | None, typer.Option(help="Take over a case that runs elsewhere, in this stage.")]
Since = Annotated[str | None, typer.Option(help="With --at: the day since which it is in that stage.")]
Passed = Annotated[
    list[str] | None, typer.Option(help="With --at: STAGE=DATE, a stage before and its day; repeatable.")
]
CameThrough = Annotated[
    list[str] | None, typer.Option(help="With --at: a stage before, on a day that nobody knows; repeatable.")
]
Start = Annotated[
    list[str] | None, typer.Option(help="With --at: open this workflow too, which its stages start; repeatable.")
]


class Midway(NamedTuple):
    """What was typed about a case that runs elsewhere. at: empty where one is opened from its first stage."""

    at: str
    since: str
    passed: tuple[str, ...]
    came_through: tuple[str, ...]
    start: tuple[str, ...]


def must_fit(midway: Midway, on: str | None) -> None:
    """Raises UsageError for options that do not go together."""
    if not midway.at:
        if any(midway[1:]):
            raise UsageError(
                Words(
                    "--since, --passed, --came-through en --start horen bij --at, de stap waarin het traject nu staat",
                    "--since, --passed, --came-through and --start go with --at, the stage where the case stands now",
                )
            )
        return
    if not midway.since or on is not None:
        raise UsageError(
            Words(
                "zeg met --since sinds wanneer het traject in die stap staat; --on hoort niet bij --at",
                "say with --since from which day on the case stands in that stage; --on does not go with --at",
            )
        )


def since_day(midway: Midway) -> date:
    day = maybe_day(midway.since, "--since")
    assert day
    return day


def first_day(midway: Midway, on: date) -> date:
    """The first that is known of it."""
    return min([on, *(day for _, day in _passed(midway))])


def taken_over(midway: Midway, command: Open, workflow: Workflow) -> TakeOver:
    return TakeOver(
        command.workflow,
        command.subject,
        command.municipality,
        stage_named(workflow, midway.at),
        command.on,
        command.intake_on,
        command.facts,
        [(stage_named(workflow, name), day) for name, day in _passed(midway)],
        [stage_named(workflow, name) for name in midway.came_through],
        midway.start,
        command.sure,
        sure_of_days=command.sure_of_days,
    )


def _passed(midway: Midway) -> list[tuple[str, date]]:
    found = []
    for text in midway.passed:
        name, equals, typed = text.partition("=")
        day = maybe_day(typed.strip(), "--passed") if equals and typed.strip() else None
        if not name.strip() or day is None:
            raise UsageError(Words(f"‘{text}’ (--passed) is geen STAGE=DATE", f"'{text}' (--passed) is no STAGE=DATE"))
        found.append((name.strip(), day))
    return found


def say_taken_over(asked: Asked, done: Done, ref: str) -> None:
    """Where it stands, and what is asked of it, each once."""
    now, compiled = done.trajectory, done.written.compiled
    stage, since = asked.say(compiled.stage_label(now.stage)), now.entered_on
    typer.echo(
        asked.pick(
            f"{now.id} {now.workflow} ({now.variant}) is overgenomen voor {ref}: ‘{stage}’, sinds {since}.",
            f"{now.id} {now.workflow} ({now.variant}) was taken over for {ref}: '{stage}', since {since}.",
        )
    )
    unknown = [each for each in done.written.deadlines if each.standing == "unknown"]
    for name in dict.fromkeys(name for each in unknown for name in each.missing):
        if spec := fact_of(compiled.workflow, name):
            label, value = asked.say(spec.label), asked.say(blank(spec))
            command = f"traject fact set {now.id} {name} {value}"
            asked.talk(asked.pick(f"nog te vragen: {label} – {command}", f"still to be asked: {label} – {command}"))
    for each in not_told_views(done.written, asked.lang):
        needs = listed(each.needs, asked.lang)
        asked.talk(
            asked.pick(
                f"bij het overnemen is niets verteld van {needs}; de termijn ‘{each.label}’ kan daarvan lopen",
                f"nothing was told on taking over of {needs}; the term '{each.label}' may run from it",
            )
        )
