"""`traject workflow check`: everything that is wrong in definition files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cli.asked import Asked
from cli.definitions import catalogue_of
from cli.json_document import print_json
from cli.options import AsJson
from trajectories.clock import utc_now
from trajectories.local_time import local_day
from workflows.calendar import builtin_calendar
from workflows.catalogue.check_all import failing
from workflows.checks.codes import page_of
from workflows.errors import Problem
from workflows.views.definitions import problem_view

WRONG = 3


Files = Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="Definition files; left out, all.")]


def check(
    ctx: typer.Context,
    file: Files = None,
    strict: Annotated[bool, typer.Option("--strict", help="As for publishing: a warning fails too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Everything that is wrong in definition files, with the place. Exit 3 when anything is an error."""
    asked: Asked = ctx.obj
    catalogue = catalogue_of(asked, file or (), fresh=True)
    problems = catalogue.problems(file or None, today=local_day(utc_now()), calendar=builtin_calendar())
    if as_json:
        print_json([problem_view(problem, asked.lang) for problem in problems])
    else:
        _show_problems(problems, asked)
    if failing(problems, strict=strict):
        raise typer.Exit(WRONG)


def _show_problems(problems: Sequence[Problem], asked: Asked) -> None:
    """Below them the page of each code, once."""
    for problem in problems:
        mark = "" if problem.severity == "error" else asked.pick("waarschuwing: ", "warning: ")
        place = f"{problem.file}:{problem.line}:{problem.column}"
        typer.echo(f"{place}: {mark}{problem.said(asked.lang)} [{problem.code}]")
    errors = sum(problem.severity == "error" for problem in problems)
    asked.talk(_verdict(asked, errors, len(problems) - errors))
    if problems:
        pages = dict.fromkeys(page_of(problem.code) for problem in problems)
        asked.talk(asked.pick("Waarom, en hoe te verhelpen:", "Why, and how to mend it:"))
        asked.talk("\n".join(f"  {page}" for page in pages))


def _verdict(asked: Asked, errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return asked.pick("Er is niets mis.", "Nothing is wrong.")
    return asked.pick(f"Fouten: {errors}; waarschuwingen: {warnings}.", f"Errors: {errors}; warnings: {warnings}.")
