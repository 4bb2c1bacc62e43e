"""`traject fact set`, and facts given beside another command."""

from datetime import date
from functools import partial
from typing import Annotated

import typer

from cli.asked import Asked, may_ask
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
    fact_of_many,
    in_bulk,
    one_or_many,
    value_of,
)
from cli.casework.choosing import ask_number
from cli.casework.consequences import print_version, say_consequences
from cli.casework.ids import Expect, MaybeId, trajectory_id
from cli.casework.named import fact_named, say_how_read
from cli.options import AsJson, Dates, SheetName, on_day
from cli.session import writing
from scheduler.bootstrap import App
from trajectories.casework.commands import Again, Meant, SetFact, WasWrong
from trajectories.casework.parse_values import checked, spec_of
from trajectories.casework.starts_again import WhichIsIt
from trajectories.repository.store import UnitOfWork
from trajectories.service.in_bulk import ChosenCase
from trajectories.service.recording import By, Done
from workflows.describe.phrases import value_words
from workflows.errors import UsageError
from workflows.language.facts import FactSpec
from workflows.words import Words

Facts = Annotated[
    list[str] | None,
    typer.Option("--fact", metavar="NAME=VALUE", help="A fact to record; may be given more than once."),
]


Sure = Annotated[
    bool, typer.Option("--sure", help="An unlikely value is right: a day long ago, before birth or far ahead.")
]


def fact_set(
    ctx: typer.Context,
    trajectory: MaybeId = None,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Name of the fact.")] = None,
    value: Annotated[
        str | None,
        typer.Argument(metavar="VALUE", help="A day as 2026-03-31 or 31-3-2026, a whole number, yes or no, or text."),
    ] = None,
    on: Annotated[str | None, typer.Option("--on", help="The day from which it holds; default today.")] = None,
    was_wrong: Annotated[
        str | None,
        typer.Option("--was-wrong", metavar="REASON", help="What was recorded before was a mistake, and why."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="It happened once more: what is counted from it begins anew.")
    ] = False,
    sure: Sure = False,
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
    """Record a fact; or of many at once, the value from the list where it differs.

    Another day for a term that was met: say whether the day before was wrong, or it begins again.
    """
    asked: Asked = ctx.obj
    meant = _meant(was_wrong, again=again, on=on)
    many = Many(from_list, in_municipality, of, workflow, stage, yes, Listing(sheet, dates))
    if many.is_asked:
        fact, typed = fact_of_many(many, [trajectory, name, value])
        act = partial(_set, name=fact, value=typed, on=on, meant=meant, sure=sure)
        return in_bulk(asked, many, act, as_json=as_json)
    trajectory, name, value = one_or_many(many, trajectory, [name, value], "NAME VALUE")

    def record(meant: Meant | None) -> tuple[Done, SetFact, date]:
        with writing(asked, trajectory) as (app, uow, by):
            key = trajectory_id(app, uow, trajectory)
            fact = fact_named(app.dossiers.load(uow, key).compiled.workflow, name)
            say_how_read(app.dossiers.load(uow, key).compiled.workflow, fact, value)
            command = SetFact(key, fact, value, on_day(on, by.today), sure)
            return app.casework.set_fact(uow, command, by, meant, expect=expect), command, by.today

    try:
        done, command, today = record(meant)
    except WhichIsIt as question:
        if meant or not may_ask(as_json=as_json):
            raise
        done, command, today = record(_answered(asked, question))
    if as_json:
        return print_version(done)
    key = done.trajectory.id
    spec = spec_of(done.written.compiled, command.name)
    label, shown = asked.say(spec.label), "" if spec.type == "text" else f": {_as_recorded(asked, spec, command)}"
    typer.echo(asked.pick(f"{key}: ‘{label}’ is vastgelegd{shown}.", f"{key}: '{label}' was recorded{shown}."))
    say_consequences(asked, done, today)


def _set(
    app: App,
    uow: UnitOfWork,
    by: By,
    each: ChosenCase,
    *,
    name: str,
    value: str | None,
    on: str | None,
    meant: Meant | None,
    sure: bool,
) -> Done:
    workflow, given = app.dossiers.load(uow, each.case.id).compiled.workflow, value_of(each, value)
    fact, day = fact_named(workflow, name), on_day(day_of(each, on), by.today)
    say_how_read(workflow, fact, given)
    return app.casework.set_fact(uow, SetFact(each.case.id, fact, given, day, sure), by, meant)


def _as_recorded(asked: Asked, spec: FactSpec, command: SetFact) -> str:
    """A day in the form of all days, a choice by its label; what is neither as it was typed."""
    if spec.type == "choice":
        return asked.say(value_words(str(checked(spec, command.name, command.value)), spec.labels))
    return str(checked(spec, command.name, command.value)) if spec.type == "date" else str(command.value)


def _meant(was_wrong: str | None, *, again: bool, on: str | None) -> Meant | None:
    if was_wrong is None:
        return Again() if again else None
    if again:
        raise UsageError(
            Words(
                "het was verkeerd (--was-wrong) of het gebeurde opnieuw (--again): niet beide",
                "it was wrong (--was-wrong), or it happened again (--again): not both",
            )
        )
    if on is not None:
        raise UsageError(
            Words(
                "wat verkeerd was houdt zijn dag, zonder --on; een andere dag geeft u met ‘traject correct’",
                "what was wrong keeps its day, without --on; give another with 'traject correct'",
            )
        )
    return WasWrong(was_wrong)


def _answered(asked: Asked, question: WhichIsIt) -> Meant:
    """What someone says on a terminal."""
    typer.echo(question.say(asked.lang), err=True)
    typer.echo(asked.pick("  1  de dag was verkeerd", "  1  the day was wrong"), err=True)
    typer.echo(asked.pick("  2  het is opnieuw gebeurd", "  2  it happened again"), err=True)
    if ask_number(asked, asked.pick("Welke van de twee (nummer)", "Which of the two (number)"), 2) == 2:
        return Again()
    return WasWrong(typer.prompt(asked.pick("Waardoor was hij verkeerd", "Why was it wrong"), err=True))


def facts_given(given: list[str] | None) -> dict[str, str]:
    found = {}
    for text in given or []:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageError(Words(f"‘{text}’ (--fact) is geen NAME=VALUE", f"'{text}' (--fact) is no NAME=VALUE"))
        found[name.strip()] = value.strip()
    return found
