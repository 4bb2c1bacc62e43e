"""A term laid onto dates, with every step of the arithmetic. Needs no database and no staff."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson, maybe_day
from cli.render import Column, Page, Said
from scheduler.messages.dates import long_day
from trajectories.casework.parse_values import term_of
from workflows.calendar import builtin_calendar
from workflows.errors import UsageError
from workflows.language.terms import Term
from workflows.views.term import TermView
from workflows.words import Words


class LegalName(StrEnum):
    """Only a statutory term moves with the Algemene termijnenwet."""

    statutory = "statutory"
    norm = "norm"
    none = "none"


def term(
    ctx: typer.Context,
    from_: Annotated[str, typer.Argument(metavar="FROM", help="The day counted from, 2026-01-31 or 31-1-2026.")],
    words: Annotated[list[str], typer.Argument(metavar="TERM", help="Such as 10 weeks, 3 months or 5 working days.")],
    legal: Annotated[
        LegalName, typer.Option(case_sensitive=False, help="Set by law (statutory), a norm, or neither.")
    ] = LegalName.none,
    before: Annotated[bool, typer.Option("--before", help="Count back.")] = False,
    as_json: AsJson = False,
) -> None:
    """Count a term from a day: the last day in time, and how it was found."""
    asked: Asked = ctx.obj
    day, length = maybe_day(from_, "FROM"), term_of(" ".join(words))
    assert day
    calendar = builtin_calendar()
    try:
        found = calendar.due(day, length, legal.value, back=before)
        steps = calendar.explain(day, length, legal.value, back=before)
    except OverflowError as error:
        raise too_far(length) from error
    counted = [f"{step.on} {asked.say(step.words)}" for step in steps]
    view = TermView(day, str(length), found.raw_on, found.due_on, counted)
    if as_json:
        return print_json(view)
    page = Page()
    page.line(Said(long_day(view.due_on, asked.lang), "strong"), f"({view.due_on})")
    page.table([Column(keeps=True), Column()], [list(each.partition(" ")[::2]) for each in view.steps])


def too_far(length: Term) -> Exception:
    return UsageError(
        Words(
            f"met {length.words.say('nl')} valt de dag buiten de jaren 1 tot en met 9999; kies een kortere termijn",
            f"with {length} the day falls outside the years 1 to 9999; choose a shorter term",
        )
    )
