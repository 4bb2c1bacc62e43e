"""Is the scheduler in good health? What is wrong, how sure that is, and the command that mends it."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.progress import progress
from cli.reminders.channel import smtp_settings_amiss
from cli.render import Cell, Column, Page, Said
from cli.session import reading
from scheduler.health import collect
from scheduler.health import doctor as health
from scheduler.health.doctor import CHECKS
from scheduler.messages.one_line import TRAJECTORIES, amount
from scheduler.views.doctor import DoctorView, FindingView, doctor_view
from workflows.words import Lang, Words

Every = Annotated[
    float | None,
    typer.Option(
        metavar="MINUTES", min=0.01, help="How often a tick should come; left out, as `scheduler run` was told, else 5."
    ),
]


def doctor(
    ctx: typer.Context,
    every: Every = None,
    deep: Annotated[
        bool,
        typer.Option("--deep", help="Replay all, not a sample, and compare each row."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find out whether everyone is told in time. Exit 8, 7 or 3 when something must be done, the gravest first."""
    asked: Asked = ctx.obj
    with reading(asked) as (app, uow, by), progress(asked.pick("Naspelen", "Replaying")) as follow:
        missing = smtp_settings_amiss(app)
        seen = collect.look(app, uow, by.now, app.clock, missing, every_minutes=every, deep=deep, progress=follow)
    found = health.findings(seen)
    code = health.exit_code(found)
    view = doctor_view(found, seen, asked.lang)
    if as_json:
        print_json(view)
    else:
        _show(view, asked.lang)
    if code:
        raise typer.Exit(code)


def _show(view: DoctorView, lang: Lang) -> None:
    """First what is well, then what is not, so that the last line on the screen is what to do."""
    page, found, codes = Page(), view.findings, {each.code for each in view.findings}
    well = [each for each in CHECKS if each.code not in codes]
    page.table([Column(keeps=True), Column()], [[Said("✓", "good"), each.title.say(lang)] for each in well], indent=0)
    for each in sorted(found, key=lambda finding: finding.severity == "problem"):
        page.gap()
        _tell(each, page, lang)
    page.gap()
    page.line(Said(_looked(view.figures.replayed, view.figures.trajectories).say(lang), "quiet"))
    problems = sum(each.severity == "problem" for each in found)
    notices = len(found) - problems
    page.line(
        Words(f"Te doen: {problems}. Om te weten: {notices}.", f"To do: {problems}. To know of: {notices}.").say(lang)
        if found
        else Words("Alles is in orde.", "All is well.").say(lang)
    )


MARKS = {"problem": "!", "notice": "·"}


def _tell(finding: FindingView, page: Page, lang: Lang) -> None:
    mark = Said(MARKS[finding.severity], "late" if finding.severity == "problem" else "soon")
    unsure = Words(" (waarschijnlijk)", " (probably)").say(lang) if finding.sure == "likely" else ""
    more = " …" if finding.count_ > len(finding.examples) else ""
    rows: list[list[Cell]] = [[mark, finding.text + unsure]]
    if finding.examples:
        rows.append(["", Said(", ".join(finding.examples) + more, "quiet")])
    rows.append(["", finding.todo])
    page.table([Column(keeps=True), Column()], rows, indent=0)
    for command in finding.commands:
        page.command(command, indent=5)


def _looked(replayed: int, counted: int) -> Words:
    """counted: those that figures count; what was taken back, or was a duplicate, is replayed too."""
    if replayed > counted:
        rest = replayed - counted
        return Words(
            f"{amount(replayed, TRAJECTORIES, 'nl')} nagespeeld, waarvan {rest} in geen cijfer meetellen.",
            f"{amount(replayed, TRAJECTORIES, 'en')} replayed, {rest} of which no figure counts.",
        )
    more = Words("", "") if replayed == counted else Words("; --deep speelt ze alle na", "; --deep replays all of them")
    return Words(
        f"{replayed} van {amount(counted, TRAJECTORIES, 'nl')} nagespeeld{more.nl}.",
        f"{replayed} of {amount(counted, TRAJECTORIES, 'en')} replayed{more.en}.",
    )
